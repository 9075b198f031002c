"""The consumed capacity of an operation, from the journal of what it read and wrote.

The arithmetic is that of `capacity/`; what moto itself answers about capacity is thrown away.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_dynamo.capacity.consumed import Consumed, ReturnConsumedCapacity, consumed_capacity
from pytest_dynamo.capacity.index_writes import index_write_units
from pytest_dynamo.capacity.item_size import Item as WireItem
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.units import Consistency, page_read_units, read_units, write_units
from pytest_dynamo.embedded.journal import Journal, Page, Read, Write
from pytest_dynamo.embedded.moto_names import Item, dynamo_to_dict

_TRANSACTIONS = ("TransactGetItems", "TransactWriteItems", "ExecuteTransaction")
_WRITES = ("PutItem", "UpdateItem", "DeleteItem")
_READS = ("GetItem",)
_PAGES = ("Query", "Scan")
_LISTS = ("BatchGetItem", "BatchWriteItem", "BatchExecuteStatement", *_TRANSACTIONS)
METERED = (*_WRITES, *_READS, *_PAGES, *_LISTS, "ExecuteStatement")


def meter(
    operation: str, parameters: Mapping[str, Any], journal: Journal, answer: dict[str, Any]
) -> None:
    """Put the consumed capacity into an answer, in the form the request asked for.

    A request that did not ask gets none.
    """
    for bogus in ("ConsumedCapacity", "ConsumedCapacityUnits"):
        answer.pop(bogus, None)
    if not answer.get("ItemCollectionMetrics", True):
        del answer["ItemCollectionMetrics"]
    mode: ReturnConsumedCapacity = parameters.get("ReturnConsumedCapacity", "NONE")
    if mode == "NONE":
        return
    pieces = _pieces(operation, parameters, journal)
    answers = [consumed_capacity(consumed, mode) for consumed in _by_table(pieces)]
    if operation in _LISTS:
        answer["ConsumedCapacity"] = answers
    elif answers:
        answer["ConsumedCapacity"] = answers[0]


def _pieces(operation: str, parameters: Mapping[str, Any], journal: Journal) -> Iterable[Consumed]:
    """What each single read and write consumed.

    Which part of the journal counts depends on the operation: a put that returns the old item has
    moto read it, and DynamoDB does not charge for that.
    """
    transactional = operation in _TRANSACTIONS
    if operation not in (*_READS, *_PAGES, "BatchGetItem", "TransactGetItems"):
        for write in journal.writes:
            yield _write(write, journal, transactional=transactional)
    if operation not in (*_WRITES, *_PAGES, "BatchWriteItem", "TransactWriteItems"):
        for read in journal.reads:
            consistency = _consistency(operation, parameters, read, journal)
            yield _read(read, journal, consistency, split=transactional)
    for page in journal.pages:
        yield _page(page, journal, _consistency(operation, parameters, page, journal))


def _consistency(
    operation: str, parameters: Mapping[str, Any], read: Read | Page, journal: Journal
) -> Consistency:
    if operation in _TRANSACTIONS:
        return "transactional"
    asked = parameters
    if operation == "BatchGetItem":
        asked = parameters["RequestItems"][journal.addressed[read.table.name]]
    if operation == "BatchExecuteStatement":
        asked = next(
            each for each in parameters["Statements"] if each["Statement"] == read.statement
        )
    return "strong" if asked.get("ConsistentRead") else "eventual"


def _write(write: Write, journal: Journal, *, transactional: bool) -> Consumed:
    table = write.table.definition
    old, new = _image(write.old), _image(write.new)
    by_kind: dict[str, dict[str, float]] = {"global": {}, "local": {}}
    for index in table.indexes.values():
        units = index_write_units(old, new, table, index)
        if units is not None:
            by_kind[index.kind][index.name] = units
    return Consumed(
        table=journal.addressed.get(table.name, table.name),
        kind="write",
        table_units=write_units(old, new, transactional=transactional),
        global_units=by_kind["global"],
        local_units=by_kind["local"],
        split=transactional,
    )


def _read(read: Read, journal: Journal, consistency: Consistency, *, split: bool) -> Consumed:
    return Consumed(
        table=journal.addressed.get(read.table.name, read.table.name),
        kind="read",
        table_units=read_units(_size(read.item), consistency),
        split=split,
    )


def _page(page: Page, journal: Journal, consistency: Consistency) -> Consumed:
    units = page_read_units((_size(item) for item in page.items), consistency)
    table = page.table.definition
    kind = table.indexes[page.index].kind if page.index else None
    return Consumed(
        table=journal.addressed.get(table.name, table.name),
        kind="read",
        table_units=0.0 if kind else units,
        global_units={page.index: units} if page.index and kind == "global" else {},
        local_units={page.index: units} if page.index and kind == "local" else {},
    )


def _by_table(pieces: Iterable[Consumed]) -> list[Consumed]:
    merged: dict[tuple[str, str], Consumed] = {}
    for piece in pieces:
        key = piece.table, piece.kind
        merged[key] = merged[key] + piece if key in merged else piece
    return list(merged.values())


def _size(item: Item | None) -> int:
    image = _image(item)
    return item_size_bytes(image) if image else 0


def _image(item: Item | None) -> WireItem | None:
    """An item of moto in wire form."""
    if item is None:
        return None
    return {
        name: dynamo_to_dict(value) if value.type in ("L", "M") else {value.type: value.value}
        for name, value in item.attrs.items()
    }
