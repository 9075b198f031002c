"""Where an item stands in an index."""

from typing import Any

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.embedded.store.key_values import KeyValue, PrimaryKey, key_value
from pytest_dynamo.embedded.wire_types import WireItem

EntryKey = tuple[Any, tuple[KeyValue, ...]]
"""A partition key of an index, and what its entries are sorted by: the sort-key values, then the
primary key of the table, because an index may have many entries of one key."""


class EntryKeys:
    """Computes the keys of one index's entries."""

    def __init__(self, table: Table, index: Index) -> None:
        types = table.attribute_types
        self._first, *self._others = [(name, types[name]) for name in index.key.attributes]
        self._partitions = len(index.key.partition_key)

    def of(self, item: WireItem, primary: PrimaryKey) -> EntryKey | None:
        """The key of an item's entry; None where the item is not in the index.

        It is in the index if it has all key attributes of the index, each of its type.
        """
        name, kind = self._first
        value = item.get(name)
        if value is None or kind not in value:
            return None
        first = value[kind] if kind == "S" else key_value(value)
        others = []
        for name, kind in self._others:
            value = item.get(name)
            if value is None or kind not in value:
                return None
            others.append(value[kind] if kind == "S" else key_value(value))
        own = primary if primary[1] is not None else primary[:1]
        if self._partitions == 1:
            return first, (*others, *own)
        more = self._partitions - 1
        return (first, *others[:more]), (*others[more:], *own)
