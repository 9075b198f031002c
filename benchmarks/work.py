"""What is asked of a backend: one kind of request each, the same for every backend."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.data import (
    BLOCK,
    COLLECTION,
    INDEXES,
    TABLE,
    index_partition_key,
    item,
    key,
    partition_key,
)
from pytest_dynamo.deploy.create import create_table, drop_table
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.validation import validate

_METERED = {"ReturnConsumedCapacity": "INDEXES"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A backend that is ready: a table with *items* items behind a boto3-shaped *client*.

    `new_numbers` gives the numbers of items that are not in the table yet. `server_cpu_seconds`
    is the processor time used so far by the process that answers, where it is another than ours.
    """

    client: Any
    items: int
    new_numbers: Iterator[int]
    random: Random
    server_cpu_seconds: Callable[[], float]


Call = Callable[[], object]
Work = Callable[[Place], Call]
"""Makes one request ready, so that only sending it and reading the answer is measured."""


def put(place: Place) -> Call:
    """PutItem of a new item."""
    new = item(next(place.new_numbers))
    return partial(place.client.put_item, TableName=TABLE, Item=new, **_METERED)


def get(place: Place) -> Call:
    """GetItem of an item that is there."""
    wanted = key(place.random.randrange(place.items))
    return partial(place.client.get_item, TableName=TABLE, Key=wanted, **_METERED)


def user_put(place: Place) -> Call:
    """PutItem as a user sends it, who does not ask what it consumed."""
    return partial(place.client.put_item, TableName=TABLE, Item=item(next(place.new_numbers)))


def user_get(place: Place) -> Call:
    """GetItem as a user sends it."""
    return partial(
        place.client.get_item, TableName=TABLE, Key=key(place.random.randrange(place.items))
    )


def user_query(place: Place) -> Call:
    """Query of a whole item collection, 25 items, as a user sends it."""
    return partial(
        place.client.query,
        TableName=TABLE,
        KeyConditionExpression="PK = :pk AND begins_with(SK, :prefix)",
        ExpressionAttributeValues={
            ":pk": {"S": partition_key(_collection(place))},
            ":prefix": {"S": "ORDER#"},
        },
    )


def user_page(place: Place) -> Call:
    """Query of the last 10 items of a collection as a user sends it; there are more."""
    return partial(
        place.client.query,
        TableName=TABLE,
        KeyConditionExpression="PK = :pk AND begins_with(SK, :prefix)",
        ExpressionAttributeValues={
            ":pk": {"S": partition_key(_collection(place))},
            ":prefix": {"S": "ORDER#"},
        },
        ScanIndexForward=False,
        Limit=10,
    )


def query_25(place: Place) -> Call:
    """Query of a whole item collection, 25 items."""
    return partial(
        place.client.query,
        TableName=TABLE,
        KeyConditionExpression="PK = :pk",
        ExpressionAttributeValues={":pk": {"S": partition_key(_collection(place))}},
        **_METERED,
    )


def query_10(place: Place) -> Call:
    """Query of the last 10 items of a collection, by the beginning of their sort key."""
    return partial(user_page(place), **_METERED)


def index_query_25(place: Place) -> Call:
    """Query of a whole item collection of an index, 25 items."""
    return partial(
        place.client.query,
        TableName=TABLE,
        IndexName=INDEXES[1],
        KeyConditionExpression="GSI2PK = :pk",
        ExpressionAttributeValues={":pk": {"S": index_partition_key(_collection(place))}},
        **_METERED,
    )


def transaction_of_2(place: Place) -> Call:
    """TransactWriteItems: a Put on the condition that the item is new, and an Update."""
    new = item(next(place.new_numbers))
    return partial(
        place.client.transact_write_items,
        TransactItems=[
            {
                "Put": {
                    "TableName": TABLE,
                    "Item": new,
                    "ConditionExpression": "attribute_not_exists(PK)",
                }
            },
            {
                "Update": {
                    "TableName": TABLE,
                    "Key": key(place.random.randrange(place.items)),
                    "UpdateExpression": "SET note = :note",
                    "ExpressionAttributeValues": {":note": new["note"]},
                }
            },
        ],
        **_METERED,
    )


def table(place: Place) -> Call:
    """Create the orders table with all its properties, as the fixtures do, and drop it."""
    orders = _orders()

    def create_and_drop() -> None:
        create_table(place.client, orders)
        drop_table(place.client, orders.name)

    return create_and_drop


def validation(place: Place) -> Call:
    """Validate the parameters of a valid PutItem."""
    parameters = {"TableName": TABLE, "Item": item(next(place.new_numbers)), **_METERED}
    return partial(validate, "PutItem", parameters)


@cache
def _orders() -> Table:
    """The one table of the orders design."""
    path = Path(__file__).parents[1] / "designs" / "orders.yaml"
    (table,) = load_design(path).tables.values()
    return table


def _collection(place: Place) -> int:
    return place.random.randrange(place.items // BLOCK * COLLECTION)


WORKS: Mapping[str, Work] = {
    work.__name__: work
    for work in (
        put,
        get,
        user_put,
        user_get,
        user_query,
        user_page,
        query_25,
        query_10,
        index_query_25,
        transaction_of_2,
        table,
        validation,
    )
}
