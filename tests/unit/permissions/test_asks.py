"""What IAM is asked on behalf of requests."""

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.asks import asks_of
from pytest_dynamo.permissions.values import Ask, Whereabouts
from pytest_dynamo.planner.requests import Request

DESIGN = parse_design("""
version: 1
name: two
tables:
  first:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: G, sort_key: SK}
      many: {partition_key: [G, {name: n, type: N}]}
  second: {partition_key: {name: id, type: N}}
entities:
  A: {table: first, item: {PK: a, SK: "{k}", k: {ulid: true}, G: g, n: {int: {min: 1, max: 2}}}, population: 1}
  B: {table: second, item: {id: {sequence: {start: 1}}}, population: 1}
access_patterns:
  get_b: {table: second, get: {id: "{id}"}, returns: B}
""")
HERE = Whereabouts(region="r", account="1", names={"second": "prod-second"})
FIRST, SECOND = "arn:aws:dynamodb:r:1:table/first", "arn:aws:dynamodb:r:1:table/prod-second"
KEY = {"PK": {"S": "a"}, "SK": {"S": "s"}}


def asked(operation, **arguments):
    return [
        (
            one.action.removeprefix("dynamodb:"),
            one.resource,
            {name.removeprefix("dynamodb:"): values for name, values in one.context.items()},
        )
        for one in asks_of(Request(operation=operation, arguments=arguments), DESIGN, HERE)
    ]


def test_a_get_asks_with_its_key() -> None:
    assert asks_of(
        Request(operation="GetItem", arguments={"TableName": "first", "Key": KEY}), DESIGN, HERE
    ) == (
        Ask(
            action="dynamodb:GetItem",
            resource=FIRST,
            context={
                "dynamodb:LeadingKeys": ("a",),
                "dynamodb:Attributes": ("PK", "SK"),
                "dynamodb:Select": ("ALL_ATTRIBUTES",),
            },
        ),
    )


def test_a_get_that_lists_attributes_asks_with_them() -> None:
    found = asked(
        "GetItem",
        TableName="first",
        Key=KEY,
        ProjectionExpression="#x.#y[0], plain, b.c",
        ExpressionAttributeNames={"#x": "an x", "#y": "y"},
    )

    assert found == [
        (
            "GetItem",
            FIRST,
            {
                "LeadingKeys": ("a",),
                "Attributes": ("PK", "SK", "an x", "plain", "b"),
                "Select": ("SPECIFIC_ATTRIBUTES",),
            },
        )
    ]


def test_a_query_asks_on_its_index_with_the_partition_key_of_the_index() -> None:
    found = asked(
        "Query",
        TableName="first",
        IndexName="GSI1",
        KeyConditionExpression="begins_with(#SK, :SK) AND #G = :G",
        FilterExpression="size(#f) > :f AND NOT (attribute_exists(h) OR #f IN (:f, :f_2))",
        ExpressionAttributeNames={"#SK": "SK", "#G": "G", "#f": "filtered"},
        ExpressionAttributeValues={
            ":SK": {"S": "s"},
            ":G": {"S": "g"},
            ":f": {"N": "1"},
            ":f_2": {"N": "1"},
        },
    )

    assert found == [
        (
            "Query",
            f"{FIRST}/index/GSI1",
            {
                "LeadingKeys": ("g",),
                "Attributes": ("SK", "G", "filtered", "h"),
                "Select": ("ALL_PROJECTED_ATTRIBUTES",),
            },
        )
    ]


def test_keys_of_several_attributes_and_numbers_are_no_leading_keys() -> None:
    several = asked(
        "Query",
        TableName="first",
        IndexName="many",
        KeyConditionExpression="#G = :G AND #n = :n",
        ExpressionAttributeNames={"#n": "n", "#G": "G"},
        ExpressionAttributeValues={":n": {"N": "1"}, ":G": {"S": "g"}},
        Select="COUNT",
    )
    number = asked("DeleteItem", TableName="second", Key={"id": {"N": "1"}})

    assert several == [
        ("Query", f"{FIRST}/index/many", {"Attributes": ("G", "n"), "Select": ("COUNT",)})
    ]
    assert number == [("DeleteItem", SECOND, {"Attributes": ("id",), "ReturnValues": ("NONE",)})]


def test_a_scan_asks_without_keys() -> None:
    assert asked("Scan", TableName="first") == [("Scan", FIRST, {"Select": ("ALL_ATTRIBUTES",)})]


