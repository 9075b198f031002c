"""What units cost, and when a run is to end so that a limit is not passed."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Index, KeySchema, Provisioned, Table
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.measure.call import Arm, Call, Throttle
from pytest_dynamo.measure.load_values import SpendingFigures
from pytest_dynamo.measure.pattern_figures import pattern_figures
from pytest_dynamo.measure.spending import (
    Spent,
    added,
    consumed_by,
    dollars_of,
    month_of_units,
    spending_of,
    will_pass,
    with_rates,
)
from pytest_dynamo.measure.tally import Tally

KEY = KeySchema(partition_key=("PK",))
PRICES = Prices(
    million_write_units=4.0,
    million_read_units=2.0,
    infrequent_million_write_units=8.0,
    infrequent_million_read_units=6.0,
)
MILLION = 1_000_000.0
NO_PATTERNS = parse_design(
    "{version: 1, name: shop, tables: {orders: {partition_key: PK}}}", "shop.yaml"
)


def table(name, **members):
    return Table(name=name, key=KEY, attribute_types={"PK": "S"}, **members)


TABLES = {
    each.name: each
    for each in (
        table("orders", indexes={"GSI1": Index(name="GSI1", kind="global", key=KEY)}),
        table("archive", table_class="STANDARD_INFREQUENT_ACCESS"),
        table(
            "flags",
            billing_mode="PROVISIONED",
            provisioned=Provisioned(read_capacity_units=1, write_capacity_units=1),
        ),
        table("world", replicas=("eu-west-1", "us-east-2")),
    )
}


@pytest.mark.parametrize(
    ("consumed", "dollars"),
    [
        ({}, 0.0),
        ({(("orders", None), "read"): MILLION}, 2.0),
        ({(("orders", None), "write"): MILLION, (("orders", "GSI1"), "write"): MILLION}, 8.0),
        ({(("archive", None), "read"): MILLION, (("archive", None), "write"): MILLION}, 14.0),
        ({(("flags", None), "write"): MILLION}, 4.0),
        ({(("world", None), "write"): MILLION, (("world", None), "read"): MILLION}, 14.0),
        ({(("not of the design", None), "write"): MILLION / 2}, 2.0),
    ],
    ids=["nothing", "reads", "index writes", "infrequent", "provisioned", "replicas", "unknown"],
)
def test_units_cost_what_the_prices_say(consumed, dollars):
    assert dollars_of(consumed, TABLES, PRICES) == dollars


def test_the_figures_are_of_seeding_and_run_together():
    seeded = added({}, [("orders", None, 0.0, 10.0), ("orders", "GSI1", 0.0, 5.0)])
    seeded = added(seeded, [("orders", None, 0.5, 1.0)])
    tally = Tally(from_time=1_000.0)
    arms = (Arm(table="orders", read_units=4.0),)
    tally.add(Call(operation="GetItem", started=990.0, duration_seconds=0.1, arms=arms))
    tally.add(Call(operation="GetItem", started=1_001.0, duration_seconds=0.1, arms=arms))

    assert seeded == {
        (("orders", None), "write"): 11.0,
        (("orders", "GSI1"), "write"): 5.0,
        (("orders", None), "read"): 0.5,
    }
    assert consumed_by(tally) == {(("orders", None), "read"): 8.0}  # the warm-up costs as much
    assert spending_of([seeded, consumed_by(tally)], TABLES, PRICES, 1.0) == SpendingFigures(
        dollars=pytest.approx((16 * 4 + 8.5 * 2) / MILLION),
        read_units=8.5,
        write_units=16.0,
        region="us-east-1",
        prices_as_of=PRICES.as_of,
        limit_dollars=1.0,
    )


def rates_of(tally, seconds):
    figures = spending_of([consumed_by(tally)], TABLES, PRICES)
    found = with_rates(figures, tally, TABLES, PRICES, seconds=seconds)
    return found.dollars_per_million, found.dollars_per_month


def test_a_million_requests_and_a_month_cost_what_the_run_did_in_proportion():
    tally = Tally(from_time=1_000.0)
    call = Call(operation="GetItem", started=990.0, duration_seconds=0.1)
    arms = (Arm(table="orders", read_units=4.0),)
    throttle = Throttle(reason="TableReadKeyRangeThroughputExceeded")
    for started in (990.0, 1_001.0, 1_002.0, 1_003.0):
        tally.add(replace(call, started=started, arms=arms))
    for _ in range(5):
        tally.add(replace(call, error="ThrottlingException", throttles=(throttle,)))

    assert rates_of(tally, 6.0) == (
        pytest.approx(
            4 * 2
        ),  # 4 units of 2 dollars a million, each request; throttled ones cost nothing
        pytest.approx(12 * 2 / MILLION / 6.0 * 730 * 3_600),
    )


def test_an_arm_costs_a_month_what_its_units_do_at_the_rate_of_the_window():
    tally = Tally(from_time=1_000.0)
    arms = (
        Arm(table="orders", read_units=4.0, write_units=2.0),
        Arm(table="elsewhere", index="GSI1", write_units=1.0),
    )
    call = Call(operation="PutItem", started=1_001.0, duration_seconds=0.1, arms=arms, pattern="p")
    tally.add(call)
    month = 730 * 3_600 / 6.0 / MILLION

    def found(prices):
        (row,) = pattern_figures(tally, NO_PATTERNS, {}, 6.0, prices)
        return [(arm.read_dollars_per_month, arm.write_dollars_per_month) for arm in row.arms]

    assert found(month_of_units(TABLES, PRICES, seconds=6.0)) == [
        (pytest.approx(4 * 2 * month), pytest.approx(2 * 4 * month)),
        (0.0, pytest.approx(4 * month)),
    ]
    assert found(month_of_units(TABLES, PRICES, seconds=0.0)) == [(None, None), (None, None)]


def test_of_nothing_it_is_not_known_what_more_would_cost():
    assert rates_of(Tally(), 0.0) == (None, None)
    assert rates_of(Tally(), 5.0) == (None, 0.0)


def spent(*looks):
    return [Spent(elapsed_seconds=at, dollars=dollars) for at, dollars in looks]


@pytest.mark.parametrize(
    ("looks", "ahead", "burst", "passes"),
    [
        ([(0, 0.0)], 5, 0, False),
        ([(0, 1.0)], 5, 0, True),
        ([(0, 0.0), (1, 0.3)], 2, 0, False),
        ([(0, 0.0), (1, 0.4)], 2, 0, True),
        ([(0, 0.5), (0, 0.5)], 2, 0, False),
        # It was slow and is fast now: the last stretch counts.
        ([(0, 0.0), (9, 0.1), (10, 0.3)], 2, 0, False),
        ([(0, 0.0), (9, 0.1), (10, 0.5)], 2, 0, True),
        # Reports of workers come every three seconds: 0.3 at once is no 0.3 a second.
        ([(0, 0.0), (3, 0.3), (4, 0.3), (5, 0.3), (6, 0.6)], 3, 3, False),
        ([(0, 0.0), (3, 0.3), (4, 0.3), (5, 0.3), (6, 0.71)], 3, 3, True),
    ],
)
def test_a_limit_of_one_dollar_is_seen_coming(looks, ahead, burst, passes):
    found = will_pass(1.0, spent(*looks), ahead_seconds=ahead, burst_seconds=burst)
    assert found is passes
