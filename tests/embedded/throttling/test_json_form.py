"""Settings and history of throttling, on their way between processes."""

import json

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.partitioning import Split
from pytest_dynamo.capacity.throttling.reasons import Refusal
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.embedded.throttling.history import (
    PartitionRange,
    ThrottledLimit,
    ThrottlingHistory,
)
from pytest_dynamo.embedded.throttling.json_form import (
    history_from_json,
    history_to_json,
    throttling_from_json,
    throttling_to_json,
)
from pytest_dynamo.embedded.throttling.settings import Throttling
from pytest_dynamo.measure.json_form import MisfitError

DESIGN = """
version: 1
tables:
  things:
    partition_key: PK
    billing_mode:
      read_capacity_units: 5
      write_capacity_units: 7
      write_autoscaling: {min: 5, max: 50}
    indexes:
      by_name:
        partition_key: name
        billing_mode: {read_capacity_units: 1, write_capacity_units: 2}
    tags: {team: "a \\U0001F600"}
"""
HISTORY = ThrottlingHistory(
    elapsed_seconds=1 / 3,
    partitions={
        ("things", None): (
            PartitionRange(first=0.0, last=0.1),
            PartitionRange(first=0.1, last=1.0, is_inside_collection=True),
        ),
        ("things", "by_name"): (),
    },
    splits=(
        Split(
            at_seconds=0.2,
            resource=("things", "by_name"),
            cause="heat",
            place=2 / 3,
            inside_collection=False,
        ),
    ),
    throttled={
        (("things", None), "write", "KeyRangeThroughputExceeded"): ThrottledLimit(
            first=Refusal(
                resource=("things", None),
                direction="write",
                kind="KeyRangeThroughputExceeded",
                first=0.1,
                last=1e-17,
            ),
            first_at_seconds=0.7,
            count=10**12,
        )
    },
)


def by_json(value):
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("history", [HISTORY, ThrottlingHistory()])
def test_a_history_comes_back_as_it_was(history):
    assert history_from_json(by_json(history_to_json(history))) == history


def test_settings_come_back_as_they_were():
    throttling = Throttling(
        parameters=Parameters.overridden({"partition_write_units": "12.3", "seed": "5"}),
        speed=60.0,
        policies={"load-things": parse_design(DESIGN).tables["things"]},
    )
    assert throttling_from_json(by_json(throttling_to_json(throttling))) == throttling
    assert throttling_from_json(by_json(throttling_to_json(None))) is None


def test_words_that_nobody_knows_are_refused():
    data = by_json(history_to_json(HISTORY))
    data["splits"][0]["cause"] = "boredom"
    with pytest.raises(MisfitError, match="wanted one of heat, growth, size, found 'boredom'"):
        history_from_json(data)
