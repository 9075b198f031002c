"""Access patterns out of the queries of a schema."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Condition,
    Constant,
    Entity,
    KeySchema,
    Operator,
    Table,
)
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.onetable.members import QUERY
from pytest_dynamo.interop.onetable.tables import PRIMARY
from pytest_dynamo.interop.shapes import Losses, taken
from pytest_dynamo.interop.templates.normalising import template_of

_OPERATORS: Mapping[str, Operator] = {
    "Equal": "=",
    "Less than": "<",
    "Less than or equal": "<=",
    "Greater than or equal": ">=",
    "Greater than": ">",
    "Begins with": "begins_with",
}


def patterns_of(
    queries: Mapping[str, Any], table: Table, entities: Mapping[str, Entity], losses: Losses
) -> tuple[dict[str, AccessPattern], dict[str, Where]]:
    """The access patterns by name, and where each stands."""
    found: dict[str, AccessPattern] = {}
    places: dict[str, Where] = {}
    for name, source in queries.items():
        where = ("queries", str(name))
        if not isinstance(source, dict):
            losses.add(where, "is no query; left out")
            continue
        members = taken(source, QUERY, where, losses)
        pattern = _pattern(str(name), members, table, entities, where, losses)
        if pattern is not None:
            found[pattern.name], places[pattern.name] = pattern, where
    return found, places


def _pattern(
    name: str,
    members: Mapping[str, Any],
    table: Table,
    entities: Mapping[str, Entity],
    where: Where,
    losses: Losses,
) -> AccessPattern | None:
    entity = entities.get(members.get("model", ""))
    if entity is None and members.get("model"):
        losses.add((*where, "model"), f"there is no model '{members['model']}'")
    index = members.get("index", PRIMARY)
    if index != PRIMARY and index not in table.indexes:
        losses.add((*where, "index"), f"there is no index '{index}'; left out")
        return None
    is_scan = members.get("type") == "Scan"
    index = None if index == PRIMARY else index
    conditions: tuple[Condition, ...] = ()
    if not is_scan:
        conditions = _conditions(members, table.key_of(index), entity, where, losses)
    return AccessPattern(
        name=name,
        kind="scan" if is_scan else "query",
        table=table.name,
        description=members.get("description", ""),
        index=index,
        conditions=conditions,
        returns=(entity.name,) if entity else (),
        limit=members.get("limit") if not is_scan else None,
    )


def _conditions(
    members: Mapping[str, Any],
    key: KeySchema,
    entity: Entity | None,
    where: Where,
    losses: Losses,
) -> tuple[Condition, ...]:
    """The partition key as it is given, or else as the model has it; and the sort key where it is given."""
    (partition,) = key.partition_key
    found = [_condition(partition, "=", members.get("hash"), entity, (*where, "hash"), losses)]
    operation = members.get("operation", "Equal")
    if key.sort_key and members.get("sort") is not None:
        operator = _OPERATORS.get(operation)
        if operator is None:
            losses.add((*where, "operation"), f"'{operation}' takes two values; left out")
        else:
            place = (*where, "sort")
            found.append(
                _condition(key.sort_key[0], operator, members["sort"], entity, place, losses)
            )
    return tuple(found)


def _condition(
    name: str,
    operator: Operator,
    text: object,
    entity: Entity | None,
    where: Where,
    losses: Losses,
) -> Condition:
    operand: Template | Constant = Template((Placeholder(name=name),))
    declared = entity.attributes[name].value if entity and name in entity.attributes else None
    if isinstance(text, str) and text:
        try:
            operand = template_of(text, style="dollar")
        except ValueError as error:
            losses.add(where, f"{error}; taken for text")
            operand = Template((text,))
    elif isinstance(declared, Template | Constant):
        operand = declared
    return Condition(attribute=name, operator=operator, operands=(operand,))
