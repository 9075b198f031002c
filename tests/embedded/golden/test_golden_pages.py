"""Where a page ends: 25 items of one collection, just under and just at the end of a page.

dynalite's authors recorded such pages on DynamoDB. The sizes are internal ones (see
`pytest_dynamo.capacity.pages`); 41,645 bytes of text bring 25 items to 1,048,575, and one byte more
to the 1,048,576 that end a page.
"""

import pytest

UNDER, AT = [41_645] * 25, [41_645] * 24 + [41_646]
SHORT, LONG = "e", "e" * 255


@pytest.fixture
def fill(client, create_table):
    """Puts items with an attribute of this name and these sizes into the collection `x`."""

    def fill(name, sizes):
        create_table(client, "pages", sort_key="b", types={"b": "S"})
        for number, size in enumerate(sizes):
            item = {"pk": {"S": "x" * 10}, "b": {"S": f"{number:02}"}, name: {"S": "v" * size}}
            client.put_item(TableName="pages", Item=item)

    return fill


def figures(answer):
    """Count, the sort key of LastEvaluatedKey, capacity units."""
    last = answer.get("LastEvaluatedKey", {"b": {"S": None}})["b"]["S"]
    return answer["Count"], last, answer["ConsumedCapacity"]["CapacityUnits"]


def query(client, **more):
    return figures(
        client.query(
            TableName="pages",
            KeyConditionExpression="pk = :x",
            ExpressionAttributeValues={":x": {"S": "x" * 10}},
            ReturnConsumedCapacity="INDEXES",
            **more,
        )
    )


def scan(client, **more):
    return figures(client.scan(TableName="pages", ReturnConsumedCapacity="INDEXES", **more))


BOUNDARIES = {
    "Q1 a byte under, long name, Limit 26": (query, LONG, UNDER, {"Limit": 26}, (25, None, 128.0)),
    "Q2 at the end, short name": (query, SHORT, AT, {}, (25, "24", 127.5)),
    "Q3 a byte under, short name": (query, SHORT, UNDER, {}, (25, None, 127.5)),
    "Q4 at the end, long name": (query, LONG, AT, {}, (25, "24", 128.0)),
    "Q5 a byte under, Limit 25": (query, SHORT, UNDER, {"Limit": 25}, (25, "24", 127.5)),
    "Q6 at the end, one more item": (query, SHORT, [*AT, 1], {}, (25, "24", 127.5)),
    "S1 a scan a byte under, Limit 26": (scan, LONG, UNDER, {"Limit": 26}, (25, None, 128.0)),
    "S2 a scan at the end": (scan, SHORT, AT, {}, (25, "24", 127.5)),
}


@pytest.mark.parametrize(
    ("read", "name", "sizes", "more", "expected"), BOUNDARIES.values(), ids=BOUNDARIES
)
def test_a_page_ends_on_the_byte(client, fill, read, name, sizes, more, expected):
    fill(name, sizes)

    assert read(client, **more) == expected


def test_counting_ends_a_page_where_reading_does(client, fill):
    fill(SHORT, [*AT, 1])

    assert query(client, Select="COUNT") == (25, "24", 127.5)


def test_a_page_backwards_ends_with_the_item_that_fills_it(client, fill):
    fill(SHORT, [41_646, *UNDER])

    assert query(client, ScanIndexForward=False) == (26, "00", 132.5)


def test_the_item_that_crosses_the_end_is_on_the_page(client, fill):
    fill(SHORT, [300_000] * 5)

    assert query(client) == (4, "03", 146.5)


def test_the_next_page_goes_on_after_the_last(client, fill):
    fill(SHORT, [*AT, 1])
    start = {"pk": {"S": "x" * 10}, "b": {"S": "24"}}

    assert query(client, ExclusiveStartKey=start) == (1, None, 0.5)
