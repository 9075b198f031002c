"""A design out of the schema of the MCP server's code generation (`schema.json`)."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import (
    AccessPattern,
    Design,
    Entity,
    KeySchema,
    Projection,
    Table,
)
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import Draft, IndexDraft, Words, table_of
from pytest_dynamo.interop.loadable import imported
from pytest_dynamo.interop.mcp.schema_entities import entity_of
from pytest_dynamo.interop.mcp.schema_members import (
    ENTITY,
    FIELD_TYPES,
    OF_TABLE,
    TOP,
)
from pytest_dynamo.interop.mcp.schema_patterns import pattern_of, transaction_of
from pytest_dynamo.interop.shapes import Losses, taken
from pytest_dynamo.interop.values import (
    DesignPath,
    Imported,
    ImportFormat,
    ImportOptions,
    Source,
)

_WORDS = Words(types="fields", capacity="", maximum="", billing="")
_NUMBERS = ("integer", "decimal")
_ASSUMED = (
    "The schema says neither how many there are nor what values they have. Both are assumed here, and "
    "that half of the items have what is not required."
)
_RATE = "The schema says no rates: one request a second is assumed of each."


def _lacks(source: Source) -> str | None:
    tables = source.documents[0].mapping.get("tables") if source.documents else None
    first = tables[0] if isinstance(tables, list) and tables else None
    if isinstance(first, dict) and "table_config" in first:
        return None
    return "no tables with a table_config"


def _read(source: Source, options: ImportOptions) -> Imported:
    document = source.documents[0]
    losses = Losses(path=document.path, line=document.line)
    reading = _Reading(losses)
    top = taken(document.mapping, TOP, (), losses)
    given = top.get("tables")
    if not isinstance(given, list) or not given:
        losses.fail(("tables",), "a list of tables is wanted", "name a schema.json with tables")
    for number, one in enumerate(given):
        reading.add_table(one, ("tables", number))
    for number, one in enumerate(top.get("cross_table_access_patterns", ())):
        reading.add_transaction(one, ("cross_table_access_patterns", number))
    design = Design(
        name=options.name or next(iter(reading.tables)),
        tables=reading.tables,
        entities=reading.entities,
        access_patterns=reading.patterns,
    )
    remarks: dict[DesignPath, str] = {("entities",): _ASSUMED, ("access_patterns",): _RATE}
    return imported(design, remarks, reading.places, losses, document.path)


class _Reading:
    """Tables, entities and access patterns as far as they have been read."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses
        self.tables: dict[str, Table] = {}
        self.entities: dict[str, Entity] = {}
        self.patterns: dict[str, AccessPattern] = {}
        self.places: dict[str, Where] = {}

    def add_table(self, source: Any, where: Where) -> None:  # noqa: ANN401 - any value of JSON
        if not isinstance(source, dict):
            self.losses.add(where, "is no table; left out")
            return
        members = taken(source, OF_TABLE, where, self.losses)
        entities = self._entities(members.get("entities", {}), (*where, "entities"))
        table = _table(members, entities, where, self.losses)
        if table.name in self.tables:
            message = f"there is a table '{table.name}' already"
            self.losses.fail(where, message, "rename or remove one of the two")
        self.tables[table.name] = table
        for name, one in entities.items():
            place = (*where, "entities", name)
            if name in self.entities:
                self.losses.fail(
                    place, f"there is an entity '{name}' already", "rename one of the two"
                )
            self.entities[name] = entity_of(name, one, table, place, self.losses)
            for number, pattern in enumerate(one.get("access_patterns", ())):
                self._add_pattern(pattern, name, table, (*place, "access_patterns", number))

    def add_transaction(self, source: Mapping[str, Any], where: Where) -> None:
        made = transaction_of(source, self.entities, self.tables, where, self.losses)
        if made is not None:
            self._keep(made, where)

    def _add_pattern(
        self, members: Mapping[str, Any], entity: str, table: Table, where: Where
    ) -> None:
        made = pattern_of(members, self.entities[entity], table, where, self.losses)
        self._keep(made, where)

    def _keep(self, pattern: AccessPattern, where: Where) -> None:
        if pattern.name in self.patterns:
            self.losses.add(where, f"there is an access pattern '{pattern.name}' already; left out")
            return
        self.patterns[pattern.name] = pattern
        self.places[pattern.name] = where

    def _entities(self, source: Any, where: Where) -> dict[str, dict[str, Any]]:  # noqa: ANN401
        if not isinstance(source, dict):
            self.losses.add(where, "is no mapping of entities; left out")
            return {}
        found = {}
        for name, one in source.items():
            if isinstance(one, dict):
                found[name] = taken(one, ENTITY, (*where, name), self.losses)
            else:
                self.losses.add((*where, name), "is no entity; left out")
        return found


def _table(
    members: Mapping[str, Any], entities: Mapping[str, Any], where: Where, losses: Losses
) -> Table:
    config = members["table_config"]
    key = KeySchema(
        partition_key=(config["partition_key"],),
        sort_key=(config["sort_key"],) if config.get("sort_key") else (),
    )
    draft = Draft(
        name=config["table_name"],
        key=key,
        types={},
        where=where,
        words=_WORDS,
        billing_mode="PAY_PER_REQUEST",
    )
    for number, one in enumerate([*members.get("gsi_list", ()), *config.get("gsi_list", ())]):
        place = (*where, "gsi_list", number)
        draft.add_index(_index(one, place, losses), losses)
    _add_types(draft, entities)
    return table_of(draft, losses)


def _index(members: Mapping[str, Any], where: Where, losses: Losses) -> IndexDraft:
    key = KeySchema(
        partition_key=_names(members.get("partition_key"), (*where, "partition_key"), losses),
        sort_key=_names(members.get("sort_key", []), (*where, "sort_key"), losses),
    )
    if not key.partition_key:
        losses.fail((*where, "partition_key"), "is missing", "name the partition key of the index")
    kind = members.get("projection", "ALL")
    included = _names(members.get("included_attributes", []), where, losses)
    projection = Projection(kind="KEYS_ONLY") if kind == "KEYS_ONLY" else Projection()
    if kind == "INCLUDE" and included:
        projection = Projection(kind="INCLUDE", attributes=included)
    elif included:
        losses.add((*where, "included_attributes"), f"{kind} includes no list; left out")
    return IndexDraft(
        name=members["name"], kind="global", key=key, where=where, projection=projection
    )


def _names(value: Any, where: Where, losses: Losses) -> tuple[str, ...]:  # noqa: ANN401
    """One name, or a list of them."""
    given = value if isinstance(value, list) else [value]
    names = dict.fromkeys(one for one in given if isinstance(one, str) and one)
    if len(names) < len(given) and value is not None:
        losses.add(where, "not all of it are names; the rest is left out")
    return tuple(names)


def _add_types(draft: Draft, entities: Mapping[str, Any]) -> None:
    """Numbers for keys that are fields with numbers, and text for all others, templates among them."""
    numbers = {
        field["name"]
        for one in entities.values()
        for field in one["fields"]
        if FIELD_TYPES.get(field["type"]) in _NUMBERS
    }
    keys = [draft.key, *(index.key for index in draft.indexes.values())]
    for name in dict.fromkeys(name for key in keys for name in key.attributes):
        draft.types[name] = "N" if name in numbers else "S"


FORMAT = ImportFormat(
    name="mcp-schema",
    title="schema.json of the DynamoDB MCP server",
    lacks=_lacks,
    read=_read,
)
