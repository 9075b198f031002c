"""Invented runs of several shapes: a few thousand calls of a small simulation, added up for real."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import pytest

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.forecast.forecasting import forecast
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.measure.call import Arm, Attempt, Call, Throttle
from pytest_dynamo.measure.flow import partitions_of
from pytest_dynamo.measure.load_values import (
    AwsFigures,
    GateFigures,
    GeneratorFigures,
    LimitSearch,
    LimitStep,
    SpendingFigures,
    WorkerFigures,
)
from pytest_dynamo.measure.processor import Processor
from pytest_dynamo.measure.run import Run, RunFacts, run_of
from pytest_dynamo.measure.run_values import ExceptionCount, How, RunPopulation
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import (
    LimitFigures,
    PartitionsFigures,
    SplitFigures,
    ThrottlingFigures,
)
from pytest_dynamo.report.pages.run import render_report
from tests.report.invented_assessment import ASSESSMENT, SOUND

STARTED = 1_795_351_867.1  # 2026-11-22T12:51:07Z; bins begin on whole seconds, this run does not

SHOP = """
version: 1
name: shop
tables:
  shop-table:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK, projection: ALL}
      GSI2: {partition_key: GSI2PK, projection: KEYS_ONLY}
entities:
  User:
    population: 1000
    item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {sequence: {}}}
access_patterns:
  get_user:
    description: Get a user
    get: {PK: "USER#{user_id}", SK: PROFILE}
    returns: User
    rate: 40
"""

_UNITS = "billing_mode: {read_capacity_units: 60, write_capacity_units: 40}"
PROVISIONED = SHOP.replace("    indexes:", f"    {_UNITS}\n    indexes:").replace(
    ", projection", f", {_UNITS}, projection"
)

NASTY = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} $x^2$ ${y} %s",
    "USER#" + "a" * 2_000,
    "מפתח#ברזל",
    "\u202eUSER#evil",
    "ключ#日本語#🧁",
    "nul\x00bell\x07line\nend",
    "wide " + "W" * 60,
    "",
]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What an invented run is like."""

    design: str = SHOP
    seed: int = 7
    backend: Literal["embedded", "endpoint", "aws"] = "embedded"
    seconds: float = 30.0
    warm_up: float = 3.0
    calls_a_second: int = 20
    units: float = 1.0
    hot_share: float = 0.0
    throttled_share: float = 0.0
    throttled_items: int = 0
    modelled: bool = False
    clock: float = 1.0
    splits: int = 0
    forecast: bool = False
    breaks: bool = False
    failed_share: float = 0.0
    dropped: int = 0
    interrupted: bool = False
    exceptions: tuple[ExceptionCount, ...] = ()
    tables: int = 0
    names: tuple[str, ...] = ()
    tried_again: bool = False
    loaded: bool = False
    assessment: Assessment | None = None
    one_request: bool = False
    clock_jumps: tuple[float, ...] = ()


