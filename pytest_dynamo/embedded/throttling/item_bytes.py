"""How many bytes lie in each partition, by which partitions split for their size."""

from typing import Any

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.throttling.admission import TableThroughput
from pytest_dynamo.embedded.store.change import Change
from pytest_dynamo.embedded.store.entries import EntryKeys
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.store.table_store import TableStore
from pytest_dynamo.embedded.throttling.places import place_of
from pytest_dynamo.embedded.wire_types import WireItem


class ItemBytes:
    """Keeps the bytes of the partitions of a table and its global indexes in step with its items.

    A table that is smaller than one partition can have no full one, and neither can its indexes; nothing
    is counted then. Entries of local indexes are not counted.
    """

    def __init__(
        self, store: TableStore, throughput: TableThroughput, partition_bytes: float
    ) -> None:
        self._store = store
        self._throughput = throughput
        self._partition_bytes = partition_bytes
        self._indexes = {
            index.name: (EntryKeys(store.table, index), IndexArm(store.table, index))
            for index in store.table.global_indexes
        }
        self._counts = False
        self._begin_when_due()

    def follow(self, change: Change) -> None:
        """Follow one write, which the store has done."""
        if not self._counts:
            self._begin_when_due()
            return
        self._add(change.key, change.old, change.old_item, -1)
        self._add(change.key, change.new, change.new_item, 1)

    def _begin_when_due(self) -> None:
        if self._store.size_bytes < self._partition_bytes:
            return
        self._counts = True
        for throughput in self._throughput.of.values():
            for partition in throughput.placement.partitions:
                partition.item_bytes = 0.0
        for stored in self._store.items():
            item = stored.item()
            self._add(primary_key(item, self._store.table.key), stored, item, 1)

    def _add(
        self, key: PrimaryKey, stored: StoredItem | None, item: WireItem | None, sign: int
    ) -> None:
        if stored is None or item is None:
            return
        self._add_bytes(None, *key, sign * stored.size_bytes)
        for name, (keys, arm) in self._indexes.items():
            entry = keys.of(item, key)
            if entry is not None:
                self._add_bytes(name, *entry, sign * arm.entry_bytes(item, stored.size_bytes))

    def _add_bytes(
        self, index: str | None, partition: Any, sort_key: Any, size_bytes: float
    ) -> None:
        placement = self._throughput.of[index].placement
        placement.locate(place_of(partition), sort_key).item_bytes += size_bytes
