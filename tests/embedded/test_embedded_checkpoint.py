"""Tables as they were at one moment, had again after they have been written to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.embedded import dynamodb

TABLE = {
    "TableName": "notes",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("id", "n", "kind")
    ],
    "KeySchema": [
        {"AttributeName": "id", "KeyType": "HASH"},
        {"AttributeName": "n", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_kind",
            "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
    "BillingMode": "PAY_PER_REQUEST",
}


def item(number, kind="a", **more):
    return {"id": {"S": str(number % 3)}, "n": {"S": str(number)}, "kind": {"S": kind}, **more}


def key(number):
    return {name: item(number)[name] for name in ("id", "n")}


def contents(client):
    def sort(items):
        return sorted(items, key=lambda one: one["n"]["S"])

    description = client.describe_table(TableName="notes")["Table"]
    (index,) = description["GlobalSecondaryIndexes"]
    return (
        sort(client.scan(TableName="notes")["Items"]),
        sort(client.scan(TableName="notes", IndexName="by_kind")["Items"]),
        (description["ItemCount"], description["TableSizeBytes"]),
        (index["ItemCount"], index["IndexSizeBytes"]),
    )


@pytest.fixture
def embedded():
    with dynamodb() as opened:
        opened.direct_client().create_table(**TABLE)
        yield opened


WRITES = st.lists(
    st.tuples(
        st.sampled_from(["put", "delete", "update"]),
        st.integers(0, 8),
        st.sampled_from(["a", "b"]),
    ),
    max_size=30,
)


@settings(max_examples=50, deadline=None)
@given(before=WRITES, after=WRITES)
def test_whatever_is_written_the_table_and_its_indexes_are_as_they_were(before, after):
    with dynamodb() as embedded:
        client = embedded.direct_client()
        client.create_table(**TABLE)

        def write(kind, number, value):
            if kind == "put":
                client.put_item(TableName="notes", Item=item(number, value))
            elif kind == "delete":
                client.delete_item(TableName="notes", Key=key(number))
            else:
                client.update_item(
                    TableName="notes",
                    Key=key(number),
                    UpdateExpression="SET kind = :k",
                    ExpressionAttributeValues={":k": {"S": value}},
                )

        for one in before:
            write(*one)
        found = contents(client)
        checkpoint = embedded.checkpoint(["notes"])
        for _ in range(2):
            for one in after:
                write(*one)
            is_changed = contents(client) != found
            assert bool(checkpoint.changed()) == is_changed
            checkpoint.restore()
            assert contents(client) == found
            assert checkpoint.changed() == {}


def test_it_counts_the_items_that_are_not_as_they_were(embedded):
    client = embedded.direct_client()
    client.put_item(TableName="notes", Item=item(1))
    checkpoint = embedded.checkpoint(["notes"])
    client.put_item(TableName="notes", Item=item(1))
    assert checkpoint.changed() == {}
    client.put_item(TableName="notes", Item=item(1, "b"))
    client.put_item(TableName="notes", Item=item(2))
    client.put_item(TableName="notes", Item=item(3))
    client.delete_item(TableName="notes", Key=key(3))
    assert checkpoint.changed() == {"notes": 2}


def test_a_table_that_is_gone_or_another_is_told_and_left_alone(embedded):
    client = embedded.direct_client()
    checkpoint = embedded.checkpoint(["notes"])
    client.update_time_to_live(
        TableName="notes", TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True}
    )
    assert checkpoint.changed() == {"notes": None}
    client.delete_table(TableName="notes")
    assert checkpoint.changed() == {"notes": None}
    client.create_table(**TABLE)
    client.put_item(TableName="notes", Item=item(1))
    checkpoint.restore()
    assert checkpoint.changed() == {"notes": None}
    assert client.scan(TableName="notes")["Count"] == 1


def test_what_comes_back_expires_by_its_time_to_live():
    now = [1_000_000.0]
    with dynamodb(clock=lambda: now[0]) as embedded:
        client = embedded.direct_client()
        client.create_table(**TABLE)
        client.update_time_to_live(
            TableName="notes", TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True}
        )
        client.put_item(TableName="notes", Item=item(1, ends={"N": "1000010"}))
        checkpoint = embedded.checkpoint(["notes"])
        client.delete_item(TableName="notes", Key=key(1))
        client.put_item(TableName="notes", Item=item(2, ends={"N": "1000010"}))
        checkpoint.restore()
        assert client.scan(TableName="notes")["Count"] == 1
        now[0] += 20
        assert client.scan(TableName="notes")["Count"] == 0


def test_there_is_none_of_a_table_that_is_not_there(embedded):
    with pytest.raises(KeyError):
        embedded.checkpoint(["other"])