SHAPES = {
    "healthy": Shape(),
    "observed": Shape(backend="endpoint"),
    "hot": Shape(
        backend="aws",
        seconds=90,
        units=170,
        hot_share=0.6,
        throttled_share=0.2,
        failed_share=0.01,
    ),
    "modelled": Shape(
        modelled=True,
        units=170,
        hot_share=0.6,
        throttled_share=0.2,
        throttled_items=35,
        splits=3,
        forecast=True,
        breaks=True,
    ),
    "compressed": Shape(modelled=True, clock=60.0, splits=40, forecast=True),
    "split": Shape(modelled=True, units=300, hot_share=0.7, splits=20),
    "unprocessed": Shape(modelled=True, throttled_items=35),
    "over_limit": Shape(units=300, hot_share=0.7),
    "provisioned": Shape(design=PROVISIONED, units=2),
    "over_declared": Shape(design=PROVISIONED, units=6),
    "throttled_in_warm_up": Shape(
        backend="aws", seconds=3.0, warm_up=3.5, throttled_share=0.5, dropped=3
    ),
    "empty": Shape(calls_a_second=0),
    "empty_observed": Shape(backend="endpoint", calls_a_second=0, seconds=1.5, warm_up=0),
    "one_bin": Shape(seconds=0.8, warm_up=0, calls_a_second=12),
    "warm_up_only": Shape(seconds=3.0, warm_up=3.5),
    "long": Shape(seconds=599.0, warm_up=10, calls_a_second=12, units=4),
    "wide_bins": Shape(seconds=700, warm_up=10, calls_a_second=3, units=9, failed_share=0.1),
    "many_tables": Shape(tables=40),
    "nasty": Shape(backend="aws", names=tuple(NASTY), throttled_share=0.1),
    "failed": Shape(failed_share=0.03),
    "dropped": Shape(dropped=77),
    "raised": Shape(exceptions=(ExceptionCount(text="KeyError: 'name'", count=12),)),
    "raised_and_failed": Shape(
        failed_share=0.03, exceptions=(ExceptionCount(text="KeyError: 'name'", count=12),)
    ),
    "interrupted": Shape(seconds=5.3, interrupted=True),
    "tried_again": Shape(
        backend="aws", throttled_share=0.1, tried_again=True, loaded=True, dropped=12
    ),
    "complete": Shape(
        modelled=True,
        seconds=90,
        units=100,
        hot_share=0.5,
        throttled_share=0.1,
        splits=1,
        forecast=True,
        breaks=True,
        failed_share=0.01,
        tried_again=True,
        loaded=True,
        dropped=30,
        assessment=ASSESSMENT,
    ),
    "sound": Shape(assessment=SOUND, forecast=True, loaded=True),
    "one_request": Shape(one_request=True),
    "all_throttled": Shape(
        backend="aws", throttled_share=1.0, tried_again=True, assessment=ASSESSMENT
    ),
    "clock_jumps": Shape(clock_jumps=(-3_600.0, 7_200.0), loaded=True),
}
"""The runs that pages are tried with; `complete` has every member of a run file."""


@pytest.fixture(scope="session")
def run_of_shape() -> Callable[[str], Run]:
    """The run of a shape, by the shape's name; made once."""
    made: dict[str, Run] = {}

    def give(name: str) -> Run:
        if name not in made:
            made[name] = invented_run(SHAPES[name])
        return made[name]

    return give


@pytest.fixture(scope="session")
def page_of_shape(run_of_shape: Callable[[str], Run]) -> Callable[[str], str]:
    """The page of a shape, by the shape's name; made once."""
    made: dict[str, str] = {}

    def give(name: str) -> str:
        if name not in made:
            made[name] = render_report(run_of_shape(name))
        return made[name]

    return give


@pytest.fixture(params=sorted(SHAPES))
def shape(request: pytest.FixtureRequest) -> str:
    """The name of each shape in turn."""
    return str(request.param)


def invented_run(shape: Shape) -> Run:
    """A run of a shape; equal for equal shapes."""
    design = parse_design(shape.design, "designs/shop.yaml")
    tally = Tally(
        from_time=STARTED + shape.warm_up, partitions=partitions_of(design.tables.values())
    )
    for call in _calls(shape, random.Random(shape.seed)):
        tally.add(call)
    if shape.throttled_items:
        tally.add(_batch(shape))
    for number in range(shape.dropped):
        tally.drop("get_user", STARTED + shape.warm_up + number / 10)
    facts = _facts(design, shape)
    return run_of(tally, _loaded(facts) if shape.loaded else facts)


def _loaded(facts: RunFacts) -> RunFacts:
    """What is known of a run whose load was hard to make, with all there is to know."""
    step = LimitStep(
        rate=1.0,
        offered_per_second=20.0,
        done_per_second=19.8,
        throttled_share=0.0,
        p99_ms=4.25,
        response_p99_ms=5.5,
        from_seconds=0.0,
        to_seconds=10.0,
        holds=True,
    )
    return replace(
        facts,
        generator=GeneratorFigures(
            cpu_share=0.93,
            peak_cpu_share=0.99,
            late_seconds_p99=0.4,
            dropped=12,
            discarded_connections=3,
            verdict="The load generator was the bottleneck: one process used 93 % of a core, and 12 requests "
            "that were due could not be sent.",
        ),
        spending=SpendingFigures(
            dollars=0.0123,
            read_units=900.0,
            write_units=1200.5,
            region="us-east-1",
            prices_as_of="2026-09-01",
            limit_dollars=0.5,
            dollars_per_million=18.75,
            dollars_per_month=1_077.48,
        ),
        processor=_processor(facts.duration_seconds),
        gates=(
            GateFigures(gate="p99>20ms", value=4.25, is_passed=True),
            GateFigures(gate="throttles>0.1%", value=0.33, is_passed=False),
            GateFigures(gate="requests<5", value=19.8, is_passed=True),
            GateFigures(gate="usable_capacity<50%", value=None, is_passed=False),
        ),
        limit_search=LimitSearch(
            bounds=("throttles>0.1%",),
            steps=(step, replace(step, rate=2.0, holds=False, why="throttles 4 % > 0.1 %")),
            holds_at=1.0,
            holds_at_per_second=19.8,
            breaks_at=2.0,
            limited_by="design",
        ),
        aws=(
            AwsFigures(table="shop-table", read_units=901.5, write_units=1_203.0, open_shards=4),
            AwsFigures(table="elsewhere", index="GSI1", read_throttles=3.0, write_throttles=12.0),
        ),
        how=replace(
            facts.how,
            client="boto3",
            retries="legacy:5",
            arrivals="poisson",
            shape="ramp:10s",
            ended_by="1 US dollar is spent",
            commit="5e1f0c9a" * 5,
            has_uncommitted_changes=True,
            workers=(
                WorkerFigures(number=0, requests=300, cpu_share=0.93),
                WorkerFigures(number=1, requests=310, is_lost=True),
            ),
        ),
    )