def test_a_put_asks_with_all_it_puts_and_what_its_condition_names() -> None:
    found = asked(
        "PutItem",
        TableName="first",
        Item=KEY | {"x": {"N": "1"}},
        ConditionExpression="attribute_not_exists(#PK) and owner = :o",
        ExpressionAttributeNames={"#PK": "PK"},
        ExpressionAttributeValues={":o": {"S": "o"}},
        ReturnValues="ALL_OLD",
    )

    assert found == [
        (
            "PutItem",
            FIRST,
            {
                "LeadingKeys": ("a",),
                "Attributes": ("PK", "SK", "x", "owner"),
                "ReturnValues": ("ALL_OLD",),
            },
        )
    ]


def test_an_update_asks_with_what_it_writes() -> None:
    found = asked(
        "UpdateItem",
        TableName="first",
        Key=KEY,
        UpdateExpression="SET #a = if_not_exists(#b, :zero) + :one ADD c :one REMOVE d.e, f[1] DELETE g :g",
        ConditionExpression="h BETWEEN :zero AND :one",
        ExpressionAttributeNames={"#a": "a", "#b": "b"},
    )

    assert found == [
        (
            "UpdateItem",
            FIRST,
            {
                "LeadingKeys": ("a",),
                "Attributes": ("PK", "SK", "h", "a", "b", "c", "d", "f", "g"),
                "ReturnValues": ("NONE",),
            },
        )
    ]


def test_a_batch_asks_once_for_each_table_with_all_its_keys() -> None:
    read = asked(
        "BatchGetItem",
        RequestItems={
            "first": {"Keys": [KEY, KEY | {"PK": {"S": "b"}}]},
            "second": {"Keys": [{"id": {"N": "1"}}]},
        },
    )
    written = asked(
        "BatchWriteItem",
        RequestItems={
            "first": [
                {"PutRequest": {"Item": KEY | {"x": {"S": "x"}}}},
                {"DeleteRequest": {"Key": KEY | {"PK": {"S": "b"}}}},
            ]
        },
    )

    assert read == [
        (
            "BatchGetItem",
            FIRST,
            {"LeadingKeys": ("a", "b"), "Attributes": ("PK", "SK"), "Select": ("ALL_ATTRIBUTES",)},
        ),
        ("BatchGetItem", SECOND, {"Attributes": ("id",), "Select": ("ALL_ATTRIBUTES",)}),
    ]
    assert written == [
        ("BatchWriteItem", FIRST, {"LeadingKeys": ("a", "b"), "Attributes": ("PK", "SK", "x")})
    ]


def test_a_transaction_asks_for_each_of_its_actions() -> None:
    key = {"TableName": "first", "Key": KEY}
    writes = asked(
        "TransactWriteItems",
        TransactItems=[
            {"Put": {"TableName": "first", "Item": KEY}},
            {"Update": key | {"UpdateExpression": "REMOVE x"}},
            {"Delete": key},
            {"ConditionCheck": key | {"ConditionExpression": "attribute_exists(y)"}},
        ],
    )
    reads = asked(
        "TransactGetItems",
        TransactItems=[{"Get": {"TableName": "second", "Key": {"id": {"N": "1"}}}}],
    )

    assert [
        (action, context.get("EnclosingOperation"), context["Attributes"])
        for action, _, context in writes
    ] == [
        ("PutItem", ("TransactWriteItems",), ("PK", "SK")),
        ("UpdateItem", ("TransactWriteItems",), ("PK", "SK", "x")),
        ("DeleteItem", ("TransactWriteItems",), ("PK", "SK")),
        ("ConditionCheckItem", None, ("PK", "SK", "y")),
    ]
    assert [(action, where, context["EnclosingOperation"]) for action, where, context in reads] == [
        ("GetItem", SECOND, ("TransactGetItems",))
    ]


def test_a_table_or_an_index_that_is_not_there_is_an_error() -> None:
    with pytest.raises(
        DynamoError, match="table 'frist', which two does not have; did you mean 'first'"
    ):
        asked("GetItem", TableName="frist", Key=KEY)
    with pytest.raises(
        DynamoError, match="index 'GSI2', which first does not have; did you mean 'GSI1'"
    ):
        asked("Query", TableName="first", IndexName="GSI2", KeyConditionExpression="a = :a")
