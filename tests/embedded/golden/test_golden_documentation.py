"""The worked examples of the developer guide, each through a client."""

import pytest

from pytest_dynamo.capacity.partitions import PARTITION_READ_UNITS

KB = 1_024


def item_of(size_bytes, pk="a", **attributes):
    """An item of exactly so many bytes; text attributes can be given."""
    texts = {"pk": pk, **attributes}
    filler = size_bytes - sum(len(name + value) for name, value in texts.items()) - len("f")
    return {name: {"S": value} for name, value in {**texts, "f": "x" * filler}.items()}


def keys(*names):
    return [{"pk": {"S": name}} for name in names]


@pytest.fixture
def read(client, consumed):
    """Units of reading an item of so many bytes: strong, eventual, transactional."""

    def read(size_bytes):
        client.put_item(TableName="plain", Item=item_of(size_bytes))
        get = {"TableName": "plain", "Key": {"pk": {"S": "a"}}}
        transaction = consumed("transact_get_items", TransactItems=[{"Get": get}])
        return (
            consumed("get_item", **get, ConsistentRead=True)["CapacityUnits"],
            consumed("get_item", **get)["CapacityUnits"],
            transaction[0]["CapacityUnits"],
        )

    return read


def test_the_shirt_has_23_bytes(plain, client, consumed):
    """Constraints: an item of shirt-color R and shirt-size M; the key here adds 3 bytes."""
    shirt = {"pk": {"S": "a"}, "shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}}
    room = KB - 23 - len("pk" + "a" + "f")
    fits, exceeds = (shirt | {"f": {"S": "x" * size}} for size in (room, room + 1))

    assert consumed("put_item", TableName="plain", Item=fits)["CapacityUnits"] == 1
    assert consumed("put_item", TableName="plain", Item=exceeds)["CapacityUnits"] == 2


@pytest.mark.parametrize(
    ("size_bytes", "units"),
    [(3_584, (1, 0.5, 2)), (10 * KB, (3, 1.5, 6)), (8 * KB, (2, 1, 4))],
    ids=["3.5 KB", "10 KB", "8 KB"],
)
def test_a_get_is_rounded_up_to_4_kb(plain, read, size_bytes, units):
    assert read(size_bytes) == units


def test_a_batch_get_of_1_5_and_6_5_kb_reads_12_kb(plain, client, consumed):
    client.put_item(TableName="plain", Item=item_of(1_536, "a"))
    client.put_item(TableName="plain", Item=item_of(6_656, "b"))
    strong = {"plain": {"Keys": keys("a", "b"), "ConsistentRead": True}}
    eventual = {"plain": {"Keys": keys("a", "b")}}

    assert consumed("batch_get_item", RequestItems=strong)[0]["CapacityUnits"] == 3
    assert consumed("batch_get_item", RequestItems=eventual)[0]["CapacityUnits"] == 1.5


def fill(client, table, items):
    for start in range(0, len(items), 25):
        requests = [{"PutRequest": {"Item": item}} for item in items[start : start + 25]]
        client.batch_write_item(RequestItems={table: requests})


@pytest.mark.parametrize(
    ("sizes", "strong_units"),
    [([4_178] * 8 + [4_177] * 2, 11), ([64] * 1_500, 24)],
    ids=["ten items of 40.8 KB", "1,500 items of 64 bytes"],
)
def test_a_query_is_summed_and_rounded_up_once(client, create_table, consumed, sizes, strong_units):
    create_table(client, "things")
    items = [item_of(size, sk=f"{number:04}") for number, size in enumerate(sizes)]
    fill(client, "things", items)
    query = {
        "TableName": "things",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "a"}},
    }

    assert consumed("query", **query, ConsistentRead=True)["CapacityUnits"] == strong_units
    assert consumed("query", **query)["CapacityUnits"] == strong_units / 2


def test_a_batch_write_of_500_bytes_and_3_5_kb_takes_5_units(plain, consumed):
    puts = [{"PutRequest": {"Item": item}} for item in (item_of(500, "a"), item_of(3_584, "b"))]

    assert consumed("batch_write_item", RequestItems={"plain": puts})[0]["CapacityUnits"] == 5


def test_a_write_of_1_6_kb_takes_2_units(plain, consumed):
    assert consumed("put_item", TableName="plain", Item=item_of(1_638))["CapacityUnits"] == 2


def test_a_transaction_of_three_items_of_500_bytes_takes_6_units(plain, consumed):
    puts = [{"Put": {"TableName": "plain", "Item": item_of(500, name)}} for name in "abc"]
    gets = [{"Get": {"TableName": "plain", "Key": key}} for key in keys(*"abc")]

    assert consumed("transact_write_items", TransactItems=puts)[0]["CapacityUnits"] == 6
    assert consumed("transact_get_items", TransactItems=gets)[0]["CapacityUnits"] == 6


def test_a_global_index_query_of_8_entries_of_2000_bytes_takes_2_units(
    client, create_table, consumed
):
    projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["f"]}
    create_table(client, "things", global_=[("by_group", ["grp"], [], projection)])
    for number in range(8):
        entry = item_of(2_000, sk=str(number), grp="g")
        client.put_item(TableName="things", Item=entry | {"unprojected": {"S": "x" * 3_000}})

    assert consumed(
        "query",
        TableName="things",
        IndexName="by_group",
        KeyConditionExpression="grp = :g",
        ExpressionAttributeValues={":g": {"S": "g"}},
    ) == {
        "TableName": "things",
        "CapacityUnits": 2.0,
        "Table": {"CapacityUnits": 0.0},
        "GlobalSecondaryIndexes": {"by_group": {"CapacityUnits": 2.0}},
    }


