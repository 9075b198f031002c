"""The figures of one run that are compared, each with the interval that chance leaves it."""

from collections.abc import Iterator, Mapping, Sequence

from pytest_dynamo.measure.differences.latencies import PERCENTILES, of_percentile
from pytest_dynamo.measure.differences.modelled import modelled
from pytest_dynamo.measure.differences.noise import (
    dispersion_of,
    of_mean_units,
    of_rate,
    of_share,
    within,
)
from pytest_dynamo.measure.differences.partitions import arrivals, of_hottest, of_partitions
from pytest_dynamo.measure.differences.rows import WHOLE, Figures, Row, WholeBins, whole_bins
from pytest_dynamo.measure.differences.values import Scope
from pytest_dynamo.measure.gate_figures import figures_of_run
from pytest_dynamo.measure.latency_values import LatencyFigures
from pytest_dynamo.measure.resource_values import DirectionFigures
from pytest_dynamo.measure.run_values import PatternFigures, Run


def dispersions_of(run: Run) -> dict[str, float]:
    """How much more the shares of a run vary than by chance alone; see `noise.dispersion_of`."""
    bins = whole_bins(run)
    return {
        name: dispersion_of(bins.of(counts), bins.requests) if counts else 1.0
        for name, counts in _counts(run).items()
    }


def measured(run: Run, *, has_other_keys: bool, dispersions: Mapping[str, float]) -> Figures:
    """The figures of a run; `has_other_keys` where it is compared with one of another seed.

    `dispersions` are those of the runs that are compared: where one of them throttles in bursts, the
    other would have, too.
    """
    bins = whole_bins(run)
    figures: Figures = {}
    for part in (
        _shares(run, dispersions),
        _latencies(run.latency, ""),
        _latencies(run.response, "response_"),
        _rates(run, bins),
        of_hottest(run, bins, has_other_keys=has_other_keys),
        modelled(run, has_other_keys=has_other_keys),
        _resources(run, bins, has_other_keys=has_other_keys),
        _patterns(run, dispersions),
    ):
        figures.update({(metric, scope): (unit, found) for metric, scope, unit, found in part})
    figures.update(_money(run, figures))
    return figures


def _counts(run: Run) -> dict[str, Sequence[int]]:
    """How many requests of each bin something happened to."""
    series = run.series
    both = zip(series.failures, series.throttled, strict=True)
    return {
        "throttles": series.throttled,
        "failures": series.failures,
        "errors": [failed - throttled for failed, throttled in both],
        "dropped": series.dropped,
    }


def _shares(run: Run, dispersions: Mapping[str, float]) -> Iterator[Row]:
    """The shares of requests that something happened to; the same numbers as gates are about."""
    found = figures_of_run(run)
    requests = sum(one.requests for one in run.patterns)
    for name, dispersion in dispersions.items():
        share = found[name]
        if share is None:
            continue
        whole = requests / (1 - share) if name == "dropped" and share < 1 else float(requests)
        yield name, WHOLE, "share", of_share(share * whole, whole, dispersion)


def _latencies(rows: Sequence[LatencyFigures], prefix: str) -> Iterator[Row]:
    for row in rows:
        scope = Scope(pattern=row.pattern)
        for name in PERCENTILES if row.pattern is None else ("p99",):
            if row.count:
                yield f"{prefix}{name}", scope, "ms", of_percentile(row, name)


def _rates(run: Run, bins: WholeBins) -> Iterator[Row]:
    found = figures_of_run(run)
    width = run.series.bin_seconds
    series = {
        "requests": [each / width for each in bins.requests],
        "read_units": _together(bins, [table.read for table in run.tables]),
        "write_units": _together(bins, [table.write for table in run.tables]),
    }
    requests = sum(one.requests for one in run.patterns)
    for name, rates in series.items():
        rate = found[name]
        if rate is not None:
            yield name, WHOLE, "a second", of_rate(rates, rate, requests)


def _together(bins: WholeBins, flows: Sequence[DirectionFigures]) -> list[float]:
    series = [bins.of(flow.series) for flow in flows]
    return [sum(units) for units in zip(*series, strict=True)]


def _resources(run: Run, bins: WholeBins, *, has_other_keys: bool) -> Iterator[Row]:
    seconds = run.window.to_seconds - run.window.from_seconds
    for table in run.tables:
        for direction, flow in (("read", table.read), ("write", table.write)):
            scope = Scope(
                table=table.table,
                index=table.index,
                direction="read" if direction == "read" else "write",
            )
            if seconds <= 0 or not flow.units:
                continue
            rates = bins.of(flow.series)
            units = of_rate(rates, flow.units / seconds, arrivals(flow, bins))
            yield "units", scope, "a second", units
            yield from of_partitions(flow, bins, scope, has_other_keys=has_other_keys)


def _patterns(run: Run, dispersions: Mapping[str, float]) -> Iterator[Row]:
    for pattern in run.patterns:
        scope = Scope(pattern=pattern.name)
        if pattern.requests:
            dispersion = dispersions["throttles"]
            throttled = of_share(pattern.throttled, pattern.requests, dispersion)
            yield "throttles", scope, "share", throttled
        yield from _units_of(pattern, scope)


def _units_of(pattern: PatternFigures, scope: Scope) -> Iterator[Row]:
    """What a request consumed that was not throttled; of reads, or of writes."""
    served = pattern.requests - pattern.throttled
    for name, units in (("read_units", pattern.read_units), ("write_units", pattern.write_units)):
        if served > 0 and units:
            yield f"{name}_a_request", scope, "a request", of_mean_units(units / served, served)


def _money(run: Run, figures: Figures) -> Figures:
    """What the units cost; as uncertain as the less certain of reads and writes."""
    spending = run.spending
    if spending is None:
        return {}
    rates = [
        figures[key][1] for key in (("read_units", WHOLE), ("write_units", WHOLE)) if key in figures
    ]
    spread = max(
        ((each.high - each.value) / each.value for each in rates if each.value), default=0.0
    )
    known = {
        "cost": spending.dollars,
        "dollars_per_million": spending.dollars_per_million,
        "dollars_per_month": spending.dollars_per_month,
    }
    return {
        (name, WHOLE): ("USD", within(dollars, spread * dollars, "bins"))
        for name, dollars in known.items()
        if dollars is not None
    }
