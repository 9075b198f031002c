"""From a tally and the facts about a run to its figures."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Literal, TypeVar

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.design.values import Design
from pytest_dynamo.forecast.values import Forecast, forecast_to_json
from pytest_dynamo.measure.bins import Bins, Scope, never
from pytest_dynamo.measure.comparison import Comparison, comparison
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.hashed_keys import Shown, with_hashed_keys
from pytest_dynamo.measure.key_figures import key_figures, prefix_figures
from pytest_dynamo.measure.load_values import (
    AwsFigures,
    GateFigures,
    GeneratorFigures,
    LimitSearch,
    SpendingFigures,
)
from pytest_dynamo.measure.pattern_figures import (
    latency_figures,
    pattern_figures,
    per_second,
    retry_figures,
)
from pytest_dynamo.measure.processor import Processor
from pytest_dynamo.measure.reason_figures import reason_figures
from pytest_dynamo.measure.resource_figures import (
    DIRECTIONS,
    PARTITION_UNITS,
    resources_of,
    table_figures,
)
from pytest_dynamo.measure.run_values import (
    How,
    Run,
    RunBackend,
    RunDesign,
    SeriesFigures,
    ThrottleFigures,
    Totals,
    Window,
)
from pytest_dynamo.measure.skew_figures import skew_figures
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import ThrottlingFigures
from pytest_dynamo.measure.timeline import Timeline
from pytest_dynamo.planner.plan import NotServed, Plan

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What is known about a run besides its calls.

    `started` is in seconds since the epoch. `totals` are the counts of whoever drove the run, who
    may have seen requests that never became calls; without them the tally's own are taken.
    `partition_units` are the units a second that one partition serves, and `forecast` is what was
    forecast for the run, and `assessment` what was said of the design. `processor` knows how busy was
    whatever made the load. `month_of_units` prices a unit of the window. `shown` says how keys are written, None as they are.
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
    assessment: Assessment | None = None
    generator: GeneratorFigures | None = None
    processor: Processor | None = None
    spending: SpendingFigures | None = None
    month_of_units: Callable[[str, Direction], float] | None = None
    gates: tuple[GateFigures, ...] = ()
    limit_search: LimitSearch | None = None
    aws: tuple[AwsFigures, ...] = ()
    shown: Shown | None = None


def run_of(tally: Tally, facts: RunFacts, pause: Callable[[], None] = never) -> Run:
    """The figures of a run.

    `pause` is called between parts of the work, each a small one, by whoever has others waiting: the
    tally must not change meanwhile.
    """
    duration = max(0.0, facts.duration_seconds)  # less than 0 where the clock was set back
    ended = facts.started + duration
    if not tally.covers(facts.started, ended):
        tally = tally.spread(facts.started, ended)
    rows = partial(_paused, pause=pause)
    bins = _bins(tally.timeline)
    from_time = min(max(tally.from_time, facts.started), ended)
    seconds = ended - from_time
    scope = Scope(bins=bins, from_time=from_time, seconds=seconds, pause=pause)
    flows = _flows(tally, facts.design)
    run = Run(
        design=RunDesign(
            name=facts.design.name, path=facts.design.path, sha256=facts.design_sha256
        ),
        backend=RunBackend(
            kind=facts.backend,
            endpoint=facts.endpoint,
            capacity="modelled" if facts.backend == "embedded" else "observed",
        ),
        started=datetime.fromtimestamp(facts.started, UTC),
        duration_seconds=duration,
        totals=facts.totals or _totals(tally),
        window=_window(tally, from_time - facts.started, duration, seconds),
        patterns=rows(
            pattern_figures(tally, facts.design, facts.plans, seconds, facts.month_of_units)
        ),
        series=_series(tally, bins, facts.started),
        tables=rows(table_figures(tally, facts.design, scope, facts.partition_units)),
        throttles=tuple(_throttles(tally)),
        throttle_reasons=rows(reason_figures(tally, facts.started, bins)),
        throttling=facts.throttling,
        keys=rows(
            row for each in flows for row in key_figures(*each, scope, facts.partition_units)
        ),
        prefixes=rows(row for each in flows for row in prefix_figures(*each, scope)),
        skew=rows(row for each in flows if (row := skew_figures(*each))),
        latency=rows(latency_figures(tally, facts.design, lambda one: one.latency)),
        response=rows(latency_figures(tally, facts.design, lambda one: one.response)),
        retries=tuple(retry_figures(tally, facts.design)),
        generator=_generator(facts, bins),
        spending=facts.spending,
        gates=facts.gates,
        limit_search=facts.limit_search,
        aws=facts.aws,
        forecast=json.loads(forecast_to_json(facts.forecast)) if facts.forecast else None,
        assessment=facts.assessment,
        comparison=_comparison(tally, facts, seconds),
        how=facts.how,
    )
    return with_hashed_keys(run, facts.shown) if facts.shown else run


def _paused(rows: Iterable[_Row], *, pause: Callable[[], None]) -> tuple[_Row, ...]:
    """The rows, with a pause after each."""
    found = []
    for row in rows:
        found.append(row)
        pause()
    return tuple(found)


def _flows(tally: Tally, design: Design) -> list[tuple[Resource, Direction, Flow]]:
    """What was consumed, by table and global index in their order, reads before writes."""
    return [
        (resource, direction, tally.flows[resource, direction])
        for resource in resources_of(tally, design)
        for direction in DIRECTIONS
        if (resource, direction) in tally.flows
    ]


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


def _generator(facts: RunFacts, bins: Bins) -> GeneratorFigures | None:
    if facts.generator is None or facts.processor is None:
        return facts.generator
    width = bins.width_seconds
    shares = (
        facts.processor.share_at(number * width, (number + 1) * width) for number in bins.numbers
    )
    return replace(facts.generator, cpu_series=tuple(shares))


def _series(tally: Tally, bins: Bins, started: float) -> SeriesFigures:
    return SeriesFigures(
        bin_seconds=float(bins.width_seconds),
        from_seconds=bins.first * bins.width_seconds - started,
        requests=bins.counts(tally.requests),
        failures=bins.counts(tally.failures),
        throttled=bins.counts(tally.throttled),
        dropped=bins.counts(tally.drops),
    )


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
    requests = sum(pattern.attempts for pattern in patterns)
    arms = [units for pattern in patterns for units in pattern.arms.values()]
    return Window(
        from_seconds=from_seconds,
        to_seconds=to_seconds,
        requests=requests,
        offered_per_second=per_second(requests + sum(each.dropped for each in patterns), seconds),
        done_per_second=per_second(requests, seconds),
        read_units=sum(reads for reads, _ in arms),
        write_units=sum(writes for _, writes in arms),
    )