def _processor(seconds: float) -> Processor:
    """Of two processes, the second of which is heard of for a while only; nobody looked at the start."""
    processor = Processor()
    for number in range(2, int(seconds)):
        busy = 0.55 + 0.4 * number / seconds
        processor.add("", STARTED + number, 1.0, busy)
        if number % 20 < 5:
            processor.add("1", STARTED + number, 1.0, 0.97)
    return processor


def _facts(design: Design, shape: Shape) -> RunFacts:
    return RunFacts(
        design=replace(design, name=shape.names[0]) if shape.names else design,
        design_sha256="3f9c2e1a" * 8,
        backend=shape.backend,
        endpoint="http://127.0.0.1:8000" if shape.backend == "endpoint" else None,
        started=STARTED,
        duration_seconds=shape.seconds,
        throttling=_model(shape),
        forecast=_forecast(design, shape),
        assessment=shape.assessment,
        how=How(
            command=" ".join(["locust -f loadtests/shop.py --headless -t 30s", *shape.names]),
            rate="1x",
            users=20,
            spawn_rate=20.0,
            seed=shape.seed - 7,
            warm_up_seconds=shape.warm_up,
            interrupted=shape.interrupted,
            population=RunPopulation(scale=0.01, items=2_200, entities={"User": 100}),
            throttling=_throttling(shape),
            keys={"User": "zipf:1.1"} if shape.modelled else {},
            versions={"pytest-dynamo": "0.1.0", "python": "3.11.4"},
            exceptions=shape.exceptions,
        ),
    )


def _throttling(shape: Shape) -> str:
    if shape.backend != "embedded":
        return "observed"
    return "modelled" if shape.modelled else "not modelled"


def _model(shape: Shape) -> ThrottlingFigures | None:
    if not shape.modelled:
        return None
    causes: tuple[Literal["heat", "growth", "size"], ...] = ("growth", "heat", "size")
    return ThrottlingFigures(
        clock=shape.clock,
        model_seconds=shape.seconds * shape.clock,
        parameters={"partition_write_units": "500"} if shape.clock > 1 else {},
        splits=tuple(
            SplitFigures(
                at_seconds=12.5 + number % 5,
                table="shop-table",
                index="GSI1" if number == 1 else None,
                cause=causes[number % 3],
                place=(number * 0.618) % 1,
                inside_collection=number == 2,
            )
            for number in range(shape.splits)
        ),
        partitions=tuple(
            PartitionsFigures(table="shop-table", index=index, at_start=4, at_end=4 + shape.splits)
            for index in (None, "GSI1", "GSI2")
        ),
        limits=(
            LimitFigures(
                table="shop-table",
                direction="write",
                kind="KeyRangeThroughputExceeded",
                count=4_321,
                first_seconds=2.25,
            ),
        )
        if shape.throttled_share
        else (),
    )


def _forecast(design: Design, shape: Shape) -> Forecast | None:
    """The forecast of a load that holds, or of one that breaks from the start."""
    if not shape.forecast:
        return None
    return forecast(
        design,
        now=datetime.fromtimestamp(STARTED, UTC),
        peak=1_000.0 if shape.breaks else 1.0,
        duration_seconds=shape.seconds * shape.clock,
    )


