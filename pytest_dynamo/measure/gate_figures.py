"""The figures that gates are about, of a run or of a tally; by the names that `gates.METRICS` has."""

from collections.abc import Iterable, Sequence

from pytest_dynamo.capacity.partitions import usable_share
from pytest_dynamo.measure.histogram import Histogram
from pytest_dynamo.measure.latency_values import LatencyFigures
from pytest_dynamo.measure.resource_figures import PARTITION_UNITS
from pytest_dynamo.measure.run_values import Run
from pytest_dynamo.measure.tally import Tally

PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}


def figures_of_run(run: Run) -> dict[str, float | None]:
    """The figures of a run that gates may be about, all of its measured time."""
    patterns = run.patterns
    seconds = run.window.to_seconds - run.window.from_seconds
    requests = sum(one.requests for one in patterns)
    dropped = round(run.window.offered_per_second * seconds) - run.window.requests
    return {
        **_shares(
            requests=requests,
            failures=sum(one.failures for one in patterns),
            throttled=sum(one.throttled for one in patterns),
            dropped=max(0, dropped),
        ),
        **_of_row("", run.latency),
        **_of_row("response_", run.response),
        **_rates(requests, run.window.read_units, run.window.write_units, seconds),
        "usable_capacity": _usable_capacity(run),
        "cost": run.spending.dollars if run.spending else None,
    }


def figures_of_tally(tally: Tally, seconds: float) -> dict[str, float | None]:
    """The same of a tally whose measured time was so long; what it costs is not known."""
    patterns = list(tally.patterns.values())
    requests = sum(one.attempts for one in patterns)
    tried_again = requests - sum(one.requests for one in patterns)
    units = [taken for one in patterns for taken in one.arms.values()]
    return {
        **_shares(
            requests=requests,
            failures=sum(one.failures for one in patterns) + tried_again,
            throttled=sum(one.throttled + one.throttled_attempts for one in patterns),
            dropped=sum(one.dropped for one in patterns),
        ),
        **_of_histograms("", [one.latency for one in patterns]),
        **_of_histograms("response_", [one.response for one in patterns]),
        **_rates(requests, sum(one for one, _ in units), sum(one for _, one in units), seconds),
        "usable_capacity": _usable_capacity_of(tally),
        "cost": None,
    }


def _shares(
    *, requests: int, failures: int, throttled: int, dropped: int
) -> dict[str, float | None]:
    def share(count: int, of: int) -> float | None:
        return count / of if of else None

    return {
        "throttles": share(throttled, requests),
        "failures": share(failures, requests),
        "errors": share(max(0, failures - throttled), requests),
        "dropped": share(dropped, requests + dropped),
    }


def _rates(
    requests: int, read_units: float, write_units: float, seconds: float
) -> dict[str, float | None]:
    counts = {"requests": requests, "read_units": read_units, "write_units": write_units}
    return {name: count / seconds if seconds > 0 else None for name, count in counts.items()}


def _of_row(prefix: str, rows: Iterable[LatencyFigures]) -> dict[str, float | None]:
    together = next((row for row in rows if row.pattern is None), None)
    return {
        f"{prefix}{name}": getattr(together, f"{name}_ms") if together else None
        for name in PERCENTILES
    }


def _of_histograms(prefix: str, histograms: Iterable[Histogram]) -> dict[str, float | None]:
    together = Histogram()
    for one in histograms:
        together.absorb(one)
    return {
        f"{prefix}{name}": together.quantile(share) * 1_000 if together.count else None
        for name, share in PERCENTILES.items()
    }


def _usable_capacity(run: Run) -> float | None:
    """That of the table or index whose hottest partition comes nearest to its limit."""
    flows = [flow for table in run.tables for flow in (table.write, table.read)]
    hot = [(one.hottest_partition.share_of_limit, one) for one in flows if one.hottest_partition]
    return max(hot, key=lambda row: row[0])[1].usable_share if hot else None


def _usable_capacity_of(tally: Tally) -> float | None:
    loads: list[tuple[float, Sequence[float]]] = [
        (max(flow.partition_units) / PARTITION_UNITS[direction], flow.partition_units)
        for (_, direction), flow in tally.flows.items()
    ]
    hottest, units = max(loads, key=lambda row: row[0], default=(0.0, ()))
    return usable_share(units) if hottest else None
