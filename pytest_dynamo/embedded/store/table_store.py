"""The items of one table, and the entries of its indexes, always in step."""

from collections.abc import Iterator
from typing import TypeAlias

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.embedded.store.consistency import Consistency
from pytest_dynamo.embedded.store.entries import EntryKeys
from pytest_dynamo.embedded.store.follower import Follower
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.store.sorted_store import SortedStore
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem

Snapshot: TypeAlias = tuple[StoredItem, ...]
"""The items of a table at one moment; immutable, so that taking one copies pointers only."""


class TableStore:
    """A table's items by primary key, and its indexes. `consistency` None is strong everywhere."""

    def __init__(self, table: Table, consistency: Consistency | None = None) -> None:
        self.table = table
        self.size_bytes = 0
        self._consistency = consistency
        self._items = SortedStore()
        self._indexes: dict[str, Follower] = {}
        self._replicas: dict[str | None, Follower] = {}
        self._followers: tuple[Follower, ...] = ()
        for index in table.indexes.values():
            self._add_index(index)
        if consistency and consistency.stale_reads:
            self._replicas[None] = Follower(
                lambda _, key: key,
                lag_seconds=consistency.replica_lag_seconds,
                clock=consistency.clock,
            )
        self._note_followers()

    def __len__(self) -> int:
        return self._items.count

    @property
    def has_followers(self) -> bool:
        """Whether a write has to be followed by an index or a replica."""
        return bool(self._followers)

    def get(self, key: PrimaryKey) -> StoredItem | None:
        """The item of a primary key, as it is now."""
        return self._items.get(*key)

    def seen(self, key: PrimaryKey, *, strong: bool) -> StoredItem | None:
        """The item of a primary key, as a read with this consistency sees it."""
        return self.read(None, strong=strong).get(*key)

    def read(self, index: str | None, *, strong: bool) -> SortedStore:
        """What a read sees: the table or one of its indexes, perhaps as they were a while ago."""
        if self._consistency is None:
            return self._items if index is None else self._indexes[index]
        if not strong and index in self._replicas and self._consistency.is_stale():
            return self._replicas[index].up_to_date()
        return self._items if index is None else self._indexes[index].up_to_date()

    def items(self) -> Iterator[StoredItem]:
        """All items, in no particular order."""
        return self._items.items()

    def index_count(self, index: str) -> int:
        """How many entries an index has."""
        return self._indexes[index].count

    def put(
        self,
        key: PrimaryKey,
        old: StoredItem | None,
        new: StoredItem,
        *,
        old_item: WireItem | None,
        new_item: WireItem | None,
    ) -> None:
        """Put an item in place of `old`, which is what the store holds.

        The wire items are needed only where there are followers.
        """
        self._items.put(*key, new, replaces=old is not None)
        self.size_bytes += new.size_bytes - (old.size_bytes if old else 0)
        for follower in self._followers:
            follower.follow(key, old, new, old_item=old_item, new_item=new_item)

    def remove(self, key: PrimaryKey, old: StoredItem, old_item: WireItem | None) -> None:
        """Remove an item, which is what the store holds."""
        self._items.remove(*key)
        self.size_bytes -= old.size_bytes
        for follower in self._followers:
            follower.follow(key, old, None, old_item=old_item, new_item=None)

    def apply(self, key: PrimaryKey, old: StoredItem | None, new: StoredItem | None) -> None:
        """Put or remove one item where no wire items are at hand."""
        old_item = old.item() if old else None
        if new is not None:
            self.put(key, old, new, old_item=old_item, new_item=new.item())
        elif old is not None:
            self.remove(key, old, old_item)

    def redefine(self, table: Table) -> None:
        """Take a changed definition: indexes that are new are filled, those that are gone dropped."""
        gone = [
            name
            for name, index in self.table.indexes.items()
            if name not in table.indexes or table.indexes[name].key != index.key
        ]
        self.table = table
        for name in gone:
            del self._indexes[name]
            self._replicas.pop(name, None)
        for name, index in table.indexes.items():
            if name not in self._indexes:
                self._add_index(index)
                self._fill(self._indexes[name])
        self._note_followers()

    def snapshot(self) -> Snapshot:
        """All items as they are now."""
        return tuple(self.items())

    def load(self, items: Snapshot) -> None:
        """Put the items of a snapshot into this store, which is to be empty."""
        for stored in items:
            self.apply(primary_key(stored.item(), self.table.key), None, stored)

    def _add_index(self, index: Index) -> None:
        keys = EntryKeys(self.table, index).of
        consistency = self._consistency
        if consistency is None:
            self._indexes[index.name] = Follower(keys)
            return
        lag_seconds = consistency.index_lag_seconds if index.kind == "global" else 0.0
        clock = consistency.clock
        self._indexes[index.name] = Follower(keys, lag_seconds=lag_seconds, clock=clock)
        if consistency.stale_reads and index.kind == "local":
            self._replicas[index.name] = Follower(
                keys, lag_seconds=consistency.replica_lag_seconds, clock=clock
            )

    def _note_followers(self) -> None:
        self._followers = (*self._indexes.values(), *self._replicas.values())

    def _fill(self, follower: Follower) -> None:
        for stored in self.items():
            item = stored.item()
            key = primary_key(item, self.table.key)
            follower.follow(key, None, stored, old_item=None, new_item=item)
