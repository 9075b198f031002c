"""The items of one partition key, sorted by what follows it in the key.

A collection takes one of three forms and grows through them, because most tables have millions of
collections of one item or a few, and a few of very many. `put` gives the collection to go on with.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Protocol, Self

from sortedcontainers import SortedDict

from pytest_dynamo.embedded.store.stored_item import StoredItem

# Above this, putting into a plain list costs more than the sorted containers do (measured: 2 000 keys
# 0.7 µs in the list, 1.7 µs in the containers; 200 000 keys 12 µs in the list).
MOST_IN_A_LIST = 2_000


class Collection(Protocol):
    """Items by sort key. Positions count from 0 in the order of the keys."""

    def __len__(self) -> int: ...

    def get(self, key: Any) -> StoredItem | None:
        """The item of a key."""

    def put(self, key: Any, item: StoredItem) -> "Collection":
        """Put or replace an item; the collection to use from now on."""

    def remove(self, key: Any) -> None:
        """Remove the item of a key that is there."""

    def position(self, place: Any) -> int:
        """How many keys are less than a place: a key, or an `After`."""

    def walk(self, start: int, stop: int, *, backward: bool) -> Iterator[StoredItem]:
        """The items at positions from `start` up to `stop`, in either direction."""


class One:
    """A collection of one item; empty once that is removed."""

    __slots__ = ("_item", "_key")

    def __init__(self, key: Any, item: StoredItem) -> None:
        self._key = key
        self._item: StoredItem | None = item

    def __len__(self) -> int:
        return 0 if self._item is None else 1

    def get(self, key: Any) -> StoredItem | None:
        """The item of a key."""
        return self._item if key == self._key else None

    def put(self, key: Any, item: StoredItem) -> "Collection":
        """Put or replace an item; the collection to use from now on."""
        if self._item is None or key == self._key:
            self._key, self._item = key, item
            return self
        return Few(self._key, self._item).put(key, item)

    def remove(self, key: Any) -> None:
        """Remove the item of a key, if it is there."""
        if key == self._key:
            self._item = None

    def position(self, place: Any) -> int:
        """How many keys are less than a place."""
        return 1 if self._item is not None and self._key < place else 0

    def walk(self, start: int, stop: int, *, backward: bool) -> Iterator[StoredItem]:  # noqa: ARG002 - one item has no direction
        """The items of a range of positions."""
        return iter(() if self._item is None or start >= stop else (self._item,))


class Few:
    """A collection in two lists, side by side."""

    __slots__ = ("_items", "_keys")

    def __init__(self, key: Any, item: StoredItem) -> None:
        self._keys = [key]
        self._items = [item]

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, key: Any) -> StoredItem | None:
        """The item of a key."""
        position = bisect_left(self._keys, key)
        if position < len(self._keys) and self._keys[position] == key:
            return self._items[position]
        return None

    def put(self, key: Any, item: StoredItem) -> "Collection":
        """Put or replace an item; the collection to use from now on."""
        position = bisect_left(self._keys, key)
        if position < len(self._keys) and self._keys[position] == key:
            self._items[position] = item
            return self
        if len(self._keys) >= MOST_IN_A_LIST:
            return Many(zip(self._keys, self._items, strict=True)).put(key, item)
        self._keys.insert(position, key)
        self._items.insert(position, item)
        return self

    def remove(self, key: Any) -> None:
        """Remove the item of a key, if it is there."""
        position = bisect_left(self._keys, key)
        if position < len(self._keys) and self._keys[position] == key:
            del self._keys[position], self._items[position]

    def position(self, place: Any) -> int:
        """How many keys are less than a place."""
        return bisect_left(self._keys, place)

    def walk(self, start: int, stop: int, *, backward: bool) -> Iterator[StoredItem]:
        """The items of a range of positions."""
        positions = range(stop - 1, start - 1, -1) if backward else range(start, stop)
        return map(self._items.__getitem__, positions)


class Many(SortedDict[Any, StoredItem]):
    """A collection of any size."""

    def put(self, key: Any, item: StoredItem) -> Self:
        """Put or replace an item; the collection to use from now on."""
        self[key] = item
        return self

    def remove(self, key: Any) -> None:
        """Remove the item of a key, if it is there."""
        self.pop(key, None)

    def position(self, place: Any) -> int:
        """How many keys are less than a place."""
        return int(self.bisect_left(place))

    def walk(self, start: int, stop: int, *, backward: bool) -> Iterator[StoredItem]:
        """The items of a range of positions."""
        return map(self.__getitem__, self.islice(start, stop, reverse=backward))
