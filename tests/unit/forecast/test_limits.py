"""At what load a design meets its first limit, and the load it can never pass."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, Provisioned, UnitsPerSecond
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.fluid.simulation import simulate
from pytest_dynamo.forecast.fluid.weights import zipf
from pytest_dynamo.forecast.limits import (
    ceiling,
    holds_until,
    hottest_partition,
    today_of,
    usable_capacity,
)
from pytest_dynamo.forecast.loads import Part, keys_above, requests_per_second
from pytest_dynamo.forecast.values import Bound, PartitionRange
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    index_of,
    law_of,
    stream_of,
    table_of,
    user_positions,
    zipf_law,
)

UNLIMITED = Parameters(table_read_quota=1e12, table_write_quota=1e12)
USERS = user_positions(100_000)


def held(demand: Demand, parameters: Parameters = UNLIMITED) -> Bound:
    return holds_until(today_of(demand, parameters), requests_per_second(demand), parameters)


def ceiling_of(demand: Demand, parameters: Parameters = UNLIMITED) -> Bound:
    return ceiling(today_of(demand, parameters), requests_per_second(demand), parameters)


def usable_of(demand: Demand) -> float:
    return usable_capacity(today_of(demand, UNLIMITED), UNLIMITED)


def warm(partitions: int):
    units = UnitsPerSecond(write_units_per_second=1_000 * partitions)
    return table_of(warm_throughput=units)


@pytest.mark.parametrize(
    ("keys", "exponent", "expected"),
    [
        (100_000, 0.99, 12_778.3),
        (1_000_000, 1.0, 14_392.7),
        (1_000_000, 0.99, 15_391.8),
        (1_000_000, 1.2, 5_276.1),
    ],
)
def test_the_hottest_item_is_the_ceiling_of_writes(
    keys: int, exponent: float, expected: float
) -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(keys, exponent))))

    found = ceiling_of(demand)

    assert found.requests_per_second == pytest.approx(expected, abs=0.05)
    assert (found.scope, found.key, found.reason) == (
        "key",
        "k0",
        "TableWriteKeyRangeThroughputExceeded",
    )


@pytest.mark.parametrize(
    ("units", "weight", "expected"), [(1.0, 1.0, 43_178), (0.5, 2 / 3, 129_535)]
)
def test_the_ceiling_of_reads_knows_eventual_consistency(
    units: float, weight: float, expected: float
) -> None:
    arm = arm_of(zipf_law(1_000_000, 1.0), "read", units=units, weight=weight)

    found = ceiling_of(demand_of_streams(stream_of(arm)))

    assert found.requests_per_second == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize(
    ("exponent", "partitions", "expected"),
    [
        (0.99, 4, 3_218.7),
        (0.99, 16, 7_369.8),
        (0.99, 64, 10_552.1),
        (0.0, 4, 3_940.4),
        (0.0, 16, 15_339.8),
        (0.0, 64, 59_031.9),
    ],
)
def test_real_keys_hold_until_the_hottest_partition_is_full(
    exponent: float, partitions: int, expected: float
) -> None:
    law = law_of(zipf(100_000, exponent).head, USERS)
    demand = demand_of_streams(stream_of(arm_of(law)), tables=[warm(partitions)])

    found = held(demand)

    assert found.requests_per_second == pytest.approx(expected, abs=0.05)
    assert usable_of(demand) == pytest.approx(expected / (1_000 * partitions), rel=1e-4)


def test_today_s_bound_names_the_partition_and_its_hottest_key() -> None:
    law = law_of([0.1, 0.5, 0.25, 0.15], [0.1, 0.4, 0.45, 0.9])

    found = held(demand_of_streams(stream_of(arm_of(law), rate=10)))

    assert found == Bound(
        requests_per_second=10 * 1_000 / (10 * 0.75),
        table="t",
        index=None,
        direction="write",
        reason="TableWriteKeyRangeThroughputExceeded",
        scope="partition",
        limit_units_per_second=1_000,
        partition=PartitionRange(number=2, of=4, first=0.25, last=0.5),
        key="k1",
        key_share=0.5,
    )


def test_requests_of_several_patterns_for_one_key_add_up() -> None:
    some, others = law_of([0.6, 0.4], [0.1, 0.6]), law_of([0.3, 0.7], [0.1, 0.8])
    demand = demand_of_streams(
        stream_of(arm_of(some), rate=100), stream_of(arm_of(others), rate=300, pattern="other")
    )

    found = ceiling_of(demand)

    # k1 of the second law gets 210 units a second, the key the laws share 60 + 90.
    assert (found.key, found.requests_per_second) == ("k1", pytest.approx(400 * 1_000 / 210))

    second = demand_of_streams(
        stream_of(arm_of(some), rate=200), stream_of(arm_of(others), rate=300, pattern="other")
    )

    assert ceiling_of(second).requests_per_second == pytest.approx(500 * 1_000 / 210)

    third = demand_of_streams(
        stream_of(arm_of(some), rate=300), stream_of(arm_of(others), rate=300, pattern="other")
    )

    assert ceiling_of(third).key == "k0"
    assert ceiling_of(third).requests_per_second == pytest.approx(600 * 1_000 / 270)


def test_a_collection_that_can_be_cut_does_not_bound_the_ceiling() -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(10, 1.0, is_divisible=True))))

    assert held(demand).scope == "partition"
    assert ceiling_of(demand, Parameters()).scope == "resource"
    assert ceiling_of(demand, Parameters()).requests_per_second == 40_000


def test_an_index_with_one_key_bounds_the_writes_of_its_table() -> None:
    one, many = law_of([1.0]), zipf_law(1_000, 0.0)
    demand = demand_of_streams(stream_of(arm_of(many), arm_of(one, index="GSI1"), rate=50))

    found = ceiling_of(demand)

    assert (found.index, found.reason) == ("GSI1", "IndexWriteKeyRangeThroughputExceeded")
    assert found.requests_per_second == 1_000


def test_a_key_among_so_many_that_they_are_not_known_has_no_name() -> None:
    law = law_of([], tail_share=1.0, tail_keys=2_000)

    found = ceiling_of(demand_of_streams(stream_of(arm_of(law))))

    assert (found.key, found.requests_per_second) == ("", 2_000_000)


def test_the_quota_of_a_table_bounds_an_even_load() -> None:
    demand = demand_of_streams(stream_of(arm_of(zipf_law(1_000_000, 0.0), units=4.0), rate=7))

    found = ceiling_of(demand, Parameters())

    assert (found.scope, found.reason) == ("resource", "TableWriteAccountLimitExceeded")
    assert found.requests_per_second == pytest.approx(10_000)


def test_a_maximum_of_throughput_takes_the_place_of_the_quota() -> None:
    index = index_of(max_throughput=UnitsPerSecond(write_units_per_second=100))
    law = zipf_law(1_000, 0.0)
    demand = demand_of_streams(
        stream_of(arm_of(law), arm_of(law, index="GSI1")),
        tables=[table_of(indexes={"GSI1": index})],
    )

    found = held(demand, Parameters())

    assert (found.index, found.reason, found.requests_per_second) == (
        "GSI1",
        "IndexWriteMaxOnDemandThroughputExceeded",
        100,
    )


@pytest.mark.parametrize(("scaling", "expected"), [(None, 50), ((10, 400), 400)])
def test_provisioned_capacity_is_today_s_limit_and_auto_scaling_the_ceiling(
    scaling: tuple[int, int] | None, expected: float
) -> None:
    policy = AutoScaling(minimum=scaling[0], maximum=scaling[1]) if scaling else None
    provisioned = Provisioned(
        read_capacity_units=5, write_capacity_units=50, write_autoscaling=policy
    )
    table = table_of(billing_mode="PROVISIONED", provisioned=provisioned)
    demand = demand_of_streams(stream_of(arm_of(zipf_law(1_000, 0.0))), tables=[table])

    assert held(demand).requests_per_second == pytest.approx(50)
    assert held(demand).reason == "TableWriteProvisionedThroughputExceeded"
    assert ceiling_of(demand).requests_per_second == pytest.approx(expected)


def test_what_counts_for_partitions_is_not_what_counts_for_the_table() -> None:
    arm = arm_of(zipf_law(4, 0.0), "read", units=0.5, weight=2 / 3)

    found = held(demand_of_streams(stream_of(arm)), Parameters())

    # Four partitions serve 36,000 of these reads a second, the quota of the table 80,000.
    assert (found.scope, found.requests_per_second) == ("partition", pytest.approx(36_000))


def test_the_hottest_partition_at_the_declared_rates_is_told() -> None:
    demand = demand_of_streams(stream_of(arm_of(law_of([0.75, 0.25])), rate=400))

    (today,) = today_of(demand, Parameters())
    found = hottest_partition(today, Parameters())

    assert found is not None
    assert (found.units_per_second, found.share_of_limit, found.key_share) == (300, 0.3, 0.75)


def test_a_demand_that_asks_for_nothing_is_refused() -> None:
    with pytest.raises(DynamoError, match="nothing is asked of any table"):
        today_of(demand_of_streams(stream_of(arm_of(law_of([1.0])), rate=0)), Parameters())


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -1.0])
def test_a_rate_that_is_no_amount_is_refused(rate: float) -> None:
    with pytest.raises(DynamoError, match="the rate of asked is .* which is no amount"):
        today_of(demand_of_streams(stream_of(arm_of(law_of([1.0])), rate=rate)), Parameters())


laws = st.lists(st.integers(0, 30), min_size=1, max_size=12).map(
    lambda weights: [weight + 1e-9 for weight in weights]
)


@given(st.lists(st.tuples(laws, st.floats(0.1, 100)), min_size=1, max_size=4))
def test_the_hottest_key_is_that_of_a_plain_sum(given_laws) -> None:
    streams, totals = [], {}
    for weights, rate in given_laws:
        shares = np.array(weights) / sum(weights)
        positions = np.arange(len(shares)) / 16
        streams.append(stream_of(arm_of(law_of(shares, positions)), rate=rate))
        for position, share in zip(positions, shares, strict=True):
            totals[position] = totals.get(position, 0.0) + share * rate
    demand = demand_of_streams(*streams)

    found = ceiling_of(demand)

    total = requests_per_second(demand)
    assert found.requests_per_second == pytest.approx(total * 1_000 / max(totals.values()))
    assert held(demand).requests_per_second <= found.requests_per_second * (1 + 1e-9)


def test_what_counts_for_no_partition_fills_none() -> None:
    arm = arm_of(law_of([1.0]), units=2.0, weight=0.0)
    demand = demand_of_streams(stream_of(arm))

    (today,) = today_of(demand, Parameters())

    assert hottest_partition(today, Parameters()) is None
    assert held(demand, Parameters()).scope == "resource"
    assert ceiling_of(demand, Parameters()).requests_per_second == 20_000


def test_keys_above_a_limit_are_counted_and_the_hottest_named() -> None:
    parts = [Part(law=law_of([0.1, 0.4, 0.3, 0.2]), units_per_second=100.0)]

    count, keys = keys_above(parts, 15.0, most=2)

    assert (count, [key.label for key in keys]) == (3, ["k1", "k2"])
    assert keys_above([], 15.0, most=2) == (0, ())
    assert keys_above(parts, 1_000.0, most=2) == (0, ())


@given(
    st.lists(st.tuples(laws, st.floats(1, 100), st.booleans()), min_size=1, max_size=4),
    st.booleans(),
)
def test_the_simulation_throttles_above_what_holds_and_not_below(
    given_laws, is_provisioned
) -> None:
    streams = []
    for number, (weights, rate, is_read) in enumerate(given_laws):
        law = law_of(np.array(weights) / sum(weights))
        arm = arm_of(law, "read" if is_read else "write", index="GSI1" if number % 2 else None)
        streams.append(stream_of(arm, rate=rate, pattern=f"p{number}"))
    capacity = Provisioned(read_capacity_units=700, write_capacity_units=300)
    indexes = {"GSI1": index_of(provisioned=capacity if is_provisioned else None)}
    table = (
        table_of(billing_mode="PROVISIONED", provisioned=capacity, indexes=indexes)
        if is_provisioned
        else table_of(indexes=indexes)
    )
    demand = demand_of_streams(*streams, tables=[table])
    bound = held(demand, Parameters())
    multiple = bound.requests_per_second / requests_per_second(demand)

    below = simulate(demand, np.full(120, 0.99 * multiple), Parameters()).first_refusal
    above = simulate(demand, np.full(120, 1.05 * multiple), Parameters()).first_refusal

    # Which limit refuses first, and not that it does, depends on what each has saved up.
    assert below is None
    assert above is not None
