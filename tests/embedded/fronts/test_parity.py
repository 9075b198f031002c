"""The three ways in give the same answers and the same errors."""

from datetime import datetime

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.measure.reading import DATA_PLANE

KEY = {"pk": {"S": "a"}, "sk": {"B": b"\x00\x01"}}
OTHER = {"pk": {"S": "b"}, "sk": {"B": b"\xff"}}
MISSING = {"pk": {"S": "none"}, "sk": {"B": b"\x00"}}
ITEM = {
    **KEY,
    "B": {"BS": [b"1", b"2"]},
    "n": {"N": "1.50"},
    "m": {"M": {"B": {"S": "x"}, "BS": {"L": []}, "none": {"NULL": True}}},
    "empty": {"S": ""},
    "nothing": {"M": {}},
    "yes": {"BOOL": True},
}
THINGS = {"TableName": "things"}
NOWHERE = {"TableName": "nowhere"}
INDEXES = {"ReturnConsumedCapacity": "INDEXES"}
OF_A = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}
NEVER = {"ConditionExpression": "attribute_not_exists(pk)"}
OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
BINARY = [{"S": "a"}, {"B": b"\x00\x01"}]
SELECT = "SELECT * FROM things WHERE pk = ? AND sk = ?"

CALLS = [
    (
        "create_table",
        {
            **THINGS,
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "B"},
            ],
            "BillingMode": "PAY_PER_REQUEST",
        },
    ),
    ("describe_table", THINGS),
    ("describe_table", NOWHERE),
    ("describe_time_to_live", THINGS),
    ("put_item", {**THINGS, "Item": ITEM, **INDEXES, "ReturnValues": "ALL_OLD"}),
    ("put_item", {**THINGS, "Item": OTHER, "ReturnItemCollectionMetrics": "SIZE"}),
    ("put_item", {**THINGS, "Item": ITEM, **NEVER, **OLD}),
    ("put_item", {**THINGS, "Item": {"pk": {"S": ""}, "sk": KEY["sk"]}}),
    ("put_item", {**THINGS, "Item": {"pk": {"S": "a"}}}),
    ("get_item", {**THINGS, "Key": KEY, **INDEXES}),
    ("get_item", {**THINGS, "Key": MISSING}),
    ("get_item", {**NOWHERE, "Key": KEY}),
    (
        "update_item",
        {
            **THINGS,
            "Key": KEY,
            "UpdateExpression": "ADD n :n SET bin = :b",
            "ExpressionAttributeValues": {":n": {"N": "1"}, ":b": {"B": b"\x02"}},
            "ReturnValues": "UPDATED_NEW",
        },
    ),
    ("update_item", {**THINGS, "Key": KEY, "UpdateExpression": "SET"}),
    ("query", {**THINGS, **OF_A, **INDEXES}),
    ("query", {**THINGS, **OF_A, "Limit": 1, "Select": "COUNT"}),
    ("query", {**THINGS, "KeyConditionExpression": "pk > :p"}),
    ("scan", {**THINGS, "Limit": 1}),
    ("scan", {**THINGS, "FilterExpression": "nonsense"}),
    ("batch_get_item", {"RequestItems": {"things": {"Keys": [KEY, OTHER]}}, **INDEXES}),
    ("batch_get_item", {"RequestItems": {"things": {"Keys": [KEY, KEY]}}}),
    (
        "batch_write_item",
        {"RequestItems": {"things": [{"PutRequest": {"Item": OTHER}}]}, **INDEXES},
    ),
    ("batch_write_item", {"RequestItems": {"nowhere": [{"DeleteRequest": {"Key": KEY}}]}}),
    ("transact_get_items", {"TransactItems": [{"Get": {**THINGS, "Key": KEY}}], **INDEXES}),
    ("transact_get_items", {"TransactItems": [{"Get": {**NOWHERE, "Key": KEY}}]}),
    ("transact_write_items", {"TransactItems": [{"Put": {**THINGS, "Item": OTHER}}], **INDEXES}),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {**THINGS, "Item": ITEM, **NEVER, **OLD}},
                {"Delete": {**THINGS, "Key": OTHER}},
            ]
        },
    ),
    ("execute_statement", {"Statement": SELECT, "Parameters": BINARY, **INDEXES}),
    ("execute_statement", {"Statement": "SELECT"}),
    ("batch_execute_statement", {"Statements": [{"Statement": SELECT, "Parameters": BINARY}]}),
    ("batch_execute_statement", {"Statements": [{"Statement": "x"}] * 26}),
    ("execute_transaction", {"TransactStatements": [{"Statement": SELECT, "Parameters": BINARY}]}),
    ("execute_transaction", {"TransactStatements": [{"Statement": "SELECT"}]}),
    ("delete_item", {**THINGS, "Key": KEY, "ReturnValues": "ALL_OLD"}),
    ("delete_item", {**THINGS, "Key": {"pk": {"S": "a"}}}),
    (
        "update_time_to_live",
        {**THINGS, "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "t"}},
    ),
    ("tag_resource", {"ResourceArn": "nonsense", "Tags": []}),
    ("list_tables", {}),
    ("delete_table", NOWHERE),
]


