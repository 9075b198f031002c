"""Rows of keys find the members they name."""

from datetime import UTC, datetime

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.replaying import replayed

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def population():
    return Population(load_design("designs/orders.yaml"), now=NOW, scale=0.001)


def rows(*lines):
    return [(number, line.split(",") if line else []) for number, line in enumerate(lines, 1)]


def read(population, entity, *lines):
    return list(replayed(rows(*lines), source="keys.csv", population=population, entity=entity))


def test_rows_are_members_in_their_order(population):
    users = [population.member("User", number).user_id for number in range(3)]

    found = read(population, "User", "user_id", users[2], users[0], "", users[2])

    assert found == [2, 0, 2]


def test_a_row_may_name_attributes_of_ancestors_and_numbers(population):
    item = population.member("OrderItem", 7)

    found = read(
        population,
        "OrderItem",
        " item_id,user_id, quantity",
        f"{item.item_id},{item.user_id},{item.quantity}",
    )

    assert found == [7]
    product = population.member("Product", 1)
    assert read(population, "Product", "product_id", str(product.product_id)) == [1]


def test_truth_and_absence_have_a_text(population):
    order = next(o for n in range(50) if "note" not in (o := population.member("Order", n)).stored)

    assert read(population, "Order", "order_id,note", f"{order.order_id},") == [order.index]
    assert len(read(population, "UserEmail", "verified,user_id", *_verified(population))) == 1


def _verified(population):
    email = population.member("UserEmail", 0)
    return [f"{str(email.verified).lower()},{email.user_id}"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((), "keys.csv is empty"),
        (("user_id",), "has names of attributes and no row"),
        (("user_idd", "x"), "line 1: User has no attribute 'user_idd'; did you mean 'user_id'?"),
        (("qqq", "x"), "line 1: User has no attribute 'qqq'; there: PK, SK"),
        (("user_id", "a,b"), r"line 2: wanted 1 value \(user_id\), found 2"),
        (("user_id,name", "a"), r"line 2: wanted 2 values \(user_id, name\), found 1"),
        (("user_id", "", "x"), "line 3: there is no User with user_id 'x' among the 10 of"),
    ],
)
def test_what_names_no_member_is_told_with_its_line(population, lines, message):
    with pytest.raises(DynamoError, match=message):
        read(population, "User", *lines)
