"""A design out of `dynamodb_data_model.json`, with which the MCP server validates a design."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pytest_dynamo.design.values import AccessPattern, Design, Entity, Table
from pytest_dynamo.interop.attribute_values import is_attribute_value
from pytest_dynamo.interop.create_table.finding import Request
from pytest_dynamo.interop.create_table.reading import draft_of
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import table_of
from pytest_dynamo.interop.inferring.entities import inferred_entities
from pytest_dynamo.interop.loadable import imported
from pytest_dynamo.interop.mcp.commands import command_of
from pytest_dynamo.interop.mcp.model_patterns import KINDS, pattern_of
from pytest_dynamo.interop.naming import snake_case
from pytest_dynamo.interop.shapes import Flag, Kept, Losses, Lost, Many, One, Shape, Text, taken
from pytest_dynamo.interop.values import (
    DesignPath,
    Imported,
    ImportFormat,
    ImportOptions,
    Source,
)

_TOP: Mapping[str, Shape] = {
    "tables": Kept(),
    "items": Kept(),
    "access_patterns": Many(
        members={
            "pattern": Kept(),
            "description": Text(),
            "table": Text(),
            "index": Text(),
            "dynamodb_operation": Text(),
            "implementation": Text(),
            "reason": Lost(message="why there is no command has no place in a design; left out"),
        }
    ),
}
_TTL = "TimeToLiveSpecification"
_LIFE: Mapping[str, Shape] = {"Enabled": Flag(), "AttributeName": Text()}
_LONGEST_NAME = 50
_RATE = "The model says no rates: one request a second is assumed of each."


def _lacks(source: Source) -> str | None:
    mapping = source.documents[0].mapping if source.documents else {}
    if isinstance(mapping.get("tables"), list) and {"items", "access_patterns"} <= mapping.keys():
        first = mapping["tables"][0] if mapping["tables"] else None
        if isinstance(first, dict) and "TableName" in first:
            return None
    return "no tables with a TableName beside items and access_patterns"


def _read(source: Source, options: ImportOptions) -> Imported:
    document = source.documents[0]
    losses = Losses(path=document.path, line=document.line)
    top = taken(document.mapping, _TOP, (), losses)
    tables = _tables(top.get("tables"), losses)
    remarks: dict[DesignPath, str] = {}
    entities = _entities(top.get("items", {}), tables, remarks, losses)
    patterns: dict[str, AccessPattern] = {}
    places: dict[str, Where] = {}
    for number, members in enumerate(top.get("access_patterns", ())):
        where = ("access_patterns", number)
        made = _pattern(members, tables, entities, where, losses)
        if made is None:
            continue
        if made.name in patterns:
            made = replace(made, name=f"{made.name}_{number + 1}")
        patterns[made.name], places[made.name] = made, where
    design = Design(
        name=options.name or next(iter(tables)),
        tables=tables,
        entities=entities,
        access_patterns=patterns,
    )
    remarks["access_patterns",] = _RATE
    return imported(design, remarks, places, losses, document.path)


def _tables(given: Any, losses: Losses) -> dict[str, Table]:  # noqa: ANN401 - any value of JSON
    if not isinstance(given, list) or not given:
        losses.fail(("tables",), "a list of tables is wanted", "name a model with tables")
    found: dict[str, Table] = {}
    for number, one in enumerate(given):
        where = ("tables", number)
        if not isinstance(one, dict):
            losses.add(where, "is no table; left out")
            continue
        members = {name: value for name, value in one.items() if name != _TTL}
        draft = draft_of(Request(kind="table", members=members, where=where), losses)
        if draft.name in found:
            losses.fail(where, f"there is a table '{draft.name}' already", "rename one of the two")
        draft.settings["time_to_live"] = _time_to_live(one.get(_TTL), (*where, _TTL), losses)
        found[draft.name] = table_of(draft, losses)
    if not found:
        losses.fail(("tables",), "has no table", "name a model with tables")
    return found


def _time_to_live(value: Any, where: Where, losses: Losses) -> str | None:  # noqa: ANN401
    members = taken({_TTL: value}, {_TTL: One(members=_LIFE)}, where[:-1], losses).get(_TTL, {})
    name = members.get("AttributeName")
    return str(name) if name and members.get("Enabled", True) else None


def _entities(
    given: Any,  # noqa: ANN401 - any value of JSON
    tables: Mapping[str, Table],
    remarks: dict[DesignPath, str],
    losses: Losses,
) -> dict[str, Entity]:
    """Entities inferred from the items of each table."""
    found: dict[str, Entity] = {}
    for name, entries in given.items() if isinstance(given, dict) else ():
        if name not in tables:
            losses.add(("items", name), "are of no table of the model; left out")
            continue
        items = []
        for number, entry in enumerate(entries if isinstance(entries, list) else []):
            put = entry.get("PutRequest") if isinstance(entry, dict) else None
            item = put.get("Item") if isinstance(put, dict) else None
            if isinstance(item, dict) and all(map(is_attribute_value, item.values())):
                items.append(item)
            else:
                losses.add(("items", name, number), "is no PutRequest with an Item; left out")
        for one in inferred_entities(tables[name], items, taken=tuple(found)):
            found[one.entity.name] = one.entity
            for attribute, remark in one.remarks.items():
                path = ("entities", one.entity.name)
                remarks[(*path, "item", attribute) if attribute else path] = remark
        if items:
            message = (
                f"{len(items)} items are examples, from which the entities were inferred; left out"
            )
            losses.add(("items", name), message)
    return found


def _pattern(
    members: Mapping[str, Any],
    tables: Mapping[str, Table],
    entities: Mapping[str, Entity],
    where: Where,
    losses: Losses,
) -> AccessPattern | None:
    text, description = members.get("implementation"), members.get("description", "")
    if not text:
        losses.add(where, "has no implementation, so that its key is not known; left out")
        return None
    try:
        command = command_of(text)
    except ValueError as error:
        losses.add((*where, "implementation"), f"{error}; left out")
        return None
    named = command.options.get("table_name") or members.get("table")
    request = command.options.get("request_items")
    if isinstance(request, dict) and len(request) == 1:
        named = next(iter(request))
    if command.operation not in KINDS or named not in tables:
        reason = (
            "there is no such table"
            if command.operation in KINDS
            else f"{command.operation} is not taken apart"
        )
        losses.add((*where, "implementation"), f"{reason}; left out")
        return None
    name = snake_case(description or f"pattern {members.get('pattern')}")
    name = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rpartition("_")[0]
    of_table = [one for one in entities.values() if one.table == named]
    try:
        made = pattern_of(name, description, command, tables[str(named)], of_table)
    except ValueError as error:
        losses.add((*where, "implementation"), f"{error}; left out")
        return None
    for option in ("filter_expression", "projection_expression"):
        if option in command.options:
            shown = option.replace("_", "-")
            losses.add((*where, "implementation"), f"--{shown} is left out")
    return made


FORMAT = ImportFormat(
    name="mcp-model",
    title="dynamodb_data_model.json of the DynamoDB MCP server",
    lacks=_lacks,
    read=_read,
)