def plain(value):
    """A value in which times are equal, and what tells one way in from another is left out."""
    if isinstance(value, dict):
        return {
            name: plain(member)
            for name, member in value.items()
            if name not in ("RequestId", "HTTPHeaders", "TableId")
        }
    if isinstance(value, list):
        return [plain(element) for element in value]
    return datetime if isinstance(value, datetime) else value


def outcomes(client):
    """What comes of each call: its answer, or the class and the answer of its error."""
    found = []
    for method, arguments in CALLS:
        try:
            found.append((method, "answer", plain(getattr(client, method)(**arguments))))
        except ClientError as error:
            found.append((method, type(error).__name__, plain(error.response)))
    return found


@pytest.fixture(scope="module")
def through_boto3():
    with dynamodb() as embedded:
        return outcomes(embedded.client())


@pytest.mark.parametrize("index", range(len(CALLS)), ids=lambda index: f"{index}-{CALLS[index][0]}")
def test_the_direct_client_answers_as_boto3_does(through_boto3, direct_outcomes, index):
    assert direct_outcomes[index] == through_boto3[index]


@pytest.fixture(scope="module")
def direct_outcomes():
    return outcomes(DirectClient(Engine()))


def test_http_answers_as_boto3_does(serve, through_boto3):
    with serve(Engine()) as served:
        client = boto3.client(
            "dynamodb",
            endpoint_url=f"http://127.0.0.1:{served.port}",
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",
            config=Config(retries={"mode": "standard"}),
        )
        found = outcomes(client)
        client.close()
    assert found == through_boto3


def test_each_operation_of_the_data_plane_is_among_the_calls_with_and_without_error(through_boto3):
    mapping = DirectClient(Engine()).meta.method_to_api_mapping
    answered = {mapping[method] for method, kind, _ in through_boto3 if kind == "answer"}
    refused = {mapping[method] for method, kind, _ in through_boto3 if kind != "answer"}
    assert (sorted(DATA_PLANE - answered), sorted(DATA_PLANE - refused)) == ([], [])


@pytest.mark.parametrize("kind", [bytes, bytearray, lambda raw: raw.decode("latin-1")])
def test_binary_in_any_form_is_stored_as_the_same(kind):
    client = DirectClient(Engine())
    client.create_table(**CALLS[0][1])
    key = {"pk": {"S": "a"}, "sk": {"B": kind(b"\x01")}}
    client.put_item(TableName="things", Item={**key, "x": {"L": [{"BS": [kind(b"\x02")]}]}})
    found = client.get_item(TableName="things", Key=key)["Item"]
    assert found == {"pk": {"S": "a"}, "sk": {"B": b"\x01"}, "x": {"L": [{"BS": [b"\x02"]}]}}
