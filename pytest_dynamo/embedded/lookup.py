"""Which items have a given key in a global secondary index, without walking the table."""

from collections.abc import Callable
from typing import TypeAlias

from pytest_dynamo.embedded.moto_names import DynamoType, Item, SecondaryIndex

KeyValues: TypeAlias = tuple[DynamoType, ...]
Entries: TypeAlias = dict[KeyValues, dict[tuple[DynamoType, DynamoType | None], Item]]

# A value of another type is no key, and may not be hashable.
_KEY_TYPES = ("S", "N", "B")


class IndexLookup:
    """By index: partition-key values → primary key → item. An index is walked once, when asked for.

    It may hold items that are not in the index, because a sort-key attribute is missing, say; whoever
    asks still has to look at what it gives. It never misses one.
    """

    def __init__(self) -> None:
        self._indexes: dict[tuple[str, tuple[str, ...]], Entries] = {}

    def find(
        self,
        index: SecondaryIndex,
        key: dict[str, DynamoType],
        all_items: Callable[[], list[Item]],
    ) -> list[Item]:
        """The items with these partition-key values; `all_items` gives those of the table."""
        names = partition_key(index)
        entries = self._indexes.get((index.name, names))
        if entries is None:
            entries = self._indexes[index.name, names] = {}
            for item in all_items():
                _enter(entries, names, item)
        return list(entries.get(tuple(key[name] for name in names), {}).values())

    def replace(self, old: Item | None, new: Item | None) -> None:
        """Follow one write: `old` leaves, `new` enters; either may be None."""
        for (_, names), entries in self._indexes.items():
            if old is not None:
                _leave(entries, names, old)
            if new is not None:
                _enter(entries, names, new)


def partition_key(index: SecondaryIndex) -> tuple[str, ...]:
    """The attribute names of an index's partition key."""
    return tuple(key["AttributeName"] for key in index.schema if key["KeyType"] == "HASH")


def _key_of(item: Item, names: tuple[str, ...]) -> KeyValues | None:
    values = [item.attrs.get(name) for name in names]
    if all(value is not None and value.type in _KEY_TYPES for value in values):
        return tuple(values)  # type: ignore[arg-type]
    return None


def _enter(entries: Entries, names: tuple[str, ...], item: Item) -> None:
    key = _key_of(item, names)
    if key is not None:
        entries.setdefault(key, {})[item.hash_key, item.range_key] = item


def _leave(entries: Entries, names: tuple[str, ...], item: Item) -> None:
    key = _key_of(item, names)
    if key is not None and key in entries:
        entries[key].pop((item.hash_key, item.range_key), None)
        if not entries[key]:
            del entries[key]
