"""The exact requests that a plan and its arguments make."""

import pytest

from pytest_dynamo.design.values import Generated
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.planning import plan
from pytest_dynamo.planner.requests import Request, requests

USER = Arguments(parameters={"user_id": "7"})
KEY = {"PK": "USER#{user_id}", "SK": "PROFILE"}
WIRE_KEY = {"PK": {"S": "USER#7"}, "SK": {"S": "PROFILE"}}


@pytest.fixture
def sent(shop):
    """The arguments of the one request of a pattern."""

    def send(pattern, arguments=USER):
        (request,) = requests(plan(shop, pattern), arguments)
        return request.arguments

    return send


def test_a_get_names_the_key_and_nothing_else(shop, pattern, action):
    planned = plan(shop, pattern("get", action("get", key=KEY)))

    assert requests(planned, USER) == (
        Request(operation="GetItem", arguments={"TableName": "shop", "Key": WIRE_KEY}),
    )


def test_a_get_may_be_consistent_and_ask_for_some_attributes(sent, pattern, action):
    asked = pattern(
        "get", action("get", key=KEY), consistent_read=True, attributes=("status", "first name")
    )

    assert sent(asked) == {
        "TableName": "shop",
        "Key": WIRE_KEY,
        "ConsistentRead": True,
        "ProjectionExpression": "#status, #n1",
        "ExpressionAttributeNames": {"#status": "status", "#n1": "first name"},
    }


def test_a_query_has_a_key_condition(sent, query):
    asked = query(
        {"PK": "USER#{user_id}", "SK": ("begins_with", "ORDER#")}, newest_first=True, limit=25
    )

    assert sent(asked) == {
        "TableName": "shop",
        "KeyConditionExpression": "#PK = :PK AND begins_with(#SK, :SK)",
        "ExpressionAttributeNames": {"#PK": "PK", "#SK": "SK"},
        "ExpressionAttributeValues": {":PK": {"S": "USER#7"}, ":SK": {"S": "ORDER#"}},
        "ScanIndexForward": False,
        "Limit": 25,
    }


def test_a_query_of_an_index_names_it_and_what_it_needs(sent, query):
    asked = query(
        {"GSI1PK": "USER#{user_id}", "GSI1SK": ("between", "ORDER#{a}", "ORDER#{b}")},
        attributes=("status",),
    )

    assert sent(asked, Arguments(parameters={"user_id": "7", "a": "2025", "b": "2026"})) == {
        "TableName": "shop",
        "IndexName": "GSI1",
        "ProjectionExpression": "#status",
        "KeyConditionExpression": "#GSI1PK = :GSI1PK AND #GSI1SK BETWEEN :GSI1SK AND :GSI1SK_2",
        "ExpressionAttributeNames": {"#GSI1PK": "GSI1PK", "#GSI1SK": "GSI1SK", "#status": "status"},
        "ExpressionAttributeValues": {
            ":GSI1PK": {"S": "USER#7"},
            ":GSI1SK": {"S": "ORDER#2025"},
            ":GSI1SK_2": {"S": "ORDER#2026"},
        },
    }


def test_a_filter_shares_the_aliases_of_the_key_condition(sent, query):
    asked = query(
        {"PK": "USER#{user_id}", "total": (">=", 5)}, filter={"status": "open"}, max_waste=3
    )

    assert sent(asked) == {
        "TableName": "shop",
        "IndexName": "by_total",
        "FilterExpression": "#status = :status",
        "KeyConditionExpression": "#PK = :PK AND #total >= :total",
        "ExpressionAttributeNames": {"#PK": "PK", "#total": "total", "#status": "status"},
        "ExpressionAttributeValues": {
            ":PK": {"S": "USER#7"},
            ":total": {"N": "5"},
            ":status": {"S": "open"},
        },
    }


def test_a_fan_out_is_a_query_for_each_shard(shop, query):
    sharded = plan(
        shop,
        query(
            {"GSI1PK": "USER#{user_id}#{shard}"},
            fan_out="shard",
            parameters={"shard": Generated(maker="random_shard", options={"count": 3})},
        ),
    )

    values = [request.arguments["ExpressionAttributeValues"] for request in requests(sharded, USER)]

    assert values == [{":GSI1PK": {"S": f"USER#7#{shard}"}} for shard in range(3)]


def test_a_scan_that_is_allowed_has_no_condition(sent, pattern):
    assert sent(pattern("scan", index="GSI2", allow_scan="an export", limit=9)) == {
        "TableName": "shop",
        "IndexName": "GSI2",
        "Limit": 9,
    }


def test_a_put_sends_the_item_and_its_condition(sent, pattern, action):
    put = action("put", entity="User", condition="attribute_not_exists(PK)")
    item = {**WIRE_KEY, "user_id": {"S": "7"}}

    assert sent(pattern("put", put), Arguments(items=(("shop", item),))) == {
        "TableName": "shop",
        "Item": item,
        "ConditionExpression": "attribute_not_exists(#PK)",
        "ExpressionAttributeNames": {"#PK": "PK"},
    }


