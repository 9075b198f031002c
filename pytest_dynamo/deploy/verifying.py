"""Whether what was written is there: items read back and compared whole."""

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from pytest_dynamo.design.attribute_value import WireItem, item_from_wire
from pytest_dynamo.design.values import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html: up to 100
# items; what was not processed is to be asked for again, with exponential back-off.
BATCH_KEYS = 100
_MOST_TRIES = 12
_FIRST_DELAY_SECONDS = 0.05


def unlike(
    client: "DynamoDBClient",
    items: Sequence[tuple[str, WireItem]],
    *,
    tables: Mapping[str, Table],
    names: Mapping[str, str],
    now: float,
) -> tuple[list[str], list[str]]:
    """Of items that were put the keys of those that are not there, and of those that are otherwise.

    Each item comes with the name of its table in the design; `names` says what that is called where
    it is. Items whose time to live is over at `now`, in seconds since the epoch, need not be there.
    """
    missing: list[str] = []
    otherwise: list[str] = []
    for batch in _batches(items):
        there = _read(client, batch, tables, names)
        for table, item in batch:
            found = there.get((table, key_of(tables[table], item)))
            if found is None:
                if not _is_expired(tables[table], item, now):
                    missing.append(_told(names, table, tables, item))
            elif item_from_wire(found) != item_from_wire(item):
                otherwise.append(_told(names, table, tables, item))
    return missing, otherwise


def key_of(table: Table, item: Mapping[str, Any]) -> str:
    """The key of an item, as one text."""
    return repr([item[name] for name in table.key.attributes])


def _batches(items: Sequence[tuple[str, WireItem]]) -> Iterator[list[tuple[str, WireItem]]]:
    """Batches in which no key is twice."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH_KEYS)):
        yield batch


def _read(
    client: "DynamoDBClient",
    batch: Sequence[tuple[str, WireItem]],
    tables: Mapping[str, Table],
    names: Mapping[str, str],
) -> dict[tuple[str, str], Any]:
    """What is there of a batch, by table and key."""
    ours = {there: here for here, there in names.items()}
    keys: dict[str, dict[str, Any]] = {}
    for table, item in batch:
        key = {name: item[name] for name in tables[table].key.attributes}
        keys.setdefault(names[table], {})[key_of(tables[table], item)] = key
    requests: Any = {
        name: {"Keys": list(wanted.values()), "ConsistentRead": True}
        for name, wanted in keys.items()
    }
    found: dict[tuple[str, str], Any] = {}
    for failed in range(_MOST_TRIES):
        answer = client.batch_get_item(RequestItems=requests)
        for name, rows in answer["Responses"].items():
            table = ours[name]
            found |= {(table, key_of(tables[table], row)): row for row in rows}
        requests = answer.get("UnprocessedKeys")
        if not requests:
            break
        time.sleep(_FIRST_DELAY_SECONDS * 2**failed)
    return found


def _is_expired(table: Table, item: Mapping[str, Any], now: float) -> bool:
    expiry = item.get(table.time_to_live or "", {}).get("N")
    return expiry is not None and float(expiry) <= now


def _told(
    names: Mapping[str, str], table: str, tables: Mapping[str, Table], item: Mapping[str, Any]
) -> str:
    key = ", ".join(
        f"{name}={next(iter(item[name].values()))}" for name in tables[table].key.attributes
    )
    return f"{names[table]}: {key}"
