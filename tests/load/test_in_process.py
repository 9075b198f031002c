"""The client inside the process counts what boto3's is seen to do: every call, every figure."""

from contextlib import suppress
from copy import deepcopy
from dataclasses import replace

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.design.values import Index, KeySchema, Provisioned, Table
from pytest_dynamo.embedded import Throttling, dynamodb
from pytest_dynamo.locust.clients.in_process import InProcessClient
from pytest_dynamo.locust.clients.named import NamedClient
from pytest_dynamo.locust.clients.telling import Telling
from pytest_dynamo.measure.flow import partitions_of
from pytest_dynamo.measure.observe import observing
from pytest_dynamo.measure.reading import DATA_PLANE
from pytest_dynamo.measure.tally import Tally
from tests.load.kept import Kept

THINGS = Table(
    name="things",
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S", "at": "N", "L": "S"},
    indexes={
        "by_at": Index(name="by_at", kind="global", key=KeySchema(partition_key=("at",))),
        "by_l": Index(
            name="by_l", kind="local", key=KeySchema(partition_key=("PK",), sort_key=("L",))
        ),
    },
)
SCARCE = Table(
    name="scarce",
    key=KeySchema(partition_key=("PK",)),
    attribute_types={"PK": "B"},
    billing_mode="PROVISIONED",
    provisioned=Provisioned(read_capacity_units=1, write_capacity_units=1),
)
NAMES = {"things": "test-things", "scarce": "test-scarce"}
SCHEMAS = {NAMES[table.name]: table for table in (THINGS, SCARCE)}


def item(n, **more):
    made = {"PK": {"S": f"P#{n % 3}"}, "SK": {"S": f"S#{n:02d}"}, "at": {"N": str(n % 2)}}
    return {**made, "L": {"S": f"l{n}"}, "data": {"B": b"\x00" * 300}, **more}


def key(n):
    return {name: item(n)[name] for name in ("PK", "SK")}


def scarce(n, **more):
    return {"PK": {"B": b"%d" % n}, **more}


NOT_THERE = "attribute_not_exists(PK)"
LARGE = {"data": {"S": "x" * 90_000}}
QUERY = {
    "TableName": "things",
    "KeyConditionExpression": "#PK = :PK",
    "ExpressionAttributeNames": {"#PK": "PK"},
    "ExpressionAttributeValues": {":PK": {"S": "P#1"}},
}
UPDATE = {
    "TableName": "things",
    "Key": key(4),
    "UpdateExpression": "SET #at = :at",
    "ExpressionAttributeNames": {"#at": "at"},
    "ExpressionAttributeValues": {":at": {"N": "7"}},
}
CALLS = [
    *[("put_item", {"TableName": "things", "Item": item(n)}) for n in range(8)],
    ("put_item", {"TableName": "things", "Item": item(0), "ConditionExpression": NOT_THERE}),
    ("put_item", {"TableName": "things", "Item": item(1), "ReturnValues": "ALL_OLD"}),
    ("get_item", {"TableName": "things", "Key": key(1), "name": "get_thing"}),
    ("get_item", {"TableName": "things", "Key": key(99), "ReturnConsumedCapacity": "NONE"}),
    ("get_item", {"TableName": "things", "Key": key(1), "ReturnConsumedCapacity": "TOTAL"}),
    ("get_item", {"TableName": "things", "Key": key(1), "ReturnConsumedCapacity": "INDEXES"}),
    ("get_item", {"TableName": "missing", "Key": key(1)}),
    ("get_item", {"TableName": "things", "Key": {"PK": {"S": "alone"}}}),
    ("update_item", UPDATE),
    ("update_item", {**UPDATE, "ReturnValues": "ALL_NEW", "ReturnConsumedCapacity": "TOTAL"}),
    ("update_item", {**UPDATE, "Key": key(98), "ConditionExpression": "attribute_exists(PK)"}),
    ("delete_item", {"TableName": "things", "Key": key(7), "ReturnValues": "ALL_OLD"}),
    ("query", {**QUERY, "Limit": 2, "name": "list_things"}),
    ("query", {**QUERY, "IndexName": "by_l", "ConsistentRead": True}),
    (
        "query",
        {
            "TableName": "things",
            "IndexName": "by_at",
            "KeyConditionExpression": "at = :at",
            "ExpressionAttributeValues": {":at": {"N": "1.0"}},
        },
    ),
    ("scan", {"TableName": "things", "Limit": 3}),
    (
        "batch_get_item",
        {
            "RequestItems": {"things": {"Keys": [key(1), key(2), key(97)]}},
            "ReturnConsumedCapacity": "TOTAL",
        },
    ),
    (
        "batch_write_item",
        {
            "RequestItems": {
                "things": [
                    {"PutRequest": {"Item": item(9)}},
                    {"DeleteRequest": {"Key": key(6)}},
                ]
            }
        },
    ),
    (
        "transact_get_items",
        {"TransactItems": [{"Get": {"TableName": "things", "Key": key(n)}} for n in (1, 96)]},
    ),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {"TableName": "things", "Item": item(10)}},
                {"Update": {**UPDATE, "Key": key(2)}},
            ],
            "name": "checkout",
        },
    ),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {"TableName": "things", "Item": item(1), "ConditionExpression": NOT_THERE}},
                {"Delete": {"TableName": "things", "Key": key(2)}},
            ]
        },
    ),
    (
        "execute_statement",
        {"Statement": 'SELECT * FROM "test-things"."by_at" WHERE at = 1'},
    ),
    (
        "batch_execute_statement",
        {
            "Statements": [
                {"Statement": f"SELECT * FROM \"test-things\" WHERE PK = 'P#{n}' AND SK = 'S#01'"}
                for n in (1, 2)
            ]
        },
    ),
    (
        "execute_transaction",
        {
            "TransactStatements": [
                {"Statement": "UPDATE \"test-things\" SET at = 5 WHERE PK = 'P#1' AND SK = 'S#01'"}
            ]
        },
    ),
    # Binary in another form than bytes, as boto3 takes it.
    ("put_item", {"TableName": "scarce", "Item": {"PK": {"B": bytearray(b"0")}}}),
    # A table of one unit a second runs dry, as nobody turns the clock.
    *[("put_item", {"TableName": "scarce", "Item": scarce(n, **LARGE)}) for n in range(5)],
    (
        "batch_write_item",
        {
            "RequestItems": {
                "things": [{"PutRequest": {"Item": item(11)}}],
                "scarce": [{"PutRequest": {"Item": scarce(1)}}],
            }
        },
    ),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {"TableName": "scarce", "Item": scarce(2)}},
                {"Put": {"TableName": "things", "Item": item(12)}},
            ]
        },
    ),
]


