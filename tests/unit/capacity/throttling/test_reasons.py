"""The 16 throttling reasons, each from a request that meets its limit."""

from dataclasses import replace

import pytest

from pytest_dynamo.capacity.throttling.admission import Touch, admit, charge, refused
from pytest_dynamo.capacity.throttling.reasons import Refusal
from pytest_dynamo.design.values import Provisioned, UnitsPerSecond
from tests.unit.capacity.throttling.event_engine import table, throughput

LEAST = Provisioned(read_capacity_units=1, write_capacity_units=1)
MAXIMUM = UnitsPerSecond(read_units_per_second=1, write_units_per_second=1)

# What makes each limit the lowest one, for the table and its index alike.
SETTINGS = {
    "ProvisionedThroughputExceeded": {"billing_mode": "PROVISIONED", "provisioned": LEAST},
    "MaxOnDemandThroughputExceeded": {"max_throughput": MAXIMUM},
    "AccountLimitExceeded": {},
    "KeyRangeThroughputExceeded": {},
}


def world_of(kind):
    described = table(indexes=["by_status"], **SETTINGS[kind])
    if kind == "MaxOnDemandThroughputExceeded":
        index = replace(described.indexes["by_status"], max_throughput=MAXIMUM)
        described = replace(described, indexes={"by_status": index})
    quota = 1.0 if kind == "AccountLimitExceeded" else 1e9
    return throughput(described, table_read_quota=quota, table_write_quota=quota)


def touch(world, index, units=1.0, partition_units=None, place=0.3):
    """One request's part on a table or index."""
    weighed = units if partition_units is None else partition_units
    return Touch(world.of[index], place, "a", units, weighed)


@pytest.mark.parametrize("kind", SETTINGS)
@pytest.mark.parametrize("direction", ["read", "write"])
@pytest.mark.parametrize("index", [None, "by_status"])
def test_every_reason(index, direction, kind):
    world = world_of(kind)
    # A thousand units: more than any small limit has saved up. Only a partition counts 9,000 of them.
    heavy = 9_000.0 if kind == "KeyRangeThroughputExceeded" else 0.0

    first = admit([touch(world, index, 1_000.0, heavy)], direction, 0.0)
    second = admit([touch(world, index)], direction, 0.0)

    assert first == ()
    what = "Table" if index is None else "Index"
    assert [each.reason for each in second] == [f"{what}{direction.capitalize()}{kind}"]
    assert second[0].resource == ("orders", index)
    is_partition = kind == "KeyRangeThroughputExceeded"
    assert (second[0].first, second[0].last) == ((0.25, 0.5) if is_partition else (0.0, 1.0))


def test_all_refusals_are_given_the_table_before_its_indexes_and_limits_before_partitions():
    world = world_of("ProvisionedThroughputExceeded")
    both = [touch(world, None, 1_000.0), touch(world, "by_status", 1_000.0)]
    charge(both, "write", 0.0)

    reasons = [each.reason for each in admit(both, "write", 0.1)]

    assert reasons == [
        "TableWriteProvisionedThroughputExceeded",
        "TableWriteKeyRangeThroughputExceeded",
        "IndexWriteProvisionedThroughputExceeded",
        "IndexWriteKeyRangeThroughputExceeded",
    ]


def test_a_refused_request_charges_neither_table_nor_index():
    world = world_of("KeyRangeThroughputExceeded")
    charge([touch(world, "by_status", 9_000.0)], "write", 0.0)
    buckets = [
        bucket
        for each in world.of.values()
        for bucket in (each.limits["write"], *(part.write for part in each.placement.partitions))
    ]
    before = [(bucket.taken_until, bucket.minute_units) for bucket in buckets]

    assert admit([touch(world, None), touch(world, "by_status")], "write", 0.0)

    assert [(bucket.taken_until, bucket.minute_units) for bucket in buckets] == before


def test_to_look_charges_nothing():
    world = world_of("ProvisionedThroughputExceeded")
    one = [touch(world, None, 1_000.0)]

    assert [refused(one, "write", 0.0) for _ in range(3)] == [(), (), ()]
    assert admit(one, "write", 0.0) == ()
    assert refused(one, "write", 0.0) != ()


def test_what_was_refused_is_counted_with_the_first_time():
    world = world_of("ProvisionedThroughputExceeded")
    admit([touch(world, None, 400.0)], "write", 5.0)
    for at in (6.0, 7.0, 8.0):
        admit([touch(world, None)], "write", at)

    [(key, noted)] = world.of[None].throttled.items()
    assert key == ("write", "ProvisionedThroughputExceeded")
    assert (noted.first_at_seconds, noted.count) == (6.0, 3)
    assert noted.first == Refusal(
        resource=("orders", None), direction="write", kind="ProvisionedThroughputExceeded"
    )


def test_two_items_in_one_partition_are_one_reason():
    world = world_of("KeyRangeThroughputExceeded")
    charge([touch(world, None, 9_000.0)], "write", 0.0)

    refusals = admit([touch(world, None), touch(world, None, place=0.31)], "write", 0.0)

    assert [each.reason for each in refusals] == ["TableWriteKeyRangeThroughputExceeded"]


def test_a_request_larger_than_the_bucket_is_admitted_and_owed():
    world = world_of("ProvisionedThroughputExceeded")
    one = [touch(world, None, 400.0)]

    assert admit(one, "write", 0.0) == ()
    assert admit(one, "write", 99.0) != ()
    assert admit(one, "write", 100.5) == ()


def test_a_new_index_has_limits_and_one_that_is_gone_has_none():
    world = throughput()
    charge([touch(world, None, 1_000.0)], "write", 0.0)
    bucket = world.of[None].limits["write"]

    world.redefine(table(indexes=["by_status"]), 1.0)
    assert set(world.of) == {None, "by_status"}
    assert world.of[None].limits["write"] is bucket

    world.redefine(table(), 2.0)
    assert set(world.of) == {None}
