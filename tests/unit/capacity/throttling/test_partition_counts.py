"""How many partitions there are at first, and how they become more.

The counts are those of the developer guide, of its older edition "Guidelines for working with tables",
and of section 4 of the paper "Amazon DynamoDB" (USENIX ATC 2022).
"""

from itertools import pairwise

import pytest

from pytest_dynamo.capacity.throttling.admission import Touch, admit
from pytest_dynamo.capacity.throttling.growth import first_partitions, halvings
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, Provisioned, UnitsPerSecond
from tests.unit.capacity.throttling.event_engine import (
    Stream,
    drive,
    evenly,
    one_log,
    table,
    throughput,
)

GIGABYTE = 1024**3


def provisioned(read, write, **more):
    """A provisioned table of so many units a second."""
    capacity = Provisioned(read_capacity_units=read, write_capacity_units=write)
    return table(billing_mode="PROVISIONED", provisioned=capacity, **more)


def warm(read=None, write=None, **more):
    """An on-demand table with warm throughput."""
    units = UnitsPerSecond(read_units_per_second=read, write_units_per_second=write)
    return table(warm_throughput=units, **more)


def bounds(world, index=None):
    """The partitions as parts of the hash space."""
    placement = world.of[index].placement
    return [
        (placement.bounds(each)[0][0], placement.bounds(each)[1][0])
        for each in placement.partitions
    ]


def count(world, index=None):
    return len(world.of[index].placement.partitions)


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (provisioned(1_000, 500), 1),
        (provisioned(1_000, 1_000), 2),
        (provisioned(5_000, 2_000), 4),
        (provisioned(1, 3_199), 4),
        (provisioned(1, 9_999), 10),
        (provisioned(1, 1), 1),
        (table(), 4),
        (warm(read=12_000, write=4_000), 4),
        (warm(read=12_001), 5),
        (warm(write=40_000), 40),
        (warm(read=30_000, write=4_000), 10),
        (warm(read=1, write=1), 4),
    ],
)
def test_first_partitions(described, expected):
    assert first_partitions(described, None, Parameters()) == expected
    assert count(throughput(described)) == expected


def test_an_index_has_partitions_of_its_own():
    world = throughput(table(indexes=["by_status", "by_day"]))

    assert [count(world, name) for name in (None, "by_status", "by_day")] == [4, 4, 4]


def test_first_partitions_are_equal_parts_of_the_hash_space():
    assert bounds(throughput()) == [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]


def test_raised_capacity_doubles_the_partitions_of_the_older_guide():
    world = throughput(provisioned(5_000, 2_000))

    world.redefine(provisioned(8_000, 2_000), 0.0)

    assert count(world) == 8
    assert {split.cause for split in world.of[None].splits} == {"growth"}


def test_a_full_partition_is_split_after_that():
    world = throughput(provisioned(5_000, 2_000))
    world.redefine(provisioned(8_000, 2_000), 0.0)
    world.of[None].placement.partitions[3].item_bytes = 10.0 * GIGABYTE

    world.of[None].advance(60.0)

    assert count(world) == 9
    assert [each.item_bytes / GIGABYTE for each in world.of[None].placement.partitions[3:5]] == [
        5,
        5,
    ]
    assert world.of[None].splits[-1].cause == "size"


def test_capacity_goes_up_and_down_as_in_the_paper():
    world = throughput(provisioned(1, 3_199))
    counts = [count(world)]
    for write in (3_600, 6_000, 5_000):
        world.redefine(provisioned(1, write), 0.0)
        counts.append(count(world))

    assert counts == [4, 4, 8, 8]


def test_growth_halves_only_what_has_more_than_its_share():
    assert halvings([0.5, 0.25, 0.125, 0.125], 4) == [1, 0, 0, 0]
    assert halvings([1.0], 3) == [2]
    assert halvings([0.25] * 4, 4.000000000001) == [0] * 4
    assert halvings([0.0, 1.0], 2) == [0, 1]


def test_growth_carries_bytes_and_buckets_along():
    world = throughput(provisioned(1, 900))
    only = world.of[None].placement.partitions[0]
    only.item_bytes = 8.0 * GIGABYTE
    drive(world, Stream(units_per_second=5_000, units=50, arms={None: evenly}), seconds=2)

    world.redefine(provisioned(1, 3_900), 2.0)

    partitions = world.of[None].placement.partitions
    assert [each.item_bytes / GIGABYTE for each in partitions] == [2, 2, 2, 2]
    assert len({each.write.taken_until for each in partitions}) == 1


def test_raised_warm_throughput_adds_partitions_and_lowered_takes_none_away():
    world = throughput()
    counts = []
    for write in (4_000, 10_000, 4_000):
        world.redefine(warm(write=write), 0.0)
        counts.append(count(world))

    assert counts == [4, 16, 16]


