"""Loading as a whole: the example design, what it costs to import, what follows from what."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
from ruamel.yaml import YAML

from pytest_dynamo.design.binding import bind
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.schema import design_schema

ORDERS = Path("designs/orders.yaml")


def test_the_example_design_loads() -> None:
    design = load_design(ORDERS)

    assert (design.name, design.path) == ("orders", "designs/orders.yaml")
    assert list(design.entities) == [
        "User",
        "UserEmail",
        "Order",
        "OrderItem",
        "Product",
        "Session",
    ]
    assert design.ancestors("OrderItem") == ("Order", "Product", "User")
    assert design.children("User") == ("UserEmail", "Order")


def test_a_copied_attribute_is_bound_to_its_owner() -> None:
    design = load_design(ORDERS)
    bound = bind(design, design.access_patterns["list_orders_by_date"])

    assert {name: (found.entity, found.attribute) for name, found in bound.items()} == {
        "user_id": ("User", "user_id"),
        "from_date": ("Order", "created_at"),
        "to_date": ("Order", "created_at"),
    }


def test_the_example_design_has_no_problems_in_an_editor() -> None:
    plain = YAML(typ="safe", pure=True).load(ORDERS.read_text(encoding="utf-8"))
    plain["entities"]["UserEmail"]["item"]["verified"] = {"choice": {"true": 4, "false": 1}}

    jsonschema.Draft202012Validator(design_schema()).validate(plain)


def test_the_reader_imports_nothing_heavy_until_a_design_is_read() -> None:
    heavy = ("pydantic", "ruamel", "faker", "boto3", "botocore", "moto")
    script = (
        "import sys\n"
        "from pytest_dynamo.design.reader import is_design\n"
        "assert is_design('version: 1\\ntables: {}')\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"


def test_mistakes_of_form_and_of_meaning_come_in_one_go_in_the_order_of_the_file(
    shop_text: str, mistakes_of: Callable[[str], list[str]]
) -> None:
    text = (
        shop_text.replace("KEYS_ONLY", "KEYS", 1)
        .replace("ORDER#{created_at}", "ORDER#{creatd_at}", 1)
        .replace("rate: 10", "rate: 0", 1)
        .replace("put: Order", "put: Ordr", 1)
    )

    assert [line.split(": ")[1] for line in mistakes_of(text)] == [
        "tables.shop.indexes.by_status.projection",
        "entities.Order.item.SK",
        "access_patterns.get_user.rate",
        "access_patterns.place_order.put",
    ]


def test_what_follows_from_a_part_that_cannot_be_read_is_not_reported(
    shop_text: str, mistakes_of: Callable[[str], list[str]]
) -> None:
    text = shop_text.replace("order_id: {ulid: true}", "order_id: {ulidd: true}", 1).replace(
        "limit: 10", "attributes: [order_id]", 1
    )

    (mistake,) = mistakes_of(text)
    assert mistake == (
        "23:7: entities.Order.item.order_id: {ulidd: …} is not a way to make a value;"
        " did you mean 'ulid'?"
    )


def test_a_setting_with_nothing_after_it_counts_as_left_out(
    shop_text: str, mistakes_of: Callable[[str], list[str]]
) -> None:
    text = shop_text.replace("limit: 10", "limit:", 1).replace(
        "population: 100", "population: 100\n    table: ~", 1
    )

    assert mistakes_of(text) == []


def test_patterns_are_about_entities_of_their_own_table(
    mistakes_of: Callable[[str], list[str]],
) -> None:
    text = """
version: 1
tables: {things: {partition_key: id}, names: {partition_key: name}}
entities:
  Thing: {population: 1, table: things, item: {id: {ulid: true}}}
  Name: {population: 1, table: names, item: {name: {faker: name}}}
access_patterns:
  get_thing: {table: things, get: {id: "{id}"}, returns: Name}
  put_thing: {table: names, put: Thing}
"""

    assert mistakes_of(text) == [
        "8:49: access_patterns.get_thing.returns: Name is in table names, and the pattern is about"
        + " things",
        "9:15: access_patterns.put_thing.table: Thing is in table things; leave this out",
    ]


def test_a_type_is_followed_through_templates_that_copy(
    mistakes_of: Callable[[str], list[str]],
) -> None:
    text = """
version: 1
tables: {things: {partition_key: id, sort_key: {name: at, type: N}}}
entities:
  Thing:
    population: 1
    item:
      id: "{code}"
      code: "{choices}"
      choices: {choice: [1, 2.5]}
      at: {timestamp: {since: -1d}, format: epoch_seconds}
  Part:
    belongs_to: Thing
    item: {id: "{choices!u}", at: "{at}"}
"""

    assert mistakes_of(text) == [
        "8:7: entities.Thing.item.id: id is a key of type S in table things, and this makes a"
        + " number (N); declare the key as {name: id, type: N}"
    ]
