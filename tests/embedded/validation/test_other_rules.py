"""Tags, PartiQL, and rules of reads and transactions that the corpus does not reach."""

import pytest

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import validate

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"
EMPTY_SET = {"SS": []}
NO_STRINGS = "One or more parameter values were invalid: An string set  may not be empty"
KEY = {"pk": {"S": "a"}}


def refusal(operation, request):
    with pytest.raises(ServiceError) as raised:
        validate(operation, request)
    return raised.value.message


def tags(*keys):
    return {"ResourceArn": ARN, "Tags": [{"Key": key, "Value": "v"} for key in keys]}


def test_tags_of_different_keys_pass():
    validate("TagResource", tags("a", "b"))
    validate("UntagResource", {"ResourceArn": ARN, "TagKeys": ["a"]})
    validate("ListTagsOfResource", {"ResourceArn": ARN})


def test_a_tag_key_is_there_once():
    assert refusal("TagResource", tags("a", "a")).endswith("Duplicate tag keys are not allowed.")


def test_tag_keys_of_aws_are_reserved():
    assert refusal("TagResource", tags("aws:a")).endswith("are reserved for system use")


def test_a_request_has_no_more_than_fifty_tags():
    assert refusal("TagResource", tags(*map(str, range(51)))) == (
        "Too many tags provided. The maximum is 50 tags per resource."
    )


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("ExecuteStatement", {"Statement": "S", "Parameters": [EMPTY_SET]}),
        ("BatchExecuteStatement", {"Statements": [{"Statement": "S", "Parameters": [EMPTY_SET]}]}),
        (
            "ExecuteTransaction",
            {"TransactStatements": [{"Statement": "S", "Parameters": [EMPTY_SET]}]},
        ),
    ],
)
def test_parameters_of_statements_are_attribute_values(operation, request_):
    assert refusal(operation, request_) == NO_STRINGS


def test_a_statement_without_parameters_passes():
    validate("ExecuteStatement", {"Statement": "S", "Parameters": None})
    for statement in ({"Statement": "S"}, {"Statement": "S", "Parameters": None}):
        validate("BatchExecuteStatement", {"Statements": [statement]})
        validate("ExecuteTransaction", {"TransactStatements": [statement]})


@pytest.mark.parametrize("kind", ["SS", "NS", "BS"])
def test_a_set_has_no_null(kind):
    request = {"TableName": "abc", "Item": {**KEY, "x": {kind: [None]}}}

    assert refusal("PutItem", request) == (
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
    )


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        (
            "TransactGetItems",
            {"TransactItems": [{"Get": {"TableName": "abc", "Key": {"pk": EMPTY_SET}}}]},
        ),
        ("UpdateItem", {"TableName": "abc", "Key": {"pk": EMPTY_SET}}),
        (
            "TransactWriteItems",
            {"TransactItems": [{"Delete": {"TableName": "abc", "Key": {"pk": EMPTY_SET}}}]},
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"abc": [{"DeleteRequest": {"Key": {"pk": EMPTY_SET}}}]}},
        ),
    ],
)
def test_keys_are_attribute_values(operation, request_):
    assert refusal(operation, request_) == NO_STRINGS


def test_the_attributes_of_a_batch_are_named_once():
    request = {"RequestItems": {"abc": {"Keys": [KEY], "AttributesToGet": ["a", "a"]}}}

    assert refusal("BatchGetItem", request) == (
        "One or more parameter values were invalid: Duplicate value in attribute name: a"
    )


def test_a_wrong_number_in_a_start_key_is_said_without_the_key():
    request = {"TableName": "abc", "ExclusiveStartKey": {"pk": {"N": "x"}}}

    assert refusal("Scan", request) == "The parameter cannot be converted to a numeric value: x"


def test_what_is_null_is_not_there():
    expression = {
        "KeyConditionExpression": "pk = :a",
        "ExpressionAttributeValues": {":a": KEY["pk"]},
    }

    validate("Scan", {"TableName": "abc", "Select": None, "Segment": None})
    validate("Query", {"TableName": "abc", "KeyConditions": None, **expression})


def test_keys_and_values_count_in_the_payload_of_a_transaction():
    action = {
        "TableName": "abc",
        "UpdateExpression": "SET a = :a",
        "ExpressionAttributeValues": {":a": {"S": "x" * 390_000}},
    }
    updates = [{"Update": {**action, "Key": {"pk": {"S": str(n)}}}} for n in range(11)]

    assert refusal("TransactWriteItems", {"TransactItems": updates}) == (
        "Transaction payload size cannot exceed 4MB. Payload Size: 4290056"
    )


def test_an_item_of_unusual_form_is_looked_at_and_passes():
    odd = {
        "a": {"S": "x", "New": 1},
        "b": {"N": "007"},
        "c": {"L": [{"N": "1.0", "S": None}]},
        "d": {"NULL": True},
        "e": {"BS": [b"a"], "S": None},
    }

    validate("PutItem", {"TableName": "abc", "Item": {**KEY, **odd}})
    writes = [{"PutRequest": {"Item": odd}}, {"DeleteRequest": {"Key": {"pk": odd["a"]}}}]
    validate("BatchWriteItem", {"RequestItems": {"abc": writes}})
    validate("DeleteItem", {"TableName": "abc", "Key": {"pk": odd["a"]}})


def test_styles_may_be_mixed_only_where_a_key_condition_goes_with_a_filter():
    condition = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "a"}]}}

    validate(
        "Query",
        {"TableName": "abc", "KeyConditions": condition, "FilterExpression": "attribute_exists(a)"},
    )


def test_an_update_may_use_values_in_its_condition_alone():
    validate(
        "UpdateItem",
        {
            "TableName": "abc",
            "Key": KEY,
            "Expected": None,
            "ConditionExpression": "a = :a",
            "ExpressionAttributeValues": {":a": {"S": "x"}},
        },
    )
