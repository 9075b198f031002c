"""The demand of a design as a whole: units, storage, what is divisible, what cannot be had."""

from dataclasses import replace
from itertools import pairwise

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.population_demand import demand_of
from pytest_dynamo.planner.planning import plan_all

EVENTS = """
    entities:
      Device:
        population: 5
        item: {PK: "DEVICE#{n}", SK: A, n: {sequence: {start: 1}}}
      Event:
        belongs_to: {Device: {mean: 20}}
        item:
          PK: "DEVICE#{n}"
          SK: "EVENT#{event_id}"
          GSI1PK: "KIND#{kind}"
          GSI1SK: "{random}"
          event_id: {ulid: true}
          made_at: {timestamp: {since: -9d}}
          random: {faker: uuid4}
          kind: {choice: {a: 1, b: 1}}
          text: {text_bytes: {min: 100, max: 100}}
    access_patterns:
"""
ENROLMENTS = """
    entities:
      Student: {population: 3, item: {PK: "STUDENT#{s}", SK: A, s: {sequence: {start: 0}}}}
      Course: {population: 2, item: {PK: "COURSE#{c}", SK: A, c: {sequence: {start: 0}}}}
      Enrolment:
        belongs_to: {Student: {mean: 1}, Course: {}}
        item: {PK: "{s}#{c}", SK: "{id}", id: {faker: uuid4}}
    access_patterns:
      enrol: {put: Enrolment}
"""
LOCAL = """\
version: 1
name: test
tables:
  things:
    partition_key: PK
    sort_key: SK
    indexes:
      kinds: {type: local, sort_key: kind, projection: KEYS_ONLY}
"""


@pytest.mark.parametrize(
    ("pattern", "index", "is_divisible"),
    [
        ("put: {put: Event}", None, False),
        ("put: {put: Event}", "GSI1", True),
        ('get: {get: {PK: "DEVICE#{n}", SK: "EVENT#{event_id}"}, returns: Event}', None, True),
        ('get: {get: {PK: "DEVICE#{n}", SK: A}, returns: Device}', None, False),
        ('list: {query: {PK: "DEVICE#{n}"}, returns: Event}', None, False),
        (
            'list: {query: {PK: "DEVICE#{n}", SK: {begins_with: "EVENT#"}}, returns: Event}',
            None,
            False,
        ),
        (
            'list: {query: {PK: "DEVICE#{n}", SK: {">": "EVENT#{since}"}}, returns: Event}',
            None,
            True,
        ),
        (
            'drop: {delete: {PK: "DEVICE#{n}", SK: "EVENT#{event_id}"}, returns: Event}',
            "GSI1",
            True,
        ),
    ],
)
def test_what_a_split_inside_a_collection_would_relieve(
    demand, arm_of, pattern, index, is_divisible
):
    found, _ = demand(EVENTS + f"      {pattern}")

    name = pattern.partition(":")[0]
    assert arm_of(found, name, index).law.is_divisible is is_divisible


def test_a_collection_with_a_local_index_is_never_divided(demand, arm_of):
    found, _ = demand(
        EVENTS + '      get: {get: {PK: "DEVICE#{n}", SK: "EVENT#{event_id}"}, returns: Event}',
        tables=LOCAL,
    )

    assert not arm_of(found, "get").law.is_divisible


def test_eventually_consistent_reads_weigh_less_for_a_partition(demand, arm_of):
    found, _ = demand(
        EVENTS
        + """
      eventual: {get: {PK: "DEVICE#{n}", SK: A}, returns: Device}
      strong: {get: {PK: "DEVICE#{n}", SK: A}, returns: Device, consistent_read: true}
      transactional: {transact_get: [{get: {PK: "DEVICE#{n}", SK: A}}]}
        """
    )
    weight = Parameters().eventual_read_weight

    units = [
        (arm.units, arm.partition_units)
        for arm in (arm_of(found, name) for name in ("eventual", "strong", "transactional"))
    ]
    assert units == [(0.5, pytest.approx(0.5 * weight)), (1.0, 1.0), (2.0, 2.0)]


