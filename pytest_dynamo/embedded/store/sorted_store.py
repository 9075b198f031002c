"""Collections by partition key: what a table, and each of its indexes, holds."""

from collections.abc import Iterator
from typing import Any

from sortedcontainers import SortedList

from pytest_dynamo.capacity.partitions import hash_position, key_text
from pytest_dynamo.embedded.store.collection import Collection, One
from pytest_dynamo.embedded.store.key_values import After, Before, KeyValue, wire_value
from pytest_dynamo.embedded.store.stored_item import StoredItem


class SortedStore:
    """Items by partition key and what follows it in the key.

    A partition key is one key value, or a tuple of them in a global index with several. The rest of
    the key may be anything that sorts.
    """

    def __init__(self) -> None:
        self._collections: dict[Any, Collection] = {}
        self._hash_order: SortedList[tuple[float, Any]] | None = None
        self.count = 0
        self.size_bytes = 0

    def get(self, partition: Any, rest: Any) -> StoredItem | None:
        """The item of a key."""
        collection = self._collections.get(partition)
        return None if collection is None else collection.get(rest)

    def collection(self, partition: Any) -> Collection | None:
        """The items of a partition key, or None where there are none."""
        return self._collections.get(partition)

    def put(self, partition: Any, rest: Any, item: StoredItem, *, replaces: bool) -> None:
        """Put an item; `replaces` says that its key is there already."""
        collection = self._collections.get(partition)
        if collection is None:
            self._collections[partition] = One(rest, item)
            if self._hash_order is not None:
                self._hash_order.add(_place(partition))
        else:
            grown = collection.put(rest, item)
            if grown is not collection:
                self._collections[partition] = grown
        if not replaces:
            self.count += 1

    def remove(self, partition: Any, rest: Any) -> None:
        """Remove the item of a key that is there, and its collection if it was the last."""
        collection = self._collections[partition]
        collection.remove(rest)
        self.count -= 1
        if not len(collection):
            del self._collections[partition]
            if self._hash_order is not None:
                self._hash_order.remove(_place(partition))

    def in_hash_order(
        self, first: float = 0.0, last: float = 1.0, after: Any = None
    ) -> Iterator[tuple[Any, Collection]]:
        """The collections whose partition keys hash from `first` up to `last`, in the order of hashes.

        `after` is a partition key: those up to and including it are left out. The first call sorts all
        partition keys; from then on each new one is put where it belongs.
        """
        if self._hash_order is None:
            self._hash_order = SortedList(_place(partition) for partition in self._collections)
        order = self._hash_order
        start = (
            order.bisect_left((first, Before()))
            if after is None
            else order.bisect_left(_next(after))
        )
        for position, partition in order.islice(start):
            if position >= last:
                return
            yield partition, self._collections[partition]

    def items(self) -> Iterator[StoredItem]:
        """All items, in no particular order."""
        for collection in self._collections.values():
            yield from collection.walk(0, len(collection), backward=False)


def partition_place(partition: Any) -> float:
    """Where a partition key lies in the hash space, from 0 up to but not including 1."""
    if isinstance(partition, str):  # which is its own text
        return hash_position(partition)
    values: tuple[KeyValue, ...] = partition if isinstance(partition, tuple) else (partition,)
    return hash_position(key_text([wire_value(value) for value in values]))


def _place(partition: Any) -> tuple[float, Any]:
    return partition_place(partition), partition


def _next(partition: Any) -> tuple[float, Any]:
    return _place(partition)[0], After(partition)
