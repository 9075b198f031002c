"""How near the hottest partition came to its limit, and what of the capacity is usable, with their noise."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

from pytest_dynamo.measure.bins import PEAK_SECONDS
from pytest_dynamo.measure.differences.noise import NORMAL, of_rate, within
from pytest_dynamo.measure.differences.rows import WHOLE, Row, WholeBins
from pytest_dynamo.measure.differences.values import Scope
from pytest_dynamo.measure.resource_values import DirectionFigures
from pytest_dynamo.measure.run_values import Run


def of_hottest(run: Run, bins: WholeBins, *, has_other_keys: bool) -> Iterator[Row]:
    """Those of the table or index whose partition came nearest to its limit."""
    flows = [flow for table in run.tables for flow in (table.write, table.read)]
    hot = [(one.hottest_partition.share_of_limit, one) for one in flows if one.hottest_partition]
    if hot:
        flow = max(hot, key=lambda row: row[0])[1]
        yield from of_partitions(flow, bins, WHOLE, has_other_keys=has_other_keys)


def of_partitions(
    flow: DirectionFigures, bins: WholeBins, scope: Scope, *, has_other_keys: bool
) -> Iterator[Row]:
    """How near the hottest partition came to its limit, and what of the capacity is usable.

    Where keys are others, they lie on other partitions: then the loads of the partitions but the hottest
    tell how far that moves one.
    """
    hottest, usable = flow.hottest_partition, flow.usable_share
    if hottest is None or usable is None or not flow.heat:
        return
    loads = _loads(flow, bins)
    of_peak = loads[hottest.number - 1]
    in_time = of_rate(of_peak, hottest.units_per_second, arrivals(flow, bins))
    half = _of_a_peak(in_time.high - in_time.value, bins)
    half = sqrt(half**2 + _placing(loads, of_peak, has_other_keys=has_other_keys) ** 2)
    share = half / hottest.units_per_second * hottest.share_of_limit
    yield "hottest_partition", scope, "share", within(hottest.share_of_limit, share, in_time.method)
    of_all = max(loads, key=sum)
    placing = _placing(loads, of_all, has_other_keys=has_other_keys)
    half = sqrt(
        _half_of_quotient(loads, of_all, usable) ** 2
        + (usable * placing / (_mean(of_all) or 1.0)) ** 2
    )
    bounded = within(usable, half, in_time.method)
    yield "usable_capacity", scope, "share", replace(bounded, high=min(1.0, bounded.high))


def arrivals(flow: DirectionFigures, bins: WholeBins) -> float:
    """Arrivals at a flow, at most: one a unit, and no more than there were requests."""
    return min(flow.units, float(sum(bins.requests))) or 1.0


def _of_a_peak(half_of_mean: float, bins: WholeBins) -> float:
    """Half of the interval of a minute's mean, from that of the mean of all the time.

    A peak is that of one minute (`bins.Scope.peak`), and the variance of a mean is as much larger as its
    time is shorter. The highest of many minutes varies less than any one of them, so that this is enough.
    """
    seconds = len(bins.requests) * bins.width_seconds
    return half_of_mean * sqrt(max(1.0, seconds / PEAK_SECONDS))


def _placing(loads: list[list[float]], hottest: Sequence[float], *, has_other_keys: bool) -> float:
    """How far another placing of keys moves the load of a partition, in units a second."""
    others = [_mean(load) for load in loads if load is not hottest]
    return NORMAL * _deviation(others) if has_other_keys else 0.0


def _half_of_quotient(
    loads: list[list[float]], hottest_of_all: list[float], usable: float
) -> float:
    """Half of the interval of mean over hottest: that of its residuals, bin by bin."""
    mean = [sum(each) / len(loads) for each in zip(*loads, strict=True)]
    residuals = [above - usable * below for above, below in zip(mean, hottest_of_all, strict=True)]
    hottest = _mean(hottest_of_all)
    # A residual is 0 in the mean; lifted by any rate, its spread is that of a rate.
    found = of_rate([each + hottest for each in residuals], hottest, len(hottest_of_all))
    return (found.high - found.value) / hottest if hottest else 0.0


def _loads(flow: DirectionFigures, bins: WholeBins) -> list[list[float]]:
    """What each partition consumed in each bin, in units a second."""
    rows = [bins.of(row) for row in flow.heat]
    each = max(1, len(rows) // flow.partitions)
    return [
        [sum(cells) for cells in zip(*rows[first : first + each], strict=True)]
        for first in range(0, len(rows), each)
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _deviation(values: Sequence[float]) -> float:
    mean = _mean(values)
    return sqrt(sum((each - mean) ** 2 for each in values) / max(1, len(values) - 1))
