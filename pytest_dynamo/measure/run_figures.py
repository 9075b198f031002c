"""From a tally and the facts about a run to its figures."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.design.values import Design
from pytest_dynamo.forecast.values import Forecast, forecast_to_json
from pytest_dynamo.measure.comparison import Comparison, comparison
from pytest_dynamo.measure.histogram import Histogram
from pytest_dynamo.measure.load_values import (
    AwsFigures,
    GateFigures,
    GeneratorFigures,
    LimitSearch,
    RetryFigures,
    SpendingFigures,
)
from pytest_dynamo.measure.pattern_tally import PatternTally
from pytest_dynamo.measure.reason_figures import reason_figures
from pytest_dynamo.measure.resource_figures import (
    PARTITION_UNITS,
    Bins,
    Scope,
    key_figures,
    table_figures,
)
from pytest_dynamo.measure.run_values import (
    ArmFigures,
    How,
    LatencyFigures,
    PatternFigures,
    Run,
    RunBackend,
    RunDesign,
    SeriesFigures,
    ThrottleFigures,
    Totals,
    Window,
)
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import ThrottlingFigures
from pytest_dynamo.measure.timeline import Timeline
from pytest_dynamo.planner.plan import NotServed, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What is known about a run besides its calls.

    `started` is in seconds since the epoch. `totals` are the counts of whoever drove the run, who
    may have seen requests that never became calls; without them the tally's own are taken.
    `partition_units` are the units a second that one partition serves, and `forecast` is what was
    forecast for the run.
    """

    design: Design
    design_sha256: str
    backend: Literal["embedded", "endpoint", "aws"]
    started: float
    duration_seconds: float
    how: How
    endpoint: str | None = None
    plans: Mapping[str, Plan | NotServed] = field(default_factory=dict)
    totals: Totals | None = None
    throttling: ThrottlingFigures | None = None
    partition_units: Mapping[Direction, float] = field(default_factory=lambda: PARTITION_UNITS)
    forecast: Forecast | None = None
    generator: GeneratorFigures | None = None
    spending: SpendingFigures | None = None
    gates: tuple[GateFigures, ...] = ()
    limit_search: LimitSearch | None = None
    aws: tuple[AwsFigures, ...] = ()


def run_of(tally: Tally, facts: RunFacts) -> Run:
    """The figures of a run."""
    ended = facts.started + facts.duration_seconds
    tally = tally.spread(facts.started, ended)
    bins = _bins(tally.timeline)
    from_time = min(max(tally.from_time, facts.started), ended)
    seconds = ended - from_time
    return Run(
        design=RunDesign(
            name=facts.design.name, path=facts.design.path, sha256=facts.design_sha256
        ),
        backend=RunBackend(
            kind=facts.backend,
            endpoint=facts.endpoint,
            capacity="modelled" if facts.backend == "embedded" else "observed",
        ),
        started=datetime.fromtimestamp(facts.started, UTC),
        duration_seconds=facts.duration_seconds,
        totals=facts.totals or _totals(tally),
        window=_window(tally, from_time - facts.started, facts.duration_seconds, seconds),
        patterns=tuple(_patterns(tally, facts, seconds)),
        series=SeriesFigures(
            bin_seconds=float(bins.width_seconds),
            from_seconds=bins.first * bins.width_seconds - facts.started,
            requests=tuple(int(tally.requests.get(number, 0)) for number in bins.numbers),
            failures=tuple(int(tally.failures.get(number, 0)) for number in bins.numbers),
            throttled=tuple(int(tally.throttled.get(number, 0)) for number in bins.numbers),
        ),
        tables=tuple(
            table_figures(
                tally,
                facts.design,
                Scope(bins=bins, from_time=from_time, seconds=seconds),
                facts.partition_units,
            )
        ),
        throttles=tuple(_throttles(tally)),
        throttle_reasons=tuple(reason_figures(tally, facts.started)),
        throttling=facts.throttling,
        keys=tuple(key_figures(tally, facts.design)),
        latency=tuple(_latencies(tally, facts.design, lambda one: one.latency)),
        response=tuple(_latencies(tally, facts.design, lambda one: one.response)),
        retries=tuple(_retries(tally, facts.design)),
        generator=facts.generator,
        spending=facts.spending,
        gates=facts.gates,
        limit_search=facts.limit_search,
        aws=facts.aws,
        forecast=json.loads(forecast_to_json(facts.forecast)) if facts.forecast else None,
        comparison=_comparison(tally, facts, seconds),
        how=facts.how,
    )