@pytest.mark.parametrize(("is_strong", "units"), [(True, 5), (False, 2.5)])
def test_a_local_index_query_that_fetches_4_items_reads_20_kb(
    client, create_table, consumed, is_strong, units
):
    projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["f"]}
    create_table(client, "things", local=[("by_date", "day", projection)])
    for number in range(4):
        entry = item_of(200, sk=str(number), day=str(number))
        client.put_item(TableName="things", Item=entry | {"more": {"S": "x" * 96}})  # 300 bytes

    total = consumed(
        "query",
        TableName="things",
        IndexName="by_date",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "a"}},
        Select="ALL_ATTRIBUTES",
        ConsistentRead=is_strong,
    )

    assert total["CapacityUnits"] == units


def test_80_reads_a_second_of_3_kb_take_80_units_a_second(plain, client, consumed):
    client.put_item(TableName="plain", Item=item_of(3 * KB))
    get = {"TableName": "plain", "Key": {"pk": {"S": "a"}}}
    strong = [consumed("get_item", **get, ConsistentRead=True) for _ in range(80)]
    eventual = [consumed("get_item", **get) for _ in range(80)]

    assert sum(each["CapacityUnits"] for each in strong) == 80
    assert sum(each["CapacityUnits"] for each in eventual) == 40


def test_100_writes_a_second_of_512_bytes_take_100_units_a_second(plain, consumed):
    puts = [
        consumed("put_item", TableName="plain", Item=item_of(512, f"{number:03}"))
        for number in range(100)
    ]

    assert sum(each["CapacityUnits"] for each in puts) == 100


def test_a_scan_of_5000_items_of_5209783_bytes_takes_636_units_and_a_page_rounding(
    client, create_table
):
    """Guidelines for working with tables (2018 edition): 5,000 items, TableSizeBytes 5,209,783."""
    create_table(client, "plain", sort_key=None)
    sizes = [1_042] * 4_783 + [1_041] * 217
    items = [item_of(size, f"{number:04}") for number, size in enumerate(sizes)]
    fill(client, "plain", items)
    pages = list(
        client.get_paginator("scan").paginate(TableName="plain", ReturnConsumedCapacity="TOTAL")
    )
    units = [page["ConsumedCapacity"]["CapacityUnits"] for page in pages]

    assert sum(page["Count"] for page in pages) == 5_000
    assert len(pages) == 6
    assert 636 <= sum(units) <= 636 + 0.5 * len(pages)


def test_a_hot_item_of_20_kb_is_read_600_times_a_second_at_most(plain, read):
    """bp-partition-key-design: 3,000 units a second of a partition, five for each strong read."""
    strong, _, _ = read(20 * KB)
    assert PARTITION_READ_UNITS / strong == 600


def test_400_units_over_four_partition_keys_serve_50_50_50_and_150(client, consumed):
    """burst-adaptive-capacity: a key may take more than its partition's even share of the table's."""
    capacity = {"ReadCapacityUnits": 400, "WriteCapacityUnits": 400}
    client.create_table(
        TableName="adaptive",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        ProvisionedThroughput=capacity,
    )
    writes = {"a": 50, "b": 50, "c": 50, "d": 150}
    taken = {
        name: sum(
            consumed("put_item", TableName="adaptive", Item=item_of(KB, name))["CapacityUnits"]
            for _ in range(count)
        )
        for name, count in writes.items()
    }
    assert taken == writes  # none was throttled
    assert sum(taken.values()) <= capacity["WriteCapacityUnits"]


class TestAFailedCondition:
    """300 KB stored and 310 KB attempted take 310 units; an error has no ConsumedCapacity to show
    it, but a batch of PartiQL statements adds it to that of a statement that succeeded."""

    def test_it_takes_the_larger_of_the_item_stored_and_the_one_attempted(
        self, plain, client, consumed
    ):
        client.put_item(TableName="plain", Item=item_of(300 * KB, "a"))
        larger = item_of(310 * KB, "a")["f"]
        statements = [
            {"Statement": "INSERT INTO plain VALUE {'pk': 'b'}"},
            {
                "Statement": "UPDATE plain SET f = ? WHERE pk = 'a' AND absent = 'x'",
                "Parameters": [larger],
            },
        ]

        assert consumed("batch_execute_statement", Statements=statements) == [
            {"TableName": "plain", "CapacityUnits": 311.0, "Table": {"CapacityUnits": 1.0}}
        ]

    def test_its_error_says_nothing_of_capacity(self, plain, client):
        client.put_item(TableName="plain", Item=item_of(300 * KB, "a"))
        with pytest.raises(client.exceptions.ConditionalCheckFailedException) as refused:
            client.put_item(
                TableName="plain",
                Item=item_of(310 * KB, "a"),
                ConditionExpression="attribute_not_exists(pk)",
                ReturnConsumedCapacity="TOTAL",
            )

        assert "ConsumedCapacity" not in refused.value.response