def test_a_failed_condition_takes_of_the_table_and_of_no_index(demand, arm_of):
    found, _ = demand(
        EVENTS
        + """
      never:
        update: {key: {PK: "DEVICE#{n}", SK: "EVENT#{event_id}"}, set: {kind: c, GSI1PK: "KIND#c"}}
        condition: attribute_not_exists(PK)
        returns: Event
      cancelled:
        transact_write:
          - {delete: {PK: "DEVICE#{n}", SK: A}, condition: "n = 0"}
          - {put: Event}
        """
    )

    assert {s.pattern: [(a.resource[1], a.units) for a in s.arms] for s in found.streams} == {
        "never": [(None, 1.0)],
        # Of each of the two writes one of the two times that a transaction is charged.
        "cancelled": [(None, 2.0)],
    }
    assert set(found.growth_bytes_per_second.values()) == {0.0}


def test_an_update_that_changes_nothing_takes_nothing_of_an_index(demand, arm_of):
    found, population = demand(
        EVENTS
        + """
      note:
        update: {key: {PK: "DEVICE#{n}", SK: "EVENT#{event_id}"}, set: {kind: a}}
        returns: Event
        rate: 0.01
        """,
        population={"sizes": {"Device": 100, "Event": 5_000}},
    )
    kinds = [population.member("Event", number).kind for number in range(5_000)]

    changed = kinds.count("b") / len(kinds)
    assert arm_of(found, "note").units == 1
    assert arm_of(found, "note", "GSI1").units == pytest.approx(changed, rel=0.05)


def test_a_fan_out_takes_what_all_its_queries_take(demand, arm_of):
    found, _ = demand(
        """
    entities:
      Event:
        population: 100
        item: {PK: "S#{shard}", SK: "{id}", id: {faker: uuid4}, shard: {random_shard: 4}}
    access_patterns:
      read: {query: {PK: "S#{shard}"}, returns: Event, fan_out: shard}
        """
    )

    assert arm_of(found, "read").units == 2.0


