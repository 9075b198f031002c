"""A design's plans as lines of text, as Markdown and as JSON."""

import json

import pytest

from pytest_dynamo.cli.plan_table import Planned, plan_json, plan_lines, plan_markdown
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.planner.planning import plan_all

DESIGN = """\
version: 1
tables:
  parts: {partition_key: id}
  orders:
    partition_key: {name: number, type: N}
    sort_key: line
    indexes:
      by_size: {partition_key: shop, sort_key: {name: size, type: N}}
entities:
  Order:
    table: orders
    population: 10
    item:
      number: "{order}"
      order: {sequence: {start: 1}}
      line: "{code}"
      code: {ulid: true}
      shop: "SHOP#{shard}"
      shard: {random_shard: 4}
      size: {int: {min: 1, max: 9}}
access_patterns:
  lines: {table: orders, query: {number: "{order}"}, returns: Order}
  large:
    table: orders
    index: by_size
    query: {shop: "SHOP#{shard}", size: {between: [1, "{size}"]}}
    fan_out: shard
    returns: Order
"""
WRITES = """\
  add_line: {table: orders, put: Order}
  lost: {table: orders, query: {line: "{code}"}, returns: Order}
"""
UNITS = {
    "lines": {(("orders", None), "read"): 1.25},
    "large": {(("orders", "by_size"), "read"): 0.04},
    "add_line": {(("orders", None), "write"): 1.0, (("orders", "by_size"), "write"): 1_234.0},
}


def planned(text: str, **settings) -> Planned:
    design = parse_design(text, "shop.yaml")
    return Planned(design=design, plans=plan_all(design), **settings)


def test_numbers_have_no_quotes_and_a_fan_out_and_the_table_of_an_index_are_shown() -> None:
    assert list(plan_lines(planned(DESIGN))) == [
        "shop.yaml",
        "  access pattern  operation  on                 key condition",
        "  lines           Query      orders             number = {order}",
        (
            "  large           4 Queries  by_size of orders"
            "  shop = 'SHOP#{shard}' and size between 1 and {size}"
        ),
        "2 of 2 access patterns served",
    ]


def test_the_index_of_the_only_table_is_shown_alone() -> None:
    text = DESIGN.replace("  parts: {partition_key: id}\n", "")

    *_, large, _ = plan_lines(planned(text))
    assert large == (
        "  large           4 Queries  by_size  shop = 'SHOP#{shard}' and size between 1 and {size}"
    )


def test_capacity_is_of_one_performance_and_of_each_table_and_index() -> None:
    condition = "shop = 'SHOP#{shard}' and size between 1 and {size}"

    assert list(plan_lines(planned(DESIGN + WRITES, units=UNITS)))[1:] == [
        f"  access pattern  operation  on                 {'key condition':<51}    RCU      WCU",
        f"  lines           Query      orders             {'number = {order}':<51}    1.2        –",
        f"  large           4 Queries  by_size of orders  {condition}  < 0.1        –",
        (
            f"  add_line        PutItem    orders             {'full key':<51}      –  1,235.0"
            "  orders 1.0 · orders.by_size 1,234.0"
        ),
        f"  lost            –          –                  {'not served':<51}      –        –",
        "3 of 4 access patterns served; capacity units of one performance, modelled",
    ]


def test_capacity_that_cannot_be_modelled_is_told_with_why() -> None:
    *_, last = plan_lines(planned(DESIGN, why_no_units="nobody is there"))

    assert last == "2 of 2 access patterns served; capacity cannot be modelled: nobody is there"


def test_as_markdown_what_is_not_served_is_told_below_the_table() -> None:
    lines = list(plan_markdown(planned(DESIGN + WRITES, units=UNITS)))

    assert lines[:10] == [
        "### shop.yaml",
        "",
        "| access pattern | operation | on | key condition | RCU | WCU |  |",
        "|---|---|---|---|--:|--:|---|",
        "| lines | Query | orders | number = {order} | 1.2 | – |  |",
        (
            r"| large | 4 Queries | by\_size of orders | shop = 'SHOP#{shard}' and size between 1"
            " and {size} | &lt; 0.1 | – |  |"
        ),
        (
            r"| add\_line | PutItem | orders | full key | – | 1,235.0 | "
            r"orders 1.0 · orders.by\_size 1,234.0 |"
        ),
        "| lost | – | – | not served | – | – |  |",
        "",
        "3 of 4 access patterns served; capacity units of one performance, modelled.",
    ]
    assert lines[10:13] == ["", "```text", str(planned(DESIGN + WRITES).plans["lost"])]


def test_a_design_without_access_patterns_says_so() -> None:
    empty = planned("version: 1\ntables: {shop: {partition_key: id}}")

    assert list(plan_lines(empty)) == ["shop.yaml", "  no access patterns: nothing to plan"]
    assert list(plan_markdown(empty)) == [
        "### shop.yaml",
        "",
        "No access patterns: nothing to plan.",
    ]


@pytest.mark.parametrize("units", [UNITS, None])
def test_as_json_each_pattern_has_its_plan_and_what_it_consumes(units) -> None:
    found = json.loads(plan_json([planned(DESIGN + WRITES, units=units)]))

    (design,) = found.pop("designs")
    assert found == {"version": 1, "source": "modelled"}
    assert (design["path"], design["name"]) == ("shop.yaml", "shop")
    _, large, add_line, lost = design["access_patterns"]
    assert large == {
        "name": "large",
        "served": True,
        "operation": "Query",
        "requests": 4,
        "table": "orders",
        "index": "by_size",
        "key_condition": "shop = 'SHOP#{shard}' and size between 1 and {size}",
        "read_units": 0.04 if units else None,
        "write_units": 0.0 if units else None,
        "consumes": [
            {"table": "orders", "index": "by_size", "direction": "read", "units": 0.04},
        ]
        if units
        else [],
    }
    assert add_line["write_units"] == (1_235.0 if units else None)
    assert lost == {
        "name": "lost",
        "served": False,
        "why": str(planned(DESIGN + WRITES).plans["lost"]),
    }
