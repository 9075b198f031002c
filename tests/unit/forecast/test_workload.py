"""Whether a design keeps what its workload asks of it."""

from dataclasses import replace

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Provisioned, Workload
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.forecast.workload import workload_breaches
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    forecasted,
    law_of,
    stream_of,
    table_of,
    zipf_law,
)


def asks(**limits) -> Workload:
    """Ten minutes at the declared rates, and what is asked under them."""
    return Workload(duration_seconds=600, **limits)


@pytest.fixture(scope="module")
def hot() -> Forecast:
    """One key that is asked for 3,000 writes a second."""
    return forecasted(demand_of_streams(stream_of(arm_of(law_of([1.0])), rate=3_000)))


@pytest.fixture(scope="module")
def even() -> Forecast:
    """Even keys, which are asked for 20,000 writes a second."""
    demand = demand_of_streams(stream_of(arm_of(zipf_law(100_000, 0.0)), rate=20_000))
    return forecasted(demand, parameters=Parameters())


def test_a_design_without_a_workload_breaks_nothing(hot: Forecast) -> None:
    assert workload_breaches(None, hot) == ()


def test_a_workload_without_limits_breaks_nothing(hot: Forecast) -> None:
    assert workload_breaches(asks(), hot) == ()


def test_limits_that_are_just_kept_are_kept(hot: Forecast) -> None:
    workload = asks(
        holds_until=hot.holds_until,
        ceiling=hot.ceiling,
        usable_capacity=hot.usable_capacity,
        throttled=hot.throttled_share,
        monthly_price=hot.prices.on_demand_usd,
    )

    assert workload_breaches(workload, hot) == ()


REASON = "TableWriteKeyRangeThroughputExceeded, t"
WHY = (
    "partition 1 of 4 of t is full: key k0, 100 % of the writes, alone asks for more than the 1,000 "
    "write units a second that it serves"
)


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        (
            asks(holds_until=2_000),
            (
                f"holds_until is to be at least 2,000 requests/s and is 1,000 ({REASON}: partition 1 "
                "of 4, hottest key k0 (100 % of the writes)); with 2 shards of the key the "
                "ceiling is 2,000 requests/s"
            ),
        ),
        (
            asks(ceiling=2_000),
            (
                f"ceiling is to be at least 2,000 requests/s and is 1,000 ({REASON}: key k0 (100 % of "
                "the writes), which no split helps); with 2 shards of the key the "
                "ceiling is 2,000 requests/s"
            ),
        ),
        (
            asks(ceiling=25_000),
            (
                f"ceiling is to be at least 25,000 requests/s and is 1,000 ({REASON}: key k0 (100 % of "
                "the writes), which no split helps); it takes at least 25 shards of the key"
            ),
        ),
        (
            asks(ceiling=50_000),
            (
                f"ceiling is to be at least 50,000 requests/s and is 1,000 ({REASON}: key k0 (100 % of "
                "the writes), which no split helps); no number of shards of the key reaches "
                "that: as a whole, its tables and indexes then hold 40,000 requests/s"
            ),
        ),
        (
            asks(usable_capacity=0.5),
            (
                "usable_capacity is to be at least 50 % and is 25 %; spread the requests for the "
                "hottest key over more keys"
            ),
        ),
        (
            asks(throttled=0.001),
            (
                f"throttled is to be at most 0.1 % of the requests and is 67 % ({WHY}); with 4 shards "
                "of the key the ceiling is 4,000 requests/s"
            ),
        ),
        (
            asks(monthly_price=10),
            (
                "monthly_price is to be at most $10.00 on demand and is $4,928; no way to pay for "
                "this load is as cheap: the cheapest, provisioned for the peak, is $1,424"
            ),
        ),
        (
            asks(monthly_price=2_000),
            (
                "monthly_price is to be at most $2,000 on demand and is $4,928; provisioned for the "
                "peak it is $1,424"
            ),
        ),
    ],
)
def test_each_limit_that_is_not_kept_is_a_sentence(
    workload: Workload, expected: str, hot: Forecast
) -> None:
    assert workload_breaches(workload, hot) == (expected,)


def test_every_limit_is_looked_at(hot: Forecast) -> None:
    workload = asks(holds_until=1e9, ceiling=1e9, usable_capacity=1, throttled=0, monthly_price=1)

    assert [one.split()[0] for one in workload_breaches(workload, hot)] == [
        "holds_until",
        "ceiling",
        "usable_capacity",
        "throttled",
        "monthly_price",
    ]


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        (asks(holds_until=10_000), "declare more warm_throughput, or spread the requests"),
        (asks(ceiling=90_000), "raise the quota of the account"),
    ],
)
def test_an_even_load_takes_other_remedies(
    workload: Workload, expected: str, even: Forecast
) -> None:
    (found,) = workload_breaches(workload, even)

    assert expected in found


def test_a_key_without_a_name_is_to_be_spread_all_the_same() -> None:
    law = law_of([], tail_share=1.0, tail_keys=10)
    demand = demand_of_streams(stream_of(arm_of(law), rate=50))

    (found,) = workload_breaches(asks(ceiling=20_000), forecasted(demand))

    assert found.endswith("; spread the requests for the hottest key over more keys")


def test_shards_that_stay_below_what_is_wanted_are_no_remedy() -> None:
    demand = demand_of_streams(stream_of(arm_of(law_of([1.0])), rate=50_000))

    (found,) = workload_breaches(asks(throttled=0), forecasted(demand))

    assert "; no number of shards of the key reaches that: as a whole, its tables" in found


def test_provisioned_capacity_is_raised() -> None:
    provisioned = Provisioned(read_capacity_units=5, write_capacity_units=100)
    table = table_of(billing_mode="PROVISIONED", provisioned=provisioned)
    demand = demand_of_streams(stream_of(arm_of(zipf_law(1_000, 0.0)), rate=50), tables=[table])

    (found,) = workload_breaches(asks(holds_until=200), forecasted(demand))

    assert found.endswith("; raise the write capacity of t")


@pytest.mark.parametrize(
    "workload",
    [Workload(throttled=0), Workload(monthly_price=1), asks(throttled=0, peak=2)],
)
def test_another_load_is_not_held_to_what_is_asked_under_load(
    workload: Workload, hot: Forecast
) -> None:
    assert workload_breaches(workload, hot) == ()


def test_a_load_that_is_cheapest_on_demand_has_to_become_smaller(hot: Forecast) -> None:
    idle = replace(hot, prices=replace(hot.prices, on_demand_usd=500.0))

    (found,) = workload_breaches(asks(monthly_price=100), idle)

    assert found.endswith("fewer indexes, smaller projections or smaller items cost less")
