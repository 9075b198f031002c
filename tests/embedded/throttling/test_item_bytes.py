"""Partitions know how many bytes lie in them, from where one of them could be full."""

from random import Random

import pytest

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.embedded import Throttling
from pytest_dynamo.embedded.throttling.places import place_of

ORDERS = {"TableName": "orders"}


def sizes(embedded, index=None):
    throughput = embedded._engine._database.tables["orders"].admission.throughput.of[index]
    return [partition.item_bytes for partition in throughput.placement.partitions]


def counted(embedded, key, index=None):
    """The bytes of each partition, counted from what a scan finds."""
    throughput = embedded._engine._database.tables["orders"].admission.throughput.of[index]
    found = dict.fromkeys(throughput.placement.partitions, 0)
    name = {"IndexName": index} if index else {}
    for item in embedded.unthrottled_client().scan(**ORDERS, **name)["Items"]:
        partition = throughput.placement.locate(place_of(item[key]["S"]), (item["sk"]["S"],))
        found[partition] += item_size_bytes(item)
    return list(found.values())


@pytest.mark.parametrize("is_late", [False, True])
def test_bytes_follow_every_write(throttled, create, order, is_late):
    embedded = throttled(partition_bytes=20_000.0)
    client = embedded.unthrottled_client()
    create(client)
    settings = embedded._engine._throttling
    if is_late:
        embedded.throttle(None)
    random = Random(1)
    for number in range(400):
        item = order(f"{random.randrange(60)}", size_bytes=random.randrange(1, 900))
        if random.random() < 0.7:
            item["state"] = {"S": f"{random.randrange(9)}"}
        if random.random() < 0.3:
            client.delete_item(**ORDERS, Key=order(f"{random.randrange(60)}"))
        client.put_item(**ORDERS, Item=item)
        if number == 300 and is_late:
            embedded.throttle(settings)
    assert sizes(embedded) == counted(embedded, "pk")
    assert sizes(embedded, "by_state") == counted(embedded, "state", "by_state")
    assert sum(sizes(embedded)) == embedded._engine._database.tables["orders"].store.size_bytes


def test_a_new_index_is_counted_as_well(throttled, create, order):
    embedded = throttled(partition_bytes=2_000.0)
    client = embedded.unthrottled_client()
    create(client)
    for number in range(50):
        client.put_item(**ORDERS, Item=order(f"{number}", size_bytes=500, more="x"))
    created = {
        "IndexName": "by_more",
        "KeySchema": [{"AttributeName": "more", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
    client.update_table(
        **ORDERS,
        AttributeDefinitions=[{"AttributeName": "more", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": created}],
    )
    assert sum(sizes(embedded)) == embedded._engine._database.tables["orders"].store.size_bytes
    assert sizes(embedded, "by_more") == counted(embedded, "more", "by_more")


def test_a_table_smaller_than_a_partition_is_not_counted(throttled, create, order):
    embedded = throttled()
    create(embedded.direct_client())
    embedded.direct_client().put_item(**ORDERS, Item=order(size_bytes=300_000))
    assert sizes(embedded) == [0.0] * 4


def test_a_full_partition_is_split(throttled, create, order, clock, apart):
    embedded = throttled(partition_bytes=50_000.0)
    client = embedded.direct_client()
    create(client)
    first, *_ = apart(4)
    for number in range(12):
        client.put_item(**ORDERS, Item=order(first, f"{number}", 5_000))
    clock.now += 61
    client.put_item(**ORDERS, Item=order())
    (split, *_) = embedded.throttling_history().splits
    assert (split.cause, split.resource) == ("size", ("orders", None))
    assert split.place == pytest.approx(0.125)


def test_a_table_that_was_full_before_is_split_too(embedded, create, order):
    client = embedded.direct_client()
    create(client)
    for number in range(12):
        client.put_item(**ORDERS, Item=order("a", f"{number}", 5_000))
    settings = Throttling(speed=3_600.0)
    embedded.throttle(settings)
    assert embedded.throttling_history().splits == ()
