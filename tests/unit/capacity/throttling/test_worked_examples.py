"""The examples of AWS's developer guide, and the closed forms that follow from its rules.

A request stands for some units where so many single ones would take too long; a time is then known to
a request's worth.
"""

from dataclasses import replace
from random import Random

import pytest

from pytest_dynamo.design.values import Provisioned, UnitsPerSecond
from tests.unit.capacity.throttling.event_engine import (
    Stream,
    drive,
    evenly,
    one_item,
    one_log,
    table,
    throughput,
)

NO_SPLITS = {"heat_minutes": 1_000_000}


def provisioned(write, read=1, **more):
    """A provisioned table of so many write units a second."""
    capacity = Provisioned(read_capacity_units=read, write_capacity_units=write)
    return table(billing_mode="PROVISIONED", provisioned=capacity, **more)


def test_unused_capacity_of_300_seconds_is_spent_before_anything_is_refused():
    world = throughput(provisioned(100))

    served = drive(world, Stream(units_per_second=900, arms={None: evenly}), seconds=60)

    assert served.first_refusal == pytest.approx(30_000 / (900 - 100), abs=0.05)
    assert set(served.reasons) == {"TableWriteProvisionedThroughputExceeded"}
    assert served.accepted_per_second(40) == pytest.approx(100, abs=1)


def test_at_the_limit_of_its_partition_a_table_spends_them_in_33_seconds():
    world = throughput(provisioned(100))

    served = drive(world, Stream(units_per_second=1_000, arms={None: one_item}), seconds=40)

    assert served.first_refusal == pytest.approx(30_000 / (1_000 - 100), abs=0.05)


def test_a_new_provisioned_table_begins_with_one_second_of_its_capacity():
    new, full = throughput(provisioned(100), full=False), throughput(provisioned(100))
    stream = Stream(units_per_second=500, arms={None: evenly})

    served = [drive(world, stream, seconds=60) for world in (new, full)]

    assert [sum(each.accepted) for each in served] == [
        pytest.approx(100 + 60 * 100, abs=2),
        pytest.approx(60 * 500, abs=2),
    ]


def test_adaptive_capacity_serves_uneven_partitions_from_the_capacity_of_the_table():
    world = throughput(provisioned(3_900))
    world.redefine(provisioned(400), 0.0)
    world.of[None].limits["write"].leave(1.0, 0.0)
    loads = {0.1: 50, 0.35: 50, 0.6: 50, 0.85: 150}
    streams = [
        Stream(units_per_second=load, units=5, arms={None: lambda number, at=at: (at, number)})
        for at, load in loads.items()
    ]

    served = drive(world, *streams, seconds=600)

    assert len(world.of[None].placement.partitions) == 4
    assert sum(served.accepted) == 180_000
    assert sum(served.refused) == 0


def test_twice_a_peak_of_more_than_30_minutes_is_served_at_once():
    world = throughput()

    served = drive(
        world,
        Stream(
            units_per_second=lambda at: 3_500 if at < 2_400 else 7_000,
            units=50,
            arms={None: evenly},
        ),
        seconds=2_700,
    )

    assert served.refused_share == 0
    assert served.accepted_per_second(2_400) == pytest.approx(7_000, rel=0.01)


def test_twice_a_peak_of_10_minutes_is_not():
    world = throughput(**NO_SPLITS)

    drive(world, Stream(units_per_second=3_500, units=50, arms={None: evenly}), seconds=600)
    served = drive(
        world,
        Stream(units_per_second=7_000, units=50, arms={None: evenly}),
        seconds=300,
        start=600,
    )

    assert served.refused_share == pytest.approx(1 - 4 / 7, abs=0.005)
    assert set(served.reasons) == {"TableWriteKeyRangeThroughputExceeded"}


