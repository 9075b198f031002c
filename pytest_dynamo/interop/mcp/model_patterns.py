"""Access patterns of the MCP server's data model, out of the commands that implement them.

A command has the values of an example: `USER#123`. Which template they are of is told by the
entities that were inferred from the items of the model.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Condition,
    Constant,
    Entity,
    KeySchema,
    Operator,
    PatternKind,
    Table,
)
from pytest_dynamo.interop.attribute_values import is_attribute_value
from pytest_dynamo.interop.mcp.commands import Command

KINDS: Final[Mapping[str, PatternKind]] = {
    "get-item": "get",
    "query": "query",
    "scan": "scan",
    "put-item": "put",
    "update-item": "update",
    "delete-item": "delete",
    "batch-get-item": "batch_get",
    "batch-write-item": "batch_write",
}
_OPERATORS: Final[Mapping[str, Operator]] = {one: one for one in get_args(Operator)}
Item = Mapping[str, Mapping[str, Any]]


def pattern_of(
    name: str,
    description: str,
    command: Command,
    table: Table,
    entities: Sequence[Entity],
) -> AccessPattern:
    """The access pattern that a command implements.

    Raises:
        ValueError: The command is not understood, or is of no entity; the message says why.
    """
    kind = KINDS[command.operation]
    index = command.options.get("index_name")
    if index is not None and index not in table.indexes:
        msg = f"there is no index '{index}'"
        raise ValueError(msg)
    read = kind in ("get", "query", "scan", "batch_get")
    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()
    entity: Entity | None = None
    count = 1
    if kind == "query":
        entity, conditions = _query(command, entities)
    elif kind != "scan":
        keys = _keys(kind, command, table)
        count = len(keys)
        entity = _entity_of(keys[0], table, entities)
        actions = (_action(kind, keys[0], entity, table, command),)
    limit = str(command.options.get("max_items") or command.options.get("limit"))
    return AccessPattern(
        name=name,
        kind=kind,
        table=table.name,
        description=description,
        index=index,
        conditions=_in_order(conditions, table.key_of(index)),
        actions=actions,
        count=count if kind.startswith("batch") else 1,
        returns=(entity.name,) if entity and read else (),
        limit=int(limit) if kind == "query" and limit.isdecimal() and int(limit) else None,
        newest_first="no_scan_index_forward" in command.options,
        consistent_read="consistent_read" in command.options and read,
    )


def _in_order(conditions: tuple[Condition, ...], key: KeySchema) -> tuple[Condition, ...]:
    """The partition key first, as people write it."""
    order = [*key.attributes, *(one.attribute for one in conditions)]
    return tuple(sorted(conditions, key=lambda one: order.index(one.attribute)))


def _query(
    command: Command, entities: Sequence[Entity]
) -> tuple[Entity | None, tuple[Condition, ...]]:
    comparisons = command.comparisons()
    if not comparisons:
        msg = "its --key-condition-expression is not understood"
        raise ValueError(msg)
    asked = {name: values[0] for name, _, values in comparisons}
    entity = next((one for one in entities if _fits(one, asked, partial=True)), None)
    found = []
    for name, operator, values in comparisons:
        if operator not in _OPERATORS:
            msg = f"'{operator}' is no operator of a key condition"
            raise ValueError(msg)
        operands = tuple(_operand(entity, name, value) for value in values)
        if operator == "begins_with" and isinstance(operands[0], Template):
            operands = (Constant(value=str(_plain(values[0]))),)
        if operator == "between" and operands[0] == operands[1]:
            operands = tuple(Constant(value=_plain(value)) for value in values)
        found.append(Condition(attribute=name, operator=_OPERATORS[operator], operands=operands))
    return entity, tuple(found)


def _keys(kind: PatternKind, command: Command, table: Table) -> list[Item]:
    """The keys, or items, that a command names: one, or those of a batch."""
    options = command.options
    if kind.startswith("batch"):
        request = options.get("request_items")
        given = request.get(table.name) if isinstance(request, dict) else None
        entries = given.get("Keys") if isinstance(given, dict) else given
        items = [_written(one) for one in entries] if isinstance(entries, list) else []
    else:
        items = [options.get("item" if kind == "put" else "key")]
    found = [one for one in items if _is_item(one)]
    if not found:
        msg = "it names no key"
        raise ValueError(msg)
    return found


def _written(entry: Any) -> Any:  # noqa: ANN401 - any value of JSON
    put = entry.get("PutRequest") if isinstance(entry, dict) else None
    return put.get("Item") if isinstance(put, dict) else entry


def _is_item(value: Any) -> bool:  # noqa: ANN401 - any value of JSON
    return isinstance(value, dict) and bool(value) and all(map(is_attribute_value, value.values()))


def _entity_of(item: Item, table: Table, entities: Sequence[Entity]) -> Entity:
    asked = {name: item[name] for name in table.key.attributes if name in item}
    found = next((one for one in entities if _fits(one, asked, partial=False)), None)
    if found is None or len(asked) < len(table.key.attributes):
        msg = "its key is of none of the items of the model"
        raise ValueError(msg)
    return found


def _action(
    kind: PatternKind, item: Item, entity: Entity, table: Table, command: Command
) -> Action:
    condition = command.options.get("condition_expression")
    if condition is not None and not isinstance(condition, str | None):
        condition = None
    if kind in ("put", "batch_write", "batch_get"):
        step = "get" if kind == "batch_get" else "put"
        return Action(
            kind="get" if step == "get" else "put",
            table=table.name,
            entity=entity.name,
            condition=_named(condition, command) if kind == "put" else None,
        )
    key = {name: _operand(entity, name, item[name]) for name in table.key.attributes}
    assigned = [name for name in command.assigned() if name in entity.attributes]
    if kind == "update" and not assigned:
        msg = "it sets nothing that an item of the model has"
        raise ValueError(msg)
    return Action(
        kind="get" if kind == "get" else "delete" if kind == "delete" else "update",
        table=table.name,
        key=key,
        assign={name: entity.attributes[name].value for name in assigned},
        condition=_named(condition, command) if kind != "get" else None,
    )


def _named(condition: str | None, command: Command) -> str | None:
    """A condition with the names themselves; None where it compares with values."""
    if condition is None or ":" in condition:
        return None
    return re.sub(r"#\w+", lambda found: command.name_of(found[0]), condition)


def _fits(entity: Entity, asked: Item, *, partial: bool) -> bool:
    return all(
        name in entity.attributes
        and _matches(entity.attributes[name].value, _plain(value), partial=partial)
        for name, value in asked.items()
    )


def _matches(declared: object, value: object, *, partial: bool) -> bool:
    """Whether a value could be one of an attribute's; `partial` takes the beginning of one, too."""
    if isinstance(declared, Constant):
        is_start = partial and str(declared.value).startswith(str(value))
        return is_start or declared.value == value
    if not isinstance(declared, Template):
        return True
    expression = "".join(
        re.escape(part) if isinstance(part, str) else ".+" for part in declared.parts
    )
    text = str(value)
    return bool(re.fullmatch(expression, text)) or (partial and declared.prefix.startswith(text))


def _operand(entity: Entity | None, name: str, value: Mapping[str, Any]) -> Template | Constant:
    """The template of the attribute where the value is one of it, or else the value."""
    declared = entity.attributes[name].value if entity and name in entity.attributes else None
    plain = _plain(value)
    if isinstance(declared, Template) and _matches(declared, plain, partial=False):
        return declared
    if declared is not None and not isinstance(declared, Template | Constant):
        return Template((Placeholder(name=name),))
    return Constant(value=plain)


def _plain(value: Mapping[str, Any]) -> str | int | float | bool:
    """An attribute value of a key as a scalar."""
    ((kind, content),) = value.items()
    if kind not in ("S", "N", "B"):
        msg = f"a key holds no value of type {kind}"
        raise ValueError(msg)
    if kind == "N":
        try:
            return int(content)
        except ValueError:
            return float(content)
    return str(content)
