"""moto's tables, with a record of what they read and write, and a whole description."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import Table as TableDefinition
from pytest_dynamo.embedded.journal import Journal, Page, Read, Write
from pytest_dynamo.embedded.lookup import IndexLookup
from pytest_dynamo.embedded.moto_names import (
    DynamoType,
    Item,
    RestoredPITTable,
    RestoredTable,
    StreamShard,
    Table,
)
from pytest_dynamo.embedded.narrowing import NarrowingTable
from pytest_dynamo.embedded.streams import EmbeddedShard
from pytest_dynamo.planner.partiql import Statement

_OWN = ("journal", "shared", "lookup", "narrowed_to", "declared", "_definition")


class EmbeddedTable(NarrowingTable):
    """A table whose reads and writes are recorded.

    `shared` is set while a transaction runs. `declared` holds, in the form DescribeTable answers,
    the properties that moto takes without keeping them.
    """

    journal: Journal
    shared: bool
    declared: dict[str, Any]
    _definition: TableDefinition | None

    @classmethod
    def adopt(cls, table: Table) -> "EmbeddedTable":
        """Turn a table that moto has just made into one of these, in place."""
        table.__class__ = _ADOPTED[type(table)]
        adopted = cast("EmbeddedTable", table)
        adopted.prepare()
        return adopted

    def prepare(self) -> None:
        """Give the table what moto's own constructor does not."""
        self.journal = Journal()
        self.shared = False
        self.lookup = IndexLookup()
        self.narrowed_to = None
        self.declared = {}
        self._definition = None
        self._adopt_shard()

    def __deepcopy__(self, memo: dict[int, Any]) -> Table:
        """A copy for a backup. In a transaction, which the journal can undo, the table itself."""
        if self.shared:
            return self
        copied = cast("Table", Table.__new__(Table))
        memo[id(self)] = copied
        for name, value in vars(self).items():
            if name not in _OWN:
                setattr(copied, name, copy.deepcopy(value, memo))
        return copied

    def set_stream_specification(self, streams: dict[str, Any] | None) -> None:
        """Enable or disable the stream."""
        super().set_stream_specification(streams)
        self._adopt_shard()

    def _adopt_shard(self) -> None:
        if type(self.stream_shard) is StreamShard:
            self.stream_shard.__class__ = EmbeddedShard

    # What it is

    @property
    def definition(self) -> TableDefinition:
        """The table as a design has it, which capacity is counted by."""
        if self._definition is None:
            self._definition = table_of_description(self.describe("Table")["Table"])
        return self._definition

    def declare(self, **properties: Any) -> None:
        """Keep properties for the description; the definition is made anew."""
        self.declared.update(properties)
        self._definition = None

    def describe(self, base_key: str = "TableDescription") -> dict[str, Any]:
        """What DescribeTable answers."""
        answer: dict[str, Any] = super().describe(base_key)
        on_demand = self.declared.get("IndexOnDemandThroughput", {})
        for index in answer[base_key]["GlobalSecondaryIndexes"]:
            if index["IndexName"] in on_demand:
                index["OnDemandThroughput"] = on_demand[index["IndexName"]]
        shown = {name: value for name, value in self.declared.items() if name in _DESCRIBED}
        answer[base_key].update(shown)
        return answer

    # What is written

    def put_item(self, item_attrs: dict[str, Any], *args: Any, **options: Any) -> Item:
        """Put an item, and record what it replaced."""
        whole = all(name in item_attrs for name in self.table_key_attrs)
        old = self.find(*self.key_values(item_attrs)) if whole else None
        new = super().put_item(item_attrs, *args, **options)
        self.lookup.replace(old, new)
        self._record(new.hash_key, new.range_key, old, new)
        return new

    def delete_item(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        """Delete an item, and record it; also that there was none."""
        old = super().delete_item(hash_key, range_key)
        self.lookup.replace(old, None)
        self._record(hash_key, range_key, old, None)
        return old

    @contextmanager
    def updating(self, key: dict[str, Any]) -> Iterator[None]:
        """Record as one write what happens to one item inside, also where it is changed in place.

        The stream gets one record of it, too: moto itself writes two when an update makes an item.
        """
        hash_key, range_key = self.key_values(key)
        old = copy.deepcopy(self.find(hash_key, range_key))
        mark = len(self.journal.writes)
        self._record(hash_key, range_key, old, None)  # so that a failure on the way is undone
        shard, self.stream_shard = self.stream_shard, None
        try:
            yield
        finally:
            self.stream_shard = shard
        new = self.find(hash_key, range_key)
        self.lookup.replace(old, new)
        del self.journal.writes[mark:]
        self._record(hash_key, range_key, old, new)
        if shard is not None:
            shard.add(old, new)

    def record_check(self, key: dict[str, Any]) -> None:
        """Record a condition check, which is charged like a write that changes nothing."""
        hash_key, range_key = self.key_values(key)
        item = self.find(hash_key, range_key)
        self._record(hash_key, range_key, item, item)

    def restore(self, write: Write) -> None:
        """Undo one write."""
        self.lookup.replace(self.find(write.hash_key, write.range_key), None)
        if write.old is None:
            NarrowingTable.delete_item(self, write.hash_key, write.range_key)
        elif write.range_key:
            self.items[write.hash_key][write.range_key] = write.old
        else:
            self.items[write.hash_key] = write.old
        self.lookup.replace(None, write.old)

    def _record(
        self,
        hash_key: DynamoType,
        range_key: DynamoType | None,
        old: Item | None,
        new: Item | None,
    ) -> None:
        self.journal.writes.append(
            Write(table=self, hash_key=hash_key, range_key=range_key, old=old, new=new)
        )

    # What is read

    def query(
        self,
        hash_key: DynamoType | None,
        range_comparison: str | None,
        range_objs: list[DynamoType],
        limit: int,
        exclusive_start_key: dict[str, Any],
        scan_index_forward: bool,  # noqa: FBT001 - as moto has it
        projection_expressions: list[list[str]] | None,
        index_name: str | None = None,
        consistent_read: bool = False,  # noqa: FBT001, FBT002 - as moto has it
        filter_expression: Any = None,
        hash_key_conditions: list[tuple[str, DynamoType]] | None = None,
        range_key_conditions: list[tuple[str, str, list[DynamoType]]] | None = None,
        **filter_kwargs: Any,
    ) -> tuple[list[Item], int, dict[str, Any] | None]:
        """Query one item collection of the table or of an index."""
        examined = _Examined(filter_expression)
        with self.narrowed(self.candidates(index_name, dict(hash_key_conditions or ()))):
            answer = super().query(
                hash_key,
                range_comparison,
                range_objs,
                limit,
                exclusive_start_key,
                scan_index_forward,
                projection_expressions,
                index_name,
                consistent_read,
                examined,
                hash_key_conditions,
                range_key_conditions,
                **filter_kwargs,
            )
        self.journal.pages.append(Page(table=self, index=index_name, items=examined.items))
        return answer

    def scan(
        self,
        filters: dict[str, Any],
        limit: int,
        exclusive_start_key: dict[str, Any],
        filter_expression: Any = None,
        index_name: str | None = None,
        *args: Any,
        **options: Any,
    ) -> Any:
        """Scan the table or an index."""
        examined = _Examined(filter_expression)
        answer = super().scan(
            filters, limit, exclusive_start_key, examined, index_name, *args, **options
        )
        self.journal.pages.append(Page(table=self, index=index_name, items=examined.items))
        return answer

    def found_by(self, asked: Statement) -> list[Item] | None:
        """A superset of the items a statement is about, or None where it has to look at all."""
        equal = {name: DynamoType(value) for name, value in asked.equal.items()}
        found = self.candidates(asked.index, equal)
        if found is not None and asked.index is None and self.range_key_attr in equal:
            return [item for item in found if item.range_key == equal[self.range_key_attr]]
        return found

    def record_select(self, asked: Statement, found: list[Item] | None, text: str) -> None:
        """Record what a SELECT read: one item by its key, or the items it had to look at."""
        if asked.index is None and all(name in asked.equal for name in self.table_key_attrs):
            item = found[0] if found else None
            self.journal.reads.append(Read(table=self, item=item, statement=text))
            return
        items = self.all_items() if found is None else found
        for index in self.all_indexes():
            if index.name == asked.index:
                keys = {key["AttributeName"] for key in index.schema}
                items = [index.project(item) for item in items if keys <= set(item.attrs)]
        self.journal.pages.append(Page(table=self, index=asked.index, items=items, statement=text))


class EmbeddedRestoredTable(EmbeddedTable, RestoredTable):
    """A table restored from a backup."""


class EmbeddedRestoredPITTable(EmbeddedTable, RestoredPITTable):
    """A table restored to a point in time."""


_ADOPTED: dict[type[Any], type[Any]] = {
    Table: EmbeddedTable,
    RestoredTable: EmbeddedRestoredTable,
    RestoredPITTable: EmbeddedRestoredPITTable,
}
_DESCRIBED = ("TableClassSummary", "OnDemandThroughput", "Replicas", "MultiRegionConsistency")


class _Examined:
    """A filter that remembers what it was shown: moto shows it each item of the page, projected."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.items: list[Item] = []

    def expr(self, item: Item) -> bool:
        self.items.append(item)
        return self._inner is None or self._inner.expr(item)
