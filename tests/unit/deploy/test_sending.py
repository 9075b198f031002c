"""Requests of access patterns, sent with a client that answers from a list."""

import pytest

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.sending import MOST_TRIES, answers, renamed, rows_of
from pytest_dynamo.design.templates import parse_template
from pytest_dynamo.design.values import AccessPattern, Action, Condition
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan

A, B, C = ({"pk": {"S": letter}} for letter in "abc")
AB = Arguments(items=(("orders", A), ("orders", B)))
DAY = Arguments(parameters={"day": "monday"})


class Client:
    """Answers each call with the next of its answers, and keeps what it was called with."""

    def __init__(self, *answers_):
        self.calls = []
        self._answers = list(answers_)

    def __getattr__(self, method):
        def call(**arguments):
            self.calls.append((method, arguments))
            return self._answers.pop(0)

        return call


@pytest.fixture
def waits(monkeypatch):
    found = []
    monkeypatch.setattr("time.sleep", found.append)
    return found


@pytest.fixture
def query(table):
    def planned(*, limit=None, template="{day}", shards=1):
        condition = Condition(attribute="day", operator="=", operands=(parse_template(template),))
        pattern = AccessPattern(
            name="by day",
            table="orders",
            kind="query",
            limit=limit,
            fan_out="shard" if shards > 1 else None,
        )
        return Plan(
            pattern=pattern,
            operation="Query",
            table=table,
            index=table.indexes["by_day"],
            partition=(condition,),
            shards=shards,
        )

    return planned


@pytest.fixture
def batch(table):
    def planned(kind, operation):
        action = Action(kind="get" if kind == "batch_get" else "put", table="orders")
        pattern = AccessPattern(name="several", kind=kind, table="orders", actions=(action,))
        return Plan(pattern=pattern, operation=operation, table=table)

    return planned


def test_a_query_is_followed_to_its_end(query):
    client = Client(
        {"Items": [A], "LastEvaluatedKey": A}, {"Items": [B], "LastEvaluatedKey": B}, {}
    )
    found = answers(query(), DAY, client, {"orders": "test-orders"}, name="by day")

    assert [rows_of(answer) for answer in found] == [[A], [B], []]
    first = {
        "TableName": "test-orders",
        "IndexName": "by_day",
        "KeyConditionExpression": "#day = :day",
        "ExpressionAttributeNames": {"#day": "day"},
        "ExpressionAttributeValues": {":day": {"S": "monday"}},
        "name": "by day",
    }
    assert client.calls == [
        ("query", first),
        ("query", first | {"ExclusiveStartKey": A}),
        ("query", first | {"ExclusiveStartKey": B}),
    ]


def test_a_query_with_a_limit_is_one_page(query):
    client = Client({"Items": [A], "LastEvaluatedKey": A})

    assert [rows_of(answer) for answer in answers(query(limit=1), DAY, client)] == [[A]]
    assert client.calls[0][1]["TableName"] == "orders"


def test_each_query_of_a_fan_out_is_followed(query):
    client = Client({"Items": [A], "LastEvaluatedKey": A}, {"Items": [B]}, {"Items": [C]})
    found = answers(query(template="{day}#{shard}", shards=2), DAY, client)

    assert [rows_of(answer) for answer in found] == [[A], [B], [C]]
    assert [call["ExpressionAttributeValues"] for _, call in client.calls] == [
        {":day": {"S": "monday#0"}},
        {":day": {"S": "monday#0"}},
        {":day": {"S": "monday#1"}},
    ]


def test_unprocessed_keys_are_sent_again_with_what_was_asked_of_them(batch, waits):
    left = {"test-orders": {"Keys": [B], "ConsistentRead": True}}
    client = Client(
        {"Responses": {"test-orders": [A]}, "UnprocessedKeys": left},
        {"Responses": {"test-orders": [B]}, "UnprocessedKeys": {}},
    )
    plan = batch("batch_get", "BatchGetItem")
    found = answers(plan, AB, client, {"orders": "test-orders"}, name="several")

    assert [rows_of(answer) for answer in found] == [[A], [B]]
    assert client.calls == [
        (
            "batch_get_item",
            {"RequestItems": {"test-orders": {"Keys": [A, B]}}, "name": "several"},
        ),
        ("batch_get_item", {"RequestItems": left, "name": "several"}),
    ]
    assert waits == [0.05]


def test_unprocessed_items_are_sent_again_ever_later_until_enough_is_enough(batch, waits):
    left = {"orders": [{"PutRequest": {"Item": B}}]}
    client = Client(*[{"UnprocessedItems": left}] * MOST_TRIES)
    found = list(answers(batch("batch_write", "BatchWriteItem"), AB, client))

    assert found == [{"UnprocessedItems": left}] * MOST_TRIES
    assert [call["RequestItems"] for _, call in client.calls[1:]] == [left] * (MOST_TRIES - 1)
    assert waits == [0.05, 0.1, 0.2, 0.4, 0.8]


def test_a_batch_that_is_processed_whole_is_sent_once(batch, waits):
    client = Client({"UnprocessedItems": {}})

    assert list(answers(batch("batch_write", "BatchWriteItem"), AB, client)) == [
        {"UnprocessedItems": {}}
    ]
    assert waits == []


def test_a_missing_parameter_is_told_before_anything_is_sent(query):
    client = Client()

    with pytest.raises(DynamoError, match="needs the parameter 'day'"):
        list(answers(query(), Arguments(), client))
    assert client.calls == []


@pytest.mark.parametrize(
    ("answer", "rows"),
    [
        ({"Items": [A, B], "Count": 2}, [A, B]),
        ({"Items": []}, []),
        ({"Item": A}, [A]),
        ({"Responses": {"orders": [A], "users": [B]}, "UnprocessedKeys": {}}, [A, B]),
        ({"Responses": [{"Item": A}, {}, {"Item": B}]}, [A, B]),
        ({"Attributes": A}, []),
        ({}, []),
    ],
)
def test_the_rows_of_an_answer(answer, rows):
    assert rows_of(answer) == rows


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"TableName": "orders", "Key": A}, {"TableName": "o", "Key": A}),
        ({"TableName": "users", "Key": A}, {"TableName": "users", "Key": A}),
        (
            {"RequestItems": {"orders": {"Keys": [A]}, "users": {"Keys": [B]}}},
            {"RequestItems": {"o": {"Keys": [A]}, "users": {"Keys": [B]}}},
        ),
        (
            {"TransactItems": [{"Put": {"TableName": "orders", "Item": A}}]},
            {"TransactItems": [{"Put": {"TableName": "o", "Item": A}}]},
        ),
    ],
)
def test_tables_are_renamed_wherever_a_request_names_them(arguments, expected):
    before = repr(arguments)

    assert renamed(arguments, {"orders": "o"}) == expected
    assert repr(arguments) == before


def test_patterns_are_performed_on_a_real_client(client, table, query, batch):
    create_table(client, table, "test-orders")
    names = {"orders": "test-orders"}
    items = [{"pk": {"S": str(number)}, "day": {"S": "monday"}} for number in range(3)]
    written = Arguments(items=tuple(("orders", item) for item in items))
    list(answers(batch("batch_write", "BatchWriteItem"), written, client, names))
    (answer,) = answers(query(), DAY, client, names)

    assert sorted(item["pk"]["S"] for item in rows_of(answer)) == ["0", "1", "2"]
