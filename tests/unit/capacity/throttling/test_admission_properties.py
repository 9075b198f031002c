"""What holds of admission whatever the requests are and whenever they come."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.capacity.throttling.admission import TableThroughput, Touch, admit
from pytest_dynamo.capacity.throttling.bucket import Bucket
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, Provisioned, UnitsPerSecond
from tests.unit.capacity.throttling.event_engine import table

PARAMETERS = Parameters(
    heat_minutes=1,
    split_least_seconds=0,
    split_most_seconds=120,
    refused_split_seconds=60,
    sampled_one_in=1,
    samples=16,
    peak_age_seconds=120,
    partition_write_units=10,
    partition_read_units=30,
    first_peak_write_units=20,
    first_peak_read_units=60,
    table_write_quota=100,
    table_read_quota=300,
)
UNITS = st.sampled_from([0.0, 1e-12, 0.5, 1.0, 7.0, 40.0, 1e6])
GAPS = st.sampled_from([0.0, 1e-9, 0.001, 0.3, 1.0, 20.0, 59.9, 61.0, 4_000.0])
PLACES = st.sampled_from([0.0, 0.1, 0.1000001, 0.3, 0.55, 0.9999999])


def a_table(kind):
    scaling = AutoScaling(minimum=5, maximum=200)
    capacity = Provisioned(
        read_capacity_units=20,
        write_capacity_units=10,
        read_autoscaling=scaling if kind == "auto-scaled" else None,
        write_autoscaling=scaling if kind == "auto-scaled" else None,
    )
    described = table(indexes=["by_status"], local=kind == "local")
    if kind in {"provisioned", "auto-scaled"}:
        return replace(described, billing_mode="PROVISIONED", provisioned=capacity)
    if kind == "maximum":
        maximum = UnitsPerSecond(read_units_per_second=15, write_units_per_second=5)
        return replace(described, max_throughput=maximum)
    return described


TABLES = st.sampled_from(["on demand", "provisioned", "auto-scaled", "maximum", "local"]).map(
    a_table
)
REQUESTS = st.lists(
    st.tuples(
        GAPS,
        st.sampled_from(["read", "write"]),
        UNITS,
        st.lists(
            st.tuples(st.sampled_from([None, "by_status"]), PLACES, st.integers(0, 9)),
            min_size=1,
            max_size=3,
        ),
    ),
    max_size=60,
)


def sent(world, requests):
    """The refusals of each request in turn, and its time and touches."""
    at = 0.0
    for gap, direction, units, positions in requests:
        at += gap
        touches = [
            Touch(world.of[name], place, sort, units, units) for name, place, sort in positions
        ]
        yield at, direction, touches, admit(touches, direction, at)


def edges(world):
    return {
        name: [each.first for each in throughput.placement.partitions]
        for name, throughput in world.of.items()
    }


def taken(world):
    """What has been taken of every bucket there is."""
    return {
        name: (
            {each: bucket.minute_units for each, bucket in throughput.limits.items()},
            [
                (each.read.taken_until, each.write.taken_until)
                for each in throughput.placement.partitions
            ],
        )
        for name, throughput in world.of.items()
    }


@given(TABLES, REQUESTS)
def test_the_same_requests_at_the_same_times_are_refused_alike(described, requests):
    first, second = (
        [refusals for *_, refusals in sent(TableThroughput(described, PARAMETERS), requests)]
        for _ in range(2)
    )

    assert first == second


@given(TABLES, REQUESTS)
def test_partitions_only_become_more_and_cover_everything(described, requests):
    world = TableThroughput(described, PARAMETERS, full=True)
    before = edges(world)
    for _ in sent(world, requests):
        after = edges(world)
        for name in world.of:
            assert [edge for edge in after[name] if edge in before[name]] == before[name]
            places = [
                (place, -1 if sort_key is None else sort_key) for place, sort_key in after[name]
            ]
            assert places[0] == (0.0, -1)
            assert all(earlier < later for earlier, later in pairwise(places))
        before = after


@given(TABLES, REQUESTS)
def test_a_refused_request_is_charged_nowhere(described, requests):
    world = TableThroughput(described, PARAMETERS)
    for at, direction, touches, refusals in sent(world, requests):
        if refusals:
            before = taken(world)
            assert admit(touches, direction, at) == refusals
            assert taken(world) == before


@settings(max_examples=50)
@given(TABLES, REQUESTS)
def test_refusals_name_only_what_was_touched(described, requests):
    world = TableThroughput(described, PARAMETERS)
    for _, direction, touches, refusals in sent(world, requests):
        assert {each.resource for each in refusals} <= {
            each.throughput.resource for each in touches
        }
        assert {each.direction for each in refusals} <= {direction}
        for refusal in refusals:
            if refusal.kind == "KeyRangeThroughputExceeded":
                assert any(refusal.first <= each.place <= refusal.last for each in touches)


@given(
    st.floats(0.1, 1e5),
    st.floats(0.001, 300),
    st.lists(st.tuples(st.floats(0, 50), st.sampled_from([0.0, 0.5, 1.0, 30.0])), max_size=60),
)
def test_over_any_time_no_more_is_taken_than_the_rate_the_burst_and_one_request(
    rate, burst_seconds, requests
):
    bucket, at, admitted = Bucket(rate, burst_seconds), 0.0, []
    for gap, seconds_worth in requests:
        at += gap
        units = seconds_worth * rate
        if bucket.is_open(at):
            bucket.take(units, at)
            admitted.append((at, units))

    for first, (begins, _) in enumerate(admitted):
        for last in range(first, len(admitted)):
            ends, largest = admitted[last][0], max(units for _, units in admitted[first : last + 1])
            units = sum(units for _, units in admitted[first : last + 1])
            assert units <= (rate * (ends - begins + burst_seconds) + largest) * (1 + 1e-9)


@given(st.floats(0.1, 1e4), st.floats(0.1, 1e4), st.floats(0, 300), st.floats(-400, 400))
def test_a_bucket_that_is_changed_keeps_its_units_as_far_as_there_is_room(
    rate, new_rate, burst_seconds, units
):
    bucket = Bucket(rate, burst_seconds + 1)
    bucket.take(bucket.level(100.0) - units, 100.0) if units < bucket.level(100.0) else None
    before = bucket.level(100.0)

    bucket.change(new_rate, 10.0, 100.0)

    assert abs(bucket.level(100.0) - min(before, 10.0 * new_rate)) <= 1e-6 * max(
        1.0, new_rate, abs(before)
    )
