"""What it buys to spread the requests for a key over several keys, and what it takes."""

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.fluid.weights import zipf
from pytest_dynamo.forecast.limits import ceiling, today_of
from pytest_dynamo.forecast.loads import requests_per_second
from pytest_dynamo.forecast.sharding import (
    fan_out_blocks,
    hottest_only,
    partitions_reached,
    sharding_of,
    shards_for,
)
from pytest_dynamo.forecast.values import KeyShards, Sharding
from tests.unit.forecast.demands import arm_of, demand_of_streams, law_of, stream_of, zipf_law

PARAMETERS = Parameters(table_read_quota=1e12, table_write_quota=1e12)


def sharding(
    demand: Demand, *, peak: float = 1, queries=None, parameters: Parameters = PARAMETERS
) -> Sharding | None:
    todays = today_of(demand, parameters)
    bound = ceiling(todays, requests_per_second(demand), parameters)
    return sharding_of(demand, todays, bound, parameters, peak=peak, queries=queries or {})


def test_spreading_all_keys_multiplies_the_ceiling() -> None:
    found = sharding(demand_of_streams(stream_of(arm_of(zipf_law(1_000, 1.0)))))

    assert found is not None
    once = 1_000 / zipf(1_000, 1.0).hottest
    assert [gain.ceiling for gain in found.gains] == pytest.approx([2 * once, 4 * once, 10 * once])
    assert (found.remedy, found.key) == ("shards", "k0")


def test_spreading_the_hottest_key_alone_helps_until_the_second_is_as_hot() -> None:
    found = sharding(demand_of_streams(stream_of(arm_of(zipf_law(1_000, 1.0)))))

    assert found is not None
    once = 1_000 / zipf(1_000, 1.0).hottest
    assert [gain.hottest_only for gain in found.gains] == pytest.approx([2 * once] * 3)
    assert [hottest_only(1, 0.25, shards) for shards in (2, 4, 10)] == [2, 4, 4]


@pytest.mark.parametrize(("units", "headroom", "expected"), [(1, 1, 4), (2, 1, 7), (1, 0.8, 5)])
def test_the_hottest_key_takes_as_many_shards_as_a_target_asks_for(
    units: float, headroom: float, expected: int
) -> None:
    hottest = zipf(1_000_000, 1.0).hottest

    assert shards_for(50_000 * units * hottest, headroom * 1_000) == expected


def test_each_key_takes_its_own_number_of_shards() -> None:
    shares = zipf(1_000_000, 1.0).head[:5]

    assert [shards_for(50_000 * share, 1_000) for share in shares] == [4, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("shards", "expected"), [(1, 1), (2, 1.75), (4, 2.7344), (10, 3.7747), (20, 3.9873)]
)
def test_shards_reach_some_of_today_s_partitions(shards: int, expected: float) -> None:
    assert partitions_reached(4, shards) == pytest.approx(expected, abs=5e-5)


def test_reading_all_shards_costs_a_block_each_at_least() -> None:
    assert [fan_out_blocks(20, shards) for shards in (1, 4, 10, 40)] == [20, 20, 20, 40]
    assert [fan_out_blocks(1, shards) for shards in (1, 4)] == [1, 4]
    assert fan_out_blocks(1.3, 2) == 2


def test_what_limits_after_sharding_is_told() -> None:
    hot, even = law_of([0.5, 0.5]), zipf_law(1_000, 0.0)
    demand = demand_of_streams(
        stream_of(arm_of(hot), arm_of(law_of([0.2, 0.8]), index="GSI1"), arm_of(even, "read"))
    )

    found = sharding(demand)

    # The index has the hottest key, 1,250 requests/s; with two shards of it those of the table limit.
    assert found is not None
    assert found.index == "GSI1"
    assert [gain.bound.index for gain in found.gains] == [None] * 3
    assert [gain.ceiling for gain in found.gains] == pytest.approx([2_000] * 3)


def test_a_query_reads_every_shard() -> None:
    law = law_of([1.0])
    demand = demand_of_streams(
        stream_of(arm_of(law), rate=1_000, pattern="put"),
        stream_of(arm_of(law, "read", units=0.5, weight=2 / 3), rate=10, pattern="page"),
        stream_of(arm_of(law, "read", units=0.5, weight=2 / 3), rate=10, pattern="get"),
    )

    found = sharding(demand, peak=3, queries={"page": False})

    assert found is not None
    assert [gain.read_units_per_second for gain in found.gains] == pytest.approx(
        [3 * (5 * shards + 5) for shards in (2, 4, 10)]
    )
    assert [gain.write_units_per_second for gain in found.gains] == [3_000] * 3


@pytest.mark.parametrize(
    ("queries", "units"),
    [({"page": False}, [20, 20, 20]), ({"page": True}, [40, 80, 200]), ({}, [20, 20, 20])],
)
def test_a_limit_is_one_for_each_shard(queries, units: list[float]) -> None:
    law = law_of([1.0])
    demand = demand_of_streams(
        stream_of(arm_of(law), rate=1_000, pattern="put"),
        stream_of(arm_of(law, "read", units=20.0), rate=1, pattern="page"),
    )

    found = sharding(demand, queries=queries)

    assert found is not None
    assert [gain.read_units_per_second for gain in found.gains] == pytest.approx(units)


def test_a_key_that_is_read_too_often_is_kept_in_copies_that_are_all_written() -> None:
    law = law_of([1.0])
    demand = demand_of_streams(
        stream_of(arm_of(law, "read"), rate=3_000, pattern="get"),
        stream_of(arm_of(law), rate=100, pattern="put"),
    )

    found = sharding(demand)

    assert found is not None
    assert found.remedy == "copies"
    # One copy takes all writes, 100 of 1,000 units a second, so that more than 10 copies give no more.
    assert [gain.ceiling for gain in found.gains] == pytest.approx([6_200, 12_400, 31_000])
    assert [gain.write_units_per_second for gain in found.gains] == [200, 400, 1_000]


def test_the_keys_in_need_at_the_peak_are_named_the_hottest_first() -> None:
    demand = demand_of_streams(stream_of(arm_of(law_of([0.2, 0.5, 0.25, 0.05])), rate=100))

    found = sharding(demand, peak=40)

    # 800, 2,000, 1,000 and 200 units a second; a shard is to take 800 at most.
    assert found is not None
    assert found.keys == (KeyShards(key="k1", shards=3), KeyShards(key="k2", shards=2))
    assert found.keys_in_need == 2


def test_the_first_ten_keys_in_need_are_named_and_all_are_counted() -> None:
    found = sharding(demand_of_streams(stream_of(arm_of(zipf_law(64, 0.0)), rate=100)), peak=600)

    assert found is not None
    assert (found.keys_in_need, len(found.keys)) == (64, 10)


def test_no_sharding_helps_against_a_quota() -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(100_000, 0.0))))

    assert sharding(demand, parameters=Parameters()) is None


def test_no_sharding_is_told_of_a_key_without_a_name() -> None:
    law = law_of([], tail_share=1.0, tail_keys=2_000)

    assert sharding(demand_of_streams(stream_of(arm_of(law)))) is None