def settled(embedded):
    """Two tables, throttled from now on."""
    setup = embedded.unthrottled_client()
    for table in (THINGS, SCARCE):
        create_table(setup, table, NAMES[table.name])
    return embedded


def seen(answer):
    """An answer without what is different each time, and with headers that none has who sends nothing."""
    metadata = answer["ResponseMetadata"]
    return {**answer, "ResponseMetadata": (metadata["HTTPStatusCode"], metadata["RetryAttempts"])}


def done_by(client):
    """The answers, or errors, of all calls."""
    came = []
    for method, arguments in CALLS:
        asked = deepcopy(arguments)
        try:
            came.append(seen(getattr(client, method)(**asked)))
        except ClientError as error:
            came.append((type(error).__name__, seen(error.response)))
        assert asked == arguments  # nobody's request is changed
    return came


def timeless(calls):
    return [replace(call, started=1.0, duration_seconds=0.5) for call in calls]


@pytest.fixture(scope="module")
def by_boto3():
    calls = []
    with dynamodb(clock=lambda: 1e9, throttling=Throttling()) as embedded:
        settled(embedded)
        options = {"retries": {"total_max_attempts": 1, "mode": "standard"}}
        client = NamedClient(embedded.client(config=Config(**options)), NAMES)
        with observing(calls.append, schemas=SCHEMAS.get):
            return done_by(client), timeless(calls)


@pytest.fixture
def sink():
    return Kept()


@pytest.fixture
def client(sink):
    with dynamodb(clock=lambda: 1e9, throttling=Throttling()) as embedded:
        engine = settled(embedded).engine
        yield InProcessClient(
            engine, Telling(sink, names=NAMES, schemas=SCHEMAS.get, source="modelled")
        )


def test_every_answer_and_every_call_is_that_of_boto3(client, sink, by_boto3):
    answers, calls = by_boto3

    assert done_by(client) == answers
    assert timeless(sink.calls) == calls


def test_the_calls_hold_all_that_is_counted(by_boto3):
    _, calls = by_boto3
    tally = Tally(partitions=partitions_of(SCHEMAS.values()))
    for call in calls:
        tally.add(call)

    assert {call.operation for call in calls} == DATA_PLANE
    assert {call.error for call in calls} >= {
        "ConditionalCheckFailedException",
        "TransactionCanceledException",
        "ResourceNotFoundException",
        "ProvisionedThroughputExceededException",
    }
    assert tally.throttled_items
    assert tally.throttles
    assert any(call.cancellations for call in calls)
    assert {"get_thing", "list_things", "checkout"} <= tally.patterns.keys()


def test_who_watches_boto3_is_told_of_it_by_the_client_alone(client, sink):
    calls = []
    with observing(calls.append):
        client.get_item(TableName="things", Key=key(1))

    assert len(sink.calls) == 1
    assert not calls


def test_pages_and_waiters_are_those_of_boto3(client, sink):
    for n in range(4):
        client.put_item(TableName="things", Item=item(n))
    pages = list(client.get_paginator("scan").paginate(TableName="things", Limit=3, name="all"))

    assert [page["Count"] for page in pages] == [3, 1]
    assert [call.pattern for call in sink.calls[4:]] == ["all", "all"]
    assert client.describe_table(TableName="test-things")["Table"]["TableName"] == "test-things"
    assert len(sink.calls) == 6  # the control plane consumes nothing


def test_a_call_that_is_broken_off_is_told_as_cut_off(client, sink, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(client, "answer_to", interrupted)
    with suppress(KeyboardInterrupt):
        client.get_item(TableName="things", Key=key(1), name="get_thing")
    with suppress(KeyboardInterrupt):
        client.get_item(TableName="things", Key=key(1))

    assert [name for name, _ in sink.cut] == ["get_thing", "GetItem"]
    assert sink.begun == 2
    assert not sink.calls