def _calls(shape: Shape, rng: random.Random) -> Iterator[Call]:
    """The calls in their order; after each third of the run the clock may jump."""
    jumps = (0.0, *shape.clock_jumps)
    for number, call in enumerate(_calls_on_time(shape, rng)):
        part = int((call.started - STARTED) / shape.seconds * len(jumps))
        yield replace(call, started=call.started + jumps[part])
        if shape.one_request and number == 0:
            return


def _calls_on_time(shape: Shape, rng: random.Random) -> Iterator[Call]:
    number = int(shape.seconds * shape.calls_a_second)
    for started in sorted(rng.uniform(0, shape.seconds) for _ in range(number)):
        call = replace(
            _call(shape, rng.randrange(1_000_000), _key(shape, rng)),
            started=STARTED + started,
            duration_seconds=0.0004 * rng.paretovariate(2.2),
        )
        luck = rng.random()
        if shape.tried_again and luck < 2 * shape.throttled_share:
            call = _tried_again(call, rng)
        if luck < shape.throttled_share:
            yield _throttled(call, rng)
        elif luck < shape.throttled_share + shape.failed_share:
            yield replace(call, error="ConditionalCheckFailedException")
        else:
            yield call


def _key(shape: Shape, rng: random.Random) -> str:
    if rng.random() < shape.hot_share:
        return "USER#42"
    if shape.names and rng.random() < 0.8:
        return rng.choice(shape.names)
    return f"USER#{int(rng.paretovariate(0.8)) % 1_000}"


def _call(shape: Shape, position: int, key: str) -> Call:
    table = f"table-{position % shape.tables:02}" if shape.tables else "shop-table"
    pattern = shape.names[position % len(shape.names)] if shape.names else None
    plain = Call(operation="GetItem", started=0.0, duration_seconds=0.0, table=table)
    read, write = 0.5 * shape.units, 2.0 * shape.units
    kind = position % 4
    if kind == 0:
        arms = tuple(
            Arm(table=table, index=index, write_units=units, partition_keys=(key,))
            for index, units in ((None, write), ("GSI1", write), ("GSI2", shape.units))
        )
        return replace(plain, operation="PutItem", arms=arms, pattern=pattern or "create_order")
    if kind == 1:
        arm = Arm(table=table, index="GSI1", read_units=3 * read, partition_keys=(key,))
        return replace(
            plain,
            operation="Query",
            index="GSI1",
            arms=(arm,),
            pattern=pattern or "list_orders",
            items_examined=12,
            items_returned=10,
        )
    keys = () if position % 50 == 3 else (key,)
    arm = Arm(table=table, read_units=read, partition_keys=keys)
    return replace(
        plain, arms=(arm,), pattern=pattern or "get_user", items_examined=1, items_returned=1
    )


def _batch(shape: Shape) -> Call:
    """A batch of which some items came back unprocessed."""
    return Call(
        operation="BatchWriteItem",
        started=STARTED + shape.warm_up,
        duration_seconds=0.001,
        throttled_items=shape.throttled_items,
    )


def _tried_again(call: Call, rng: random.Random) -> Call:
    """The same call, after it was throttled twice."""
    throttles = _throttled(call, rng).throttles
    failed = tuple(
        Attempt(
            error="ThrottlingException",
            duration_seconds=0.002,
            waited_seconds=wait,
            throttles=throttles,
        )
        for wait in (0.05, 0.1)
    )
    seconds = call.duration_seconds + sum(
        one.duration_seconds + one.waited_seconds for one in failed
    )
    return replace(call, duration_seconds=seconds, attempts=3, failed_attempts=failed)


def _throttled(call: Call, rng: random.Random) -> Call:
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{call.table}"
    kind = "Write" if call.write_units else "Read"
    keys = call.arms[0].partition_keys
    reasons = [
        Throttle(
            reason=f"Table{kind}KeyRangeThroughputExceeded", resource=arn, partition_keys=keys
        ),
        Throttle(reason=f"Index{kind}KeyRangeThroughputExceeded", resource=f"{arn}/index/GSI1"),
    ]
    return replace(
        call,
        arms=(),
        error="ProvisionedThroughputExceededException",
        throttles=(reasons[rng.random() < 0.3],),
        items_examined=0,
        items_returned=0,
    )
