"""What GetItem, PutItem, UpdateItem and DeleteItem take, and of which limits."""

from itertools import repeat

import pytest
from botocore.exceptions import ClientError

KEY = {"pk": {"S": "a"}, "sk": {"S": "a"}}
ORDERS = {"TableName": "orders"}


def test_nothing_is_throttled_unless_it_is_asked_for(client, create, order):
    create(client, units=(1, 1))
    for _ in range(50):
        client.put_item(**ORDERS, Item=order(size_bytes=5_000))


def test_eventually_consistent_reads_weigh_less_on_a_partition(throttled, create, admitted):
    embedded = throttled(
        partition_read_units=32.0, partition_burst_seconds=0.25, eventual_read_weight=0.5
    )
    client = embedded.direct_client()
    create(client)

    def gets(**options):
        return (lambda: client.get_item(**ORDERS, Key=KEY, **options) for _ in repeat(None))

    # A quarter of a second's worth: eight reads of one unit, or of a half that counts for a quarter.
    assert admitted(gets(ConsistentRead=True)) == 8
    embedded.throttle(embedded._engine._throttling)
    assert admitted(gets()) == 32


def test_a_read_takes_what_the_item_takes(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    embedded.unthrottled_client().put_item(**ORDERS, Item=order(size_bytes=9_000))
    client.get_item(**ORDERS, Key=KEY, ConsistentRead=True)
    client.get_item(**ORDERS, Key=KEY)
    client.get_item(**ORDERS, Key={**KEY, "sk": {"S": "none"}})
    assert charges(embedded) == {(None, "read"): 3.0 + 1.5 + 0.5}


def test_a_write_takes_of_each_index_it_touches(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    client.put_item(**ORDERS, Item=order(size_bytes=1_500))
    assert charges(embedded) == {(None, "write"): 2.0}
    client.put_item(**ORDERS, Item=order(size_bytes=1_500, state="open"))
    assert charges(embedded) == {(None, "write"): 4.0, ("by_state", "write"): 2.0}
    client.update_item(
        **ORDERS,
        Key=KEY,
        UpdateExpression="SET #s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": {"S": "paid"}},
    )
    assert charges(embedded) == {(None, "write"): 6.0, ("by_state", "write"): 6.0}
    client.delete_item(**ORDERS, Key=KEY)
    assert charges(embedded) == {(None, "write"): 8.0, ("by_state", "write"): 8.0}


def test_an_entry_that_moves_takes_of_the_place_it_leaves_and_of_that_it_comes_to(
    throttled, create, order, apart
):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    here, there = apart(2)
    client.put_item(**ORDERS, Item=order(size_bytes=4_000, state=here))
    client.put_item(**ORDERS, Item=order(size_bytes=1_500, state=there))
    index = embedded._engine._database.tables["orders"].admission.throughput.of["by_state"]
    written = [partition.write.minute_units for partition in index.placement.partitions]
    assert written == [4.0 + 4.0, 2.0, 0.0, 0.0]


def test_a_local_index_takes_of_its_table(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, local=True)
    client.put_item(**ORDERS, Item=order(size_bytes=1_500, date="2030"))
    client.put_item(**ORDERS, Item=order(size_bytes=1_500, date="2031"))
    assert charges(embedded) == {(None, "write"): (2.0 + 2.0) + (2.0 + 4.0)}


def test_a_refused_write_leaves_everything_as_it_was(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(99, 99), index_units=(99, 1))
    client.put_item(**ORDERS, Item=order(state="open"))
    before = charges(embedded)
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        client.put_item(**ORDERS, Item=order(state="paid", more="x"))
    assert charges(embedded) == before
    assert embedded.unthrottled_client().scan(**ORDERS)["Items"] == [order(state="open")]
    index = embedded.unthrottled_client().scan(**ORDERS, IndexName="by_state")
    assert index["Items"] == [order(state="open")]


NOT_THERE = {"ConditionExpression": "attribute_not_exists(pk)"}


def writes(client, order):
    """Writes whose condition fails on an item of 3,500 bytes, with the units they take."""
    update = {"UpdateExpression": "SET note = :n", **NOT_THERE}
    values = {"ExpressionAttributeValues": {":n": {"S": "x" * 5_500}}}
    return {
        "smaller put": (lambda: client.put_item(**ORDERS, Item=order(), **NOT_THERE), 4.0),
        "larger put": (
            lambda: client.put_item(**ORDERS, Item=order(size_bytes=5_500), **NOT_THERE),
            6.0,
        ),
        "update": (lambda: client.update_item(**ORDERS, Key=KEY, **update, **values), 6.0),
        "update that does not fit": (
            lambda: client.update_item(
                **ORDERS,
                Key=KEY,
                **NOT_THERE,
                UpdateExpression="SET note.n = :n",
                ExpressionAttributeValues={":n": {"S": "x"}},
            ),
            4.0,
        ),
        "delete": (lambda: client.delete_item(**ORDERS, Key=KEY, **NOT_THERE), 4.0),
    }


@pytest.mark.parametrize("kind", writes(None, None))
def test_a_failed_condition_takes_of_the_table_what_the_larger_item_would(
    throttled, create, order, charges, kind
):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    embedded.unthrottled_client().put_item(
        **ORDERS, Item=order(size_bytes=3_500, state="open"), **NOT_THERE
    )
    write, units = writes(client, order)[kind]
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        write()
    assert charges(embedded) == {(None, "write"): units}


@pytest.mark.parametrize("kind", writes(None, None))
def test_a_failed_condition_is_throttled_where_there_is_no_room(throttled, create, order, kind):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(9, 1))
    client.put_item(**ORDERS, Item=order(size_bytes=3_500))
    write, _ = writes(client, order)[kind]
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        write()


def test_each_request_stands_for_as_many_as_the_clock_is_fast(throttled, create, order, charges):
    embedded = throttled(speed=60.0)
    client = embedded.direct_client()
    create(client)
    item = order(size_bytes=1_500, state="open")
    answer = client.put_item(**ORDERS, Item=item, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"]["CapacityUnits"] == 4.0
    answer = client.get_item(**ORDERS, Key=KEY, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"]["CapacityUnits"] == 0.5
    assert charges(embedded) == {
        (None, "write"): 120.0,
        ("by_state", "write"): 120.0,
        (None, "read"): 30.0,
    }


def test_a_mistake_is_told_before_a_throttle(throttled, create, order):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    client.put_item(**ORDERS, Item=order())
    with pytest.raises(ClientError) as caught:
        client.put_item(**ORDERS, Item=order(state=""))
    assert caught.value.response["Error"]["Code"] == "ValidationException"
