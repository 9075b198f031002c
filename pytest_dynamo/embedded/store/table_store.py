"""The items of one table, and the entries of its indexes, always in step."""

from collections.abc import Iterator
from typing import Protocol, TypeAlias

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.embedded.store.change import Change
from pytest_dynamo.embedded.store.consistency import Consistency
from pytest_dynamo.embedded.store.entries import EntryKeys
from pytest_dynamo.embedded.store.follower import Follower
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.store.sorted_store import SortedStore
from pytest_dynamo.embedded.store.stored_item import StoredItem

Snapshot: TypeAlias = tuple[StoredItem, ...]
"""The items of a table at one moment; immutable, so that taking one copies pointers only."""


class Watcher(Protocol):
    """Who wants to know of each write of a table, whoever makes it."""

    def follow(self, change: Change) -> None:
        """Take note of a write that has been done."""


class TableStore:
    """A table's items by primary key, and its indexes. `consistency` None is strong everywhere."""

    def __init__(self, table: Table, consistency: Consistency | None = None) -> None:
        self.table = table
        self.size_bytes = 0
        self._consistency = consistency
        self._items = SortedStore()
        self._indexes: dict[str, Follower] = {}
        self._replicas: dict[str | None, Follower] = {}
        self._watcher: Watcher | None = None
        self._journal: Watcher | None = None
        self._followers: tuple[Watcher, ...] = ()
        for index in table.indexes.values():
            self._add_index(index)
        if consistency and consistency.stale_reads:
            self._replicas[None] = Follower(
                lambda _, key: key,
                (),
                lag_seconds=consistency.replica_lag_seconds,
                clock=consistency.clock,
            )
        self._note_followers()

    def __len__(self) -> int:
        return self._items.count

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

    def index(self, name: str) -> Follower:
        """The entries of an index."""
        return self._indexes[name]

    def commit(self, change: Change) -> None:
        """Put or remove an item; `change.old` is what the store holds."""
        old, new = change.old, change.new
        if new is not None:
            self._items.put(*change.key, new, replaces=old is not None)
            self.size_bytes += new.size_bytes
        elif old is not None:
            self._items.remove(*change.key)
        if old is not None:
            self.size_bytes -= old.size_bytes
        for follower in self._followers:
            follower.follow(change)

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
            self.commit(Change(primary_key(stored.item(), self.table.key), None, stored))

    def watched_by(self, watcher: Watcher | None) -> None:
        """Tell a watcher of each write from now on, in place of the one before."""
        self._watcher = watcher
        self._note_followers()

    def noted_by(self, journal: Watcher | None) -> None:
        """Tell a journal of each write from now on, in place of the one before."""
        self._journal = journal
        self._note_followers()

    def _add_index(self, index: Index) -> None:
        keys = EntryKeys(self.table, index).of
        consistency = self._consistency
        if consistency is None:
            self._indexes[index.name] = Follower(keys, index.key.attributes)
            return
        lag_seconds = consistency.index_lag_seconds if index.kind == "global" else 0.0
        clock = consistency.clock
        self._indexes[index.name] = Follower(
            keys, index.key.attributes, lag_seconds=lag_seconds, clock=clock
        )
        if consistency.stale_reads and index.kind == "local":
            self._replicas[index.name] = Follower(
                keys,
                index.key.attributes,
                lag_seconds=consistency.replica_lag_seconds,
                clock=clock,
            )

    def _note_followers(self) -> None:
        watchers = [one for one in (self._watcher, self._journal) if one is not None]
        self._followers = (*self._indexes.values(), *self._replicas.values(), *watchers)

    def _fill(self, follower: Follower) -> None:
        for stored in self.items():
            key = primary_key(stored.item(), self.table.key)
            follower.follow(Change(key, None, stored))
