"""Where an item stands in an index."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.embedded.store.key_values import KeyValue, PrimaryKey, key_value
from pytest_dynamo.embedded.store.stored_item import WireItem

EntryKey = tuple[Any, tuple[KeyValue, ...]]
"""A partition key of an index, and what its entries are sorted by: the sort-key values, then the
primary key of the table, because an index may have many entries of one key."""


class EntryKeys:
    """Computes the keys of one index's entries."""

    def __init__(self, table: Table, index: Index) -> None:
        types = table.attribute_types
        self._partition = [(name, types[name]) for name in index.key.partition_key]
        self._sort = [(name, types[name]) for name in index.key.sort_key]

    def of(self, item: WireItem, primary: PrimaryKey) -> EntryKey | None:
        """The key of an item's entry; None where the item is not in the index.

        It is in the index if it has all key attributes of the index, each of its type.
        """
        for name, kind in (*self._partition, *self._sort):
            if name not in item or kind not in item[name]:
                return None
        sort = [key_value(item[name]) for name, _ in self._sort]
        partition, rest = primary
        ties = (partition,) if rest is None else (partition, rest)
        return self.partition(item), (*sort, *ties)

    def partition(self, item: Mapping[str, Mapping[str, Any]]) -> Any:
        """The partition key out of an item, or out of conditions, that has all its attributes."""
        values = [key_value(item[name]) for name, _ in self._partition]
        return values[0] if len(values) == 1 else tuple(values)
