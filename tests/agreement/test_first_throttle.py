"""What is throttled first in a forecast is throttled first in a load test, and at about the same time."""

from pathlib import Path

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.reader import load_design, parse_design
from tests.agreement.loading import (
    at_seconds,
    consumed,
    first_throttled,
    first_throttled_of_forecast,
    forecast,
    loaded,
    refused_share,
)

EXAMPLES = Path(__file__).parents[2] / "designs"

REDUCED = {
    "partition_read_units": 300.0,
    "partition_write_units": 100.0,
    "first_peak_read_units": 600.0,
    "first_peak_write_units": 200.0,
    "provisioned_burst_seconds": 0.3,
    "on_demand_burst_seconds": 0.3,
}
"""As many partitions of a tenth of what they hold, and buckets as deep as theirs: fewer requests are too many."""


@pytest.mark.parametrize(
    ("peak", "seconds", "parameters"), [(1, 4, {}), (0.1, 20, REDUCED)], ids=["full", "reduced"]
)
def test_events_throttle_the_partition_of_the_day_first(peak, seconds, parameters):
    design, model = load_design(EXAMPLES / "events.yaml"), Parameters(**parameters)
    load = loaded(design, seconds=seconds, peak=peak, parameters=model)
    said = forecast(design, peak=peak, duration_seconds=seconds, parameters=model)

    assert first_throttled(load) == first_throttled_of_forecast(said)
    assert first_throttled(load) == (("event-log", None), "write", (0.75, 1.0))
    assert said.first_throttle.key == "DAY#2026-11-23"
    assert (at_seconds(load), said.first_throttle.at_seconds) == pytest.approx((0.2, 0.2), abs=0.02)
    assert consumed(said) == pytest.approx(load.charged, rel=0.02)
    assert said.throttled_share == pytest.approx(refused_share(load), rel=0.02)


ONE_KEY = """
version: 1
tables: {counters: {partition_key: PK}}
entities:
  Counter:
    population: 1
    item: {PK: "COUNTER", n: 0}
access_patterns:
  count: {update: {key: {PK: "COUNTER"}, add: {n: 1}}, returns: Counter, rate: 10}
"""
ONE_AFTER_THE_OTHER = """
version: 1
tables: {things: {partition_key: PK, sort_key: SK}}
entities:
  Thing:
    population: 64
    item: {PK: "THING#{thing_id}", SK: DETAILS, thing_id: {sequence: {start: 1}}}
access_patterns:
  get_thing:
    get: {PK: "THING#{thing_id}", SK: DETAILS}
    consistent_read: true
    returns: Thing
    keys: {Thing: sequential}
    rate: 10
"""
LIMITED = """
version: 1
tables: {notes: {partition_key: PK, max_throughput: {write_units_per_second: 120}}}
entities:
  Note:
    population: 10
    item: {PK: "NOTE#{note_id}", note_id: {faker: uuid4}}
access_patterns:
  put_note: {put: Note, rate: 10}
"""
PROVISIONED = """
version: 1
tables:
  notes:
    partition_key: PK
    billing_mode: {read_capacity_units: 10, write_capacity_units: 150}
    indexes:
      by_kind:
        partition_key: kind
        billing_mode: {read_capacity_units: 10, write_capacity_units: 60}
entities:
  Note:
    population: 10
    item: {PK: "NOTE#{note_id}", kind: "KIND#{note_id}", note_id: {faker: uuid4}}
access_patterns:
  put_note: {put: Note, rate: 10}
"""
HOT_INDEX = """
version: 1
tables: {notes: {partition_key: PK, sort_key: SK, indexes: {by_kind: {partition_key: kind, sort_key: SK}}}}
entities:
  Note:
    population: 10
    item: {PK: "NOTE#{note_id}", SK: "{note_id}", kind: NOTE, note_id: {ulid: true}}
access_patterns:
  put_note: {put: Note, rate: 10}
"""


@pytest.mark.parametrize(
    "text",
    [ONE_KEY, ONE_AFTER_THE_OTHER, LIMITED, PROVISIONED, HOT_INDEX],
    ids=["one key", "one after the other", "maximum", "provisioned", "hot index"],
)
def test_a_little_less_than_holds_until_passes_and_a_little_more_is_throttled(text):
    design, model = parse_design(text), Parameters(**REDUCED)
    holds = forecast(design, parameters=model, duration_seconds=1).holds_until
    declared = sum(pattern.rate for pattern in design.access_patterns.values())
    less, more = 0.97 * holds / declared, 1.03 * holds / declared

    passed = loaded(design, seconds=15, peak=less, parameters=model)
    throttled = loaded(design, seconds=15, peak=more, parameters=model)
    said = forecast(design, peak=more, duration_seconds=15, parameters=model, full=True)

    assert not passed.errors
    assert first_throttled(throttled) == first_throttled_of_forecast(said)
    assert said.first_throttle.at_seconds == pytest.approx(at_seconds(throttled), rel=0.1)
