"""Queries look at one item collection, and still answer what moto answers."""

from contextlib import suppress

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.embedded.store.stored_item import StoredItem

ALL = {"ProjectionType": "ALL"}
KEYS_ONLY = {"ProjectionType": "KEYS_ONLY"}


def wire(**attributes):
    return {name: {"S": value} for name, value in attributes.items()}


def query(client, attribute, value, **options):
    return client.query(
        TableName="things",
        KeyConditionExpression="#a = :v",
        ExpressionAttributeNames={"#a": attribute},
        ExpressionAttributeValues={":v": value if isinstance(value, dict) else {"S": value}},
        **options,
    )["Items"]


def group(client, value):
    """The sort keys of what the index `by_group` has under a value."""
    return [item["sk"]["S"] for item in query(client, "grp", value, IndexName="by_group")]


def test_a_query_reads_no_more_items_than_it_answers(client, things, monkeypatch):
    for number in range(300):
        item = wire(pk=f"p{number % 3}", sk=f"{number:03}", grp=f"g{number % 3}")
        client.put_item(TableName="things", Item=item)
    read = []
    decode, decode_all = StoredItem.item, StoredItem.items
    monkeypatch.setattr(StoredItem, "item", lambda stored: read.append(stored) or decode(stored))
    monkeypatch.setattr(
        StoredItem, "items", lambda stored: read.extend(stored) or decode_all(stored)
    )
    assert [item["sk"]["S"] for item in query(client, "pk", "p1", Limit=2)] == ["001", "004"]
    assert len(read) == 2
    assert group(client, "g2")[:2] == ["002", "005"]
    assert len(read) == 2 + 100


def test_an_index_follows_every_write(client, things):
    assert group(client, "x") == []
    client.put_item(TableName="things", Item=wire(pk="a", sk="1", grp="x"))
    client.put_item(TableName="things", Item=wire(pk="a", sk="2", grp="x"))
    assert group(client, "x") == ["1", "2"]

    client.put_item(TableName="things", Item=wire(pk="a", sk="1", grp="y"))
    assert (group(client, "x"), group(client, "y")) == (["2"], ["1"])

    update = {
        "TableName": "things",
        "Key": wire(pk="a", sk="2"),
        "UpdateExpression": "SET grp = :g",
        "ExpressionAttributeValues": {":g": {"S": "y"}},
    }
    client.update_item(**update)
    assert (group(client, "x"), group(client, "y")) == ([], ["1", "2"])

    client.update_item(**update | {"Key": wire(pk="b", sk="3")})
    assert group(client, "y") == ["1", "2", "3"]

    client.update_item(TableName="things", Key=wire(pk="a", sk="1"), UpdateExpression="REMOVE grp")
    client.delete_item(TableName="things", Key=wire(pk="a", sk="2"))
    assert group(client, "y") == ["3"]

    client.batch_write_item(
        RequestItems={
            "things": [
                {"PutRequest": {"Item": wire(pk="c", sk="4", grp="y")}},
                {"DeleteRequest": {"Key": wire(pk="b", sk="3")}},
            ]
        }
    )
    client.execute_statement(Statement="UPDATE things SET grp = 'z' WHERE pk = 'c' AND sk = '4'")
    assert (group(client, "y"), group(client, "z")) == ([], ["4"])


