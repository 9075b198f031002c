"""Calls of the embedded DynamoDB as an observer sees them: read at once, or later from what was kept."""

import json

import boto3
import pytest

from pytest_dynamo.embedded.world import dynamodb
from pytest_dynamo.measure.ended import Ended
from pytest_dynamo.measure.flight import Flight
from pytest_dynamo.measure.observe import observing
from pytest_dynamo.measure.watching import Note

TABLE = {
    "TableName": "orders",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK", "GPK")
    ],
    "KeySchema": [
        {"AttributeName": "PK", "KeyType": "HASH"},
        {"AttributeName": "SK", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_g",
            "KeySchema": [{"AttributeName": "GPK", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    "BillingMode": "PAY_PER_REQUEST",
}
KEY = {"PK": {"S": "USER#1"}, "SK": {"S": "PROFILE"}}
ITEM = {**KEY, "GPK": {"S": "g"}, "photo": {"B": b"\x00\xff"}}
CALLS = (
    ("put_item", {"Item": ITEM}),
    ("put_item", {"Item": ITEM, "ReturnValues": "ALL_OLD"}),
    ("get_item", {"Key": KEY}),
    ("get_item", {"Key": KEY, "ReturnConsumedCapacity": "TOTAL"}),
    ("get_item", {"Key": KEY, "ReturnConsumedCapacity": "INDEXES"}),
    ("scan", {}),
    (
        "query",
        {
            "IndexName": "by_g",
            "KeyConditionExpression": "GPK = :g",
            "ExpressionAttributeValues": {":g": {"S": "g"}},
        },
    ),
    (
        "update_item",
        {
            "Key": KEY,
            "UpdateExpression": "SET GPK = :g",
            "ExpressionAttributeValues": {":g": {"S": "h"}},
        },
    ),
    ("delete_item", {"Key": KEY}),
)


@pytest.fixture
def client():
    with dynamodb():
        client = boto3.client("dynamodb")
        client.create_table(**TABLE)
        client.put_item(TableName="orders", Item=ITEM)
        yield client


@pytest.mark.parametrize(("method", "arguments"), CALLS)
def test_a_call_read_later_is_the_one_read_at_once(client, method, arguments):
    at_once, ended = [], []
    with observing(at_once.append), observing(after=lambda one, *_: ended.append(one)):
        getattr(client, method)(TableName="orders", **arguments)
    (one,) = ended
    assert [one.call] == at_once
    quick = (one.table, one.index, one.units, one.read_units, one.write_units, one.items_examined)
    call = one.call
    assert quick == (
        call.table,
        call.index,
        call.units,
        call.read_units,
        call.write_units,
        call.items_examined,
    )


def test_what_the_caller_changes_after_a_call_does_not_show_in_it(client):
    ended, key = [], {name: dict(value) for name, value in KEY.items()}
    with observing(after=lambda one, *_: ended.append(one)):
        answer = client.get_item(TableName="orders", Key=key, ReturnConsumedCapacity="INDEXES")
        key["PK"]["S"] = "another"
        answer["ConsumedCapacity"].clear()
    (call,) = (one.call for one in ended)
    assert [(arm.table, arm.read_units) for arm in call.arms] == [("orders", 0.5)]
    with observing(after=lambda one, *_: ended.append(one)):
        client.delete_item(TableName="orders", Key=KEY)
    assert [one.operation for one in ended] == ["GetItem", "DeleteItem"]


@pytest.mark.parametrize("asked", ["NONE", "TOTAL", "INDEXES"])
def test_the_caller_sees_the_consumed_capacity_he_asked_for(client, asked):
    request = {"TableName": "orders", "Key": KEY, "ReturnConsumedCapacity": asked}
    unwatched = client.get_item(**request)
    with observing():
        watched = client.get_item(**request)
    assert watched.get("ConsumedCapacity") == unwatched.get("ConsumedCapacity")
    length = "content-length"
    headers = [one["ResponseMetadata"]["HTTPHeaders"][length] for one in (watched, unwatched)]
    assert asked == "TOTAL" or len(set(headers)) == 1


def test_keys_that_were_throttled_are_told_from_a_large_answer_by_what_was_consumed():
    left = {"orders": {"Keys": [KEY]}}
    consumed = [{"TableName": "orders", "CapacityUnits": 0.5}]
    answer = {"UnprocessedKeys": left, "ConsumedCapacity": consumed}
    flight = Flight("BatchGetItem")
    flight.depart_in_process({"RequestItems": left}, json.dumps({"RequestItems": left}).encode())
    flight.arrive_in_process(answer)
    call = Ended(flight, {}, answer, None, Note(), None).call
    assert answer == {"UnprocessedKeys": left}
    assert (call.throttled_items, call.read_units) == (1, 0.5)
