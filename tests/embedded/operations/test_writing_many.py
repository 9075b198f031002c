"""Batches and transactions: all at once, one by one, or not at all."""

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.tokens import TOKEN_SECONDS, Tokens


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


def wire(pk, sk="1", **attributes):
    return {"pk": {"S": pk}, "sk": {"S": sk}} | {
        name: {"S": value} for name, value in attributes.items()
    }


def refused(call, *arguments, **options):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **options)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], caught.value.response.get("CancellationReasons")


def everything(client):
    return sorted(client.scan(TableName="things")["Items"], key=str)


def test_what_is_over_16_mb_is_left_unprocessed(client, things):
    keys = [wire("a", f"{number:02}") for number in range(50)]
    for key in keys:
        client.put_item(TableName="things", Item=key | {"big": {"S": "x" * 400_000}})
    wanted = {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "sk"}
    answer = client.batch_get_item(RequestItems={"things": wanted}, ReturnConsumedCapacity="TOTAL")
    found = len(answer["Responses"]["things"])
    assert found == 41  # of 400,016 bytes each
    assert answer["UnprocessedKeys"] == {"things": wanted | {"Keys": keys[found:]}}
    assert answer["ConsumedCapacity"] == [{"TableName": "things", "CapacityUnits": 98.0 * found}]


def test_the_tables_after_a_full_answer_are_left_unprocessed_too(client, create_table, things):
    create_table(client, "others")
    keys = [wire("a", f"{number:02}") for number in range(42)]
    for key in keys:
        client.put_item(TableName="things", Item=key | {"big": {"S": "x" * 400_000}})
    request = {"things": {"Keys": keys}, "others": {"Keys": keys[:1]}}
    answer = client.batch_get_item(RequestItems=request)
    assert answer["UnprocessedKeys"] == {
        "things": {"Keys": keys[41:]},
        "others": {"Keys": keys[:1]},
    }


def test_keys_of_a_batch_differ(client, things):
    keys = [wire("a"), wire("a")]
    expected = ("ValidationException", "Provided list of item keys contains duplicates", None)
    assert refused(client.batch_get_item, RequestItems={"things": {"Keys": keys}}) == expected
    requests = [
        {"PutRequest": {"Item": wire("a", note="n")}},
        {"DeleteRequest": {"Key": wire("a")}},
    ]
    assert refused(client.batch_write_item, RequestItems={"things": requests}) == expected
    assert everything(client) == []


def test_a_batch_names_tables_by_arn_too(client, things):
    arn = client.describe_table(TableName="things")["Table"]["TableArn"]
    client.batch_write_item(RequestItems={arn: [{"PutRequest": {"Item": wire("a")}}]})
    answer = client.batch_get_item(
        RequestItems={arn: {"Keys": [wire("a")]}}, ReturnConsumedCapacity="TOTAL"
    )
    assert answer["Responses"] == {arn: [wire("a")]}
    assert answer["ConsumedCapacity"] == [{"TableName": arn, "CapacityUnits": 0.5}]


def put(item, **more):
    return {"Put": {"TableName": "things", "Item": item, **more}}


def update(key, expression, **values):
    return {
        "Update": {
            "TableName": "things",
            "Key": key,
            "UpdateExpression": expression,
            "ExpressionAttributeValues": {f":{name}": value for name, value in values.items()},
        }
    }


def test_each_action_of_a_cancelled_transaction_has_its_reason(client, things):
    stored = wire("b", note="old")
    client.put_item(TableName="things", Item=stored)
    absent = {
        "ConditionExpression": "attribute_not_exists(pk)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    actions = [
        put(wire("a")),
        put(wire("b"), **absent),
        put(wire("c") | {"grp": {"N": "1"}}),
        put({"pk": {"S": "d"}, "sk": {"N": "1"}}),
        update(wire("e"), "SET pk = :v", v={"S": "x"}),
        {
            "Delete": {
                "TableName": "things",
                "Key": wire("f"),
                "ConditionExpression": "attribute_exists(pk)",
            }
        },
    ]
    code, message, reasons = refused(client.transact_write_items, TransactItems=actions)
    assert code == "TransactionCanceledException"
    assert message == (
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, "
        "ConditionalCheckFailed, ValidationError, ValidationError, ValidationError, "
        "ConditionalCheckFailed]"
    )
    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    assert reasons == [
        {"Code": "None"},
        failed | {"Item": stored},
        {
            "Code": "ValidationError",
            "Message": "One or more parameter values were invalid: Type mismatch for Index Key grp "
            "Expected: S Actual: N IndexName: by_group",
        },
        {
            "Code": "ValidationError",
            "Message": "One or more parameter values were invalid: Type mismatch for key sk "
            "expected: S actual: N",
        },
        {
            "Code": "ValidationError",
            "Message": "One or more parameter values were invalid: Cannot update attribute pk. This "
            "attribute is part of the key",
        },
        failed,
    ]
    assert everything(client) == [stored]


