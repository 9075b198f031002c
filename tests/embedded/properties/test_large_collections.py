"""Collections and pages of some size, through the API."""

from random import Random

import pytest

from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.embedded.store.sorted_store import partition_place

NOW = 1_800_000_000


@pytest.fixture
def put(client, embedded, create_table):
    """Puts items of one partition key, in the table and in the index, in a random order."""
    direct = embedded.direct_client()
    projection = {"ProjectionType": "ALL"}
    create_table(client, global_=[("by_group", ["grp"], ["sk"], projection)])

    def put(count, **more):
        numbers = list(range(count))
        Random(count).shuffle(numbers)
        for number in numbers:
            item = {"pk": {"S": "p"}, "sk": {"S": f"{number:06}"}, "grp": {"S": "g"}, **more}
            direct.put_item(TableName="things", Item=item)
        return direct, numbers

    return put


QUERY = {
    "TableName": "things",
    "KeyConditionExpression": "pk = :p",
    "ExpressionAttributeValues": {":p": {"S": "p"}},
}
INDEX = QUERY | {
    "IndexName": "by_group",
    "KeyConditionExpression": "grp = :p",
    "ExpressionAttributeValues": {":p": {"S": "g"}},
}
SCAN = {"TableName": "things"}
READS = [
    ("query", QUERY),
    ("query", INDEX),
    ("scan", SCAN),
    ("scan", SCAN | {"IndexName": "by_group"}),
]


def pages(client, operation, request):
    found = list(client.get_paginator(operation).paginate(**request))
    return [item["sk"]["S"] for page in found for item in page["Items"]], len(found)


def test_a_collection_keeps_its_order_as_it_grows_and_shrinks(put):
    """It is kept in other ways from two items on, and from two thousand."""
    client, numbers = put(2_100)
    assert [pages(client, *read)[0] for read in READS] == [[f"{n:06}" for n in range(2_100)]] * 4
    backward = QUERY | {"ScanIndexForward": False}
    assert pages(client, "query", backward)[0] == [f"{n:06}" for n in reversed(range(2_100))]
    while numbers:
        leaving, numbers = numbers[:700], numbers[700:]
        for number in leaving:
            key = {"pk": {"S": "p"}, "sk": {"S": f"{number:06}"}}
            client.delete_item(TableName="things", Key=key)
        left = [f"{number:06}" for number in sorted(numbers)]
        assert [pages(client, *read)[0] for read in READS] == [left] * 4


def test_full_pages_join_up_to_the_whole(put):
    client, _ = put(300, large={"S": "x" * 20_000})
    expected = [f"{number:06}" for number in range(300)]
    for read in READS:
        assert pages(client, *read) == (expected, 6)


def test_items_of_400_kb_take_three_to_a_page(put):
    size = 409_600 - len("pkpsk000000grpglarge")
    client, _ = put(7, large={"S": "x" * size})
    assert pages(client, "query", QUERY) == ([f"{number:06}" for number in range(7)], 3)


@pytest.mark.parametrize("total", [2, 7, 1_000_000])
def test_segments_join_up_to_the_whole(embedded, client, create_table, total):
    create_table(client, sort_key=None)
    direct = embedded.direct_client()
    for number in range(500):
        direct.put_item(TableName="things", Item={"pk": {"S": str(number)}})
    whole = direct.scan(TableName="things")["Items"]
    segments = range(total) if total < 10 else [int(place(item) * total) for item in whole]
    found = []
    for segment in segments:
        page = direct.scan(TableName="things", TotalSegments=total, Segment=segment)
        found += page["Items"]
    assert found == whole


def place(item):
    return partition_place(item["pk"]["S"])


def test_many_items_may_expire_at_once(create_table):
    now = [NOW]
    with dynamodb(clock=lambda: now[0]) as embedded:
        client = embedded.direct_client()
        create_table(client)
        client.update_time_to_live(
            TableName="things", TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True}
        )
        for number in range(5_000):
            item = {"pk": {"S": "p"}, "sk": {"S": str(number)}, "ends": {"N": str(NOW + 9)}}
            client.put_item(TableName="things", Item=item)
        client.put_item(TableName="things", Item={"pk": {"S": "p"}, "sk": {"S": "stays"}})
        now[0] += 10
        assert pages(client, "scan", SCAN) == (["stays"], 1)
