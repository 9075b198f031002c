"""GetItem, PutItem, UpdateItem and DeleteItem."""

from functools import partial

from pytest_dynamo.capacity.item_limits import UPDATE_TOO_LARGE, fits_update
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.expressions import Expressions, expressions_of
from pytest_dynamo.embedded.operations.admission import (
    admit_item_read,
    admit_not_written,
    admit_write,
)
from pytest_dynamo.embedded.operations.metering import (
    meter_item_read,
    meter_write,
    show_collection,
)
from pytest_dynamo.embedded.operations.tables import table_of
from pytest_dynamo.embedded.operations.writing import (
    ConditionFailedError,
    Write,
    checked_item_key,
    checked_key,
    planned_delete,
    planned_put,
    refuse_key_changes,
    require,
)
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.validation import normalized
from pytest_dynamo.embedded.wire_types import Answer, Request, WireItem


def get_item(database: Database, request: Request) -> Answer:
    """Read one item by its key."""
    expressions = expressions_of("GetItem", request)
    table = table_of(database, request, expressions)
    key = checked_key(table, request["Key"])
    strong = bool(request.get("ConsistentRead"))
    stored = table.store.seen(key, strong=strong)
    admit_item_read(table, key, stored, strong=strong)
    answer: Answer = {}
    if stored is not None:
        item = stored.item()
        projection = expressions.projection
        answer["Item"] = projection.project(item) if projection else item
    meter_item_read(answer, request, stored)
    return answer


def put_item(database: Database, request: Request) -> Answer:
    """Put an item."""
    expressions = expressions_of("PutItem", request)
    table = table_of(database, request, expressions)
    item = normalized(request["Item"])
    try:
        key = checked_item_key(table, item)
        write = planned_put(table, key, item, expressions.condition)
    except ConditionFailedError as failed:
        admit_not_written(failed)
        raise failed.showing(request) from None
    return _written(write, request, None)


def delete_item(database: Database, request: Request) -> Answer:
    """Delete an item."""
    expressions = expressions_of("DeleteItem", request)
    table = table_of(database, request, expressions)
    key = checked_key(table, request["Key"])
    try:
        write = planned_delete(table, key, expressions.condition)
    except ConditionFailedError as failed:
        admit_not_written(failed)
        raise failed.showing(request) from None
    return _written(write, request, None)


def update_item(database: Database, request: Request) -> Answer:
    """Change an item, or make one."""
    expressions = expressions_of("UpdateItem", request)
    table = table_of(database, request, expressions)
    key = checked_key(table, request["Key"])
    try:
        keyed = normalized(request["Key"])
        write = planned_update(table, key, keyed, expressions)
        _require_room(write, keyed, expressions)
    except ConditionFailedError as failed:
        admit_not_written(failed)
        raise failed.showing(request) from None
    return _written(write, request, expressions)


def planned_update(
    table: DataTable, key: PrimaryKey, keyed: WireItem, expressions: Expressions
) -> Write:
    """Plan to change an item as an update says; without one an item of the key alone is made.

    `keyed` is the key as an item, which one that is not there begins as.
    """
    update = expressions.update
    if update is not None:
        refuse_key_changes(table, update.attributes)
    write = Write(table, key)
    before = write.old_item or keyed
    try:
        require(expressions.condition, write)
    except ConditionFailedError as failed:
        failed.attempt = partial(update.apply, before) if update else None
        raise
    if update is None:
        write.becomes(dict(before), UPDATE_TOO_LARGE, written=frozenset())
    else:
        write.becomes(update.apply(before), UPDATE_TOO_LARGE, written=update.attributes)
    return write


def _require_room(write: Write, keyed: WireItem, expressions: Expressions) -> None:
    """The gate of UpdateItem, which is narrower than that of other writes."""
    update = expressions.update
    if update is None or write.new is None:
        return
    size_bytes = write.new.size_bytes
    if not fits_update(
        size_bytes,
        write.table.local_entries.size_bytes(write.new_item or {}, size_bytes),
        key_bytes=item_size_bytes(keyed),
        set_actions=update.set_actions,
    ):
        raise invalid(UPDATE_TOO_LARGE)


def _written(write: Write, request: Request, expressions: Expressions | None) -> Answer:
    """Do a write and answer with what the request wants to have back."""
    admit_write(write)
    write.commit()
    answer: Answer = {}
    wanted = request.get("ReturnValues", "NONE")
    if wanted != "NONE":
        attributes = _returned(write, wanted, expressions)
        if attributes:
            answer["Attributes"] = attributes
    meter_write(answer, request, write)
    show_collection(answer, request, write)
    return answer


def _returned(write: Write, wanted: str, expressions: Expressions | None) -> WireItem | None:
    stored = write.old if wanted.endswith("OLD") else write.new
    if stored is None:
        return None
    item = stored.item()
    if wanted.startswith("ALL"):
        return item
    update = expressions.update if expressions else None
    return update.updated_part(item) if update else None
