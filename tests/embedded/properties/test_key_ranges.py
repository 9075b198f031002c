"""Key conditions select what Python's comparisons select, in Python's order."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.embedded import dynamodb
from tests.embedded.properties.model import plain

# Few characters, so that some are prefixes of others; and such as UTF-16 would put in another order.
TEXTS = st.text("ab\x7f￿\U0001f600", min_size=1, max_size=3).map(lambda text: {"S": text})
NUMBERS = st.decimals(-1_000, 1_000, places=1).map(lambda number: {"N": f"{number.normalize():f}"})
BYTES = st.binary(min_size=1, max_size=2).map(lambda content: {"B": content})
VALUES = {"S": TEXTS, "N": NUMBERS, "B": BYTES}
RANGES = {
    "{name} = :low": lambda value, low, _: value == low,
    "{name} < :low": lambda value, low, _: value < low,
    "{name} <= :low": lambda value, low, _: value <= low,
    "{name} > :low": lambda value, low, _: value > low,
    "{name} >= :low": lambda value, low, _: value >= low,
    "{name} BETWEEN :low AND :high": lambda value, low, high: low <= value <= high,
    "begins_with({name}, :low)": lambda value, low, _: (
        not isinstance(value, Decimal) and value.startswith(low)
    ),
}


def key_schema(*names):
    kinds = ["HASH", *["RANGE"] * (len(names) - 1)]
    return [
        {"AttributeName": name, "KeyType": kind} for name, kind in zip(names, kinds, strict=True)
    ]


def create(client, kind):
    index = {
        "IndexName": "by_two",
        "KeySchema": key_schema("one", "first", "sk"),
        "Projection": {"ProjectionType": "ALL"},
    }
    types = {"pk": "S", "sk": kind, "one": "S", "first": kind}
    client.create_table(
        TableName="things",
        KeySchema=key_schema("pk", "sk"),
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": each} for name, each in types.items()
        ],
        GlobalSecondaryIndexes=[index],
        BillingMode="PAY_PER_REQUEST",
    )


def queried(client, limit, **request):
    """The sort keys found, page by page."""
    found, start = [], {}
    while True:
        page = client.query(TableName="things", Limit=limit, **request, **start)
        found += [plain(item["sk"]) for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


@pytest.mark.parametrize("kind", VALUES)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_range_of_sort_keys(kind, data):
    values = data.draw(st.lists(VALUES[kind], min_size=1, max_size=8))
    bounds = st.one_of(VALUES[kind], st.sampled_from(values))
    low, high = sorted([data.draw(bounds), data.draw(bounds)], key=plain)
    first = data.draw(bounds)
    limit = data.draw(st.integers(1, 9))
    with dynamodb() as embedded:
        client = embedded.direct_client()
        create(client, kind)
        for value in values:
            item = {"pk": {"S": "p"}, "sk": value, "one": {"S": "p"}, "first": first}
            client.put_item(TableName="things", Item=item)
        for text, holds in RANGES.items():
            if "begins" in text and kind == "N":
                continue
            expected = sorted(
                each for each in set(map(plain, values)) if holds(each, plain(low), plain(high))
            )
            given_values = {":p": {"S": "p"}, ":low": low}
            given_values |= {":high": high} if ":high" in text else {}
            of_table = {
                "KeyConditionExpression": f"pk = :p AND {text.format(name='sk')}",
                "ExpressionAttributeValues": given_values,
            }
            of_index = {
                "IndexName": "by_two",
                "KeyConditionExpression": f"one = :p AND #f = :f AND {text.format(name='sk')}",
                "ExpressionAttributeValues": given_values | {":f": first},
                "ExpressionAttributeNames": {"#f": "first"},
            }
            for request in (of_table, of_index):
                assert queried(client, limit, **request) == expected
                backward = queried(client, limit, **request, ScanIndexForward=False)
                assert backward == expected[::-1]
            first_only = of_table | {
                "IndexName": "by_two",
                "KeyConditionExpression": f"one = :p AND {text.format(name='#f')}",
                "ExpressionAttributeNames": {"#f": "first"},
            }
            holds_first = holds(plain(first), plain(low), plain(high))
            everything = sorted(set(map(plain, values)))
            assert queried(client, limit, **first_only) == (everything if holds_first else [])
