"""From one request and its answer to a `Call`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pytest_dynamo.measure.call import Arm, Attempt, Call, CapacitySource, Units
from pytest_dynamo.measure.throttling import throttled_items, throttles
from pytest_dynamo.measure.touched_keys import (
    Schemas,
    Sighting,
    sightings,
    table_name,
    touched_keys,
)
from pytest_dynamo.planner.partiql import statements

READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
STATEMENTS = frozenset({"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"})
DATA_PLANE = READS | WRITES | STATEMENTS
"""The operations that consume capacity; only these give calls."""

OF_ONE_TABLE = frozenset({"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"})

_OF_THE_TABLE_ALONE = frozenset({"TableName", "CapacityUnits", "Table"})
_UNITS_ALONE = frozenset({"CapacityUnits"})

Taken: TypeAlias = tuple[tuple[Units, ...], int, int]
"""What a call took: the units of each table and index, items examined, items returned."""


def read_taken(
    operation: str,
    request: Mapping[str, Any],
    answer: Mapping[str, Any],
    consumed: Any = None,  # noqa: ANN401 - see `_units`
) -> Taken:
    """What a call took. `consumed` is its ConsumedCapacity where that is not in the answer any more."""
    if consumed is None:
        consumed = answer.get("ConsumedCapacity")
    units: tuple[Units, ...] = ()
    if consumed:
        is_read = operation in READS or (operation in STATEMENTS and _selects(request))
        units = _units(consumed, is_read=is_read)
    if operation in WRITES:
        return units, 0, 0
    return units, *_items(operation, answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What an attempt that was tried again came to, as `Exchange` has it of the last one.

    `waited_seconds` is how long the client waited before the next attempt.
    """

    error: str
    answer: Mapping[str, Any]
    duration_seconds: float
    waited_seconds: float


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request in wire form and what became of it; not frozen, since one is made for every call.

    `answer` is the parsed answer, the one that came with an error included; it is empty if none
    came. `error` is the error code, or the class name of an exception that carries no answer. `seen`
    is what request and answer tell of the items touched, and `taken` what the call took, if that has
    been read already. `refusals` are the attempts before the last, in their order.
    """

    operation: str
    request: Mapping[str, Any]
    started: float
    duration_seconds: float
    answer: Mapping[str, Any] = field(default_factory=dict)
    seen: list[Sighting] | None = None
    taken: Taken | None = None
    error: str | None = None
    attempts: int = 1
    refusals: Sequence[Refusal] = ()
    source: CapacitySource = "observed"
    pattern: str | None = None
    location: str | None = None
    continues: bool = False


def read_call(
    exchange: Exchange, schemas: Schemas | None = None, *, pattern: str | None = None
) -> Call:
    """The call that an exchange was. `pattern` is the one it performs, unless the exchange names it.

    With `schemas` the partition keys of tables with a sort key, and of indexes, are known as well,
    and a table is named as its schema names it.
    """
    known = schemas or _unknown
    operation, request, answer = exchange.operation, exchange.request, exchange.answer
    seen = sightings(operation, request, answer) if exchange.seen is None else exchange.seen
    units, examined, returned = exchange.taken or read_taken(operation, request, answer)
    if len(units) == 1:  # as of most calls
        arms: tuple[Arm, ...] = (_arm(units[0], seen, known),)
    else:
        arms = tuple([_arm(one, seen, known) for one in units])
    if operation in OF_ONE_TABLE and len(arms) == 1:
        table: str | None = arms[0].table
    elif "TableName" in request:
        table = _named(table_name(request["TableName"]), known)
    else:
        tables = {arm.table for arm in arms} or {_named(s.table, known) for s in seen}
        table = tables.pop() if len(tables) == 1 else None
    index = request.get("IndexName")
    if operation == "ExecuteStatement":
        index = next((statement.index for statement in statements(request)), None)
    error = exchange.error
    is_several = operation.startswith("Batch")
    return Call(
        operation=operation,
        started=exchange.started,
        duration_seconds=exchange.duration_seconds,
        table=table,
        index=index,
        arms=arms,
        items_examined=examined,
        items_returned=returned,
        error=error,
        throttles=tuple(throttles(error, answer, seen, known)) if error else (),
        throttled_items=throttled_items(operation, answer) if is_several and not error else 0,
        cancellations=tuple(_cancellations(answer)) if error else (),
        attempts=exchange.attempts,
        failed_attempts=tuple(_failed(exchange, known)) if exchange.refusals else (),
        pattern=exchange.pattern or pattern,
        location=exchange.location,
        continues=exchange.continues,
        source=exchange.source,
    )


def _failed(exchange: Exchange, schemas: Schemas) -> Iterator[Attempt]:
    """The attempts that were refused and tried again."""
    operation, request = exchange.operation, exchange.request
    for one in exchange.refusals:
        seen = sightings(operation, request, one.answer)
        yield Attempt(
            error=one.error,
            duration_seconds=one.duration_seconds,
            waited_seconds=one.waited_seconds,
            throttles=tuple(throttles(one.error, one.answer, seen, schemas)),
        )


def _unknown(_: str) -> None:
    """No schemas at all."""


def _named(table: str, schemas: Schemas) -> str:
    schema = schemas(table)
    return schema.name if schema else table


def _arm(units: Units, seen: list[Sighting], schemas: Schemas) -> Arm:
    table, index, reads, writes = units
    schema = schemas(table)
    return Arm(
        table=schema.name if schema else table,
        index=index,
        read_units=reads,
        write_units=writes,
        partition_keys=touched_keys(seen, table, index, schema),
    )


def _units(
    consumed: Any,  # noqa: ANN401 - the ConsumedCapacity of an answer, of one table or of several
    *,
    is_read: bool,
) -> tuple[Units, ...]:
    """The units of each table and index that took any."""
    if type(consumed) is not dict and not isinstance(consumed, Mapping):
        return tuple([units for one in consumed for units in _units(one, is_read=is_read)])
    table = table_name(consumed.get("TableName", ""))
    own = consumed.get("Table")
    if own and consumed.keys() == _OF_THE_TABLE_ALONE and own.keys() == _UNITS_ALONE:  # mostly
        units = own["CapacityUnits"]
        one = (table, None, units, 0.0) if is_read else (table, None, 0.0, units)
        return (one,) if units else ()
    found: list[Units] = []
    for index, level in _levels(consumed):
        reads, writes = level.get("ReadCapacityUnits", 0.0), level.get("WriteCapacityUnits", 0.0)
        # A replayed transaction of writes consumes reads, and says so.
        if not reads and not writes:
            units = level.get("CapacityUnits", 0.0)
            reads, writes = (units, 0.0) if is_read else (0.0, units)
        if reads or writes:
            found.append((table, index, reads, writes))
    return tuple(found)


def _levels(capacity: Mapping[str, Any]) -> list[tuple[str | None, Mapping[str, float]]]:
    """The arms of one ConsumedCapacity; without any (TOTAL) all units are the table's.

    Some endpoints count units of an index for the table once more. The total is the truth, and what
    the arms have more than that is taken from the table.
    """
    levels: list[tuple[str | None, Mapping[str, float]]] = [(None, capacity.get("Table") or {})]
    for member in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes"):
        if of_member := capacity.get(member):
            levels.extend(of_member.items())
    if len(levels) == 1:
        return levels if levels[0][1] else [(None, capacity)]
    if "CapacityUnits" in capacity:
        left = capacity["CapacityUnits"]
        for _, level in levels[1:]:
            left -= level.get("CapacityUnits", 0.0)
        if levels[0][1].get("CapacityUnits", 0.0) > left:
            levels[0] = None, {"CapacityUnits": max(0.0, left)}
    return levels


def _selects(request: Mapping[str, Any]) -> bool:
    """Whether statements read. One request holds only reads or only writes.

    EXISTS is read as a SELECT, and checks writes.
    """
    return {statement.verb for statement in statements(request)} == {"SELECT"}


def _items(operation: str, answer: Mapping[str, Any]) -> tuple[int, int]:
    """How many items a read examined and returned; writes do neither."""
    match operation:
        case "Query" | "Scan":
            count = answer.get("Count", 0)
            return answer.get("ScannedCount", count), count
        case "GetItem":
            count = int("Item" in answer)
        case "BatchGetItem":
            count = sum(map(len, answer.get("Responses", {}).values()))
        case "TransactGetItems" | "ExecuteTransaction" | "BatchExecuteStatement":
            count = sum("Item" in response for response in answer.get("Responses", ()))
        case "ExecuteStatement":
            count = len(answer.get("Items", ()))
        case _:
            count = 0
    return count, count


def _cancellations(answer: Mapping[str, Any]) -> Iterator[str]:
    """The codes of the steps that cancelled a transaction; the other steps say "None"."""
    for step in answer.get("CancellationReasons", ()):
        if step.get("Code", "None") != "None":
            yield step["Code"]
