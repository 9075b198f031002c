"""What was forecast for a run beside what was measured in it."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.forecast.forecasting import forecast
from pytest_dynamo.measure.call import Arm, Call, Throttle
from pytest_dynamo.measure.comparison import comparison
from pytest_dynamo.measure.flow import partitions_of
from pytest_dynamo.measure.run import RunFacts, read_run, run_of, run_to_json
from pytest_dynamo.measure.run_values import How, RunPopulation
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.throttling_values import ThrottlingFigures

STARTED = 1_795_350_600.0
DESIGN = parse_design(
    """
version: 1
name: shop
tables:
  things:
    partition_key: PK
    sort_key: SK
    indexes:
      by_kind: {partition_key: kind, projection: KEYS_ONLY}
      own: {type: local, sort_key: made, projection: KEYS_ONLY}
entities:
  Thing:
    population: 50
    item: {PK: "THING#{n}", SK: IT, n: {sequence: {}}, kind: "KIND#{n}", made: "{n:06d}"}
access_patterns:
  get_thing: {get: {PK: "THING#{n}", SK: IT}, returns: Thing, rate: 40}
  put_thing: {put: Thing, rate: 10}
""",
    "designs/shop.yaml",
)


@pytest.fixture(scope="module")
def foreseen():
    """Forty gets and ten puts a second, for half a minute."""
    return forecast(DESIGN, now=datetime.fromtimestamp(STARTED, UTC), duration_seconds=30)


def get(second, **members):
    arm = Arm(table="things", read_units=0.5, partition_keys=("THING#1",))
    defaults = {"operation": "GetItem", "pattern": "get_thing", "arms": (arm,)}
    return Call(started=STARTED + second, duration_seconds=0.001, **{**defaults, **members})


def put(second):
    arms = tuple(Arm(table="things", index=i, write_units=1.0) for i in (None, "by_kind", "own"))
    return get(second, operation="PutItem", pattern="put_thing", arms=arms)


def tally_of(*calls):
    tally = Tally(from_time=STARTED + 2, partitions=partitions_of(DESIGN.tables.values()))
    for call in calls:
        tally.add(call)
    return tally


def compared(foreseen, *calls, clock=1.0):
    return comparison(foreseen, tally_of(*calls), started=STARTED, seconds=10.0, clock=clock)


def row(found, index, direction):
    (one,) = (each for each in found.units if (each.index, each.direction) == (index, direction))
    return one


def test_units_are_those_of_the_window_and_of_the_patterns_that_were_forecast(foreseen):
    by_hand = get(3.0, pattern="checkout")
    found = compared(foreseen, get(1.0), *[get(3.0)] * 300, by_hand)

    reads = row(found, None, "read")
    assert reads.forecast_units_per_second == pytest.approx(20.0)
    assert reads.measured_units_per_second == 15.0
    assert reads.difference == pytest.approx(-0.25)
    assert found.left_out == ("checkout",)
    assert found.measured_requests_per_second == 30.0
    assert found.forecast_requests_per_second == 50.0


def test_uneven_arrivals_make_no_difference_by_request(foreseen):
    found = compared(foreseen, *[get(3.0)] * 300, *[put(4.0)] * 7)

    assert row(found, None, "read").difference_by_request == 0.0
    writes = row(found, None, "write")
    assert writes.expected_units_per_second == pytest.approx(1.4)  # the local index is in its table
    assert writes.measured_units_per_second == 1.4
    assert row(found, "by_kind", "write").measured_units_per_second == 0.7
    assert found.largest_difference_by_request == pytest.approx(0.0)


def test_requests_that_failed_were_not_expected_to_consume(foreseen):
    throttled = get(3.0, arms=(), error="X", throttles=(Throttle(reason="R", resource="arn"),))
    found = compared(foreseen, get(3.0), throttled)

    assert row(found, None, "read").difference_by_request == 0.0


def test_where_nothing_was_forecast_there_is_no_difference(foreseen):
    found = compared(foreseen)

    nothing = row(found, "by_kind", "read")
    assert (nothing.difference, nothing.difference_by_request) == (None, None)
    assert row(found, None, "read").difference == -1.0
    assert found.largest_difference_by_request is None
    assert comparison(foreseen, tally_of(), started=STARTED, seconds=0.0, clock=1.0) is not None


def test_the_first_throttles_are_in_seconds_of_the_run(foreseen):
    hot = forecast(
        DESIGN, now=datetime.fromtimestamp(STARTED, UTC), peak=2_000.0, duration_seconds=30
    )
    throttled = get(1.5, arms=(), error="X", throttles=(Throttle(reason="R", resource="arn"),))

    found = compared(hot, throttled, clock=60.0)

    assert found.measured_first_throttle_seconds == 1.5
    assert found.forecast_first_throttle_seconds == hot.first_throttle.at_seconds / 60
    assert compared(foreseen).forecast_first_throttle_seconds is None
    assert compared(foreseen).measured_first_throttle_seconds is None


def test_a_run_holds_the_forecast_as_the_command_writes_it(foreseen):
    facts = RunFacts(
        design=DESIGN,
        design_sha256="ab",
        backend="embedded",
        started=STARTED,
        duration_seconds=12.0,
        throttling=ThrottlingFigures(clock=2.0, model_seconds=24.0),
        partition_units={"read": 30.0, "write": 10.0},
        forecast=foreseen,
        how=How(
            command="",
            rate="1x",
            users=1,
            spawn_rate=1,
            seed=0,
            warm_up_seconds=2.0,
            population=RunPopulation(scale=1.0, items=50),
            throttling="modelled",
        ),
    )

    run = run_of(tally_of(*[get(3.0)] * 300), facts)
    data = json.loads(run_to_json(run))

    assert data["forecast"]["holds_until"] == pytest.approx(foreseen.holds_until, abs=1e-4)
    assert data["comparison"]["units"][0]["table"] == "things"
    reads = run.tables[0].read
    assert (reads.partition_limit_units_per_second, reads.hottest_partition.share_of_limit) == (
        30.0,
        pytest.approx(0.5),
    )
    assert run_to_json(read_run(run_to_json(run), "run.json")) == run_to_json(run)
    without = run_of(tally_of(), replace(facts, forecast=None))
    assert (without.forecast, without.comparison) == (None, None)