@pytest.mark.parametrize(
    ("queue_seconds", "accepted", "first_refusal"), [(0, 600_300, 0.15), (30, 630_300, 15.15)]
)
def test_an_index_that_cannot_follow_throttles_the_writes_of_its_table(
    queue_seconds, accepted, first_refusal
):
    world = throughput(table(indexes=["by_status"]), index_queue_seconds=queue_seconds)
    stream = Stream(units_per_second=3_000, units=20, arms={None: evenly, "by_status": one_log})

    served = drive(world, stream, seconds=600)

    assert sum(served.accepted) == pytest.approx(accepted, abs=2 * 20)
    # 2,000 units a second more than the index takes; 0.3 seconds of its 1,000 are saved up.
    assert served.first_refusal == pytest.approx(first_refusal, abs=2 * 20 / 2_000)
    assert set(served.reasons) == {"IndexWriteKeyRangeThroughputExceeded"}


def test_a_maximum_of_on_demand_throughput_holds_but_for_a_second_of_burst():
    world = throughput(table(max_throughput=UnitsPerSecond(write_units_per_second=100)))

    served = drive(world, Stream(units_per_second=500, arms={None: evenly}), seconds=60)

    assert sum(served.accepted) == pytest.approx(100 + 60 * 100, abs=2)
    assert set(served.reasons) == {"TableWriteMaxOnDemandThroughputExceeded"}


def test_a_maximum_caps_warm_throughput():
    warm = table(
        warm_throughput=UnitsPerSecond(write_units_per_second=30_000),
        max_throughput=UnitsPerSecond(write_units_per_second=5_000),
    )

    served = drive(
        throughput(warm), Stream(units_per_second=8_000, units=20, arms={None: evenly}), seconds=60
    )

    assert served.accepted_per_second(10) == pytest.approx(5_000, rel=0.01)


def test_the_quota_of_the_account_holds_where_no_maximum_is_set():
    warm = table(warm_throughput=UnitsPerSecond(write_units_per_second=60_000))

    served = drive(
        throughput(warm),
        Stream(units_per_second=50_000, units=100, arms={None: evenly}),
        seconds=30,
    )

    assert sum(served.accepted) == pytest.approx(40_000 + 30 * 40_000, abs=200)
    assert set(served.reasons) == {"TableWriteAccountLimitExceeded"}


def test_an_index_has_a_quota_of_its_own():
    warm = UnitsPerSecond(write_units_per_second=60_000)
    described = table(indexes=["by_status"], warm_throughput=warm)
    index = replace(described.indexes["by_status"], warm_throughput=warm)
    described = replace(described, indexes={"by_status": index})
    world = throughput(described, table_write_quota=40_000)
    world.redefine(
        replace(described, max_throughput=UnitsPerSecond(write_units_per_second=60_000)), 0.0
    )

    served = drive(
        world,
        Stream(units_per_second=50_000, units=100, arms={None: evenly, "by_status": evenly}),
        seconds=30,
    )

    assert set(served.reasons) == {"IndexWriteAccountLimitExceeded"}


def test_one_partition_serves_3000_units_of_consistent_reads_and_4500_of_eventual_ones():
    def read(weight):
        stream = Stream(
            units_per_second=5_000,
            units=10,
            arms={None: one_item},
            direction="read",
            partition_weight=weight,
        )
        return drive(throughput(), stream, seconds=60).accepted_per_second(10)

    assert [read(1.0), read(2 / 3)] == [
        pytest.approx(3_000, rel=0.01),
        pytest.approx(4_500, rel=0.01),
    ]


def test_half_of_each_kind_of_read_lies_in_the_middle():
    world = throughput()
    strong = Stream(units_per_second=2_500, units=10, arms={None: one_item}, direction="read")
    eventual = replace(strong, partition_weight=2 / 3)

    served = drive(world, strong, eventual, seconds=60, generator=Random(1))

    assert served.accepted_per_second(10) == pytest.approx(3_600, rel=0.02)


def test_reads_and_writes_of_a_partition_do_not_disturb_each_other():
    world = throughput()
    reads = Stream(units_per_second=3_000, units=10, arms={None: one_item}, direction="read")
    writes = Stream(units_per_second=1_000, units=10, arms={None: one_item})

    served = drive(world, reads, writes, seconds=60)

    assert served.refused_share == 0
