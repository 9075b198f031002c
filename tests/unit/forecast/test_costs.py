"""What tables cost a month, one way and another, and how their storage grows."""

import numpy as np
import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, Provisioned
from pytest_dynamo.forecast.costs import prices_of, storage_of
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.loads import loads_of
from pytest_dynamo.forecast.prices import GIGABYTE, Prices
from pytest_dynamo.forecast.shapes import multiples_of
from pytest_dynamo.forecast.values import PriceForecast, StorageForecast
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    law_of,
    stream_of,
    table_of,
)

LAW = law_of([1.0])
WRITE_MONTH = 0.000_65 * 730
READ_MONTH = 0.000_13 * 730


def writes(rate: float = 100.0, table=None, **settings) -> Demand:
    table = table or table_of()
    return demand_of_streams(stream_of(arm_of(LAW), rate=rate), tables=[table], **settings)


def prices(demand: Demand, multiples=(1.0,), peak: float = 1.0) -> PriceForecast:
    return prices_of(demand, loads_of(demand), np.array(multiples), peak=peak, prices=Prices())


def usd(found: PriceForecast, billing: str, table_class: str = "STANDARD") -> float:
    (table,) = found.tables
    return next(
        option.throughput_usd
        for option in table.options
        if (option.billing, option.table_class) == (billing, table_class)
    )


def test_on_demand_pays_for_each_unit() -> None:
    found = prices(writes(100), multiples=(0.0, 1.0, 2.0), peak=2)

    assert usd(found, "on demand") == pytest.approx(100 * 3_600 * 730 * 0.625e-6)
    assert usd(found, "on demand", "STANDARD_INFREQUENT_ACCESS") == pytest.approx(
        100 * 3_600 * 730 * 0.78e-6
    )


def test_provisioned_pays_for_the_peak_in_whole_units_and_for_one_at_least() -> None:
    found = prices(writes(100.25), multiples=(1.0, 1.5), peak=2)

    assert usd(found, "provisioned") == pytest.approx(201 * WRITE_MONTH + READ_MONTH)


def test_auto_scaling_pays_for_the_load_over_the_target() -> None:
    found = prices(writes(70), multiples=(0.0, 1.0, 2.0), peak=2)

    assert usd(found, "auto scaling") == pytest.approx(
        (1 + 100 + 200) / 3 * WRITE_MONTH + READ_MONTH
    )


def test_an_index_is_paid_for_with_its_table() -> None:
    demand = demand_of_streams(stream_of(arm_of(LAW), arm_of(LAW, index="GSI1"), rate=10))

    assert usd(prices(demand), "provisioned") == pytest.approx(2 * (10 * WRITE_MONTH + READ_MONTH))


def test_reads_and_writes_have_their_own_prices() -> None:
    demand = demand_of_streams(
        stream_of(arm_of(LAW, "read", units=0.5), rate=10), tables=[table_of()]
    )

    assert usd(prices(demand), "provisioned") == pytest.approx(5 * READ_MONTH + WRITE_MONTH)
    assert usd(prices(demand), "on demand") == pytest.approx(5 * 3_600 * 730 * 0.125e-6)


def test_what_is_used_below_the_break_even_is_cheaper_on_demand() -> None:
    even = 13 / 45  # 28.89 %

    below, above = (
        prices(
            writes(
                1_000,
            ),
            multiples=(utilization,),
            peak=1,
        )
        for utilization in (0.99 * even, 1.01 * even)
    )

    assert below.break_even_utilization == pytest.approx(even)
    assert usd(below, "on demand") < 474.50 < usd(above, "on demand")
    assert below.utilization == pytest.approx(0.99 * even)


@pytest.mark.parametrize(
    ("table_class", "storage"), [("STANDARD", 2.5), ("STANDARD_INFREQUENT_ACCESS", 1.0)]
)
def test_storage_is_paid_by_the_class_of_the_table(table_class, storage: float) -> None:
    held = {("t", None): 8 * GIGABYTE, ("t", "GSI1"): 2 * GIGABYTE}
    demand = writes(table=table_of(table_class=table_class), item_bytes=held)

    found = prices(demand)

    assert found.storage_usd == pytest.approx(storage)
    assert found.tables[0].as_designed.table_class == table_class
    assert found.as_designed_usd == pytest.approx(found.on_demand_usd)


def test_what_storage_costs_more_after_a_month_follows_the_mean_load() -> None:
    demand = writes(growth={("t", None): GIGABYTE / 3_600})

    found = prices(demand, multiples=multiples_of("ramp", peak=2, duration_seconds=60), peak=2)

    assert found.storage_growth_usd == pytest.approx(730 * 0.25)


@pytest.mark.parametrize(
    ("policy", "billing", "units"),
    [
        (None, "provisioned", 50),
        (AutoScaling(minimum=20, maximum=80, target_utilization=50), "auto scaling", 50),
    ],
)
def test_a_provisioned_table_costs_what_it_declares(policy, billing: str, units: float) -> None:
    provisioned = Provisioned(
        read_capacity_units=7, write_capacity_units=50, write_autoscaling=policy
    )
    table = table_of(billing_mode="PROVISIONED", provisioned=provisioned)

    found = prices(writes(10, table), multiples=(0.0, 10.0), peak=10)

    (only,) = found.tables
    assert only.as_designed.billing == billing
    assert only.as_designed.throughput_usd == pytest.approx(units * WRITE_MONTH + 7 * READ_MONTH)


def test_storage_grows_at_the_mean_load_until_it_takes_more_partitions() -> None:
    demand = writes(
        item_bytes={("t", None): 10 * GIGABYTE}, growth={("t", None): GIGABYTE / 86_400}
    )

    (found,) = storage_of(demand, np.array([1.0, 3.0]), Parameters())

    # Four partitions hold 40 GB; 2 GB more come each day.
    assert found == StorageForecast(
        table="t",
        index=None,
        bytes_at_start=10 * GIGABYTE,
        growth_bytes_per_day=pytest.approx(2 * GIGABYTE),
        splits_for_size_after_days=pytest.approx(15),
    )


def test_what_does_not_grow_never_takes_more_partitions() -> None:
    (found,) = storage_of(writes(), np.array([1.0]), Parameters())

    assert (found.growth_bytes_per_day, found.splits_for_size_after_days) == (0, None)


def test_what_shrinks_costs_at_most_as_much_less_as_it_holds() -> None:
    resource = ("t", None)
    slowly = writes(item_bytes={resource: 10 * GIGABYTE}, growth={resource: -GIGABYTE / 2_628_000})
    quickly = writes(item_bytes={resource: 10 * GIGABYTE}, growth={resource: -GIGABYTE})

    # A month has 2,628,000 seconds.
    assert prices(slowly).storage_growth_usd == pytest.approx(-1 * 0.25)
    assert prices(quickly).storage_growth_usd == pytest.approx(-10 * 0.25)
    (found,) = storage_of(quickly, np.array([1.0]), Parameters())
    assert found.growth_bytes_per_day == pytest.approx(-86_400 * GIGABYTE)
    assert found.splits_for_size_after_days is None


def test_a_table_that_holds_more_than_its_partitions_has_more_of_them_at_the_start() -> None:
    demand = writes(item_bytes={("t", None): 50 * GIGABYTE}, growth={("t", None): GIGABYTE / 864})

    (found,) = storage_of(demand, np.array([1.0]), Parameters())

    assert found.splits_for_size_after_days == pytest.approx((80 - 50) / 100)
