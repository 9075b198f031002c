"""A design out of `dynamodb_data_model.json` of AWS's skill for DynamoDB."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import AccessPattern, Design, Entity, KeySchema, Projection, Table
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import Draft, IndexDraft, Throughput, Words, table_of
from pytest_dynamo.interop.loadable import imported
from pytest_dynamo.interop.naming import distinct
from pytest_dynamo.interop.shapes import Losses, taken
from pytest_dynamo.interop.skill.entities import entity_of
from pytest_dynamo.interop.skill.members import PROJECTION, TOP
from pytest_dynamo.interop.skill.patterns import name_of, pattern_of
from pytest_dynamo.interop.values import (
    DesignPath,
    Imported,
    ImportFormat,
    ImportOptions,
    Source,
)

_WORDS = Words(
    types="attribute_definitions", capacity="provisioned_capacity", maximum="", billing=""
)
_REMARKS: Mapping[DesignPath, str] = {
    ("entities",): (
        "The model has no templates of keys: values of keys are assumed to be ids. Write them as they are, "
        'such as PK: "USER#{user_id}". `payload` fills items up to the size that the model estimates.'
    ),
    ("access_patterns",): (
        "The model names no keys either: a Query reads one partition key, all of it."
    ),
}


def _lacks(source: Source) -> str | None:
    mapping = source.documents[0].mapping if source.documents else {}
    tables = mapping.get("tables")
    first = tables[0] if isinstance(tables, list) and tables else None
    if isinstance(first, dict) and "table_name" in first and "key_schema" in first:
        return None
    return "no tables with a table_name and a key_schema"


def _read(source: Source, options: ImportOptions) -> Imported:
    document = source.documents[0]
    losses = Losses(path=document.path, line=document.line)
    top = taken(document.mapping, TOP, (), losses)
    tables: dict[str, Table] = {}
    entities: dict[str, Entity] = {}
    for number, members in enumerate(top["tables"]):
        where = ("tables", number)
        table = _table(members, where, losses)
        if table.name in tables:
            losses.fail(where, f"there is a table '{table.name}' already", "rename one of the two")
        tables[table.name] = table
        for position, one in enumerate(members.get("entities", ())):
            place = (*where, "entities", position)
            if one["entity_name"] in entities:
                message = f"there is an entity '{one['entity_name']}' already"
                losses.fail(place, message, "rename one of the two")
            entities[one["entity_name"]] = entity_of(one, table)
    patterns, places = _patterns(top.get("access_patterns", []), tables, entities, losses)
    design = Design(
        name=options.name or next(iter(tables)),
        tables=tables,
        entities=entities,
        access_patterns=patterns,
    )
    return imported(design, _REMARKS, places, losses, document.path)


def _patterns(
    given: list[dict[str, Any]],
    tables: Mapping[str, Table],
    entities: Mapping[str, Entity],
    losses: Losses,
) -> tuple[dict[str, AccessPattern], dict[str, Where]]:
    found: dict[str, AccessPattern] = {}
    places: dict[str, Where] = {}
    wanted = [name_of(one, number) for number, one in enumerate(given)]
    numbered = distinct([f"{number} {name}" for number, name in enumerate(wanted)], _unnumbered)
    for number, (members, name) in enumerate(zip(given, numbered.values(), strict=True)):
        where = ("access_patterns", number)
        table = tables.get(members["table"])
        if table is None:
            losses.add((*where, "table"), f"there is no table '{members['table']}'; left out")
            continue
        of_table = [one for one in entities.values() if one.table == table.name]
        made = pattern_of(name, members, table, of_table, where, losses)
        if made is not None:
            found[name], places[name] = made, where
    return found, places


def _unnumbered(name: str) -> str:
    return name.partition(" ")[2]


def _table(members: Mapping[str, Any], where: Where, losses: Losses) -> Table:
    capacity = members.get("provisioned_capacity", {})
    draft = Draft(
        name=members["table_name"],
        key=_key(members["key_schema"]),
        types={},
        where=where,
        words=_WORDS,
        billing_mode="PROVISIONED" if capacity else "PAY_PER_REQUEST",
        throughput=Throughput(read=capacity.get("read"), write=capacity.get("write")),
        settings={"table_class": members.get("table_class", "STANDARD")},
    )
    for number, one in enumerate(members.get("gsis", ())):
        place = (*where, "gsis", number)
        index = IndexDraft(
            name=one["index_name"],
            kind="global",
            key=_key(one),
            where=place,
            projection=_projection(one.get("projection", "ALL"), place, losses),
        )
        draft.add_index(index, losses)
    for one in members.get("attribute_definitions", ()):
        name = one.get("attribute_name") or one.get("name")
        if name:
            draft.types[name] = one.get("attribute_type") or one.get("type") or "S"
    _add_types(draft, members)
    draft.settings["vector_indexes"] = _vectors(members.get("vector_indexes", []), where, losses)
    return table_of(draft, losses)


def _key(members: Mapping[str, Any]) -> KeySchema:
    sort = members.get("sort_key")
    return KeySchema(partition_key=(members["partition_key"],), sort_key=(sort,) if sort else ())


def _projection(value: Any, where: Where, losses: Losses) -> Projection:  # noqa: ANN401
    given = value
    if isinstance(value, dict):
        given = taken(value, PROJECTION, (*where, "projection"), losses)
    kind = given.get("type") if isinstance(given, dict) else given
    attributes = given.get("attributes") if isinstance(given, dict) else None
    names = (
        tuple(one for one in attributes if isinstance(one, str))
        if isinstance(attributes, list)
        else ()
    )
    if kind == "INCLUDE" and names:
        return Projection(kind="INCLUDE", attributes=tuple(dict.fromkeys(names)))
    if kind == "KEYS_ONLY":
        return Projection(kind="KEYS_ONLY")
    if kind != "ALL":
        losses.add((*where, "projection"), f"{kind!r} is no projection; taken for ALL")
    return Projection()


def _add_types(draft: Draft, members: Mapping[str, Any]) -> None:
    """Types of keys that no definition names: those that an entity gives, or else text."""
    known = {
        one["name"]: one.get("type")
        for entity in members.get("entities", ())
        for one in entity.get("attributes", ())
    }
    keys = [draft.key, *(index.key for index in draft.indexes.values())]
    for name in dict.fromkeys(name for key in keys for name in key.attributes):
        kind = known.get(name)
        draft.types.setdefault(name, kind if kind in ("S", "N", "B") else "S")


def _vectors(value: Any, where: Where, losses: Losses) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    found = {}
    for number, one in enumerate(value if isinstance(value, list) else [value]):
        name = one.get("index_name") if isinstance(one, dict) else None
        if isinstance(name, str) and name:
            found[name] = {key: part for key, part in one.items() if key != "index_name"}
        else:
            losses.add((*where, "vector_indexes", number), "has no index_name; left out")
    return found


FORMAT = ImportFormat(
    name="skill",
    title="Data model of the AWS skill amazon-dynamodb",
    lacks=_lacks,
    read=_read,
)
