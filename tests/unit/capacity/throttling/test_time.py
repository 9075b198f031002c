"""Time in the model: it may stand still, jump by a year, or be told in small steps."""

import pytest

from pytest_dynamo.capacity.throttling.admission import Touch, admit
from pytest_dynamo.design.values import AutoScaling, Provisioned
from tests.unit.capacity.throttling.event_engine import (
    Stream,
    drive,
    evenly,
    one_collection,
    table,
    throughput,
)

YEAR = 365 * 86_400.0
GIGABYTE = 1024**3


def scaled(units):
    """A provisioned table with auto scaling from 10 units up to a million."""
    scaling = AutoScaling(minimum=10, maximum=1_000_000)
    return table(
        billing_mode="PROVISIONED",
        provisioned=Provisioned(
            read_capacity_units=units,
            write_capacity_units=units,
            read_autoscaling=scaling,
            write_autoscaling=scaling,
        ),
    )


def provisioned(units):
    capacity = Provisioned(read_capacity_units=units, write_capacity_units=units)
    return table(billing_mode="PROVISIONED", provisioned=capacity)


def minutes_looked_at(world, until):
    """How many minutes are gone through to get to a time."""
    throughput_of_table, looked_at = world.of[None], []
    end_minute = type(throughput_of_table)._end_minute

    def counting(self, at):
        looked_at.append(at)
        end_minute(self, at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(throughput_of_table), "_end_minute", counting)
        throughput_of_table.advance(until)
    return len(looked_at)


@pytest.mark.parametrize(
    "world_of",
    [
        lambda: throughput(),
        lambda: throughput(provisioned(5_000)),
        lambda: throughput(scaled(5_000)),
    ],
    ids=["on demand", "provisioned", "auto-scaled"],
)
def test_a_year_without_requests_is_gone_through_in_days_of_minutes_at_most(world_of):
    world = world_of()
    drive(world, Stream(units_per_second=3_900, units=50, arms={None: evenly}), seconds=400)

    assert minutes_looked_at(world, YEAR) <= 2 * 1_440


def test_so_is_one_after_a_table_with_a_new_peak_was_made_provisioned():
    world = throughput()
    drive(world, Stream(units_per_second=3_900, units=50, arms={None: evenly}), seconds=400)
    world.redefine(provisioned(100), 400.0)

    assert minutes_looked_at(world, YEAR) <= 1_440


def test_a_year_changes_nothing_but_what_was_under_way():
    world = throughput(split_least_seconds=300, split_most_seconds=300)
    drive(world, Stream(units_per_second=900, units=50, arms={None: one_collection}), seconds=200)

    world.of[None].advance(YEAR)

    assert [(each.at_seconds, each.cause) for each in world.of[None].splits] == [(480.0, "heat")]
    assert world.of[None].next_change == pytest.approx(YEAR, abs=60.0)


def state(world):
    """All that later requests can depend on."""
    found = world.of[None]
    return (
        found.splits,
        {each: (b.units_per_second, b.taken_until) for each, b in found.limits.items()},
        [
            (each.first, each.write.taken_until, each.hot_minutes, each.split_at, each.item_bytes)
            for each in found.placement.partitions
        ],
    )


@pytest.mark.parametrize("described", [table(), scaled(3_900)], ids=["on demand", "auto-scaled"])
@pytest.mark.parametrize("load", [500, 3_900, 6_000])
def test_many_small_steps_come_to_the_same_as_one_large_one(described, load):
    worlds = [throughput(described) for _ in range(2)]
    for world in worlds:
        world.of[None].placement.partitions[0].item_bytes = 45.0 * GIGABYTE
        drive(world, Stream(units_per_second=load, units=50, arms={None: evenly}), seconds=230)

    stepped, jumped = worlds
    for step in range(1, 1_001):
        stepped.of[None].advance(230.0 + step * 7.7)
    jumped.of[None].advance(230.0 + 7_700.0)

    assert state(stepped) == state(jumped)


def test_a_clock_that_goes_back_gives_no_tokens():
    world = throughput(provisioned(10))
    one = [Touch(world.of[None], 0.3, "a", 3_000.0, 0.0)]

    assert admit(one, "write", 1_000.0) == ()
    assert admit(one, "write", 500.0) != ()
    assert admit(one, "write", -1e9) != ()
    assert admit(one, "write", 1_001.0) == ()


@pytest.mark.parametrize("now", [float("inf"), float("-inf"), float("nan")])
def test_no_time_at_all_ends(now):
    world = throughput(scaled(10))

    admit([Touch(world.of[None], 0.3, "a", 1.0, 1.0)], "write", now)


def test_times_since_the_epoch_cost_no_more_than_a_per_cent():
    # Half a unit of 40,000 a second is 12.5 microseconds; a float of today's date counts by quarters.
    def accepted(start):
        world = throughput(provisioned(40_000))
        world.of[None].limits["read"].leave(0.0, start)
        stream = Stream(units_per_second=50_000, units=0.5, arms={None: evenly}, direction="read")
        return sum(drive(world, stream, seconds=1, start=start).accepted)

    assert accepted(1_790_000_000.0) == pytest.approx(accepted(0.0), rel=0.01)
