"""What an answer says of throttling: the keys of throttled requests, and items of batches."""

import pytest

from pytest_dynamo.design.values import Index, KeySchema, Table
from pytest_dynamo.measure.reading import Exchange, read_call

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/load-shop"
TABLE = Table(
    name="shop",
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S", "GPK": "S"},
    indexes={"by_g": Index(name="by_g", kind="global", key=KeySchema(partition_key=("GPK",)))},
)
KEY_RANGE = "TableWriteKeyRangeThroughputExceeded"


def item(partition_key, **others):
    values = {"PK": partition_key, "SK": "x", **others}
    return {name: {"S": value} for name, value in values.items()}


def call_of(operation, request, answer, error=None):
    exchange = Exchange(
        operation=operation,
        request=request,
        answer=answer,
        error=error,
        started=1.0,
        duration_seconds=0.1,
    )
    return read_call(exchange, {"load-shop": TABLE}.get)


def throttled_keys(operation, request, *resources):
    answer = {"throttlingReasons": [{"reason": KEY_RANGE, "resource": one} for one in resources]}
    call = call_of(operation, request, answer, "ThrottlingException")
    return [throttle.partition_keys for throttle in call.throttles]


def test_a_throttled_put_has_the_keys_of_the_table_and_of_the_index():
    request = {"TableName": "load-shop", "Item": item("USER#1", GPK="g")}

    assert throttled_keys("PutItem", request, ARN, f"{ARN}/index/by_g") == [("USER#1",), ("g",)]


def test_what_the_request_does_not_tell_stays_unknown():
    request = {"TableName": "load-shop", "Key": item("USER#1")}

    assert throttled_keys("DeleteItem", request, ARN, f"{ARN}/index/by_g") == [("USER#1",), ()]
    assert throttled_keys("Scan", {"TableName": "load-shop"}, ARN) == [()]


def test_a_throttled_query_of_an_index_has_the_key_of_the_index():
    request = {
        "TableName": "load-shop",
        "IndexName": "by_g",
        "KeyConditionExpression": "GPK = :g",
        "ExpressionAttributeValues": {":g": {"S": "g"}},
    }

    assert throttled_keys("Query", request, f"{ARN}/index/by_g") == [("g",)]


def test_a_batch_that_is_throttled_as_a_whole_has_the_keys_of_all_its_items():
    puts = [{"PutRequest": {"Item": item(key)}} for key in ("a", "b", "b")]

    keys = throttled_keys("BatchWriteItem", {"RequestItems": {"load-shop": puts}}, ARN)

    assert keys == [("a", "b", "b")]


def test_without_a_resource_the_key_is_the_tables():
    request = {"TableName": "load-shop", "Item": item("USER#1", GPK="g")}

    call = call_of("PutItem", request, {}, "RequestLimitExceeded")

    assert [(one.resource, one.partition_keys) for one in call.throttles] == [("", ("USER#1",))]


def test_a_cancelled_transaction_has_the_key_of_each_step_that_was_throttled():
    steps = [{"Put": {"TableName": "load-shop", "Item": item(key)}} for key in ("a", "b", "c")]
    codes = ["None", "ThrottlingError", "ProvisionedThroughputExceeded"]
    answer = {"CancellationReasons": [{"Code": code} for code in codes]}

    call = call_of(
        "TransactWriteItems", {"TransactItems": steps}, answer, "TransactionCanceledException"
    )

    assert [(one.reason, one.partition_keys) for one in call.throttles] == [
        ("ThrottlingError", ("b",)),
        ("ProvisionedThroughputExceeded", ("c",)),
    ]


def test_unprocessed_items_of_a_batch_that_got_through_were_throttled():
    puts = [{"PutRequest": {"Item": item(key)}} for key in ("a", "b", "c")]
    answer = {"UnprocessedItems": {"load-shop": puts[1:]}}

    call = call_of("BatchWriteItem", {"RequestItems": {"load-shop": puts}}, answer)

    assert (call.throttled_items, call.is_throttled, call.error) == (2, False, None)


@pytest.mark.parametrize(
    ("consumed", "throttled"),
    [
        ([{"CapacityUnits": 4.0}], 1),
        ([{"CapacityUnits": 70.0}, {"CapacityUnits": 70.0}], 0),
        ([], 0),
    ],
)
def test_unprocessed_keys_were_throttled_unless_the_answer_may_have_been_too_large(
    consumed, throttled
):
    keys = [item("a"), item("b")]
    answer = {
        "UnprocessedKeys": {"load-shop": {"Keys": keys[1:]}},
        "ConsumedCapacity": [{"TableName": "load-shop", **one} for one in consumed],
    }

    call = call_of("BatchGetItem", {"RequestItems": {"load-shop": {"Keys": keys}}}, answer)

    assert call.throttled_items == throttled


def test_statements_of_a_batch_are_throttled_one_by_one():
    statement = "SELECT * FROM \"load-shop\" WHERE PK = 'a' AND SK = 'x'"
    codes = ["ThrottlingError", "ConditionalCheckFailed", "ProvisionedThroughputExceeded"]
    answer = {"Responses": [{"Error": {"Code": code}} for code in codes] + [{"Item": {}}]}

    call = call_of("BatchExecuteStatement", {"Statements": [{"Statement": statement}] * 4}, answer)

    assert (call.throttled_items, call.throttles) == (2, ())
