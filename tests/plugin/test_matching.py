"""Which access pattern a request performs."""

import pytest
from boto3.dynamodb.conditions import Attr, Key

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.plugin.matching.conditions import Compared
from pytest_dynamo.plugin.matching.matcher import Matcher
from pytest_dynamo.plugin.matching.sent import Step, read_request

DESIGN = """\
version: 1
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      by_day: {partition_key: day, sort_key: {name: total, type: N}}
entities:
  User:
    population: 10
    item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {faker: uuid4}}
  Order:
    belongs_to: {User: {mean: 2}}
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      order_id: {ulid: true}
      day: {timestamp: {since: -9d}, format: date}
      total: {int: {min: 1, max: 9}}
access_patterns:
  get_user: {get: {PK: "USER#{user_id}", SK: PROFILE}, returns: User}
  get_order: {get: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, returns: Order}
  everything: {query: {PK: "USER#{user_id}"}, returns: [User, Order]}
  orders: {query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}, returns: Order}
  orders_from: {query: {PK: "USER#{user_id}", SK: {">=": "ORDER#{order_id}"}}, returns: Order}
  dear_orders: {index: by_day, query: {day: "{day}", total: {">": 5}}, returns: Order}
  put_user: {put: User}
  put_order: {put: Order}
  ship: {update: {key: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}, set: {total: 3}}}
  drop: {delete: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}}
  some_orders: {batch_get: {of: Order, count: 3}, returns: Order}
  more_orders: {batch_write: {put: Order, count: 3}}
  sign_up: {transact_write: [{put: User}, {put: Order}]}
"""
USER = {"PK": {"S": "USER#1"}, "SK": {"S": "PROFILE"}}
ORDER = {"PK": {"S": "USER#1"}, "SK": {"S": "ORDER#7"}}
OTHER = {"PK": {"S": "THING#1"}, "SK": {"S": "PROFILE"}}


@pytest.fixture(scope="module")
def matcher():
    design = parse_design(DESIGN)
    return Matcher(design, plan_all(design))


def query(condition: str, index: str | None = None, **values: object) -> dict[str, object]:
    request = {
        "TableName": "shop",
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {
            f":{name}": {"S": value} if isinstance(value, str) else {"N": str(value)}
            for name, value in values.items()
        },
    }
    return request | ({"IndexName": index} if index else {})


