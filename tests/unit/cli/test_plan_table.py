"""A design's plans as lines of text."""

from pytest_dynamo.cli.plan_table import plan_lines
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


def test_numbers_have_no_quotes_and_a_fan_out_and_the_table_of_an_index_are_shown() -> None:
    design = parse_design(DESIGN, "shop.yaml")

    assert list(plan_lines(design, plan_all(design))) == [
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
    design = parse_design(text, "shop.yaml")

    *_, large, _ = plan_lines(design, plan_all(design))
    assert large == (
        "  large           4 Queries  by_size  shop = 'SHOP#{shard}' and size between 1 and {size}"
    )