def _throttles(tally: Tally) -> Iterator[ThrottleFigures]:
    """The rows, the most frequent first; of equals a table before its indexes."""
    for (reason, resource, pattern), count in sorted(
        tally.throttles.items(), key=lambda row: (-row[1], row[0][1], row[0])
    ):
        yield ThrottleFigures(reason=reason, resource=resource, pattern=pattern, count=count)


def _comparison(tally: Tally, facts: RunFacts, seconds: float) -> Comparison | None:
    if facts.forecast is None:
        return None
    clock = facts.throttling.clock if facts.throttling else 1.0
    return comparison(facts.forecast, tally, started=facts.started, seconds=seconds, clock=clock)


def _bins(timeline: Timeline) -> Bins:
    """All bins that a timeline covers, those in which nothing happened included."""
    first, last = timeline.first or 0, timeline.last or 0
    return Bins(width_seconds=timeline.width_seconds, first=first, last=last)


def _totals(tally: Tally) -> Totals:
    return Totals(
        requests=int(sum(tally.requests.values())),
        failures=int(sum(tally.failures.values())),
        throttled=int(sum(tally.throttled.values())),
        dropped=tally.dropped,
        throttled_items=tally.throttled_items,
    )


def _window(tally: Tally, from_seconds: float, to_seconds: float, seconds: float) -> Window:
    patterns = tally.patterns.values()
    requests = sum(pattern.requests for pattern in patterns)
    arms = [units for pattern in patterns for units in pattern.arms.values()]
    return Window(
        from_seconds=from_seconds,
        to_seconds=to_seconds,
        requests=requests,
        offered_per_second=_rate(requests + sum(each.dropped for each in patterns), seconds),
        done_per_second=_rate(requests, seconds),
        read_units=sum(reads for reads, _ in arms),
        write_units=sum(writes for _, writes in arms),
    )


def _names(tally: Tally, design: Design) -> list[str]:
    """The design's access patterns in its order, then whatever else was called."""
    return [*design.access_patterns, *sorted(tally.patterns.keys() - design.access_patterns.keys())]


def _patterns(tally: Tally, facts: RunFacts, seconds: float) -> Iterator[PatternFigures]:
    for name in _names(tally, facts.design):
        counted = tally.patterns.get(name) or PatternTally()
        pattern = facts.design.access_patterns.get(name)
        operation, table, index = _served_by(counted, facts.plans.get(name))
        yield PatternFigures(
            name=name,
            description=pattern.description if pattern else "",
            operation=operation,
            table=table or (pattern.table if pattern else ""),
            index=index or None,
            declared_per_second=pattern.rate if pattern else None,
            offered_per_second=_rate(counted.requests + counted.dropped, seconds),
            requests=counted.requests,
            failures=counted.failures,
            throttled=counted.throttled,
            throttled_items=counted.throttled_items,
            read_units=sum(reads for reads, _ in counted.arms.values()),
            write_units=sum(writes for _, writes in counted.arms.values()),
            arms=tuple(_arms(counted)),
            items_examined=counted.items_examined,
            items_returned=counted.items_returned,
        )


def _served_by(counted: PatternTally, plan: Plan | NotServed | None) -> tuple[str, str, str]:
    """The operation, table and index: as planned or, outside the design, as called."""
    if isinstance(plan, Plan):
        return plan.operation, plan.table.name, plan.index.name if plan.index else ""
    return counted.served_by or ("", "", "")


def _arms(counted: PatternTally) -> Iterator[ArmFigures]:
    """The arms, the one that consumed most first."""
    for (table, index), (reads, writes) in sorted(
        counted.arms.items(), key=lambda arm: (-sum(arm[1]), arm[0][0], arm[0][1] or "")
    ):
        yield ArmFigures(table=table, index=index, read_units=reads, write_units=writes)


def _latencies(
    tally: Tally, design: Design, histogram: Callable[[PatternTally], Histogram]
) -> Iterator[LatencyFigures]:
    together = Histogram()
    for pattern in tally.patterns.values():
        together.absorb(histogram(pattern))
    if together.count:
        yield _latency(None, together)
    for name in _names(tally, design):
        if name in tally.patterns and histogram(tally.patterns[name]).count:
            yield _latency(name, histogram(tally.patterns[name]))


def _retries(tally: Tally, design: Design) -> Iterator[RetryFigures]:
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
    )


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
    )


def _rate(count: int, seconds: float) -> float:
    return count / seconds if seconds > 0 else 0.0
