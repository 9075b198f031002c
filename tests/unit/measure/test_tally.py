"""The tally: sums, merging in any order, the way through JSON, bounded memory."""

import json
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.design.values import Index, KeySchema, Provisioned, Table
from pytest_dynamo.measure.call import Arm, Call, Throttle
from pytest_dynamo.measure.flow import Flow, partitions_of, slice_count
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.timeline import MOST_BINS

# Units are whole numbers of half units; shares of up to four keys are exact in floating point, so
# that sums do not depend on their order.
UNITS = st.integers(0, 40).map(lambda halves: halves / 2)
KEYS = st.sampled_from([(), ("a",), ("a", "b"), ("b", "c", "c", "d")])
ARMS = st.builds(
    Arm,
    table=st.sampled_from(["orders", "flags"]),
    index=st.sampled_from([None, "GSI1", "local"]),
    read_units=UNITS,
    write_units=UNITS,
    partition_keys=KEYS,
)
THROTTLES = st.builds(
    Throttle,
    reason=st.sampled_from(
        ["TableReadAccountLimitExceeded", "TableReadKeyRangeThroughputExceeded"]
    ),
    resource=st.sampled_from(["", "arn:t"]),
    partition_keys=KEYS,
)
CALLS = st.builds(
    Call,
    operation=st.sampled_from(["Query", "PutItem"]),
    started=st.integers(0, 16 * 3_000).map(lambda sixteenths: 1_000.0 + sixteenths / 16),
    duration_seconds=st.floats(0, 10),
    table=st.sampled_from([None, "orders"]),
    arms=st.lists(ARMS, max_size=3).map(tuple),
    items_examined=st.integers(0, 100),
    items_returned=st.integers(0, 100),
    error=st.sampled_from([None, "ThrottlingException"]),
    throttles=st.lists(THROTTLES, max_size=2).map(tuple),
    throttled_items=st.integers(0, 3),
    pattern=st.sampled_from([None, "list_orders", "put_order"]),
)
PARTITIONS = {("orders", None): 3, ("orders", "GSI1"): 4}


def tally_of(calls, from_time=1_060.0):
    tally = Tally(from_time=from_time, partitions=PARTITIONS)
    for call in calls:
        tally.add(call)
    return tally


TALLIES = st.lists(CALLS, max_size=8).map(tally_of)


def call_at(seconds, *keys, units=1.0, **members):
    arm = Arm(table="orders", read_units=units, partition_keys=keys)
    defaults = {"operation": "Query", "duration_seconds": 0.001, "arms": (arm,)}
    return Call(started=seconds, **{**defaults, **members})


@given(TALLIES, TALLIES)
def test_the_order_of_a_merge_does_not_matter(one, other):
    assert one + other == other + one


@given(TALLIES, TALLIES, TALLIES)
def test_the_grouping_of_a_merge_does_not_matter(one, two, three):
    assert (one + two) + three == one + (two + three)


@given(st.lists(CALLS, max_size=12), st.integers(0, 12))
def test_a_merge_is_the_tally_of_all_calls(calls, cut):
    assert tally_of(calls[:cut]) + tally_of(calls[cut:]) == tally_of(calls)


@given(TALLIES)
def test_an_empty_tally_adds_nothing(tally):
    assert tally + tally_of([]) == tally


@given(TALLIES)
def test_a_tally_survives_json(tally):
    assert Tally.from_json(json.loads(json.dumps(tally.to_json()))) == tally
    assert Tally.from_json(tally.to_json()) + tally == tally + tally


@given(TALLIES, TALLIES)
def test_a_merge_changes_neither(one, other):
    before = json.dumps([one.to_json(), other.to_json()])

    _ = one + other

    assert json.dumps([one.to_json(), other.to_json()]) == before


