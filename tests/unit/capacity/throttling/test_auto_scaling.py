"""Auto scaling: what a step of the load costs until the new capacity is there, and how it comes down."""

from dataclasses import replace
from itertools import pairwise

import pytest

from pytest_dynamo.capacity.throttling.auto_scaling import Scaling
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, Provisioned, Table
from tests.unit.capacity.throttling.event_engine import Stream, drive, evenly, table, throughput

MINUTE, HOUR = 60.0, 3_600.0


def scaled(write=100, **more) -> Table:
    """A table of 100 write units a second that may be scaled to 1,000."""
    capacity = Provisioned(
        read_capacity_units=1,
        write_capacity_units=write,
        write_autoscaling=AutoScaling(minimum=100, maximum=1_000, target_utilization=70),
    )
    return table(billing_mode="PROVISIONED", provisioned=capacity, **more)


def stepped(to, **parameters):
    """70 units a second with a full burst, and then a step."""
    world = throughput(scaled(), **parameters)
    drive(world, Stream(units_per_second=70, units=10, arms={None: evenly}), seconds=600)
    step = Stream(units_per_second=to, units=2, arms={None: evenly})
    return world, drive(world, step, seconds=600, start=600.0)


def write_units(world):
    return world.of[None].limits["write"].units_per_second


def test_the_burst_carries_a_step_to_twice_the_capacity_until_it_is_scaled():
    world, served = stepped(200)

    assert served.refused_share == 0
    assert write_units(world) == 286  # 200 / 0.7


@pytest.mark.parametrize(("delay_seconds", "refused"), [(120, 18_000), (180, 30_000)])
def test_a_step_to_three_times_the_capacity_outlasts_the_burst(delay_seconds, refused):
    # Two minutes above the target, and then the delay: 240 seconds, or 300.
    world, served = stepped(300, auto_scaling_seconds=delay_seconds)

    assert served.first_refusal == pytest.approx(30_000 / (300 - 100), abs=0.1)
    assert sum(served.refused) == pytest.approx(refused, rel=0.01)
    assert write_units(world) == 429


def test_a_spike_of_one_minute_does_not_scale():
    world = throughput(scaled())

    for minute, load in enumerate([50, 90, 50, 90, 50]):
        drive(
            world,
            Stream(units_per_second=load, units=10, arms={None: evenly}),
            seconds=60,
            start=60.0 * minute,
        )
    world.of[None].advance(HOUR)

    assert write_units(world) == 100


def test_no_more_is_scaled_out_than_the_maximum():
    world = throughput(scaled())

    drive(world, Stream(units_per_second=900, units=50, arms={None: evenly}), seconds=3_000)

    assert write_units(world) == 1_000  # 900 / 0.7 would be 1,286


def test_15_quiet_minutes_lower_it_to_the_minimum():
    world, _ = stepped(210)  # for which 300 units are exactly on target
    world.of[None].advance(1_200.0 + 14 * MINUTE)
    before = write_units(world)
    world.of[None].advance(1_200.0 + 15 * MINUTE + 120)

    assert (before, write_units(world)) == (300, 100)


def changes(consumed, *, hours, first_units=1_000.0):
    """When capacity would be changed under a consumption by minute, and to what."""
    policy = AutoScaling(minimum=1, maximum=10_000, target_utilization=70)
    scaling, units, found = Scaling(policy, Parameters()), first_units, []
    for minute in range(1, hours * 60 + 1):
        scaling.minute(minute * MINUTE, consumed(minute), units)
        arrived = scaling.arrived(minute * MINUTE + 59.0)
        if arrived is not None:
            units = arrived
            found.append((minute, arrived))
    return found


def test_it_comes_down_four_times_an_hour_and_then_once_an_hour():
    def falling(minute):
        return 700.0 * 0.98**minute

    found = changes(falling, hours=6)

    units = [units for _, units in found]
    assert units == sorted(units, reverse=True)
    # Fifteen minutes below the target, two until it is there: 17, 32, 47 and 62 of the first hour.
    minutes = [minute for minute, _ in found]
    assert minutes[:4] == [17, 32, 47, 62]
    assert all(later - earlier >= 60 for earlier, later in pairwise(minutes[3:]))
    assert len(minutes) >= 7


def test_at_the_target_nothing_changes():
    assert changes(lambda _: 700.0, hours=2) == []


def test_between_the_alarms_nothing_changes_but_by_them():
    found = changes(lambda minute: 800.0 if minute % 2 else 600.0, hours=2)

    assert found == []


def test_nothing_more_is_begun_while_a_change_is_under_way():
    policy = AutoScaling(minimum=1, maximum=10_000, target_utilization=70)
    scaling = Scaling(policy, Parameters())
    for minute, consumed in enumerate([900.0, 900.0, 5_000.0, 5_000.0], start=1):
        scaling.minute(minute * MINUTE, consumed, 1_000.0)

    assert scaling.due == (2 * MINUTE + 120.0, 1_286.0)
    assert not scaling.is_settled(1.0)


def test_settings_that_say_nothing_new_leave_scaled_capacity_alone():
    world, _ = stepped(200)

    world.redefine(scaled(indexes=["by_status"]), 1_200.0)

    assert write_units(world) == 286


def test_settings_that_change_capacity_change_it():
    world, _ = stepped(200)

    world.redefine(scaled(write=500), 1_200.0)

    assert write_units(world) == 500


def test_an_index_scales_by_a_policy_of_its_own():
    described = scaled(indexes=["by_status"])
    unscaled = Provisioned(read_capacity_units=1, write_capacity_units=100)
    index = replace(described.indexes["by_status"], provisioned=unscaled)
    world = throughput(replace(described, indexes={"by_status": index}))

    drive(
        world,
        Stream(units_per_second=90, units=10, arms={None: evenly, "by_status": evenly}),
        seconds=400,
    )

    assert [write_units(world), world.of["by_status"].limits["write"].units_per_second] == [
        129,
        100,
    ]
