"""The figures of access patterns: what was called, how long it took, and what was tried again."""

from collections.abc import Callable, Iterator, Mapping
from math import floor, log10

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.design.values import Design
from pytest_dynamo.measure.histogram import Histogram
from pytest_dynamo.measure.latency_values import CURVE_STEP, LatencyFigures
from pytest_dynamo.measure.load_values import RetryFigures
from pytest_dynamo.measure.pattern_tally import PatternTally
from pytest_dynamo.measure.run_values import ArmFigures, PatternFigures
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.planner.plan import NotServed, Plan

_ROUNDING = 1e-9
"""log10(1000) is 2.9999999999999996."""


def _names(tally: Tally, design: Design) -> list[str]:
    """The design's access patterns in its order, then whatever else was called."""
    return [*design.access_patterns, *sorted(tally.patterns.keys() - design.access_patterns.keys())]


def pattern_figures(
    tally: Tally,
    design: Design,
    plans: Mapping[str, Plan | NotServed],
    seconds: float,
    month: Callable[[str, Direction], float] | None = None,
) -> Iterator[PatternFigures]:
    """A row for each access pattern; a call that was tried again is a request for each attempt.

    `month` is what one unit of the window costs a month, by table and direction.
    """
    for name in _names(tally, design):
        counted = tally.patterns.get(name) or PatternTally()
        pattern = design.access_patterns.get(name)
        operation, table, index = _served_by(counted, plans.get(name))
        yield PatternFigures(
            name=name,
            description=pattern.description if pattern else "",
            operation=operation,
            table=table or (pattern.table if pattern else ""),
            index=index or None,
            declared_per_second=pattern.rate if pattern else None,
            offered_per_second=per_second(counted.attempts + counted.dropped, seconds),
            requests=counted.attempts,
            failures=counted.failures + counted.attempts - counted.requests,
            throttled=counted.throttled + counted.throttled_attempts,
            throttled_items=counted.throttled_items,
            read_units=sum(reads for reads, _ in counted.arms.values()),
            write_units=sum(writes for _, writes in counted.arms.values()),
            arms=tuple(_arms(counted, month)),
            items_examined=counted.items_examined,
            items_returned=counted.items_returned,
        )


def _served_by(counted: PatternTally, plan: Plan | NotServed | None) -> tuple[str, str, str]:
    """The operation, table and index: as planned or, outside the design, as called."""
    if isinstance(plan, Plan):
        return plan.operation, plan.table.name, plan.index.name if plan.index else ""
    return counted.served_by or ("", "", "")


def _arms(
    counted: PatternTally, month: Callable[[str, Direction], float] | None
) -> Iterator[ArmFigures]:
    """The arms, the one that consumed most first."""
    for (table, index), (reads, writes) in sorted(
        counted.arms.items(), key=lambda arm: (-sum(arm[1]), arm[0][0], arm[0][1] or "")
    ):
        yield ArmFigures(
            table=table,
            index=index,
            read_units=reads,
            write_units=writes,
            read_dollars_per_month=reads * month(table, "read") if month else None,
            write_dollars_per_month=writes * month(table, "write") if month else None,
        )


def latency_figures(
    tally: Tally, design: Design, histogram: Callable[[PatternTally], Histogram]
) -> Iterator[LatencyFigures]:
    """All calls together and then those of each access pattern, of one of its histograms."""
    together = Histogram()
    for pattern in tally.patterns.values():
        together.absorb(histogram(pattern))
    if together.count:
        yield _latency(None, together)
    for name in _names(tally, design):
        if name in tally.patterns and histogram(tally.patterns[name]).count:
            yield _latency(name, histogram(tally.patterns[name]))


def retry_figures(tally: Tally, design: Design) -> Iterator[RetryFigures]:
    """All patterns together, and then those of which something was tried again; nothing without any."""
    tried_again = {
        name: pattern
        for name, pattern in tally.patterns.items()
        if pattern.attempts > pattern.requests
    }
    if not tried_again:
        return
    yield _retry(None, list(tally.patterns.values()))
    for name in _names(tally, design):
        if name in tried_again:
            yield _retry(name, [tried_again[name]])


def _retry(name: str | None, patterns: list[PatternTally]) -> RetryFigures:
    return RetryFigures(
        pattern=name,
        calls=sum(one.requests for one in patterns),
        attempts=sum(one.attempts for one in patterns),
        throttled_attempts=sum(one.throttled_attempts for one in patterns),
        waited_seconds=sum(one.waited_seconds for one in patterns),
        by_attempts=_by_attempts(patterns),
        failed=sum(one.failures for one in patterns),
    )


def _by_attempts(patterns: list[PatternTally]) -> tuple[int, ...]:
    """How many calls succeeded at their first attempt, at their second, and so on."""
    most = max((number for one in patterns for number in one.succeeded_later), default=1)
    later = [
        sum(one.succeeded_later.get(number, 0) for one in patterns) for number in range(2, most + 1)
    ]
    succeeded = sum(one.requests - one.failures for one in patterns)
    return (succeeded - sum(later), *later)


def _latency(pattern: str | None, histogram: Histogram) -> LatencyFigures:
    return LatencyFigures(
        pattern=pattern,
        count=histogram.count,
        p50_ms=histogram.quantile(0.5) * 1_000,
        p90_ms=histogram.quantile(0.9) * 1_000,
        p95_ms=histogram.quantile(0.95) * 1_000,
        p99_ms=histogram.quantile(0.99) * 1_000,
        p999_ms=histogram.quantile(0.999) * 1_000,
        max_ms=histogram.longest_seconds * 1_000,
        curve=_curve(histogram),
    )


def _curve(histogram: Histogram) -> tuple[float, ...]:
    """The latencies that 1 - 10^-x of the calls did not exceed, up to the x of one call in all of them."""
    steps = floor(log10(histogram.count) / CURVE_STEP + _ROUNDING)
    shares = [1 - 10 ** (-CURVE_STEP * number) for number in range(steps + 1)]
    return tuple(seconds * 1_000 for seconds in histogram.quantiles(shares))


def per_second(count: int, seconds: float) -> float:
    """So many over so many seconds; 0 where these are none."""
    return count / seconds if seconds > 0 else 0.0
