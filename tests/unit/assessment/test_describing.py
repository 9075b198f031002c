"""What a design consists of, as the assessment has it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pytest_dynamo.assessment.describing import billing_text, design_shape
from pytest_dynamo.assessment.values import (
    DesignShape,
    EntityShape,
    IndexShape,
    PatternShape,
    TableShape,
)
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.forecast.forecasting import forecast

NOW = datetime(2026, 11, 23, tzinfo=UTC)

CLINIC = """
version: 1
name: clinic
description: Patients and their visits.
tables:
  clinic:
    partition_key: PK
    sort_key: SK
    stream: KEYS_ONLY
    time_to_live: expires_at
    indexes:
      by_day: {partition_key: day, sort_key: {name: number, type: N}, projection: [reason]}
      by_code: {partition_key: code, projection: KEYS_ONLY}
entities:
  Patient:
    population: 4
    item: {PK: "PATIENT#{patient_id}", SK: PROFILE, patient_id: {sequence: {}}, name: Ada}
  Visit:
    belongs_to: {Patient: {mean: 3}}
    item:
      PK: "PATIENT#{patient_id}"
      SK: "VISIT#{code}"
      day: "DAY#{number}"
      number: {int: {min: 1, max: 9}}
      code: {ulid: true}
      reason: {text_bytes: 20}
access_patterns:
  get_patient:
    description: Get a patient
    get: {PK: "PATIENT#{patient_id}", SK: PROFILE}
    returns: Patient
    consistent_read: true
    rate: 10
  list_day:
    index: by_day
    query: {day: "DAY#{number}", number: {">=": "{number}"}}
    returns: Visit
    limit: 2
    rate: 4
  by_reason: {query: {reason: "{reason}"}, returns: Visit, rate: 3}
  never: {put: Visit, rate: 9}
  add_visit: {put: Visit, condition: attribute_not_exists(PK), rate: 2}
seeds:
  Patient: [{patient_id: 7}]
"""


@pytest.fixture(scope="module")
def shape() -> DesignShape:
    design = parse_design(CLINIC)
    performed = dict(design.access_patterns)
    del performed["never"]
    made = forecast(
        replace(design, access_patterns=performed), now=NOW, peak=5, duration_seconds=60
    )
    return design_shape(design, made)


def test_a_table_has_its_keys_its_items_and_its_indexes(shape: DesignShape) -> None:
    (table,) = shape.tables

    assert shape.description == "Patients and their visits."
    assert table == TableShape(
        name="clinic",
        partition_key="PK",
        sort_key="SK",
        billing="on demand",
        items=4 + 1 + 12,
        bytes=table.bytes,
        time_to_live="expires_at",
        stream="KEYS_ONLY",
        indexes=(
            IndexShape(
                name="by_day",
                kind="global",
                partition_key=("day",),
                sort_key=("number",),
                projection="reason",
            ),
            IndexShape(
                name="by_code",
                kind="global",
                partition_key=("code",),
                sort_key=(),
                projection="KEYS_ONLY",
            ),
        ),
    )
    assert 17 * 40 < table.bytes < 17 * 200


def test_an_entity_has_the_templates_of_all_its_keys(shape: DesignShape) -> None:
    assert shape.entities == (
        EntityShape(
            name="Patient",
            table="clinic",
            items=5,
            keys={"PK": "PATIENT#{patient_id}", "SK": "PROFILE"},
            attributes=("patient_id", "name"),
        ),
        EntityShape(
            name="Visit",
            table="clinic",
            items=12,
            keys={
                "PK": "PATIENT#{patient_id}",
                "SK": "VISIT#{code}",
                "day": "DAY#{number}",
                "number": "{number}",
                "code": "{code}",
            },
            attributes=("reason",),
            parents=("Patient",),
        ),
    )


def test_a_pattern_has_its_operation_its_rate_at_the_peak_and_the_units_of_a_request(
    shape: DesignShape,
) -> None:
    patterns = {each.name: each for each in shape.patterns}

    assert patterns["get_patient"] == PatternShape(
        name="get_patient",
        description="Get a patient",
        operation="GetItem",
        table="clinic",
        index=None,
        condition="PK = 'PATIENT#{patient_id}' and SK = 'PROFILE'",
        requests_per_second=50,
        read_units=1,
        write_units=0,
        is_consistent=True,
    )
    assert patterns["list_day"] == PatternShape(
        name="list_day",
        description="",
        operation="Query",
        table="clinic",
        index="by_day",
        condition="day = 'DAY#{number}' and number >= {number}, limit 2",
        requests_per_second=20,
        read_units=0.5,
        write_units=0,
    )
    # one unit of the table, and one of each index
    assert patterns["add_visit"].write_units == 3


def test_a_pattern_that_nothing_serves_says_why(shape: DesignShape) -> None:
    (pattern,) = (each for each in shape.patterns if each.name == "by_reason")

    assert (pattern.operation, pattern.requests_per_second, pattern.read_units) == ("", 15, None)
    assert pattern.not_served.startswith("needs reason = '{reason}'; ")
    assert "clinic (PK, SK): " in pattern.not_served


def test_a_pattern_that_is_never_performed_has_no_units(shape: DesignShape) -> None:
    (pattern,) = (each for each in shape.patterns if each.name == "never")

    assert (pattern.operation, pattern.requests_per_second) == ("PutItem", 0)
    assert (pattern.read_units, pattern.write_units, pattern.not_served) == (None, None, "")


def test_a_pattern_that_fans_out_is_so_many_queries() -> None:
    design = parse_design(
        """
version: 1
name: days
tables: {days: {partition_key: PK, sort_key: SK}}
entities:
  Event:
    population: 40
    item: {PK: "DAY#{day}#{shard}", SK: "{id}", day: MON, id: {ulid: true}, shard: {random_shard: 4}}
access_patterns:
  list_day: {query: {PK: "DAY#{day}#{shard}"}, returns: Event, fan_out: shard}
"""
    )

    (pattern,) = design_shape(design, forecast(design, now=NOW, duration_seconds=60)).patterns

    assert (pattern.operation, pattern.read_units) == ("4 Queries", 2)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("{partition_key: PK}", "on demand"),
        (
            "{partition_key: PK, billing_mode: {read_capacity_units: 1000, write_capacity_units: 50}}",
            "provisioned, 1,000 RCU and 50 WCU",
        ),
        (
            (
                "{partition_key: PK, billing_mode: {read_capacity_units: 5, write_capacity_units: 5, "
                "write_autoscaling: {min: 5, max: 400, target_utilization: 60}}}"
            ),
            "provisioned, 5 RCU and 5 to 400 WCU (auto scaling at 60 %)",
        ),
        (
            (
                "{partition_key: PK, max_throughput: {write_units_per_second: 4000}, warm_throughput: "
                "{read_units_per_second: 13000, write_units_per_second: 5000}, "
                "table_class: STANDARD_INFREQUENT_ACCESS}"
            ),
            "on demand, at most 4,000 WCU, warm for 13,000 RCU and 5,000 WCU, Standard-IA",
        ),
    ],
)
def test_billing_in_words(settings: str, expected: str) -> None:
    design = parse_design(f"version: 1\nname: t\ntables: {{things: {settings}}}\nentities: {{}}\n")

    assert billing_text(design.tables["things"]) == expected
