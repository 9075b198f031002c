"""The structure of requests that few people make: times, fractions, ARNs, several faults."""

from datetime import UTC, datetime

import pytest

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import validate
from pytest_dynamo.embedded.validation.structure.shapes import request_shape, service_model

KEY = {"pk": {"S": "a"}}
RESTORE = {"SourceTableName": "old", "TargetTableName": "new"}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"


def refusal(operation, request):
    with pytest.raises(ServiceError) as raised:
        validate(operation, request)
    return raised.value.code, raised.value.message


def constraint(value, place, text):
    return f"Value {value} at '{place}' failed to satisfy constraint: Member must {text}"


def test_every_operation_of_the_model_can_be_checked():
    operations = service_model()["operations"]

    assert [name for name in operations if request_shape(name) is None] == []


@pytest.mark.parametrize("moment", [0, 1.5, datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01"])
def test_a_time_is_a_number_or_what_boto3_takes_for_one(moment):
    validate("RestoreTableToPointInTime", {**RESTORE, "RestoreDateTime": moment})


@pytest.mark.parametrize(
    ("moment", "message"),
    [
        (True, "TRUE_VALUE cannot be converted to Date"),
        ([], "Unrecognized collection type class java.lang.Date"),
        (b"", "class bytes can not be converted to Date"),
    ],
)
def test_a_time_is_nothing_else(moment, message):
    request = {**RESTORE, "RestoreDateTime": moment}

    assert refusal("RestoreTableToPointInTime", request) == ("SerializationException", message)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (False, "FALSE_VALUE cannot be converted to Integer"),
        ("1", "STRING_VALUE cannot be converted to Integer"),
        ({}, "Start of structure or map found where not expected."),
        (b"1", "class bytes can not be converted to Integer"),
    ],
)
def test_a_limit_is_a_number(value, message):
    assert refusal("ListTables", {"Limit": value}) == ("SerializationException", message)


def test_nulls_are_as_if_they_were_not_there():
    validate("Query", {"TableName": "things", "KeyConditionExpression": "a = b", "Limit": None})


@pytest.mark.parametrize("levels", [33, 200, 5_000])
def test_a_value_nested_beyond_all_measure_is_refused_as_any_that_is_nested_too_deep(levels):
    value = {"S": "x"}
    for _ in range(levels):
        value = {"L": [value]}

    assert refusal("PutItem", {"TableName": "things", "Item": {"x": value}}) == (
        "ValidationException",
        (
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
            "beyond supported limit"
        ),
    )


def test_a_tuple_is_a_list():
    validate("PutItem", {"TableName": "things", "Item": {"x": {"L": ({"B": b"a"},)}}})


def test_an_attribute_name_of_more_than_65_535_characters_breaks_the_model():
    code, message = refusal("PutItem", {"TableName": "things", "Item": {"x" * 65_536: {"S": "a"}}})

    assert code == "ValidationException"
    assert message.endswith(
        "at 'item' failed to satisfy constraint: Map keys must satisfy constraint: "
        "[Member must have length less than or equal to 65535]"
    )


@pytest.mark.parametrize("operation", ["GetItem", "DescribeTable"])
def test_a_table_may_be_named_by_its_arn(operation):
    validate(operation, {"TableName": ARN, "Key": KEY})


def test_a_table_may_be_named_by_its_arn_in_a_batch():
    validate("BatchGetItem", {"RequestItems": {ARN: {"Keys": [KEY]}}})


def test_faults_of_the_table_name_are_said_without_others():
    request = {"TableName": "ä" * 256, "Limit": 0, "KeyConditionExpression": "a = b"}

    assert refusal("Query", request) == (
        "ValidationException",
        "2 validation errors detected: "
        + constraint(
            f"'{'ä' * 256}'", "tableName", "satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        )
        + "; "
        + constraint(f"'{'ä' * 256}'", "tableName", "have length less than or equal to 255"),
    )


def test_no_more_than_ten_faults_are_said():
    code, message = refusal(
        "CreateTable",
        {
            "TableName": "things",
            "AttributeDefinitions": [{}] * 6,
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        },
    )

    assert code == "ValidationException"
    assert message.startswith("10 validation errors detected: ")
    assert message.count("failed to satisfy constraint") == 10


def test_a_structure_in_a_message_shows_what_it_has():
    request = {
        "TransactItems": [
            {
                "Put": {
                    "TableName": "things",
                    "Item": {"pk": {"S": "a"}},
                    "ReturnValuesOnConditionCheckFailure": None,
                },
            }
        ]
        * 101
    }

    code, message = refusal("TransactWriteItems", request)

    shown = "TransactWriteItem(put=Put(item={pk=AttributeValue(s=a)}, tableName=things))"
    assert (code, message) == (
        "ValidationException",
        "1 validation error detected: "
        + constraint(
            f"'[{', '.join([shown] * 101)}]'",
            "transactItems",
            "have length less than or equal to 100",
        ),
    )


def test_booleans_and_lists_of_nothing_show_as_in_java():
    request = {
        "RequestItems": {
            "a;": {"Keys": [KEY, None], "ConsistentRead": True},
        }
    }

    shown, _, _ = refusal("BatchGetItem", request)[1].partition(" at 'requestItems' failed")

    assert shown == (
        "2 validation errors detected: Value '{a;=KeysAndAttributes(keys=[{pk=AttributeValue(s=a)}, "
        "null], consistentRead=true)}'"
    )


def test_a_map_of_lists_is_named_with_its_lists():
    assert refusal("BatchWriteItem", {"RequestItems": []}) == (
        "SerializationException",
        (
            "Unrecognized collection type java.util.Map<java.lang.String, "
            "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>"
        ),
    )


def test_a_map_of_texts_is_named_with_its_texts():
    request = {"TableName": "things", "Key": KEY, "ExpressionAttributeNames": []}

    assert refusal("GetItem", request) == (
        "SerializationException",
        "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>",
    )


def test_an_unknown_operation_is_refused():
    assert refusal("Nonsense", {}) == (
        "UnknownOperationException",
        "An unknown operation was requested.",
    )