def test_a_scan_goes_over_all_keys_and_with_a_limit_over_the_first(demand, arm_of, shares_of):
    found, population = demand(
        EVENTS
        + """
      all: {scan: true, allow_scan: an export}
      some: {scan: true, allow_scan: a look, limit: 10, index: GSI1}
        """
    )

    stored = sum(len(str(item)) > 0 for _, item in population.items())
    assert stored == 105
    assert arm_of(found, "all").units == pytest.approx(0.5 * -(-100 * 314 // 4096), abs=1)
    assert arm_of(found, "all").law.tail_share == 1
    assert arm_of(found, "some", "GSI1").law.positions.tolist() == [0.0]
    assert shares_of(arm_of(found, "some", "GSI1")) == {"the first key": 1.0}


def test_queries_read_what_some_seconds_of_writes_have_added(demand, arm_of):
    text = """
      put: {put: Event, rate: RATE}
      newest:
        query: {PK: "DEVICE#{n}", SK: {begins_with: "EVENT#"}}
        returns: Event
        newest_first: true
        limit: 80
      oldest: {query: {PK: "DEVICE#{n}"}, returns: Event, limit: 80}
      by_kind: {index: GSI1, query: {GSI1PK: "KIND#{kind}"}, returns: Event, limit: 400}
      before: {query: {PK: "DEVICE#{n}", SK: {"<": "EVENT#{since}"}}, returns: Event}
        """
    still, _ = demand(EVENTS + text.replace("RATE", "0.000_1"))
    busy, _ = demand(EVENTS + text.replace("RATE", "400"))

    entry = 314  # bytes of an event
    for name, index, count, limit in (
        ("newest", None, 20, 80),
        ("oldest", None, 21, 80),
        ("by_kind", "GSI1", 50, 400),
    ):
        assert arm_of(still, name, index).units == pytest.approx(count * entry / 8192, abs=0.5)
        assert arm_of(busy, name, index).units == pytest.approx(limit * entry / 8192, rel=0.25)
    # What was before a moment of the past is what it was.
    assert arm_of(busy, "before").units == arm_of(still, "before").units


def test_items_take_their_size_and_a_hundred_bytes_in_table_and_index(demand):
    found, population = demand(EVENTS + "      put: {put: Event, rate: 3}")
    event = population.member("Event", 0)
    item = sum(len(name) + len(str(value)) for name, value in event.stored.items())
    device = len("PKDEVICE#1SKAn") + 2

    assert found.item_bytes == {
        ("things", None): 100 * (item + 100) + 5 * (device + 100),
        ("things", "GSI1"): 100 * (item + 100),
    }
    assert found.growth_bytes_per_second == {
        ("things", None): pytest.approx(3 * (item + 100)),
        ("things", "GSI1"): pytest.approx(3 * (item + 100)),
    }


def test_entries_of_local_indexes_count_into_their_table(demand):
    found, population = demand(EVENTS + "      put: {put: Event, rate: 3}", tables=LOCAL)
    event = population.member("Event", 0).stored
    item = sum(len(name) + len(str(value)) for name, value in event.items())
    entry = sum(len(name) + len(str(event[name])) for name in ("PK", "SK", "kind"))

    assert found.growth_bytes_per_second == {
        ("things", None): pytest.approx(3 * (item + 100 + entry + 100))
    }


def test_literal_items_are_found_and_counted(demand, arm_of):
    found, _ = demand(
        """
    entities:
      Setting:
        population: 1
        item: {PK: "SETTING#{name}", SK: A, name: {faker: word}, value: {faker: word}}
    seeds:
      Setting: [{name: mode, value: VALUE}]
    access_patterns:
      mode: {get: {PK: "SETTING#mode", SK: A}, consistent_read: true}
        """.replace("VALUE", "x" * 9_000)
    )

    assert arm_of(found, "mode").units == 3.0


def with_rate(design, rate):
    """A design whose only pattern has another rate, which no file could say."""
    ((name, pattern),) = design.access_patterns.items()
    return replace(design, access_patterns={name: replace(pattern, rate=rate)})


def test_patterns_without_a_rate_are_left_out(design_of, population_of):
    design = with_rate(design_of(EVENTS + "      put: {put: Event}"), 0.0)

    found = demand_of(
        design, plan_all(design), population=population_of(design), parameters=Parameters()
    )

    assert found.streams == ()


def test_progress_never_falls_and_ends_at_one(demand):
    told = []

    demand(EVENTS + "      put: {put: Event}", on_progress=told.append)

    assert all(one <= other for one, other in pairwise(told))
    assert told[-1] == 1.0


def test_keys_that_are_too_involved_are_estimated_from_performances(demand, arm_of, shares_of):
    found, _ = demand(ENROLMENTS)

    assert found.estimated == {("enrol", ("things", None), "write")}
    assert shares_of(arm_of(found, "enrol")) == {
        f"{student}#{course}": pytest.approx(1 / 6, abs=0.05)
        for student in range(3)
        for course in range(2)
    }


def test_keys_whose_requests_take_more_have_more_of_the_units(demand, arm_of, shares_of):
    found, population = demand(
        """
    entities:
      User: {population: 4, item: {PK: "USER#{n}", SK: A, n: {sequence: {start: 0}}}}
      Order:
        belongs_to: {User: {mean: 500, distribution: {zipf: 2}}}
        item: {PK: "USER#{n}", SK: "{id}", id: {ulid: true}, text: {text_bytes: {min: 300, max: 300}}}
    access_patterns:
      list: {query: {PK: "USER#{n}"}, returns: Order}
        """
    )
    orders = [len(population.member("User", number).orders) for number in range(4)]

    assert shares_of(arm_of(found, "list")) == {
        f"USER#{n}": pytest.approx(count / sum(orders), rel=0.1) for n, count in enumerate(orders)
    }


def test_a_pattern_that_is_not_served_is_named(demand):
    with pytest.raises(DynamoError, match="'by_text' is not served"):
        demand(EVENTS + '      by_text: {query: {text: "{t}"}, returns: Event}')


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -1.0])
def test_a_rate_that_is_none_is_refused(design_of, population_of, rate):
    design = with_rate(design_of(EVENTS + "      put: {put: Event}"), rate)

    with pytest.raises(DynamoError, match="'put' has a rate of"):
        demand_of(
            design,
            plan_all(design),
            population=population_of(design),
            parameters=Parameters(),
        )


def test_no_keys_to_place_are_refused(demand):
    with pytest.raises(DynamoError, match="cannot be placed"):
        demand(EVENTS + "      put: {put: Event}", largest=0)


def test_a_member_that_is_needed_where_there_is_none_is_told(demand):
    with pytest.raises(DynamoError, match="belongs to 'Course', and there is none"):
        demand(ENROLMENTS, population={"sizes": {"Course": 0}})
