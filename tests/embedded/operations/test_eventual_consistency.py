"""Code that reads its own writes fails here as it would on DynamoDB, if one asks for it."""

from contextlib import ExitStack

import pytest

from pytest_dynamo.embedded import dynamodb

KEY = {"pk": {"S": "a"}, "sk": {"S": "1"}}
ITEM = KEY | {"grp": {"S": "g"}}


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


def by_group(client):
    return client.query(
        TableName="things",
        IndexName="by_group",
        KeyConditionExpression="grp = :g",
        ExpressionAttributeValues={":g": {"S": "g"}},
    )["Count"]


def by_key(client, **options):
    return client.query(
        TableName="things",
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues={":p": {"S": "a"}},
        **options,
    )["Count"]


@pytest.fixture
def opened(create_table):
    """Opens an embedded DynamoDB with a table, and gives a client and the clock."""
    clock = Clock()

    def open_it(stack, **options):
        client = stack.enter_context(dynamodb(clock=clock, **options)).client()
        projection = {"ProjectionType": "ALL"}
        create_table(client, global_=[("by_group", ["grp"], [], projection)])
        return client, clock

    with ExitStack() as stack:
        yield lambda **options: open_it(stack, **options)


def test_a_write_shows_in_a_global_index_after_the_lag(opened):
    client, clock = opened(index_lag=0.5)
    client.put_item(TableName="things", Item=ITEM)
    assert (by_key(client), by_group(client)) == (1, 0)
    clock.now += 0.5
    assert by_group(client) == 1
    client.delete_item(TableName="things", Key=KEY)
    assert (by_key(client), by_group(client)) == (0, 1)
    clock.now += 0.5
    assert by_group(client) == 0


def test_eventually_consistent_reads_may_miss_the_last_second(opened):
    client, clock = opened(stale_reads=1.0)
    client.put_item(TableName="things", Item=ITEM)
    get = {"TableName": "things", "Key": KEY}
    keys = {"Keys": [KEY]}
    assert "Item" not in client.get_item(**get)
    assert client.batch_get_item(RequestItems={"things": keys})["Responses"]["things"] == []
    assert (by_key(client), client.scan(TableName="things")["Count"]) == (0, 0)
    assert client.get_item(**get, ConsistentRead=True)["Item"] == ITEM
    strong = {"things": {**keys, "ConsistentRead": True}}
    assert client.batch_get_item(RequestItems=strong)["Responses"]["things"] == [ITEM]
    assert by_key(client, ConsistentRead=True) == 1
    assert client.transact_get_items(TransactItems=[{"Get": get}])["Responses"] == [{"Item": ITEM}]
    clock.now += 1
    assert client.get_item(**get)["Item"] == ITEM
    assert by_key(client) == 1


def test_which_reads_are_stale_is_drawn_with_the_seed(opened):
    def drawn(seed):
        client, _ = opened(stale_reads=0.5, seed=seed)
        client.put_item(TableName="things", Item=ITEM)
        return ["Item" in client.get_item(TableName="things", Key=KEY) for _ in range(30)]

    one, same, other = drawn(1), drawn(1), drawn(2)
    assert one == same != other
    assert {True, False} == set(one)