def test_an_index_added_later_has_the_items_that_were_there(client, things):
    client.put_item(TableName="things", Item=wire(pk="a", sk="1", other="o"))
    create = {
        "IndexName": "by_other",
        "KeySchema": [{"AttributeName": "other", "KeyType": "HASH"}],
        "Projection": ALL,
    }
    client.update_table(
        TableName="things",
        AttributeDefinitions=[{"AttributeName": "other", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": create}],
    )
    answer = client.query(
        TableName="things",
        IndexName="by_other",
        KeyConditionExpression="#o = :v",
        ExpressionAttributeNames={"#o": "other"},
        ExpressionAttributeValues={":v": {"S": "o"}},
        ReturnConsumedCapacity="INDEXES",
    )
    assert answer["Items"] == [wire(pk="a", sk="1", other="o")]
    assert answer["ConsumedCapacity"]["GlobalSecondaryIndexes"] == {
        "by_other": {"CapacityUnits": 0.5}
    }


def test_an_index_with_several_key_attributes_is_looked_up_by_all_of_them(client, create_table):
    create_table(client, global_=[("multi", ["tenant", "region"], ["day", "sk"], ALL)])
    for number, region in enumerate(["eu", "eu", "us"]):
        item = wire(pk=str(number), sk="s", tenant="t", region=region, day=f"2026-01-0{number}")
        client.put_item(TableName="things", Item=item)
    answer = client.query(
        TableName="things",
        IndexName="multi",
        KeyConditionExpression="tenant = :t AND #r = :r AND #d = :d",
        ExpressionAttributeNames={"#r": "region", "#d": "day"},
        ExpressionAttributeValues=wire(**{":t": "t", ":r": "eu", ":d": "2026-01-01"}),
    )
    assert [item["pk"]["S"] for item in answer["Items"]] == ["1"]


def test_number_keys_are_equal_by_value(client, create_table):
    create_table(client, global_=[("by_n", ["n"], [], ALL)], types={"pk": "N", "n": "N"})
    client.put_item(
        TableName="things", Item={"pk": {"N": "1.0"}, "sk": {"S": "1"}, "n": {"N": "100"}}
    )
    item = {"pk": {"N": "1"}, "sk": {"S": "1"}, "n": {"N": "100"}}
    assert query(client, "pk", {"N": "1"}) == [item]
    assert query(client, "n", {"N": "1E2"}, IndexName="by_n") == [item]


def test_an_attribute_of_another_type_is_refused_as_an_index_key(client, things):
    item = {**wire(pk="a", sk="1"), "grp": {"L": [{"S": "x"}]}}
    with pytest.raises(client.exceptions.ClientError, match="Type mismatch for Index Key grp"):
        client.put_item(TableName="things", Item=item)
    assert client.scan(TableName="things")["Items"] == []


def test_pages_of_a_query_join_up(client, things):
    for number in range(7):
        item = wire(pk="a", sk=f"{number}", grp="g")
        client.put_item(TableName="things", Item=item)
    pages = client.get_paginator("query").paginate(
        TableName="things",
        IndexName="by_group",
        KeyConditionExpression="grp = :v",
        ExpressionAttributeValues={":v": {"S": "g"}},
        PaginationConfig={"PageSize": 3},
    )
    found = [[item["sk"]["S"] for item in page["Items"]] for page in pages]
    assert found == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


few = st.sampled_from("abc")
operations = st.lists(
    st.one_of(
        st.tuples(st.just("put"), few, few, st.one_of(st.none(), few)),
        st.tuples(st.just("update"), few, few, few),
        st.tuples(st.just("unset"), few, few, st.none()),
        st.tuples(st.just("delete"), few, few, st.none()),
        st.tuples(st.just("transact"), few, few, few),
    ),
    min_size=1,
    max_size=12,
)


def perform(client, kind, pk, sk, grp):
    key = {"TableName": "things", "Key": wire(pk=pk, sk=sk)}
    setting = {
        "UpdateExpression": "SET grp = :g",
        "ExpressionAttributeValues": {":g": {"S": str(grp)}},
    }
    match kind:
        case "put":
            item = wire(pk=pk, sk=sk, **({"grp": grp} if grp else {}))
            client.put_item(TableName="things", Item=item)
        case "update":
            client.update_item(**key, **setting)
        case "unset":
            client.update_item(**key, UpdateExpression="REMOVE grp")
        case "delete":
            client.delete_item(**key)
        case "transact":
            # The second of the same fails, and undoes its update as well.
            condition = {"ConditionExpression": "attribute_not_exists(pk)"}
            other = {"TableName": "things", "Item": wire(pk=sk + "!", sk=pk, grp=grp)}
            actions = [{"Update": {**key, **setting}}, {"Put": {**other, **condition}}]
            with suppress(client.exceptions.TransactionCanceledException):
                client.transact_write_items(TransactItems=actions)


def contents(client):
    """Every item collection of the table and of its index, and the whole table."""
    return (
        [query(client, "pk", pk) for pk in "abc"],
        [sorted(query(client, "grp", grp, IndexName="by_group"), key=str) for grp in "abc"],
        sorted(client.scan(TableName="things")["Items"], key=str),
    )


@given(operations)
@settings(max_examples=25)
def test_after_any_writes_every_query_answers_what_plain_moto_answers(operations_done):
    schema = {
        "TableName": "things",
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"} for name in ("grp", "pk", "sk")
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by_group",
                "KeySchema": [{"AttributeName": "grp", "KeyType": "HASH"}],
                "Projection": KEYS_ONLY,
            }
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    found = []
    for world in (mock_aws(), dynamodb()):
        with world:
            client = boto3.client("dynamodb", region_name="us-east-1")
            client.create_table(**schema)
            for operation in operations_done:
                perform(client, *operation)
            found.append(contents(client))
    plain, ours = found
    assert ours == plain
