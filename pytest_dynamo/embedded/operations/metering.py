"""The consumed capacity of operations. The arithmetic is that of `capacity/`."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from pytest_dynamo.capacity.consumed import Consumed, consumed_by_table, consumed_capacity
from pytest_dynamo.capacity.item_collection import item_collection_metrics
from pytest_dynamo.capacity.units import TRANSACTIONAL_WRITE_FACTOR, read_units
from pytest_dynamo.embedded.operations.writing import Write
from pytest_dynamo.embedded.store.key_values import wire_value
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import Answer, Request

_Arms: TypeAlias = tuple[dict[str, float], dict[str, float]]
"""Units by index, of global and of local indexes."""


def meter_item_read(answer: Answer, request: Request, stored: StoredItem | None) -> None:
    """Put into an answer what reading one item consumed, if the request asked for it."""
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        strong = bool(request.get("ConsistentRead"))
        show(answer, request, item_read_consumed(request["TableName"], stored, strong=strong))


def item_read_consumed(name: str, stored: StoredItem | None, *, strong: bool) -> Consumed:
    """What reading one item consumed, or asking for one that is not there.

    `name` is how the request names the table.
    """
    size_bytes = stored.size_bytes if stored else 0
    return _item_read(name, read_units(size_bytes, "strong" if strong else "eventual"))


@lru_cache(maxsize=1024)
def _item_read(name: str, units: float) -> Consumed:
    """One value for all reads of so many units; hardly any two differ."""
    return Consumed(table=name, kind="read", table_units=units)


def meter_write(answer: Answer, request: Request, write: Write) -> None:
    """Put into an answer what one write consumed, if the request asked for it."""
    if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
        show(answer, request, write_consumed(write, request["TableName"]))


def show(answer: Answer, request: Request, consumed: Consumed) -> None:
    """Put the consumed capacity of one table into an answer, if the request asked for it."""
    shown = consumed_capacity(consumed, request.get("ReturnConsumedCapacity", "NONE"))
    if shown is not None:
        answer["ConsumedCapacity"] = shown


def show_all(answer: Answer, request: Request, pieces: Iterable[Consumed]) -> None:
    """Put what was consumed, table by table, into the answer of an operation on many items."""
    mode = request.get("ReturnConsumedCapacity", "NONE")
    if mode == "NONE":
        return
    answer["ConsumedCapacity"] = [
        consumed_capacity(consumed, mode) for consumed in consumed_by_table(pieces)
    ]


def write_consumed(write: Write, name: str) -> Consumed:
    """What one write consumed; `name` is how the request names the table."""
    global_units: dict[str, float] = {}
    local_units: dict[str, float] = {}
    _add_arms(write, global_units, local_units)
    return Consumed(name, "write", write.table_units, global_units, local_units)


def writes_consumed(
    writes: Iterable[tuple[str, Write]], *, transactional: bool = False
) -> list[Consumed]:
    """What writes consumed, one entry a table; each comes with how the request names its table."""
    table_units: dict[str, float] = {}
    arms: dict[str, _Arms] = {}
    factor = TRANSACTIONAL_WRITE_FACTOR if transactional else 1.0
    for name, write in writes:
        units = write.table_units * factor
        if name not in arms:
            table_units[name], arms[name] = units, ({}, {})
        else:
            table_units[name] += units
        _add_arms(write, *arms[name])
    return [
        Consumed(
            table=name,
            kind="write",
            table_units=table_units[name],
            global_units=global_units,
            local_units=local_units,
            split=transactional,
        )
        for name, (global_units, local_units) in arms.items()
    ]


def _add_arms(write: Write, global_units: dict[str, float], local_units: dict[str, float]) -> None:
    for index, is_global, removed, added in write.entries:
        arms = global_units if is_global else local_units
        arms[index] = arms.get(index, 0.0) + (removed or 0.0) + (added or 0.0)


def show_collection(answer: Answer, request: Request, write: Write) -> None:
    """Put the metrics of the item collection into an answer, if the request asked for them."""
    if request.get("ReturnItemCollectionMetrics", "NONE") == "SIZE":
        metrics = collection_metrics(write)
        if metrics is not None:
            answer["ItemCollectionMetrics"] = metrics


def collection_metrics(write: Write) -> dict[str, Any] | None:
    """The metrics of the item collection that was written; only tables with local indexes have any.

    The whole collection is walked, because hardly anybody asks.
    """
    table = write.table
    if not table.definition.local_indexes:
        return None
    partition, _ = write.key
    collection = table.store.read(None, strong=True).collection(partition)
    size_bytes = 0
    if collection is not None:
        for stored in collection.walk(0, len(collection), backward=False):
            size_bytes += stored.size_bytes
            size_bytes += table.local_entries.size_bytes(stored.item(), stored.size_bytes)
    (name,) = table.definition.key.partition_key
    return item_collection_metrics({name: wire_value(partition)}, size_bytes)
