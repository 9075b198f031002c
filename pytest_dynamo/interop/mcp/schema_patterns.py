"""Access patterns of the MCP server's schema, with key conditions from the templates of entities."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Condition,
    Constant,
    Entity,
    Operator,
    PatternKind,
    Table,
    Value,
)
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.shapes import Losses

_KINDS: Final[Mapping[str, PatternKind]] = {
    "GetItem": "get",
    "PutItem": "put",
    "DeleteItem": "delete",
    "Query": "query",
    "Scan": "scan",
    "UpdateItem": "update",
    "BatchGetItem": "batch_get",
    "BatchWriteItem": "batch_write",
    "TransactWrite": "transact_write",
    "TransactGet": "transact_get",
}
_READS: Final = ("get", "query", "scan", "batch_get")
_BATCH: Final = 10


def pattern_of(
    members: Mapping[str, Any], entity: Entity, table: Table, where: Where, losses: Losses
) -> AccessPattern:
    """An access pattern of one entity."""
    kind = _KINDS[members["operation"]]
    index = members.get("index_name") if kind in ("query", "scan") else None
    if index is not None and index not in table.indexes:
        losses.add((*where, "index_name"), f"there is no index '{index}'; taken for the table")
        index = None
    names = tuple(
        one["name"] for one in members.get("parameters", ()) if one.get("type") != "entity"
    )
    consistent = members.get("consistent_read", False)
    if consistent and index:
        losses.add((*where, "consistent_read"), "DynamoDB reads no index so; left out")
        consistent = False
    return AccessPattern(
        name=members["name"],
        kind=kind,
        table=table.name,
        description=members.get("description", ""),
        index=index,
        conditions=_conditions(members, entity, table, index, names) if kind == "query" else (),
        actions=_actions(kind, entity, table, names, where, losses),
        count=_BATCH if kind in ("batch_get", "batch_write") else 1,
        returns=(entity.name,) if kind in _READS else (),
        consistent_read=consistent and kind in _READS,
    )


def transaction_of(
    members: Mapping[str, Any],
    entities: Mapping[str, Entity],
    tables: Mapping[str, Table],
    where: Where,
    losses: Losses,
) -> AccessPattern | None:
    """An access pattern that is a transaction; None if one of its entities is not there."""
    actions = []
    for number, step in enumerate(members["entities_involved"]):
        entity = entities.get(step["entity"])
        if entity is None or entity.table != step["table"]:
            place = (*where, "entities_involved", number)
            losses.add(place, f"there is no '{step['entity']}' in '{step['table']}'")
            losses.add(where, "left out, as not all of its entities are known")
            return None
        action = _action(step["action"].lower(), entity, tables[entity.table])
        actions.append(
            Action(
                kind=action.kind,
                table=action.table,
                entity=action.entity,
                key=action.key,
                assign=action.assign,
                condition=step.get("condition"),
            )
        )
    return AccessPattern(
        name=members["name"],
        kind=_KINDS[members["operation"]],
        table=actions[0].table,
        description=members.get("description", ""),
        actions=tuple(actions),
    )


def _conditions(
    members: Mapping[str, Any],
    entity: Entity,
    table: Table,
    index: str | None,
    names: Sequence[str],
) -> tuple[Condition, ...]:
    """Equality on the partition key; on the sort key what the range condition says, of its template."""
    key = table.key_of(index)
    found = [_equal(entity, name) for name in key.partition_key]
    operator = members.get("range_condition")
    used = {name for one in found for name in _parameters(one)}
    left = [name for name in names if name not in used]
    bounds = 2 if operator == "between" else 1
    for name in key.sort_key:
        is_last = name == key.sort_key[-1] or len(left) <= bounds
        if operator and is_last:
            found.append(_range(entity, name, operator, left[-bounds:]))
            break
        equal = _equal(entity, name)
        if operator is None and not _parameters(equal) <= set(left):
            break  # a sort key of several attributes is compared from the left on
        if operator is None and not left:
            break
        found.append(equal)
    return tuple(found)


def _equal(entity: Entity, name: str) -> Condition:
    return Condition(attribute=name, operator="=", operands=(_operand(entity, name),))


def _parameters(condition: Condition) -> set[str]:
    return {name for one in condition.operands if isinstance(one, Template) for name in one.names}


def _range(entity: Entity, name: str, operator: Operator, names: Sequence[str]) -> Condition:
    """A range over a sort key; what varies in its template are the parameters of the pattern."""
    template = _operand(entity, name)
    if not isinstance(template, Template):
        return Condition(attribute=name, operator=operator, operands=(template,))
    if operator == "begins_with":
        prefix = template.prefix
        operand: Template | Constant = Constant(value=prefix) if prefix else template
        return Condition(attribute=name, operator=operator, operands=(operand,))
    variable = template.names[0]
    operands = tuple(_renamed(template, variable, one) for one in names) or (template,)
    return Condition(attribute=name, operator=operator, operands=operands)


def _renamed(template: Template, old: str, new: str) -> Template:
    """The template up to the placeholder that a parameter stands for."""
    parts: list[str | Placeholder] = []
    for part in template.parts:
        if isinstance(part, Placeholder) and part.name == old:
            parts.append(Placeholder(name=new, format_spec=part.format_spec))
            break
        parts.append(part)
    return Template(tuple(parts))


def _actions(
    kind: PatternKind,
    entity: Entity,
    table: Table,
    names: Sequence[str],
    where: Where,
    losses: Losses,
) -> tuple[Action, ...]:
    if kind in ("query", "scan"):
        return ()
    if kind in ("batch_get", "batch_write"):
        return (
            Action(
                kind="get" if kind == "batch_get" else "put", table=table.name, entity=entity.name
            ),
        )
    action = _action(kind, entity, table, names)
    if action.kind == "update" and not any(name in entity.attributes for name in names):
        losses.add((*where, "parameters"), "what is set is no field; taken for one of the entity's")
    return (action,)


def _action(kind: str, entity: Entity, table: Table, names: Sequence[str] = ()) -> Action:
    """One operation on an item; an update sets the fields that are its parameters, or else a field."""
    if kind == "put":
        return Action(kind="put", table=table.name, entity=entity.name)
    key = {name: _operand(entity, name) for name in table.key.attributes}
    if kind in ("get", "delete"):
        return Action(kind="get" if kind == "get" else "delete", table=table.name, key=key)
    if kind != "update":
        return Action(kind="check", table=table.name, key=key)
    in_keys = _in_keys(entity, table)
    free = [name for name in entity.attributes if name not in in_keys]
    chosen = [name for name in names if name in free] or free[:1]
    assign: dict[str, Value] = {name: entity.attributes[name].value for name in chosen}
    return Action(kind="update", table=table.name, key=key, assign=assign)


def _in_keys(entity: Entity, table: Table) -> set[str]:
    """Attributes that are keys of the table, and what their templates speak of."""
    found = set(table.key.attributes)
    for name in table.key.attributes:
        value = entity.attributes[name].value
        if isinstance(value, Template):
            found |= set(value.names)
    return found


def _operand(entity: Entity, name: str) -> Template | Constant:
    """What a key condition compares with: the template of the key, or the attribute itself."""
    value = entity.attributes[name].value if name in entity.attributes else None
    if isinstance(value, Template | Constant):
        return value
    return Template((Placeholder(name=name),))