def test_a_peak_counts_for_growth_after_30_minutes():
    world = throughput(heat_minutes=1_000_000)
    drive(world, Stream(units_per_second=3_000, units=50, arms={None: evenly}), seconds=60)

    counts = []
    for at in (1_859.0, 1_860.0, 3_600.0):
        world.of[None].advance(at)
        counts.append(count(world))

    assert counts == [4, 8, 8]


@pytest.mark.parametrize(
    ("history", "reads", "writes"),
    [
        pytest.param([(10, 10)], 12_000, 4_000, id="never more than a new table"),
        pytest.param([(24_000, 8_000)], 24_000, 8_000, id="as much as was provisioned"),
        pytest.param([(10_000, 10_000), (10, 10)], 10_000, 10_000, id="ever provisioned"),
    ],
)
def test_a_table_switched_to_on_demand_serves_what_it_ever_had(history, reads, writes):
    world = throughput(provisioned(*history[0]))
    for read, write in history[1:]:
        world.redefine(provisioned(read, write), 0.0)
    world.redefine(table(), 60.0)

    served = drive(
        world,
        Stream(units_per_second=reads * 0.98, units=50, arms={None: evenly}, direction="read"),
        Stream(units_per_second=writes * 0.98, units=50, arms={None: evenly}),
        seconds=10,
        start=60.0,
    )

    assert served.refused_share == 0


def test_a_switched_table_may_allow_twice_what_it_consumed():
    world = throughput(provisioned(24_000, 8_000), heat_minutes=1_000_000)
    drive(world, Stream(units_per_second=6_000, units=100, arms={None: evenly}), seconds=600)
    world.redefine(table(), 600.0)

    served = drive(
        world,
        Stream(units_per_second=12_000, units=100, arms={None: evenly}),
        seconds=10,
        start=600.0,
    )

    assert served.refused_share == 0


def test_one_huge_request_is_no_peak_beyond_what_the_table_is_allowed():
    world = throughput()
    admit([Touch(world.of[None], 0.3, "a", 1e12, 1e12)], "write", 0.0)

    world.of[None].advance(3_600.0)

    assert count(world) == 128  # twice 40,000 units a second


def test_back_to_provisioned_keeps_the_partitions():
    world = throughput(warm(write=10_000))

    world.redefine(provisioned(10, 10), 0.0)

    assert count(world) == 10


def test_back_to_provisioned_nothing_is_saved_up():
    world = throughput()
    world.redefine(provisioned(10, 10), 0.0)
    assert world.of[None].limits["write"].level(0.0) == pytest.approx(10.0)  # one second's worth


def test_a_provisioned_table_that_auto_scaling_raises_gets_partitions():
    capacity = Provisioned(
        read_capacity_units=1,
        write_capacity_units=900,
        write_autoscaling=AutoScaling(minimum=900, maximum=4_000),
    )
    world = throughput(
        table(billing_mode="PROVISIONED", provisioned=capacity), heat_minutes=1_000_000
    )

    drive(world, Stream(units_per_second=2_000, units=50, arms={None: evenly}), seconds=300)

    assert world.of[None].limits["write"].units_per_second == 1_429  # 1,000 / 0.7
    assert count(world) == 2


def test_partitions_of_an_uneven_table_grow_where_they_are_wide():
    world = throughput(provisioned(1, 900))
    placement = world.of[None].placement
    placement.cut(placement.partitions[0], (0.5, None))
    placement.cut(placement.partitions[1], (0.75, None))

    world.redefine(provisioned(1, 3_900), 0.0)

    assert bounds(world) == [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]


def test_bytes_that_fill_several_partitions_split_until_each_has_room():
    world = throughput(provisioned(1, 1))
    world.of[None].placement.partitions[0].item_bytes = 35.0 * GIGABYTE

    world.of[None].advance(3_600.0)

    assert [each.item_bytes / GIGABYTE for each in world.of[None].placement.partitions] == [
        8.75
    ] * 4


def test_the_bytes_of_one_collection_cannot_be_told_apart():
    world = throughput(provisioned(1, 1))
    placement = world.of[None].placement
    placement.cut(placement.partitions[0], (0.3, "a"))
    inside = placement.cut(placement.partitions[1], (0.3, "b"))
    placement.cut(inside, (0.3, "c"))
    inside.item_bytes = 35.0 * GIGABYTE

    world.of[None].advance(3_600.0)

    assert count(world) == 4


def test_partitions_cover_the_hash_space_however_they_came_to_be():
    world = throughput(provisioned(1, 900), split_least_seconds=60, split_most_seconds=60)
    drive(world, Stream(units_per_second=2_000, units=50, arms={None: one_log}), seconds=300)
    world.redefine(provisioned(1, 3_900), 300.0)
    world.redefine(table(), 400.0)

    found = bounds(world)
    assert found[0][0] == 0
    assert found[-1][1] == 1
    assert all(end == beginning for (_, end), (beginning, _) in pairwise(found))
