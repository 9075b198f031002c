"""An operation that fails leaves nothing behind: items, indexes, streams."""

import threading

import pytest
from botocore.exceptions import ClientError


def wire(**attributes):
    return {name: {"S": value} for name, value in attributes.items()}


def snapshot(client):
    """The table, its index, and how many stream records there are."""
    index = client.scan(TableName="things", IndexName="by_group")["Items"]
    return client.scan(TableName="things")["Items"], index


def records(embedded):
    streams = embedded.streams_client()
    arn = streams.list_streams(TableName="things")["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )
    return streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]


@pytest.fixture
def filled(client, create_table):
    create_table(
        client,
        global_=[("by_group", ["grp"], [], {"ProjectionType": "ALL"})],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    for number in range(3):
        item = {**wire(pk="a", sk=str(number), grp="g"), "deep": {"M": {"list": {"L": []}}}}
        client.put_item(TableName="things", Item=item)
    query_index(client)


def query_index(client, grp="g"):
    answer = client.query(
        TableName="things",
        IndexName="by_group",
        KeyConditionExpression="grp = :g",
        ExpressionAttributeValues={":g": {"S": grp}},
    )
    return [item["sk"]["S"] for item in answer["Items"]]


def actions(*more):
    table = {"TableName": "things"}
    return [
        {"Put": {**table, "Item": wire(pk="new", sk="1", grp="g")}},
        {"Put": {**table, "Item": wire(pk="a", sk="0", grp="h")}},
        {
            "Update": {
                **table,
                "Key": wire(pk="a", sk="1"),
                "UpdateExpression": "SET grp = :g, deep.#l = list_append(deep.#l, :l)",
                "ExpressionAttributeNames": {"#l": "list"},
                "ExpressionAttributeValues": {":g": {"S": "h"}, ":l": {"L": [{"S": "x"}]}},
            }
        },
        {
            "Update": {
                **table,
                "Key": wire(pk="born", sk="1"),
                "UpdateExpression": "SET grp = :g",
                "ExpressionAttributeValues": {":g": {"S": "g"}},
            }
        },
        {"Delete": {**table, "Key": wire(pk="a", sk="2")}},
        *more,
    ]


def test_a_transaction_that_holds_does_everything(embedded, client, filled):
    client.transact_write_items(TransactItems=actions())
    assert (query_index(client, "g"), query_index(client, "h")) == (["1", "1"], ["0", "1"])
    assert [each["eventName"] for each in records(embedded)[3:]] == [
        "INSERT",
        "MODIFY",
        "MODIFY",
        "INSERT",
        "REMOVE",
    ]


def test_a_transaction_that_fails_leaves_nothing_behind(embedded, client, filled):
    before = snapshot(client)
    failing = {
        "TableName": "things",
        "Key": wire(pk="nobody", sk="1"),
        "ConditionExpression": "attribute_exists(pk)",
    }
    with pytest.raises(client.exceptions.TransactionCanceledException) as caught:
        client.transact_write_items(TransactItems=actions({"ConditionCheck": failing}))
    reasons = [each["Code"] for each in caught.value.response["CancellationReasons"]]
    assert reasons == ["None"] * 5 + ["ConditionalCheckFailed"]
    assert snapshot(client) == before
    assert (query_index(client, "g"), query_index(client, "h")) == (["0", "1", "2"], [])
    assert len(records(embedded)) == 3


def test_two_actions_on_one_item_are_refused_and_leave_nothing_behind(client, filled):
    before = snapshot(client)
    twice = {"Put": {"TableName": "things", "Item": wire(pk="new", sk="1")}}
    with pytest.raises(ClientError, match="multiple operations on one item"):
        client.transact_write_items(TransactItems=actions(twice))
    assert snapshot(client) == before


def test_writes_go_on_after_a_failed_transaction(client, filled):
    failing = {
        "TableName": "things",
        "Key": wire(pk="a", sk="1"),
        "ConditionExpression": "attribute_not_exists(pk)",
    }
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(TransactItems=[{"ConditionCheck": failing}])
    client.put_item(TableName="things", Item=wire(pk="a", sk="9", grp="g"))
    assert query_index(client) == ["0", "1", "2", "9"]


def test_an_update_that_fails_on_the_way_leaves_the_item_as_it_was(client, filled):
    before = snapshot(client)
    with pytest.raises(ClientError, match="Item size to update has exceeded"):
        client.update_item(
            TableName="things",
            Key=wire(pk="a", sk="1"),
            UpdateExpression="SET grp = :g, big = :b, bigger = :b",
            ExpressionAttributeValues={":g": {"S": "h"}, ":b": {"S": "x" * 300_000}},
        )
    with pytest.raises(ClientError, match="Item size to update has exceeded"):
        client.update_item(
            TableName="things",
            Key=wire(pk="unborn", sk="1"),
            UpdateExpression="SET grp = :g, big = :b, bigger = :b",
            ExpressionAttributeValues={":g": {"S": "h"}, ":b": {"S": "x" * 300_000}},
        )
    assert snapshot(client) == before
    assert query_index(client, "h") == []


def test_a_batch_with_a_wrong_item_writes_none(client, filled):
    before = snapshot(client)
    wrong = {"pk": {"S": "b"}, "sk": {"N": "1"}}
    requests = [{"PutRequest": {"Item": each}} for each in (wire(pk="b", sk="0"), wrong)]
    with pytest.raises(ClientError, match="The provided key element does not match the schema"):
        client.batch_write_item(RequestItems={"things": requests})
    assert snapshot(client) == before


def test_statements_of_a_transaction_hold_together(client, filled):
    before = snapshot(client)
    statements = [
        "INSERT INTO things VALUE {'pk': 'b', 'sk': '1', 'grp': 'h'}",
        "INSERT INTO \"no-such-table\" VALUE {'pk': 'b'}",
    ]
    with pytest.raises(ClientError):
        client.execute_transaction(TransactStatements=[{"Statement": each} for each in statements])
    assert snapshot(client) == before


def test_an_upsert_is_one_record_of_the_stream(embedded, client, filled):
    client.update_item(
        TableName="things",
        Key=wire(pk="born", sk="1"),
        UpdateExpression="SET grp = :g",
        ExpressionAttributeValues={":g": {"S": "g"}},
    )
    (record,) = records(embedded)[3:]
    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["NewImage"] == wire(pk="born", sk="1", grp="g")


def test_a_table_without_a_sort_key_is_put_back_too(client, create_table):
    create_table(client, sort_key=None)
    client.put_item(TableName="things", Item=wire(pk="a", note="old"))
    before = client.scan(TableName="things")["Items"]
    table = {"TableName": "things"}
    absent = {"Key": wire(pk="z"), "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(
            TransactItems=[
                {"Put": {**table, "Item": wire(pk="a", note="new")}},
                {"Put": {**table, "Item": wire(pk="b", note="new")}},
                {"ConditionCheck": {**table, **absent}},
            ]
        )
    assert client.scan(TableName="things")["Items"] == before


def test_many_threads_at_one_counter_lose_no_count(client, filled):
    def count():
        for _ in range(25):
            client.update_item(
                TableName="things",
                Key=wire(pk="counter", sk="1"),
                UpdateExpression="ADD hits :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    item = client.get_item(TableName="things", Key=wire(pk="counter", sk="1"))["Item"]
    assert item["hits"] == {"N": "200"}
