"""What a Query or Scan reads: a table, or one of its indexes."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.pages import page_size_bytes
from pytest_dynamo.design.values import Index, KeySchema
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.operations.key_range import KeyRange, SortRange
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.store.collection import Collection
from pytest_dynamo.embedded.store.entries import EntryKey, EntryKeys
from pytest_dynamo.embedded.store.key_values import After, key_value, primary_key
from pytest_dynamo.embedded.store.stored_item import StoredItem, WireItem

NO_INDEX = "The table does not have the specified index: {name}"
OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"
NO_STRONG_READ = "Consistent reads are not supported on global secondary indexes"


class Source:
    """A table or an index, with what its readers need to know of it.

    Raises:
        ServiceError: There is no such index, or it cannot be read in this way.
    """

    def __init__(self, table: DataTable, index_name: str | None, *, strong: bool) -> None:
        definition = table.definition
        self.table = table
        self.index: Index | None = None
        self.key: KeySchema = definition.key
        if index_name is not None:
            if index_name not in definition.indexes:
                raise invalid(NO_INDEX.format(name=index_name))
            self.index = definition.indexes[index_name]
            self.key = self.index.key
        if strong and self.is_global:
            raise invalid(NO_STRONG_READ)
        self._store = table.store.read(index_name, strong=strong)
        self._entry_keys = EntryKeys(definition, self.index) if self.index else None
        sort_key = definition.key.sort_key
        self.table_sort_key = sort_key[0] if sort_key else None
        self.start_names = dict.fromkeys((*definition.key.attributes, *self.key.attributes))
        self._entry = (
            table.index_arms[self.index.name].entry
            if self.index and self.index.projection.kind != "ALL"
            else None
        )

    @property
    def projects_all(self) -> bool:
        """Whether whole items are read."""
        return self._entry is None

    @property
    def is_global(self) -> bool:
        """Whether this is a global index."""
        return self.index is not None and self.index.kind == "global"

    def entry(self, stored: StoredItem) -> WireItem:
        """What a reader sees of an item: the whole of it, or what the index projects."""
        item = stored.item()
        return item if self._entry is None else dict(self._entry(item) or {})

    def entry_bytes(self, stored: StoredItem) -> int:
        """The size that is charged for reading an item here."""
        return stored.size_bytes if self._entry is None else item_size_bytes(self.entry(stored))

    def page_bytes(self, stored: StoredItem) -> int:
        """How much of a page an item takes here."""
        if self._entry is None:
            return stored.page_bytes(self.table_sort_key)
        return page_size_bytes(self.entry(stored), self.table_sort_key)

    def start_key(self, item: WireItem) -> WireItem:
        """The key of an item as LastEvaluatedKey has it: of the table, and of the index."""
        return {name: item[name] for name in self.start_names}

    # Where things stand

    def place(self, key: WireItem) -> EntryKey | tuple[Any, Any]:
        """The partition key and the rest of the key, of a whole start key.

        Raises:
            ServiceError: It is no key of this table or index.
        """
        types = self.table.definition.attribute_types
        if key.keys() != self.start_names.keys() or any(
            types[name] not in value for name, value in key.items()
        ):
            raise invalid("The provided starting key is invalid")
        primary = primary_key(key, self.table.definition.key)
        if self._entry_keys is None:
            return primary
        return self._entry_keys.of(key, primary)  # type: ignore[return-value] # has all attributes

    def partition(self, key: WireItem) -> Any:
        """A partition key as the store has it."""
        values = [key_value(key[name]) for name in self.key.partition_key]
        return values[0] if len(values) == 1 else tuple(values)

    def positions(self, collection: Collection, sort: SortRange) -> tuple[int, int]:
        """The first position of a range, and the one after its last."""
        low, high = sort.low, sort.high
        start = collection.position(self._place(low)) if low else 0
        stop = len(collection) if high is None else collection.position(self._place(high))
        return start, stop

    def _place(self, place: tuple[Any, ...]) -> Any:
        """A place among the keys: those of an index are tuples, those of a table are not."""
        return place[0] if self.index is None else place

    # Walks

    def walk_range(
        self, wanted: KeyRange, after: WireItem | None, *, backward: bool
    ) -> Iterator[tuple[Any, StoredItem]]:
        """Keys and items of a range in order; `after` is the start key to go on from."""
        partition = self.partition(wanted.partition)
        collection = self._store.collection(partition)
        place = self.place(after) if after else None
        if place is not None and place[0] != partition:
            raise invalid(OUTSIDE)
        if collection is None:
            return iter(())
        start, stop = self.positions(collection, wanted.sort)
        if place is not None:
            if place[1] is None:  # no sort key: the one item there can be has been read
                return iter(())
            if backward:
                stop = min(stop, collection.position(place[1]))
            else:
                start = max(start, collection.position(After(place[1])))
        return collection.walk(start, stop, backward=backward)

    def walk_all(
        self, first: float, last: float, after: WireItem | None
    ) -> Iterator[tuple[Any, StoredItem]]:
        """Keys and items in the order of a Scan: by hash of the partition key, then sorted."""
        store = self._store
        if after is None:
            return chain.from_iterable(
                collection.walk(0, len(collection), backward=False)
                for _, collection in store.in_hash_order(first, last)
            )
        partition, rest = self.place(after)
        collection = store.collection(partition)
        here: Iterator[tuple[Any, StoredItem]] = iter(())
        if collection is not None and rest is not None:
            start = collection.position(After(rest))
            here = collection.walk(start, len(collection), backward=False)
        others = (
            collection.walk(0, len(collection), backward=False)
            for _, collection in store.in_hash_order(first, last, after=partition)
        )
        return chain(here, chain.from_iterable(others))
