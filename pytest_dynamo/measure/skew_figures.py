"""How unevenly the load of a table or index lies on partitions and keys."""

from collections.abc import Sequence
from itertools import accumulate
from statistics import fmean, pstdev

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.hot_keys import HotKeys
from pytest_dynamo.measure.resource_values import SkewFigures

TOP = (1, 10, 100)
MOST_ERROR = 0.02
"""How many of all units the share of the hottest keys may be too low by, to be told."""
MOST_STEPS = 128


def skew_figures(resource: Resource, direction: Direction, flow: Flow) -> SkewFigures | None:
    """The figures of one flow; None where no unit is known to be of any key."""
    loads = sorted(flow.partition_units, reverse=True)
    total = sum(loads)
    if total <= 0:
        return None
    table, index = resource
    return SkewFigures(
        table=table,
        index=index,
        direction=direction,
        partition_shares=tuple(load / total for load in loads),
        max_over_mean=loads[0] * len(loads) / total,
        gini=gini(loads),
        variation=pstdev(loads) / fmean(loads),
        top_shares=tuple(_share_of_top(flow.keys, count, flow.units) for count in TOP),
        lorenz=lorenz(flow.slice_units),
    )


def lorenz(loads: Sequence[float]) -> tuple[float, ...]:
    """Points of the Lorenz curve at equal steps, at most 128: what share of all the smallest loads have.

    >>> lorenz([1, 0, 3, 0])
    (0.0, 0.0, 0.0, 0.25, 1.0)
    """
    sums = [0.0, *accumulate(sorted(loads))]
    steps = min(MOST_STEPS, len(loads))
    return tuple(
        _between(sums, number * len(loads) / steps) / sums[-1] for number in range(steps + 1)
    )


def gini(loads: Sequence[float]) -> float:
    """The Gini coefficient: 0 where all loads are equal, and 1 - 1/n where one of n has all.

    >>> gini([2, 2, 2, 2]), gini([0, 0, 0, 5])
    (0.0, 0.75)
    """
    count, total = len(loads), sum(loads)
    weighted = sum(number * load for number, load in enumerate(sorted(loads), 1))
    return 2 * weighted / (count * total) - (count + 1) / count


def _between(sums: Sequence[float], place: float) -> float:
    """The value at a place between two elements, on the line that joins them."""
    number = min(int(place), len(sums) - 2)
    return sums[number] + (place - number) * (sums[number + 1] - sums[number])


def _share_of_top(keys: HotKeys, count: int, total: float) -> float | None:
    """At least what share the hottest keys have; None where it may be a fiftieth of all more."""
    if count * keys.error_units > MOST_ERROR * total:
        return None
    return min(1.0, sum(units for _, units in keys.hottest(count)) / total)