def test_an_update_has_all_four_clauses(sent, pattern, action):
    update = action(
        "update",
        key=KEY,
        assign={"status": "sent", "owner": "USER#{user_id}", "seen": Generated(maker="timestamp")},
        add={"views": 1, "tags": "new"},
        remove=("note", "draft"),
        delete={"flags": "{user_id}"},
        condition="views < {most}",
    )
    arguments = Arguments(parameters={"user_id": "7", "most": 100, "0.set.seen": "2026"})

    assert sent(pattern("update", update), arguments) == {
        "TableName": "shop",
        "Key": WIRE_KEY,
        "UpdateExpression": (
            "SET #status = :status, #owner = :owner, #seen = :seen"
            " ADD #views :views, #tags :tags REMOVE #note, #draft DELETE #flags :flags"
        ),
        "ConditionExpression": "#views < :views_2",
        "ExpressionAttributeNames": {
            f"#{name}": name
            for name in ("status", "owner", "seen", "views", "tags", "note", "draft", "flags")
        },
        "ExpressionAttributeValues": {
            ":status": {"S": "sent"},
            ":owner": {"S": "USER#7"},
            ":seen": {"S": "2026"},
            ":views": {"N": "1"},
            ":tags": {"SS": ["new"]},
            ":flags": {"SS": ["7"]},
            ":views_2": {"N": "100"},
        },
    }


def test_a_delete_names_the_key(sent, pattern, action):
    assert sent(pattern("delete", action("delete", key=KEY))) == {
        "TableName": "shop",
        "Key": WIRE_KEY,
    }


def test_a_batch_get_names_the_keys_it_was_given(sent, pattern, action):
    asked = pattern("batch_get", action("get", entity="User"), count=2, consistent_read=True)

    assert sent(asked, Arguments(items=(("shop", WIRE_KEY),) * 2)) == {
        "RequestItems": {"shop": {"Keys": [WIRE_KEY, WIRE_KEY], "ConsistentRead": True}}
    }


@pytest.mark.parametrize(
    ("kind", "entry"),
    [("put", {"PutRequest": {"Item": WIRE_KEY}}), ("delete", {"DeleteRequest": {"Key": WIRE_KEY}})],
)
def test_a_batch_write_puts_or_deletes(sent, pattern, action, kind, entry):
    asked = pattern("batch_write", action(kind, entity="User"))

    assert sent(asked, Arguments(items=(("shop", WIRE_KEY),))) == {
        "RequestItems": {"shop": [entry]}
    }


def test_a_transaction_reads_with_gets(sent, pattern, action):
    asked = pattern("transact_get", action("get", key=KEY), attributes=("status",))

    get = {
        "TableName": "shop",
        "Key": WIRE_KEY,
        "ProjectionExpression": "#status",
        "ExpressionAttributeNames": {"#status": "status"},
    }
    assert sent(asked) == {"TransactItems": [{"Get": get}]}


def test_a_transaction_writes_step_by_step_each_with_aliases_of_its_own(sent, pattern, action):
    asked = pattern(
        "transact_write",
        action("put", entity="User", condition="attribute_not_exists(PK)"),
        action("update", key=KEY, add={"orders": 1}),
        action("delete", key={"PK": "A", "SK": "B"}),
        action("check", key=KEY, condition="attribute_exists(PK)"),
    )

    assert sent(asked, Arguments(parameters={"user_id": "7"}, items=(("shop", WIRE_KEY),))) == {
        "TransactItems": [
            {
                "Put": {
                    "TableName": "shop",
                    "Item": WIRE_KEY,
                    "ConditionExpression": "attribute_not_exists(#PK)",
                    "ExpressionAttributeNames": {"#PK": "PK"},
                }
            },
            {
                "Update": {
                    "TableName": "shop",
                    "Key": WIRE_KEY,
                    "UpdateExpression": "ADD #orders :orders",
                    "ExpressionAttributeNames": {"#orders": "orders"},
                    "ExpressionAttributeValues": {":orders": {"N": "1"}},
                }
            },
            {"Delete": {"TableName": "shop", "Key": {"PK": {"S": "A"}, "SK": {"S": "B"}}}},
            {
                "ConditionCheck": {
                    "TableName": "shop",
                    "Key": WIRE_KEY,
                    "ConditionExpression": "attribute_exists(#PK)",
                    "ExpressionAttributeNames": {"#PK": "PK"},
                }
            },
        ]
    }


def test_a_missing_parameter_is_named(shop, pattern, action):
    planned = plan(shop, pattern("get", action("get", key=KEY)))

    with pytest.raises(DynamoError) as raised:
        requests(planned, Arguments(parameters={"order_id": "1"}))

    assert str(raised.value) == "'USER#{user_id}' needs the parameter 'user_id'; given: order_id"


def test_a_missing_item_is_named(shop, pattern, action):
    planned = plan(shop, pattern("put", action("put", entity="User")))

    with pytest.raises(
        DynamoError, match="access pattern 'asked' puts 1 item, and was given fewer"
    ):
        requests(planned, USER)


def test_a_missing_made_value_is_named(shop, pattern, action):
    seen = {"seen": Generated(maker="timestamp")}
    planned = plan(shop, pattern("update", action("update", key=KEY, assign=seen)))

    with pytest.raises(
        DynamoError, match=r"the update of 'seen' needs .* the parameter '0.set.seen'"
    ):
        requests(planned, USER)
