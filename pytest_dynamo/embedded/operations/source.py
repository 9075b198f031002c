"""What a Query or Scan reads: a table, or one of its indexes."""

from collections.abc import Sequence
from typing import cast

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.pages import page_size_bytes
from pytest_dynamo.design.values import Index, KeySchema
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.store.entries import EntryKeys
from pytest_dynamo.embedded.store.sorted_store import SortedStore
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem

NO_INDEX = "The table does not have the specified index: {name}"
NO_STRONG_READ = "Consistent reads are not supported on global secondary indexes"


class Source:
    """A table or an index, with what its readers need to know of it."""

    def __init__(self, table: DataTable, index: Index | None) -> None:
        definition = table.definition
        self.table = table
        self.index = index
        self.key: KeySchema = index.key if index else definition.key
        self.types = definition.attribute_types
        self.entry_keys = EntryKeys(definition, index) if index else None
        self.start_names = dict.fromkeys((*definition.key.attributes, *self.key.attributes))
        self.is_global = index is not None and index.kind == "global"
        self.projects_all = index is None or index.projection.kind == "ALL"
        self._arm = table.index_arms[index.name] if index else None
        sort_key = definition.key.sort_key
        self._table_sort_key = sort_key[0] if sort_key else None

    @property
    def name(self) -> str:
        """The name of the index, or of the table."""
        return self.index.name if self.index else self.table.name

    def read(self, *, strong: bool) -> SortedStore:
        """What a read with this consistency sees.

        Raises:
            ServiceError: Global indexes cannot be read strongly.
        """
        if strong and self.is_global:
            raise invalid(NO_STRONG_READ)
        return self.table.store.read(self.index.name if self.index else None, strong=strong)

    def entries(self, stored: Sequence[StoredItem]) -> list[WireItem]:
        """What a reader sees of items: the whole of each, or what the index projects."""
        items = StoredItem.items(stored)
        if self.projects_all or self._arm is None:
            return items
        return [cast("WireItem", self._arm.entry(item) or {}) for item in items]

    def entry(self, stored: StoredItem) -> WireItem:
        """What a reader sees of one item."""
        (entry,) = self.entries([stored])
        return entry

    def entry_bytes(self, stored: StoredItem) -> int:
        """The size that is charged for reading an item here."""
        return stored.size_bytes if self.projects_all else item_size_bytes(self.entry(stored))

    def page_bytes(self, stored: StoredItem) -> int:
        """How much of a page an item takes here."""
        if self.projects_all:
            return stored.page_bytes(self._table_sort_key)
        return page_size_bytes(self.entry(stored), self._table_sort_key)

    @property
    def stored_names(self) -> set[str]:
        """The attributes there are in an index that does not project all."""
        projected = self.index.projection.attributes if self.index else ()
        return {*self.start_names, *projected}

    def start_key(self, item: WireItem) -> WireItem:
        """The key of an item as LastEvaluatedKey has it: of the table, and of the index."""
        return {name: {**item[name]} for name in self.start_names}


def source_of(table: DataTable, index_name: str | None) -> Source:
    """The table, or one of its indexes.

    Raises:
        ServiceError: There is no such index.
    """
    known: Source | None = table.sources.get(index_name)
    if known is None:
        indexes = table.definition.indexes
        if index_name is not None and index_name not in indexes:
            raise invalid(NO_INDEX.format(name=index_name))
        known = Source(table, None if index_name is None else indexes[index_name])
        table.sources[index_name] = known
    return known
