"""Access patterns of the skill's model; the model names neither keys nor, for reads, entities."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Condition,
    Entity,
    PatternKind,
    Table,
)
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.naming import snake_case
from pytest_dynamo.interop.shapes import Losses

_KINDS: Final[Mapping[str, PatternKind]] = {
    "GetItem": "get",
    "Query": "query",
    "Scan": "scan",
    "PutItem": "put",
    "UpdateItem": "update",
    "DeleteItem": "delete",
    "BatchGetItem": "batch_get",
    "BatchWriteItem": "batch_write",
    "TransactGetItems": "transact_get",
    "TransactWriteItems": "transact_write",
}
_READS: Final = ("get", "query", "scan", "batch_get", "transact_get")
_MOST: Final[Mapping[str, int]] = {"batch_get": 100, "batch_write": 25}
_LONGEST_NAME: Final = 50


def name_of(members: Mapping[str, Any], number: int) -> str:
    """A name out of the description, cut between words, or else out of the id."""
    name = snake_case(
        members.get("description") or f"pattern {members.get('pattern_id', number + 1)}"
    )
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rpartition("_")[0]


def pattern_of(
    name: str,
    members: Mapping[str, Any],
    table: Table,
    entities: Sequence[Entity],
    where: Where,
    losses: Losses,
) -> AccessPattern | None:
    """An access pattern; None if it is a search of vectors, or its table has no entity."""
    kind = _KINDS.get(members["operation"])
    if kind is None or not entities:
        reason = "vectors are not searched" if kind is None else "its table has no entity"
        losses.add(where, f"{reason}; left out")
        return None
    written = _written(members, entities, where, losses)
    entity = written[0]
    index = members.get("index") if kind in ("query", "scan") else None
    if index is not None and index not in table.indexes:
        losses.add((*where, "index"), f"there is no index '{index}'; taken for the table")
        index = None
    count = members.get("items_per_request", 1)
    return AccessPattern(
        name=name,
        kind=kind,
        table=table.name,
        description=members.get("description", ""),
        index=index,
        conditions=_conditions(table, index) if kind == "query" else (),
        actions=_actions(kind, written, table, members),
        count=min(count, _MOST[kind]) if kind in _MOST else 1,
        returns=(entity.name,) if kind in _READS else (),
        attributes=tuple(members.get("projection", ())) if kind in ("get", "query", "scan") else (),
        limit=count if kind == "query" and count > 1 else None,
        consistent_read=members.get("consistency") == "strong" and kind in _READS[:4] and not index,
        rate=_rate(members.get("peak_rps", 1), (*where, "peak_rps"), losses),
    )


def _rate(value: Any, where: Where, losses: Losses) -> float:  # noqa: ANN401 - any value of JSON
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**9:
        return float(value)
    losses.add(where, "is no rate; one request a second is assumed")
    return 1.0


def _written(
    members: Mapping[str, Any], entities: Sequence[Entity], where: Where, losses: Losses
) -> list[Entity]:
    """The entities that are written, or else the first of the table."""
    by_name = {one.name: one for one in entities}
    found = []
    given = members.get("entities_written", [])
    for number, one in enumerate(given if isinstance(given, list) else [given]):
        name = one.get("entity") if isinstance(one, dict) else one
        if isinstance(name, str) and name in by_name:
            found.append(by_name[name])
        else:
            losses.add((*where, "entities_written", number), "is no entity of its table; left out")
    if not found and len(entities) > 1:
        losses.add(where, f"which entity is meant is not said; taken for {entities[0].name}")
    return found or [entities[0]]


def _conditions(table: Table, index: str | None) -> tuple[Condition, ...]:
    key = table.key_of(index)
    return tuple(
        Condition(attribute=name, operator="=", operands=(_same(name),))
        for name in key.partition_key
    )


def _same(name: str) -> Template:
    return Template((Placeholder(name=name),))


def _actions(
    kind: PatternKind, entities: Sequence[Entity], table: Table, members: Mapping[str, Any]
) -> tuple[Action, ...]:
    first = entities[0]
    key = {name: _same(name) for name in table.key.attributes}
    match kind:
        case "put":
            return (Action(kind="put", table=table.name, entity=first.name),)
        case "get" | "delete":
            return (Action(kind=kind, table=table.name, key=key),)
        case "update":
            return (_update(first, table, key, members),)
        case "batch_get" | "batch_write":
            step = Action(kind="put", table=table.name, entity=first.name)
            return (step,) if kind == "batch_write" else (_get_of(first, table),)
        case "transact_get":
            return (Action(kind="get", table=table.name, key=key),)
        case "transact_write":
            return tuple(Action(kind="put", table=table.name, entity=one.name) for one in entities)
    return ()


def _get_of(entity: Entity, table: Table) -> Action:
    return Action(kind="get", table=table.name, entity=entity.name)


def _update(
    entity: Entity, table: Table, key: Mapping[str, Template], members: Mapping[str, Any]
) -> Action:
    free = [name for name in entity.attributes if name not in table.key.attributes]
    chosen = [name for name in members.get("attributes_written", ()) if name in free] or free[:1]
    assign = {name: entity.attributes[name].value for name in chosen}
    return Action(kind="update", table=table.name, key=key, assign=assign)
