"""Batches are admitted item by item; what is throttled comes back as it was asked for."""

import pytest
from botocore.exceptions import ClientError

ORDERS = {"TableName": "orders"}


def puts(*items):
    return [{"PutRequest": {"Item": item}} for item in items]


@pytest.fixture
def narrow(throttled, create):
    """A table in which each partition admits three units of reads and three of writes at once."""
    embedded = throttled(partition_write_units=10.0, partition_read_units=10.0)
    create(embedded.direct_client())
    return embedded


def test_what_is_throttled_of_a_batch_comes_back_unprocessed(narrow, order, apart):
    client = narrow.direct_client()
    hot, cold = apart(2)
    hot_items = [order(hot, f"{number}", raw="x") for number in range(5)]
    requests = puts(*hot_items) + puts(order(cold))
    answer = client.batch_write_item(
        RequestItems={"orders": requests}, ReturnConsumedCapacity="TOTAL"
    )
    assert answer["UnprocessedItems"] == {"orders": puts(*hot_items[3:])}
    assert answer["ConsumedCapacity"] == [{"TableName": "orders", "CapacityUnits": 4.0}]
    found = narrow.unthrottled_client().scan(**ORDERS)["Items"]
    assert found == [*hot_items[:3], order(cold)]


def test_deletes_come_back_as_they_were_asked_for(narrow, order, apart):
    client = narrow.direct_client()
    hot = apart(1)[0]
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    deletes = [
        {"DeleteRequest": {"Key": {"pk": {"S": hot}, "sk": {"S": f"{number}"}}}}
        for number in range(5)
    ]
    answer = client.batch_write_item(RequestItems={arn: deletes})
    assert answer["UnprocessedItems"] == {arn: deletes[3:]}


def test_what_comes_back_is_the_callers_own(narrow, order, apart):
    client = narrow.direct_client()
    requests = puts(*(order(apart(1)[0], f"{number}") for number in range(4)))
    answer = client.batch_write_item(RequestItems={"orders": requests})
    answer["UnprocessedItems"]["orders"][0]["PutRequest"]["Item"]["sk"]["S"] = "changed"
    assert requests[3] == puts(order(apart(1)[0], "3"))[0]


def test_keys_come_back_with_how_they_were_to_be_read(narrow, order, apart):
    client = narrow.direct_client()
    hot, cold = apart(2)
    keys = [{"pk": {"S": hot}, "sk": {"S": f"{number}"}} for number in range(5)]
    for key in keys:
        narrow.unthrottled_client().put_item(**ORDERS, Item=key)
    others = {"pk": {"S": cold}, "sk": {"S": "a"}}
    wanted = {"Keys": [*keys, others], "ConsistentRead": True, "ProjectionExpression": "pk, sk"}
    answer = client.batch_get_item(RequestItems={"orders": wanted}, ReturnConsumedCapacity="TOTAL")
    assert answer["Responses"] == {"orders": keys[:3]}
    assert answer["UnprocessedKeys"] == {"orders": {**wanted, "Keys": keys[3:]}}
    assert answer["ConsumedCapacity"] == [{"TableName": "orders", "CapacityUnits": 4.0}]


def writes_and_reads(client):
    """A batch of writes, and one of reads, of one hot key."""
    keys = [{"pk": {"S": "a"}, "sk": {"S": f"{number}"}} for number in range(3)]
    return {
        "write": lambda: client.batch_write_item(RequestItems={"orders": puts(*keys)}),
        "read": lambda: client.batch_get_item(
            RequestItems={"orders": {"Keys": keys, "ConsistentRead": True}}
        ),
    }


@pytest.mark.parametrize("kind", ["write", "read"])
def test_a_batch_of_which_nothing_is_processed_is_an_error(front, create, kind):
    with front(partition_write_units=10.0, partition_read_units=10.0) as client:
        create(client)
        batch = writes_and_reads(client)[kind]
        batch()
        with pytest.raises(ClientError) as caught:
            batch()
    assert caught.value.response["Error"]["Code"] == "ThrottlingException"
    reason = f"Table{kind.capitalize()}KeyRangeThroughputExceeded"
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    assert caught.value.response["throttlingReasons"] == [{"reason": reason, "resource": arn}]


def test_the_error_of_a_batch_names_the_limits_of_all_its_tables(throttled, create, order):
    embedded = throttled()
    client = embedded.direct_client()
    for name in ("orders", "others"):
        create(client, name, units=(1, 1))
    batch = {"orders": puts(order(state="open")), "others": puts(order())}
    client.batch_write_item(RequestItems=batch)
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException) as caught:
        client.batch_write_item(RequestItems={**batch, "orders": puts(order(state="paid"))})
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table"
    kind = "WriteProvisionedThroughputExceeded"
    assert caught.value.response["ThrottlingReasons"] == [
        {"reason": f"Table{kind}", "resource": f"{arn}/orders"},
        {"reason": f"Index{kind}", "resource": f"{arn}/orders/index/by_state"},
        {"reason": f"Table{kind}", "resource": f"{arn}/others"},
    ]


def test_boto3_sends_what_is_unprocessed_again(narrow, clock, order):
    table = narrow.resource().Table("orders")
    client = narrow.direct_client()
    send = table.meta.client.batch_write_item

    def later(**request):
        clock.now += 0.5
        return send(**request)

    table.meta.client.batch_write_item = later
    with table.batch_writer() as batch:
        for number in range(30):
            batch.put_item(Item={"pk": "a", "sk": f"{number:02}"})
    assert narrow.unthrottled_client().scan(**ORDERS)["Count"] == 30
    assert client.exceptions


def test_no_more_than_1_mb_is_read_of_one_partition(throttled, create, order, apart):
    embedded = throttled()
    client = embedded.unthrottled_client()
    create(client)
    hot, cold = apart(2)
    keys = [{"pk": {"S": hot}, "sk": {"S": f"{number}"}} for number in range(5)]
    for key in keys:
        client.put_item(**ORDERS, Item={**key, "note": {"S": "x" * 300_000}})
    client.put_item(**ORDERS, Item=order(cold, size_bytes=300_000))
    wanted = {"orders": {"Keys": [*keys, {"pk": {"S": cold}, "sk": {"S": "a"}}]}}
    answer = embedded.direct_client().batch_get_item(RequestItems=wanted)
    assert len(answer["Responses"]["orders"]) == 4
    assert answer["UnprocessedKeys"] == {"orders": {"Keys": keys[3:]}}
    answer = client.batch_get_item(RequestItems=wanted)
    assert answer["UnprocessedKeys"] == {}


def test_without_a_model_a_batch_reads_16_mb_of_wherever_it_is(client, create, order):
    create(client)
    keys = [{"pk": {"S": "a"}, "sk": {"S": f"{number}"}} for number in range(5)]
    for key in keys:
        client.put_item(**ORDERS, Item={**key, "note": {"S": "x" * 300_000}})
    answer = client.batch_get_item(RequestItems={"orders": {"Keys": keys}})
    assert (len(answer["Responses"]["orders"]), answer["UnprocessedKeys"]) == (5, {})
