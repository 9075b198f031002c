"""What a forecast says of tables, indexes and patterns, and of the first request that is throttled."""

from dataclasses import replace

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, Provisioned, UnitsPerSecond
from pytest_dynamo.forecast.values import (
    ArmForecast,
    FirstThrottle,
    ForecastLoad,
    HottestPartition,
    PartitionRange,
)
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    forecasted,
    index_of,
    law_of,
    stream_of,
    table_of,
    zipf_law,
)

EVEN = zipf_law(1_000, 0.0)
HOT = law_of([0.5, 0.3, 0.2], [0.3, 0.6, 0.9])


def provisioned(units: int = 100, policy: AutoScaling | None = None):
    capacity = Provisioned(
        read_capacity_units=5, write_capacity_units=units, write_autoscaling=policy
    )
    return table_of(billing_mode="PROVISIONED", provisioned=capacity)


def test_the_load_that_was_forecast_is_told() -> None:
    demand = demand_of_streams(
        stream_of(arm_of(EVEN), rate=30), stream_of(arm_of(EVEN, "read"), rate=10, pattern="get")
    )

    assert forecasted(demand, peak=5, shape="ramp").load == ForecastLoad(
        peak=5,
        shape="ramp",
        duration_seconds=600,
        declared_requests_per_second=40,
        peak_requests_per_second=200,
        mean_requests_per_second=pytest.approx(100),
    )


def test_a_pattern_consumes_what_its_arms_take_together() -> None:
    arms = arm_of(EVEN), arm_of(HOT, units=2.0), arm_of(EVEN, index="GSI1", units=0.5)

    (pattern,) = forecasted(demand_of_streams(stream_of(*arms, rate=20)), peak=3).patterns

    assert (pattern.name, pattern.requests_per_second, pattern.throttled_share) == ("asked", 60, 0)
    assert pattern.arms == (
        ArmForecast(table="t", index=None, direction="write", units=3, units_per_second=180),
        ArmForecast(table="t", index="GSI1", direction="write", units=0.5, units_per_second=30),
    )


def test_each_table_and_index_is_told_of_also_those_nobody_asks() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(EVEN), rate=20)), peak=3)

    table, index = found.resources
    assert (table.table, table.index, index.index) == ("t", None, "GSI1")
    assert (table.partitions, table.partitions_at_end) == (4, 4)
    assert (table.write.peak_units_per_second, table.write.offered_units) == (60, 36_000)
    assert table.write.consumed_units == pytest.approx(36_000)
    assert table.write.offered_by_minute == pytest.approx([60] * 10)
    assert table.write.consumed_by_minute == pytest.approx([60] * 10)
    assert (table.write.limit_units_per_second, table.write.limit_reason) == (
        40_000,
        "TableWriteAccountLimitExceeded",
    )
    assert table.hottest_by_minute == pytest.approx([0.015] * 10)
    assert (index.read.offered_units, index.write.hottest_partition) == (0, None)
    assert index.write.usable_share == 1


def test_a_minute_that_is_cut_short_counts_for_its_seconds() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(EVEN), rate=20)), duration_seconds=90)

    assert found.resources[0].write.offered_by_minute == pytest.approx([20, 20])


def test_the_hottest_partition_is_told_at_the_peak() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(HOT), rate=100)), peak=4)

    write = found.resources[0].write
    assert write.hottest_partition == HottestPartition(
        partition=PartitionRange(number=2, of=4, first=0.25, last=0.5),
        units_per_second=pytest.approx(200),
        share_of_limit=pytest.approx(0.2),
        key="k0",
        key_share=pytest.approx(0.5),
    )
    assert write.usable_share == pytest.approx(0.5)
    assert found.usable_capacity == pytest.approx(0.5)


def test_close_below_its_limit_chance_throttles_some() -> None:
    arm = replace(arm_of(HOT), units=10.0, partition_units=10.0)  # half of which go to one key
    found = forecasted(demand_of_streams(stream_of(arm, rate=100)), peak=1.9)

    hottest = found.resources[0].write.hottest_partition
    assert hottest is not None
    assert hottest.share_of_limit == pytest.approx(0.95)
    # (1 - 0.95) x exp(-2 x 300 x 50 / (10 x 950))
    assert hottest.throttled_by_chance == pytest.approx(0.00213, rel=0.01)
    assert found.throttled_share == 0


def test_nothing_is_throttled_below_the_limits() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(HOT), rate=100)))

    assert (found.first_throttle, found.throttled_share) == (None, 0)


