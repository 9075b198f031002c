"""An invented load test for the page: a tally of a few hundred calls, and what is known besides."""

import random

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.locust.following.recent import Recent, span_of
from pytest_dynamo.locust.following.web.counted import (
    Scope,
    cut_of,
    live_keys,
    live_streams,
    live_throttles,
)
from pytest_dynamo.locust.following.web.course import Course
from pytest_dynamo.locust.following.web.figures import (
    LiveFigures,
)
from pytest_dynamo.measure.call import Arm, Call, Throttle
from pytest_dynamo.measure.flow import partitions_of
from pytest_dynamo.measure.load_values import GeneratorFigures
from pytest_dynamo.measure.tally import Tally

STARTED = 1_795_351_867.4
LIMITS = {"read": 300.0, "write": 100.0}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/shop-table"
NASTY = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "new\nline\x00nul",
    "🧁" * 500,
    "\u202eevil",
    "",
]

SHOP = parse_design(
    """
version: 1
name: shop
tables:
  shop-table:
    partition_key: PK
    billing_mode: {read_capacity_units: 600, write_capacity_units: 200}
    indexes:
      GSI1: {partition_key: GSI1PK, projection: ALL,
             billing_mode: {read_capacity_units: 600, write_capacity_units: 200}}
""",
    "designs/shop.yaml",
)


def call(at: float, key: str, **changes: object) -> Call:
    arms = (Arm(table="shop-table", write_units=3.0, partition_keys=(key,)),)
    given = {"operation": "PutItem", "duration_seconds": 0.002, "arms": arms, "pattern": "put"}
    return Call(started=STARTED + at, **{**given, **changes})


def throttled(at: float, key: str, resource: str = ARN) -> Call:
    reason = "TableWriteKeyRangeThroughputExceeded" if resource else "ThrottlingError"
    throttle = Throttle(reason=reason, resource=resource, partition_keys=(key,))
    return call(at, key, arms=(), error="ThrottlingException", throttles=(throttle,))


def invented_tally(
    *, seconds: int = 10, keys: list[str] | None = None, throttles: bool = True
) -> Tally:
    """A test of so many seconds whose warm-up is two of them."""
    rng = random.Random(7)
    tally = Tally(from_time=STARTED + 2.0, partitions=partitions_of(SHOP.tables.values()))
    for number in range(seconds * 40):
        at = number / 40
        key = rng.choice(keys) if keys else f"USER#{int(rng.paretovariate(1))}"
        if throttles and number % 10 == 9:
            tally.add(throttled(at, key, ARN if number % 20 == 9 else ""))
        elif number % 3:
            arms = (
                Arm(table="shop-table", read_units=0.5, partition_keys=(key,)),
                Arm(table="shop-table", index="GSI1", read_units=1.0, partition_keys=(key,)),
            )
            read = call(at, key, operation="Query", arms=arms, pattern="get")
            tally.add(read, late_seconds=0.01)
        else:
            tally.add(call(at, key))
    return tally


def invented(tally: Tally, *, seconds: float = 10.0, **changes: object) -> LiveFigures:
    """What the page shows of a tally."""
    cut = cut_of(tally, Scope(started=STARTED, settled=STARTED + seconds))
    recent = Recent(LIMITS)
    span = span_of(tally, seconds)
    recent.add(span)
    course = Course()
    for second in range(1, int(seconds) + 1):
        course.add(second, span.service, span.response)
    given = {
        "state": "running",
        "number": 1,
        "design": SHOP.name,
        "place": "the embedded backend",
        "throttling": "modelled",
        "elapsed_seconds": seconds,
        "run_time_seconds": 60.0,
        "warm_up_seconds": 2.0,
        "requests": int(sum(tally.requests.values())),
        "failures": int(sum(tally.failures.values())),
        "throttled": int(sum(tally.throttled.values())),
        "recent": recent.figures(),
        "bins": cut.bins,
        "done_series": cut.rates(tally.requests),
        "throttled_series": cut.rates(tally.throttled),
        "streams": tuple(live_streams(tally, SHOP, cut, LIMITS)),
        "throttles": live_throttles(tally, STARTED),
        "keys": live_keys(tally, seconds - 2, LIMITS),
        "course": tuple(course.points()),
        "generator": GeneratorFigures(cpu_share=0.42, peak_cpu_share=0.6, late_seconds_p99=0.012),
    }
    return LiveFigures(**{**given, **changes})
