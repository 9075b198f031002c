"""What an access pattern asks for, in a line."""

import pytest

from pytest_dynamo.assessment.conditions import condition_of
from pytest_dynamo.design.reader import parse_design

SHOP = """
version: 1
name: shop
tables:
  shop: {partition_key: PK, sort_key: SK}
  counts: {partition_key: {name: day, type: N}}
entities:
  Order:
    table: shop
    population: 10
    item: {PK: "USER#{u}", SK: "ORDER#{o}", u: {sequence: {}}, o: {ulid: true}, status: OPEN, note: a, tags: {set: {of: {ulid: true}, length: 2}}}
  Count: {table: counts, population: 10, item: {day: {sequence: {}}, orders: 0}}
access_patterns:
  asked: PATTERN
"""


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            (
                '{table: shop, query: {PK: "USER#{u}", SK: {begins_with: "ORDER#"}}, filter: {status: OPEN}, '
                "attributes: [status, o], newest_first: true, limit: 25, returns: Order}"
            ),
            (
                "PK = 'USER#{u}' and begins_with(SK, 'ORDER#'), filter status = 'OPEN', "
                "attributes status o, newest first, limit 25"
            ),
        ),
        ("{table: shop, scan: true, allow_scan: once a year}", "every item"),
        ('{table: counts, get: {day: "{day}"}, returns: Count}', "day = {day}"),
        (
            (
                '{table: shop, update: {key: {PK: "USER#{u}", SK: "ORDER#{o}"}, set: {status: SENT}, '
                'remove: [note], delete: {tags: "{tag}"}}, condition: attribute_exists(PK), '
                "parameters: {tag: {choice: [a]}}, returns: Order}"
            ),
            (
                "update PK = 'USER#{u}' and SK = 'ORDER#{o}' set status remove note delete from tags if "
                "attribute_exists(PK)"
            ),
        ),
        ("{batch_write: {put: Order, count: 3}}", "3 × put Order"),
        (
            (
                "{transact_write: [{put: Order, condition: attribute_not_exists(PK)}, "
                '{table: counts, update: {key: {day: "{day}"}, add: {orders: 1}}}], returns: [Order, Count]}'
            ),
            "put Order if attribute_not_exists(PK); update day = {day} add orders",
        ),
    ],
)
def test_a_condition_is_a_line(pattern: str, expected: str) -> None:
    design = parse_design(SHOP.replace("PATTERN", pattern))

    assert condition_of(design, design.access_patterns["asked"]) == expected
