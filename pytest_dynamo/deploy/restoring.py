"""The items of tables at an endpoint as they were, and what it takes to have them so again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_dynamo.capacity.item_size import Item
from pytest_dynamo.capacity.same_value import same_item
from pytest_dynamo.deploy.seed import BATCH_ITEMS, write_batch
from pytest_dynamo.design.values import KeySchema, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What makes items what they were: keys to delete and items to put."""

    deletes: tuple[Item, ...]
    puts: tuple[Item, ...]

    def __len__(self) -> int:
        return len(self.deletes) + len(self.puts)


def restoration(key: KeySchema, before: Iterable[Item], now: Iterable[Item]) -> Restoration:
    """What turns the items there are now into those there were.

    >>> key = KeySchema(partition_key=("id",))
    >>> a, b = {"id": {"S": "a"}}, {"id": {"S": "b"}}
    >>> restoration(key, [a], [b])
    Restoration(deletes=({'id': {'S': 'b'}},), puts=({'id': {'S': 'a'}},))
    """
    wanted = {_key_of(item, key): item for item in before}
    deletes, puts = [], dict(wanted)
    for item in now:
        identity = _key_of(item, key)
        if identity not in wanted:
            deletes.append({name: item[name] for name in key.attributes})
        elif same_item(wanted[identity], item):
            del puts[identity]
    return Restoration(deletes=tuple(deletes), puts=tuple(puts.values()))


class RemoteItems:
    """The items of tables by their names there, kept in memory as they were when this was made."""

    def __init__(self, client: "DynamoDBClient", tables: Mapping[str, Table]) -> None:
        self._client = client
        self._tables = tables
        self._before = {name: tuple(self._items(name)) for name in tables}

    def changed(self) -> dict[str, int]:
        """The tables that are not as they were, each with how many items are not."""
        found = {name: len(self._needed(name)) for name in self._tables}
        return {name: count for name, count in found.items() if count}

    def restore(self) -> None:
        """Read the tables, delete what is new in them, and put again what was changed or deleted."""
        for name in self._tables:
            needed = self._needed(name)
            requests: Iterator[dict[str, Any]] = iter(
                [
                    *({"DeleteRequest": {"Key": key}} for key in needed.deletes),
                    *({"PutRequest": {"Item": item}} for item in needed.puts),
                ]
            )
            done = 0
            while batch := list(islice(requests, BATCH_ITEMS)):
                write_batch(self._client, {name: batch}, done)
                done += len(batch)

    def _needed(self, name: str) -> Restoration:
        return restoration(self._tables[name].key, self._before[name], self._items(name))

    def _items(self, name: str) -> Iterator[Item]:
        pages = self._client.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
        for page in pages:
            yield from page["Items"]


def _key_of(item: Item, key: KeySchema) -> _Key:
    return tuple(repr(item[name]) for name in key.attributes)