@pytest.mark.parametrize(
    ("action", "code", "message"),
    [
        (
            put({"pk": {"S": "a"}}),
            "ValidationException",
            "One or more parameter values were invalid: Missing the key sk in the item",
        ),
        (
            {"Delete": {"TableName": "things", "Key": {"pk": {"S": "a"}}}},
            "ValidationException",
            "The provided key element does not match the schema",
        ),
        (
            {"Put": {"TableName": "nowhere", "Item": wire("a")}},
            "ResourceNotFoundException",
            "Requested resource not found",
        ),
        (
            put(wire("a"), ConditionExpression="pk"),
            "ValidationException",
            'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "pk"',
        ),
        (
            {
                "ConditionCheck": {
                    "TableName": "things",
                    "Key": wire("z"),
                    "ConditionExpression": "attribute_exists(pk)",
                }
            },
            "ValidationException",
            "Transaction request cannot include multiple operations on one item",
        ),
    ],
)
def test_what_is_wrong_with_the_request_refuses_the_whole(client, things, action, code, message):
    found = refused(client.transact_write_items, TransactItems=[put(wire("z")), action])
    assert found == (code, message, None)
    assert everything(client) == []


def test_a_transaction_reads_items_as_they_are(client, things):
    client.put_item(TableName="things", Item=wire("a", note="n", extra="e"))
    table = {"TableName": "things"}
    answer = client.transact_get_items(
        TransactItems=[
            {"Get": {**table, "Key": wire("a"), "ProjectionExpression": "note"}},
            {"Get": {**table, "Key": wire("b")}},
        ]
    )
    assert answer["Responses"] == [{"Item": {"note": {"S": "n"}}}, {}]


def test_a_transaction_reads_each_item_once_and_by_whole_keys(client, things):
    table = {"TableName": "things"}
    same = [{"Get": {**table, "Key": wire("a")}}] * 2
    assert refused(client.transact_get_items, TransactItems=same) == (
        "ValidationException",
        "Transaction request cannot include multiple operations on one item",
        None,
    )
    half = [same[0], {"Get": {**table, "Key": {"pk": {"S": "a"}}}}]
    code, _, reasons = refused(client.transact_get_items, TransactItems=half)
    assert (code, [reason["Code"] for reason in reasons]) == (
        "TransactionCanceledException",
        ["None", "ValidationError"],
    )


@pytest.fixture
def timed(create_table):
    clock = Clock()
    with dynamodb(clock=clock) as embedded:
        client = embedded.client()
        create_table(client)
        yield client, clock


def add_one(client, token="token", by="1"):
    return client.transact_write_items(
        TransactItems=[update(wire("counter"), "ADD hits :n", n={"N": by})],
        ClientRequestToken=token,
        ReturnConsumedCapacity="TOTAL",
    )["ConsumedCapacity"]


def hits(client):
    return client.get_item(TableName="things", Key=wire("counter"))["Item"]["hits"]["N"]


def test_a_transaction_sent_twice_is_done_once_and_charged_as_reads(timed):
    client, _ = timed
    assert add_one(client) == [
        {"TableName": "things", "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}
    ]
    assert add_one(client) == [
        {"TableName": "things", "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}
    ]
    assert hits(client) == "1"
    add_one(client, token="another")
    assert hits(client) == "2"


def test_a_token_is_good_for_one_content(timed):
    client, _ = timed
    add_one(client)
    code, _, _ = refused(add_one, client, by="2")
    assert (code, hits(client)) == ("IdempotentParameterMismatchException", "1")


def test_a_token_is_forgotten_after_ten_minutes(timed):
    client, clock = timed
    add_one(client)
    clock.now += TOKEN_SECONDS - 1
    add_one(client)
    assert hits(client) == "1"
    clock.now += 1
    add_one(client, by="2")
    assert hits(client) == "3"


def test_a_transaction_that_failed_may_be_sent_again(timed):
    client, _ = timed
    token = {"ClientRequestToken": "token"}
    action = put(wire("a"), ConditionExpression="attribute_exists(pk)")
    refused(client.transact_write_items, TransactItems=[action], **token)
    client.put_item(TableName="things", Item=wire("a", note="n"))
    client.transact_write_items(TransactItems=[action], **token)
    assert everything(client) == [wire("a")]


def test_contents_are_compared_whatever_the_order_of_their_members():
    tokens = Tokens()
    tokens.note("t", [{"a": 1, "b": b"x"}], 0.0, [("things", 3)])
    assert tokens.find("t", [{"b": b"x", "a": 1}], 1.0) == [("things", 3)]
    assert tokens.find("other", [], 1.0) is None
    with pytest.raises(ServiceError, match="already in use"):
        tokens.find("t", [{"a": 1, "b": b"y"}], 1.0)


def test_item_collections_are_measured_on_tables_with_local_indexes(client, create_table, things):
    asked = {"ReturnItemCollectionMetrics": "SIZE"}
    create_table(client, "local", local=[("by_note", "note", {"ProjectionType": "ALL"})])
    metrics = {"ItemCollectionKey": {"pk": {"S": "a"}}, "SizeEstimateRangeGB": [0.0, 1.0]}

    def writes(table):
        item = wire("a", note="n")
        one = client.put_item(TableName=table, Item=item, **asked)
        many = client.batch_write_item(
            RequestItems={table: [{"PutRequest": {"Item": item | wire("a", sk)}} for sk in "12"]},
            **asked,
        )
        together = client.transact_write_items(
            TransactItems=[{"Delete": {"TableName": table, "Key": wire("a")}}], **asked
        )
        return [answer.get("ItemCollectionMetrics") for answer in (one, many, together)]

    assert writes("things") == [None, None, None]
    assert writes("local") == [metrics, {"local": [metrics]}, {"local": [metrics]}]