@given(st.lists(CALLS, max_size=12))
def test_totals_are_the_sums_over_the_calls(calls):
    tally = tally_of(calls)
    counted = [call for call in calls if call.started >= tally.from_time]

    assert sum(tally.requests.values()) == len(calls)
    assert sum(tally.failures.values()) == sum(call.error is not None for call in calls)
    assert sum(tally.throttled.values()) == sum(call.is_throttled for call in calls)
    patterns = tally.patterns.values()
    assert sum(pattern.requests for pattern in patterns) == len(counted)
    assert sum(pattern.latency.count for pattern in patterns) == len(counted)
    assert sum(pattern.items_examined for pattern in patterns) == sum(
        call.items_examined for call in counted
    )
    for direction in ("read", "write"):
        flows = [flow for (_, way), flow in tally.flows.items() if way == direction]
        units = [getattr(call, f"{direction}_units") for call in calls]
        in_window = [getattr(call, f"{direction}_units") for call in counted]
        assert sum(sum(flow.series.values()) for flow in flows) == sum(units)
        assert sum(flow.units for flow in flows) == sum(in_window)
        assert sum(sum(flow.slice_units) + flow.unattributed_units for flow in flows) == sum(
            in_window
        )


@given(st.lists(CALLS, min_size=1, max_size=12))
def test_there_are_never_too_many_bins(calls):
    timeline = tally_of(calls).timeline

    assert timeline.last - timeline.first < MOST_BINS
    assert timeline.first * timeline.width_seconds <= min(call.started for call in calls)
    assert max(call.started for call in calls) < (timeline.last + 1) * timeline.width_seconds


def test_bins_are_a_second_for_ten_minutes_and_then_two():
    short = tally_of([call_at(1_000.5), call_at(1_599.5)])
    long = tally_of([call_at(1_000.5), call_at(1_600.5)])

    assert (short.timeline.width_seconds, short.requests) == (1, {1_000: 1, 1_599: 1})
    assert (long.timeline.width_seconds, long.requests) == (2, {500: 1, 800: 1})


def test_the_warm_up_counts_in_the_series_alone():
    tally = tally_of([call_at(1_059.0, "a"), call_at(1_060.0, "a")], from_time=1_060.0)
    flow = tally.flows[("orders", None), "read"]

    assert tally.requests == {1_059: 1, 1_060: 1}
    assert flow.series == {1_059: 1.0, 1_060: 1.0}
    assert (flow.units, sum(flow.slice_units), flow.keys.units) == (1.0, 1.0, {"a": 1.0})
    assert tally.patterns["Query"].requests == 1


