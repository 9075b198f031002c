"""What INSERT, UPDATE, DELETE and EXISTS do to one item, planned."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from pytest_dynamo.capacity.item_limits import UPDATE_TOO_LARGE
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.expressions.conditions import Test
from pytest_dynamo.embedded.expressions.kinds import SCALARS, kind_of
from pytest_dynamo.embedded.expressions.paths import compile_path
from pytest_dynamo.embedded.operations.writing import (
    ConditionFailedError,
    NotWrittenError,
    Write,
    checked_item_key,
    planned_check,
    planned_delete,
    planned_put,
    refuse_key_changes,
    require,
)
from pytest_dynamo.embedded.partiql.keys import whole_key
from pytest_dynamo.embedded.partiql.selecting import WRONG_KEY_TYPE, check_key_value
from pytest_dynamo.embedded.partiql.translation.statement import (
    Delete,
    Exists,
    Insert,
    Statement,
    Update,
    Values,
)
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.wire_types import WireItem

Writing: TypeAlias = Insert | Update | Delete | Exists

DUPLICATE = "Duplicate primary key exists in table"


class DuplicateItemError(NotWrittenError):
    """A DuplicateItemException: an INSERT found an item."""

    def __init__(self, write: Write) -> None:
        super().__init__("DuplicateItemException", DUPLICATE, write)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A statement on one item, ready to be planned."""

    key: PrimaryKey
    plan: Callable[[], Write]


def prepared(statement: Writing, values: Values, table: DataTable) -> Prepared:
    """Find the item a statement is about.

    Raises:
        ServiceError: It does not fit the keys of the table.
    """
    match statement:
        case Insert():
            return _insert(statement, values, table)
        case Update():
            return _update(statement, values, table)
    key, rest = _key(statement, values, table)
    primary = primary_key(key, table.definition.key)
    plan: Callable[[], Write]
    if isinstance(statement, Delete):
        plan = lambda: planned_delete(
            table, primary, lambda item: not item or _holds(rest, item, values)
        )
    else:
        plan = lambda: planned_check(
            table, primary, lambda item: bool(item) and _holds(rest, item, values)
        )
    return Prepared(key=primary, plan=plan)


def returned(statement: Writing, write: Write) -> WireItem:
    """What the RETURNING clause of a statement wants to have of the item; nothing without one.

    Raises:
        ServiceError: The clause asks for what there is not.
    """
    returning = statement.returning if isinstance(statement, (Update, Delete)) else ()
    if not returning:
        return {}
    ((which, when, _),) = returning
    stored = write.old if when == "OLD" else write.new
    item = stored.item() if stored else {}
    if which == "ALL" or not isinstance(statement, Update):
        return item
    # The whole of each attribute of which a part has been changed and is there.
    found = {path.steps[0] for path in statement.paths if compile_path(path)(item, {}) is not None}
    return {name: value for name, value in item.items() if name in found}


def check_returning(statement: Statement) -> None:
    """Check the RETURNING clause of a statement.

    Raises:
        ServiceError: It asks for what there is not.
    """
    if not isinstance(statement, (Update, Delete)) or not statement.returning:
        return
    if len(statement.returning) > 1:
        raise invalid("Invalid syntax with multiple returning elements in RETURNING clause")
    ((which, when, everything),) = statement.returning
    if not everything:
        what = "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"
        raise invalid(what)
    if isinstance(statement, Delete) and (which, when) != ("ALL", "OLD"):
        msg = (
            f"Invalid returning clause: RETURNING {which} {when} *. "
            "Only RETURNING ALL OLD * is allowed in DELETE statements."
        )
        raise invalid(msg)


def _insert(statement: Insert, values: Values, table: DataTable) -> Prepared:
    item = {name: values[placeholder] for name, placeholder in statement.item}
    definition = table.definition
    for name in definition.key.attributes:
        if name not in item:
            msg = f"Key attribute should be present in the item: Key {name}"
            raise invalid(msg)
        if definition.attribute_types[name] not in item[name]:
            raise invalid(WRONG_KEY_TYPE.format(name=name))
    key = checked_item_key(table, item)

    def plan() -> Write:
        try:
            return planned_put(table, key, item, lambda old: not old)
        except ConditionFailedError as failed:
            raise DuplicateItemError(failed.write) from None

    return Prepared(key=key, plan=plan)


def _update(statement: Update, values: Values, table: DataTable) -> Prepared:
    key, rest = _key(statement, values, table)
    primary = primary_key(key, table.definition.key)

    def changed(write: Write) -> WireItem:
        return statement.update.apply(write.old_item or key, values)

    def plan() -> Write:
        write = Write(table, primary)
        try:
            require(lambda item: bool(item) and _holds(rest, item, values), write)
        except ConditionFailedError as failed:
            failed.attempt = partial(changed, write)
            raise
        refuse_key_changes(table, statement.update.attributes)
        write.becomes(changed(write), UPDATE_TOO_LARGE)
        return write

    return Prepared(key=primary, plan=plan)


def _key(
    statement: Update | Delete | Exists, values: Values, table: DataTable
) -> tuple[WireItem, Test | None]:
    """The key a statement fixes, and what is left of its condition."""
    definition = table.definition
    wanted = whole_key(statement, definition.key)
    key: WireItem = {}
    for name, placeholders in wanted.equal:
        key[name] = values[placeholders[0]]
        if any(values[each] != key[name] for each in placeholders):
            what = f"Multiple conditions on same key {name}."
            msg = f"{what} Only single item Update/Insert/Delete are supported"
            raise invalid(msg)
    for name, value in key.items():
        kind = kind_of(value)
        if kind not in SCALARS and not isinstance(statement, Exists):
            msg = f"Key value must be of type S, N, or B. Key name: {name}, Key type: {kind}"
            raise invalid(msg)
        if definition.attribute_types[name] != kind:
            raise invalid(WRONG_KEY_TYPE.format(name=name))
    check_returning(statement)
    for name, value in key.items():
        check_key_value(name, value, definition.attribute_types[name])
    table.key_rules.check_key(key)
    return key, wanted.rest


def _holds(rest: Test | None, item: WireItem, values: Values) -> bool:
    return rest is None or rest(item, values)