@pytest.mark.parametrize(
    ("operation", "request_", "pattern"),
    [
        ("GetItem", {"TableName": "shop", "Key": USER}, "get_user"),
        ("GetItem", {"TableName": "shop", "Key": ORDER}, "get_order"),
        ("GetItem", {"TableName": "shop", "Key": OTHER}, None),
        ("GetItem", {"TableName": "shop", "Key": {"PK": "USER#1", "SK": "PROFILE"}}, "get_user"),
        ("GetItem", {"TableName": "other", "Key": USER}, None),
        (
            "GetItem",
            {"TableName": "arn:aws:dynamodb:us-east-1:1:table/shop", "Key": USER},
            "get_user",
        ),
        ("PutItem", {"TableName": "shop", "Item": USER | {"name": {"S": "x"}}}, "put_user"),
        ("PutItem", {"TableName": "shop", "Item": ORDER}, "put_order"),
        ("PutItem", {"TableName": "shop", "Item": OTHER}, None),
        ("UpdateItem", {"TableName": "shop", "Key": ORDER}, "ship"),
        ("UpdateItem", {"TableName": "shop", "Key": USER}, None),
        ("DeleteItem", {"TableName": "shop", "Key": ORDER}, "drop"),
        ("Query", query("PK = :p", p="USER#1"), "everything"),
        ("Query", query("PK = :p", p="THING#1"), None),
        ("Query", query("PK = :p AND begins_with(SK, :s)", p="USER#1", s="ORDER#"), "orders"),
        ("Query", query("PK = :p and begins_with ( SK , :s )", p="USER#1", s="ORDER#2"), "orders"),
        ("Query", query("PK = :p AND begins_with(SK, :s)", p="USER#1", s="EMAIL#"), None),
        ("Query", query("SK >= :s AND PK = :p", p="USER#1", s="ORDER#2"), "orders_from"),
        (
            "Query",
            query("PK = :p AND SK BETWEEN :a AND :b", p="USER#1", a="ORDER#1", b="ORDER#2"),
            "orders",
        ),
        ("Query", query("#d = :d AND total > :t", "by_day", d="2026-01-01", t=3), None),
        (
            "Query",
            query("#d = :d AND total > :t", "by_day", d="2026-01-01", t=5)
            | {"ExpressionAttributeNames": {"#d": "day"}},
            "dear_orders",
        ),
        ("Query", query("PK = :p", "by_day", p="USER#1"), None),
        (
            "Query",
            {
                "TableName": "shop",
                "KeyConditionExpression": Key("PK").eq("USER#1") & Key("SK").begins_with("ORDER#"),
            },
            "orders",
        ),
        (
            "Query",
            {
                "TableName": "shop",
                "KeyConditions": {
                    "PK": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "USER#1"}]}
                },
            },
            "everything",
        ),
        ("BatchGetItem", {"RequestItems": {"shop": {"Keys": [ORDER, ORDER]}}}, "some_orders"),
        ("BatchGetItem", {"RequestItems": {"shop": {"Keys": [ORDER, USER]}}}, None),
        (
            "BatchWriteItem",
            {"RequestItems": {"shop": [{"PutRequest": {"Item": ORDER}}]}},
            "more_orders",
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"shop": [{"DeleteRequest": {"Key": ORDER}}]}},
            None,
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "shop", "Item": USER}},
                    {"Put": {"TableName": "shop", "Item": ORDER}},
                ]
            },
            "sign_up",
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "shop", "Item": ORDER}},
                    {"Put": {"TableName": "shop", "Item": USER}},
                ]
            },
            "sign_up",
        ),
        (
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "shop", "Item": USER}}]},
            None,
        ),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "shop", "Item": USER}},
                    {"ConditionCheck": {"TableName": "shop", "Key": ORDER}},
                ]
            },
            None,
        ),
        ("Scan", {"TableName": "shop"}, None),
        ("ExecuteStatement", {"Statement": "SELECT * FROM shop"}, None),
    ],
)
def test_a_request_performs_the_pattern_it_looks_like(matcher, operation, request_, pattern):
    assert matcher.pattern_of(read_request(operation, request_)) == pattern


def test_a_preferred_pattern_goes_before_another_that_fits_as_well():
    text = DESIGN.replace("access_patterns:\n", "access_patterns:\n  first: {put: Order}\n")
    design = parse_design(text)
    matcher = Matcher(design, plan_all(design))
    sent = read_request("PutItem", {"TableName": "shop", "Item": ORDER})
    assert matcher.pattern_of(sent) == "first"
    assert matcher.pattern_of(sent, preferred=["put_order"]) == "put_order"


def test_what_a_filter_compares_is_read():
    sent = read_request(
        "Scan",
        {
            "TableName": "shop",
            "FilterExpression": "a <> :x AND (#b = :y OR c BETWEEN :x AND :y) AND size(d) > :x",
            "ExpressionAttributeNames": {"#b": "b"},
            "ExpressionAttributeValues": {":x": {"N": "1"}, ":y": {"S": "2"}},
        },
    )
    assert sent.filter == (
        Compared(attribute="b", operator="=", values=("2",)),
        Compared(attribute="c", operator="between", values=("1", "2")),
    )


def test_steps_are_read_in_order():
    sent = read_request(
        "TransactGetItems",
        {
            "TransactItems": [
                {"Get": {"TableName": "a", "Key": {"id": {"N": "1"}}}},
                {"Get": {"TableName": "b", "Key": {"id": {"B": b"2"}}}},
            ]
        },
    )
    assert sent.steps == (
        Step(kind="get", table="a", attributes={"id": {"N": "1"}}),
        Step(kind="get", table="b", attributes={"id": {"B": b"2"}}),
    )


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({}, set()),
        (
            {
                "FilterExpression": "NOT (contains(#a.town[0], :t) OR size(tags) > :n) "
                "AND status IN (:x, :y) AND attribute_exists (ends)",
                "ExpressionAttributeNames": {"#a": "address"},
            },
            {"address", "tags", "status", "ends"},
        ),
        ({"FilterExpression": Attr("total").between(1, 2) & ~Attr("a.b").exists()}, {"total", "a"}),
        ({"ScanFilter": {"total": {"ComparisonOperator": "NULL"}}}, {"total"}),
    ],
)
def test_every_attribute_that_a_filter_looks_at_is_known(request_, expected):
    assert read_request("Scan", {"TableName": "shop", **request_}).filtered == expected
