"""CreateTable and UpdateTable: rules that the corpus does not reach."""

import pytest

from pytest_dynamo.design.values import Index, KeySchema, Projection, Table
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation import check_table_update, validate

INVALID = "One or more parameter values were invalid: "
UNITS = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
TABLE = Table(
    name="things",
    key=KeySchema(partition_key=("pk",)),
    attribute_types={"pk": "S", "a": "S"},
    indexes={
        "by_a": Index(
            name="by_a",
            kind="global",
            key=KeySchema(partition_key=("a",)),
            projection=Projection(kind="INCLUDE", attributes=("x", "y")),
        )
    },
)


def refusal(check, *arguments):
    with pytest.raises(ServiceError) as raised:
        check(*arguments)
    return raised.value.code, raised.value.message


def creation(name, attribute="b", **more):
    index = {
        "IndexName": name,
        "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
        **more,
    }
    return {
        "TableName": "things",
        "AttributeDefinitions": [{"AttributeName": attribute, "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": index}],
    }


def test_a_replica_of_another_table_needs_no_key():
    validate("CreateTable", {"TableName": "things", "GlobalTableSourceArn": "arn:aws:dynamodb:x"})


def test_both_missing_parts_of_a_table_are_said():
    assert refusal(validate, "CreateTable", {"TableName": "things"}) == (
        "ValidationException",
        (
            "2 validation errors detected: Value null at 'attributeDefinitions' failed to satisfy "
            "constraint: Member must not be null; Value null at 'keySchema' failed to satisfy "
            "constraint: Member must not be null"
        ),
    )


def test_the_two_keys_of_a_table_are_two_attributes():
    request = {
        "TableName": "things",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "pk", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")
        ],
    }

    assert refusal(validate, "CreateTable", request) == (
        "ValidationException",
        "Both the Hash Key and the Range Key element in the KeySchema have the same name",
    )


def test_a_table_is_tagged_with_different_keys():
    request = {
        "TableName": "things",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "Tags": [{"Key": "a", "Value": "x"}, {"Key": "a", "Value": "y"}],
    }

    assert refusal(validate, "CreateTable", request) == (
        "ValidationException",
        INVALID + "Duplicate tag keys are not allowed.",
    )


def test_an_index_with_too_much_capacity_is_out_of_bounds():
    request = {
        "TableName": "things",
        **creation("by_b", ProvisionedThroughput={**UNITS, "WriteCapacityUnits": 10**13}),
    }

    assert refusal(validate, "UpdateTable", request) == (
        "ValidationException",
        "Given value 10000000000000 for WriteCapacityUnits is out of bounds",
    )


def test_a_table_update_says_one_thing_at_a_time():
    change = {"Delete": {"IndexName": "by_a"}, "Update": {"IndexName": "by_a"}}
    request = {"TableName": "things", "GlobalSecondaryIndexUpdates": [change]}

    assert refusal(validate, "UpdateTable", request)[1].startswith(INVALID + "Only one of ")


def test_a_table_on_demand_gets_no_capacity():
    request = {"TableName": "things", "ProvisionedThroughput": UNITS}
    neither = (
        INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
        "BillingMode is PAY_PER_REQUEST"
    )

    validate("UpdateTable", request)

    assert refusal(check_table_update, request, TABLE) == ("ValidationException", neither)
    assert refusal(validate, "UpdateTable", {**request, "BillingMode": "PAY_PER_REQUEST"}) == (
        "ValidationException",
        neither,
    )


@pytest.mark.parametrize(
    "request_",
    [
        creation("by_b"),
        {"TableName": "things", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by_a"}}]},
        {"TableName": "things", "DeletionProtectionEnabled": True},
        {"TableName": "things", "StreamSpecification": {"StreamEnabled": False}},
    ],
)
def test_a_right_table_update_passes(request_):
    validate("UpdateTable", request_)
    check_table_update(request_, TABLE)


@pytest.mark.parametrize("kind", ["Delete", "Update"])
def test_an_index_that_is_not_there_is_not_found(kind):
    change = {kind: {"IndexName": "nope"}}
    request = {"TableName": "things", "GlobalSecondaryIndexUpdates": [change]}

    assert refusal(check_table_update, request, TABLE) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )


def test_an_index_that_is_there_is_not_created_again():
    assert refusal(check_table_update, creation("by_a"), TABLE) == (
        "ValidationException",
        "Attempting to create an index which already exists",
    )


def test_a_new_index_has_capacity_if_its_table_has():
    request = {**creation("by_b"), "BillingMode": "PROVISIONED", "ProvisionedThroughput": UNITS}

    assert refusal(check_table_update, request, TABLE) == (
        "ValidationException",
        INVALID + "ProvisionedThroughput must be specified for index: by_b",
    )


def test_an_attribute_keeps_its_type():
    request = creation("by_a_again", "a")
    request["AttributeDefinitions"][0]["AttributeType"] = "N"

    assert refusal(check_table_update, request, TABLE)[1].startswith(
        INVALID + "Attributes cannot be redefined."
    )


def test_indexes_project_a_hundred_attributes_by_name_at_most():
    projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": [f"n{n}" for n in range(99)]}

    assert refusal(check_table_update, creation("by_b", Projection=projection), TABLE) == (
        "ValidationException",
        INVALID + "Number of NonKeyAttributes in all the local and global secondary indexes "
        "exceeds the maximum of 100. Total: 101",
    )


def test_a_table_has_twenty_global_indexes_at_most():
    indexes = {
        f"i{n}": Index(name=f"i{n}", kind="global", key=KeySchema(partition_key=("a",)))
        for n in range(20)
    }
    table = Table(
        name="things", key=TABLE.key, attribute_types=TABLE.attribute_types, indexes=indexes
    )

    assert refusal(check_table_update, creation("by_b"), table) == (
        "LimitExceededException",
        "GlobalSecondaryIndex count exceeds the per-table limit of 20",
    )


def test_a_global_key_has_its_partition_key_first():
    request = creation(
        "by_b",
        KeySchema=[
            {"AttributeName": "b", "KeyType": "HASH"},
            {"AttributeName": "c", "KeyType": "RANGE"},
            {"AttributeName": "d", "KeyType": "HASH"},
        ],
    )
    request["AttributeDefinitions"] = [
        {"AttributeName": name, "AttributeType": "S"} for name in "bcd"
    ]

    assert refusal(validate, "UpdateTable", request) == (
        "ValidationException",
        (
            "Invalid key order. Hash Key must be specified first in key schema, "
            "Range Key must be specifed second"
        ),
    )


def test_other_indexes_may_change_their_throughput_while_one_is_made():
    request = creation("by_b")
    units = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    request["GlobalSecondaryIndexUpdates"] += [
        {"Update": {"IndexName": name, "ProvisionedThroughput": units}} for name in ("by_c", "by_d")
    ]

    validate("UpdateTable", request)
