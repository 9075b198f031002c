from decimal import Decimal

import pytest

from shop import orders


def test_an_order_that_was_placed_can_be_shown():
    order_id = orders.place("ada", "vienna", Decimal("12.50"))

    order = orders.find("ada", order_id)

    assert order is not None
    assert order["total"] == Decimal("12.50")


@pytest.mark.access_pattern("newest_orders", max_read_units=0.5, max_pages=1)
def test_the_newest_orders_come_first(dynamo_populate):
    customer = dynamo_populate("Customer", orders=30)

    page = orders.newest(customer.customer_id)

    assert [order["order_id"] for order in page] == [o.order_id for o in customer.orders[:10]]


def test_an_order_waits_until_it_is_shipped():
    order_id = orders.place("ada", "vienna", Decimal(40))
    orders.place("ada", "zurich", Decimal(7))
    assert [order["order_id"] for order in orders.waiting("vienna")] == [order_id]

    orders.ship("ada", order_id)

    assert orders.waiting("vienna") == []


def test_an_order_pays_for_the_index_it_is_in(dynamo_calls):
    order_id = orders.place("ada", "vienna", Decimal(40))
    orders.ship("ada", order_id)

    assert [call.write_units for call in dynamo_calls] == [2.0, 2.0]