def test_the_first_throttle_names_the_partition_and_the_key() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(HOT), rate=100)), peak=50, shape="ramp")

    first = found.first_throttle
    assert first == FirstThrottle(
        at_seconds=pytest.approx(252, abs=2),
        reason="TableWriteKeyRangeThroughputExceeded",
        table="t",
        index=None,
        direction="write",
        partition=PartitionRange(number=2, of=4, first=0.25, last=0.5),
        key="k0",
        key_share=pytest.approx(0.5),
        why=(
            "partition 2 of 4 of t is full: key k0, 50 % of the writes, alone asks for more than the "
            "1,000 write units a second that it serves"
        ),
    )
    assert found.throttled_share == pytest.approx(found.patterns[0].throttled_share)
    assert found.throttled_share > 0.2


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ([0.25, 0.2, 0.1], "key k0, 25 % of the writes, takes most of the 1,000 write units"),
        (
            [0.07, *[0.06] * 9],
            (
                "its keys together ask for more than the 1,000 write units a second that it serves; "
                "key k0, 7 % of the writes, is the hottest"
            ),
        ),
    ],
)
def test_why_a_partition_is_full_depends_on_its_keys(shares: list[float], why: str) -> None:
    positions = [0.3 + 0.01 * number for number in range(len(shares))]
    rest = 1 - sum(shares)
    law = law_of([*shares, *[rest / 300] * 300], [*positions, *(0.5 + i / 700 for i in range(300))])

    found = forecasted(demand_of_streams(stream_of(arm_of(law), rate=2_000)))

    assert found.first_throttle is not None
    assert why in found.first_throttle.why


def test_a_partition_without_known_keys_is_full_all_the_same() -> None:
    law = law_of([], tail_share=1.0, tail_keys=10**12)

    found = forecasted(demand_of_streams(stream_of(arm_of(law), rate=5_000)))

    assert found.first_throttle is not None
    assert found.first_throttle.why == (
        "partition 1 of 4 of t is full: its keys ask for more than the 1,000 write units a second "
        "that it serves"
    )


@pytest.mark.parametrize(
    ("tables", "arm", "reason", "why"),
    [
        (
            [provisioned()],
            arm_of(EVEN),
            "TableWriteProvisionedThroughputExceeded",
            "t is asked for 300 write units a second, more than the 100 that are provisioned",
        ),
        (
            [table_of(max_throughput=UnitsPerSecond(read_units_per_second=50))],
            arm_of(EVEN, "read"),
            "TableReadMaxOnDemandThroughputExceeded",
            "t is asked for 300 read units a second, more than the 50 of its maximum on-demand",
        ),
        (
            [table_of(indexes={"GSI1": index_of()})],
            arm_of(EVEN, index="GSI1"),
            "IndexWriteAccountLimitExceeded",
            "index GSI1 is asked for 300 write units a second, more than the 200 of the account's",
        ),
    ],
)
def test_the_limit_of_a_whole_table_is_told_by_its_kind(tables, arm, reason, why) -> None:
    demand = demand_of_streams(stream_of(arm, rate=300), tables=tables)

    first = forecasted(demand, parameters=Parameters(table_write_quota=200)).first_throttle

    assert first is not None
    assert (first.reason, first.partition) == (reason, None)
    assert first.why.startswith(why)
    assert first.why.endswith(", and nothing saved up is left")


def test_a_partition_is_counted_as_the_hash_space_is_cut_by_then() -> None:
    """The two keys of the first partition are parted while the load rises, until one is too hot."""
    law = law_of([0.2, 0.5, 0.3], [0.05, 0.15, 0.9])
    parameters = Parameters(split_least_seconds=60, split_most_seconds=60)

    found = forecasted(
        demand_of_streams(stream_of(arm_of(law), rate=1_000)),
        parameters=parameters,
        peak=2.2,
        shape="ramp",
        duration_seconds=3_600,
    )

    assert found.resources[0].splits_for_heat == 1
    assert found.resources[0].partitions_at_end == 5
    assert found.first_throttle is not None
    assert found.first_throttle.partition == PartitionRange(
        number=2, of=5, first=pytest.approx(0.15), last=0.25
    )


def test_saved_up_capacity_lasts_for_a_while_above_the_limit() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(EVEN), rate=900), tables=[provisioned()]))

    assert found.resources[0].write.saved_up_seconds == 37.5
    assert found.resources[0].read.saved_up_seconds is None


@pytest.mark.parametrize(("maximum", "expected"), [(1_000, 225), (150, 150)])
def test_auto_scaling_follows_a_step_of_some_size(maximum: int, expected: float) -> None:
    policy = AutoScaling(minimum=10, maximum=maximum)
    demand = demand_of_streams(stream_of(arm_of(EVEN), rate=70), tables=[provisioned(100, policy)])

    table = forecasted(demand).resources[0]

    assert table.write.largest_step_units_per_second == expected
    assert table.read.largest_step_units_per_second is None


def test_parameters_that_were_changed_are_told() -> None:
    demand = demand_of_streams(stream_of(arm_of(EVEN)))

    found = forecasted(demand, parameters=Parameters(heat_threshold=0.9, heat_minutes=2))

    assert found.parameters_changed == {"heat_threshold": "0.9", "heat_minutes": "2"}
