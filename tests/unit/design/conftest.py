"""A small design, and the mistakes of a text as lines."""

from collections.abc import Callable

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DesignError

MistakesOf = Callable[[str], list[str]]

SHOP = """\
version: 1
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK}
      by_status: {type: local, sort_key: status, projection: KEYS_ONLY}
entities:
  User:
    population: 100
    item:
      PK: "USER#{user_id}"
      SK: PROFILE
      user_id: {faker: uuid4}
      status: {choice: {active: 9, suspended: 1}}
  Order:
    belongs_to: {User: {mean: 5, max: 50}}
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{created_at}"
      GSI1PK: "ORDER#{order_id}"
      order_id: {ulid: true}
      created_at: {timestamp: {since: -30d}}
      total: {number: {min: 1, max: 100}}
access_patterns:
  get_user:
    get: {PK: "USER#{user_id}", SK: PROFILE}
    returns: User
    rate: 10
  list_orders:
    query: {PK: "USER#{user_id}", SK: {between: ["ORDER#{from}", "ORDER#{to}"]}}
    returns: Order
    limit: 10
  pay_order:
    update:
      key: {PK: "USER#{user_id}", SK: "ORDER#{created_at}"}
      set: {total: 0}
    condition: attribute_exists(PK)
  place_order:
    put: Order
    keys: {User: {zipf: 0.9}}
    budget: {write_units: 4}
"""


@pytest.fixture(scope="session")
def shop_text() -> str:
    return SHOP


@pytest.fixture
def shop(shop_text: str) -> Design:
    return parse_design(shop_text, "shop.yaml")


@pytest.fixture(scope="session")
def mistakes_of() -> MistakesOf:
    """Every mistake of a text as `line:column: where: message`; none if it loads."""

    def find(text: str) -> list[str]:
        try:
            parse_design(text, "d")
        except DesignError as error:
            return [str(mistake).removeprefix("d:") for mistake in error.mistakes]
        return []

    return find


@pytest.fixture
def changed(shop_text: str) -> Callable[[str, str], str]:
    """The text of the shop with its first `old` replaced by `new`."""

    def change(old: str, new: str) -> str:
        assert old in shop_text

        return shop_text.replace(old, new, 1)

    return change
