"""Why a request performs no access pattern."""

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.plugin.matching.matcher import Matcher
from pytest_dynamo.plugin.matching.misfits import nearest_patterns
from pytest_dynamo.plugin.matching.sent import read_request

DESIGN = """\
version: 1
tables:
  shop: {partition_key: PK, sort_key: SK, indexes: {by_day: {partition_key: day}}}
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
      status: {choice: [open, shipped]}
access_patterns:
"""
USER = {"PK": {"S": "USER#1"}, "SK": {"S": "PROFILE"}}
ORDER = {"PK": {"S": "USER#1"}, "SK": {"S": "ORDER#1"}}
CART = {"PK": {"S": "USER#1"}, "SK": {"S": "CART"}}
ORDERS = 'query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}, returns: Order'


def query(condition="PK = :p AND begins_with(SK, :s)", s="ORDER#", **more):
    values = {":p": {"S": "USER#1"}, ":s": {"S": s}}
    return {
        "TableName": "shop",
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        **more,
    }


@pytest.mark.parametrize(
    ("pattern", "operation", "request_", "reason"),
    [
        (ORDERS, "GetItem", {"TableName": "shop", "Key": CART}, "is another operation"),
        (ORDERS, "Query", query(IndexName="by_day"), "reads shop, not by_day"),
        (ORDERS, "Query", query("PK = :p"), "compares 'SK' as well"),
        (ORDERS, "Query", query(s="CART"), "SK begins_with 'ORDER#', not 'CART'"),
        (
            'query: {PK: "USER#{user_id}"}, returns: [User, Order]',
            "Query",
            query(),
            "does not compare 'SK'",
        ),
        (
            "scan: true, allow_scan: nightly",
            "Scan",
            {"TableName": "shop", "FilterExpression": "size(status) > :s"},
            "has no filter",
        ),
        (
            'scan: true, allow_scan: nightly, returns: Order, filter: {status: "{status}"}',
            "Scan",
            {"TableName": "shop"},
            "filters by 'status'",
        ),
        (
            'get: {PK: "USER#{user_id}", SK: PROFILE}, returns: User',
            "GetItem",
            {"TableName": "shop", "Key": {"PK": {"S": "USER#1"}}},
            "has 'SK'",
        ),
        (
            "batch_write: {put: Order, count: 3}",
            "BatchWriteItem",
            {"RequestItems": {"shop": [{"DeleteRequest": {"Key": ORDER}}]}},
            "does not delete, but put",
        ),
        (
            "transact_write: [{put: User}, {put: Order}]",
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "shop", "Item": USER}}]},
            "has 2 steps, not 1",
        ),
        (
            "transact_write: [{put: User}, {put: Order}]",
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "shop", "Item": USER}},
                    {"Put": {"TableName": "shop", "Item": CART}},
                ]
            },
            "put of Order: SK has the form 'ORDER#{order_id}', not 'PROFILE'",
        ),
    ],
)
def test_each_pattern_says_what_keeps_the_request_from_it(pattern, operation, request_, reason):
    design = parse_design(f"{DESIGN}  it: {{{pattern}}}\n")
    matcher = Matcher(design, plan_all(design))
    sent = read_request(operation, request_)
    assert matcher.pattern_of(sent) is None
    (misfit,) = nearest_patterns(sent, [matcher], most=3)
    assert (misfit.pattern, misfit.reason) == ("it", reason)