def test_units_lie_in_the_slice_of_their_key():
    tally = tally_of([call_at(1_100.0, "USER#1", units=3.0)])
    flow = tally.flows[("orders", None), "read"]
    position = int(hash_position("USER#1") * 24)

    assert slice_count(3) == len(flow.heat) == 24
    assert flow.slice_units[position] == 3.0
    assert flow.heat[position] == {1_100: 3.0}
    assert flow.partition_units[position // 8] == 3.0


@pytest.mark.parametrize(
    ("partitions", "slices"), [(1, 16), (3, 24), (4, 16), (5, 20), (16, 16), (17, 17), (40, 40)]
)
def test_partitions_are_cut_into_at_least_sixteen_slices(partitions, slices):
    assert slice_count(partitions) == slices


def test_a_local_index_counts_within_its_table():
    arm = Arm(table="orders", index="local", write_units=1.0, partition_keys=("a",))
    tally = tally_of([call_at(1_100.0, arms=(arm,))])

    assert list(tally.flows) == [(("orders", None), "write")]
    assert tally.patterns["Query"].arms == {("orders", "local"): (0.0, 1.0)}


def test_partitions_are_those_of_tables_and_global_indexes():
    key = KeySchema(partition_key=("pk",))
    provisioned = Provisioned(read_capacity_units=3_000, write_capacity_units=1_000)
    tables = [
        Table(
            name="orders",
            key=key,
            attribute_types={"pk": "S"},
            indexes={
                "GSI1": Index(name="GSI1", kind="global", key=key),
                "local": Index(name="local", kind="local", key=key),
            },
        ),
        Table(
            name="flags",
            key=key,
            attribute_types={"pk": "S"},
            billing_mode="PROVISIONED",
            provisioned=provisioned,
        ),
    ]

    assert partitions_of(tables) == {
        ("orders", None): 4,
        ("orders", "GSI1"): 4,
        ("flags", None): 2,
    }


def test_a_call_goes_by_the_given_pattern_then_its_own_then_its_operation():
    tally = Tally()
    tally.add(call_at(1.0, pattern="own"), "given")
    tally.add(call_at(1.0, pattern="own"))
    tally.add(call_at(1.0))

    assert sorted(tally.patterns) == ["Query", "given", "own"]


def test_throttling_reasons_are_counted_by_resource_and_pattern():
    reason = Throttle(reason="TableWriteKeyRangeThroughputExceeded", resource="arn:t")
    tally = Tally()
    for _ in range(2):
        tally.add(call_at(1.0, throttles=(reason,), error="ThrottlingException", pattern="put"))

    assert tally.throttles == {("TableWriteKeyRangeThroughputExceeded", "arn:t", "put"): 2}


def throttled_at(seconds, *keys, reason="TableWriteKeyRangeThroughputExceeded", pattern="put"):
    throttle = Throttle(reason=reason, resource="arn:t", partition_keys=keys)
    return call_at(seconds, arms=(), throttles=(throttle,), error="X", pattern=pattern)


def test_the_keys_of_throttled_requests_are_counted_by_reason_and_resource():
    calls = [
        throttled_at(1_100.0, "a"),
        throttled_at(1_101.0, "a"),
        throttled_at(1_102.0, "b", "c"),
    ]
    tally = tally_of([*calls, throttled_at(1_103.0), throttled_at(1_104.0, "d", reason="Other")])

    counted = tally.reasons["TableWriteKeyRangeThroughputExceeded", "arn:t"]

    assert counted.keys.units == {"a": 2.0, "b": 0.5, "c": 0.5}
    assert (counted.count, counted.unattributed) == (4, 1)
    assert tally.reasons["Other", "arn:t"].keys.units == {"d": 1.0}


def test_the_first_throttle_is_that_of_the_whole_run_and_its_keys_those_of_the_window():
    tally = tally_of([throttled_at(1_070.0, "later"), throttled_at(1_050.5, "early")])
    (counted,) = tally.reasons.values()

    assert counted.first == (1_050.5, "put", "early")
    assert (counted.count, counted.keys.units) == (1, {"later": 1.0})


def test_throttled_keys_without_number_do_not_grow_a_tally():
    tally = Tally()
    for number in range(20_000):
        tally.add(throttled_at(1.0, f"USER#{number}"))
    (counted,) = tally.reasons.values()

    assert counted.count == 20_000
    assert len(counted.keys.units) <= 1_024
    assert len(json.dumps(tally.to_json())) < 60_000


def test_throttled_items_of_batches_are_no_throttled_requests():
    tally = tally_of([call_at(1_050.0, throttled_items=2), call_at(1_100.0, throttled_items=3)])

    assert (tally.throttled_items, tally.patterns["Query"].throttled_items) == (5, 3)
    assert (tally.throttled, tally.patterns["Query"].throttled) == ({}, 0)


def test_dropped_requests_are_offered_and_never_made():
    tally = Tally(from_time=10.0)
    tally.drop("get", at=9.0)
    tally.drop("get", at=11.0)

    assert (tally.dropped, tally.patterns["get"].dropped, tally.patterns["get"].requests) == (
        2,
        1,
        0,
    )


def test_tallies_of_different_partitions_do_not_merge():
    with pytest.raises(ValueError, match="partitions differ"):
        Tally(partitions={("t", None): 4}) + Tally(partitions={("t", None): 5})


def test_the_later_window_counts():
    workers = [Tally(from_time=from_time) for from_time in (3.0, 5.0, 4.0)]

    assert reduce(Tally.__add__, workers).from_time == 5.0


def test_distinct_keys_and_long_runs_do_not_grow_a_tally():
    flow = Flow()
    for number in range(100_000):
        flow.add(0.5, (f"USER#{number}",), number % MOST_BINS, in_window=True)
    size_bytes = len(json.dumps(flow.to_json()))

    assert size_bytes < 600_000
    assert len(flow.keys.units) <= 1_024
    assert flow.units == 50_000.0
