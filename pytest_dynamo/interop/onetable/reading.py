"""A design out of a schema of OneTable."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Design, Entity, Table, snake_case
from pytest_dynamo.interop.assumed import assumed_value
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.loadable import imported
from pytest_dynamo.interop.naming import distinct, pascal_case, table_name
from pytest_dynamo.interop.onetable.fields import Field, ValueReader, moment, read_field
from pytest_dynamo.interop.onetable.members import PARAMS, TOP
from pytest_dynamo.interop.onetable.queries import patterns_of
from pytest_dynamo.interop.onetable.tables import PRIMARY, table_in
from pytest_dynamo.interop.shapes import Losses, taken
from pytest_dynamo.interop.templates.resolving import as_present, resolved, speakable
from pytest_dynamo.interop.values import (
    DesignPath,
    Imported,
    ImportFormat,
    ImportOptions,
    Source,
)

_TYPE_FIELD = "_type"
_POPULATION = 1_000
_REMARKS: Mapping[DesignPath, str] = {
    ("tables",): "The schema does not say what the table is called; billing on demand is assumed.",
    ("entities",): (
        "The schema says neither how many there are nor what values they have. Both are assumed here, "
        "and that half of the items have what is not required."
    ),
    ("access_patterns",): "The schema says no rates: one request a second is assumed of each.",
}


def _lacks(source: Source) -> str | None:
    mapping = source.documents[0].mapping if source.documents else {}
    if str(mapping.get("format", "")).startswith("onetable:"):
        return None
    indexes = mapping.get("indexes")
    primary = indexes.get(PRIMARY) if isinstance(indexes, dict) else None
    if isinstance(primary, dict) and "hash" in primary and "models" in mapping:
        return None
    return "no format 'onetable:…', nor models beside indexes with a primary one"


def _read(source: Source, options: ImportOptions) -> Imported:
    document = source.documents[0]
    losses = Losses(path=document.path, line=document.line)
    top = taken(document.mapping, TOP, (), losses)
    params = taken(_mapping(top.get("params"), ("params",), losses), PARAMS, ("params",), losses)
    models = {
        str(name): _fields(one, ("models", str(name)), losses)
        for name, one in _mapping(top.get("models"), ("models",), losses).items()
    }
    name = str(top.get("name") or PurePath(document.path).name.partition(".")[0])
    indexes = _mapping(top.get("indexes"), ("indexes",), losses)
    is_iso = params.get("isoDates", False)
    every = [field for fields in models.values() for field in fields]
    table = table_in(table_name(options.name or name), indexes, every, losses, is_iso=is_iso)
    called = distinct(models, _entity_name)
    entities = {
        called[one]: _entity(one, called[one], fields, table, params, losses)
        for one, fields in models.items()
    }
    if items := top.get("items"):
        count = len(items) if isinstance(items, list | dict) else 1
        losses.add(("items",), f"examples of items ({count}); left out")
    if "name" in top and table_name(name) != name:
        losses.add(("name",), f"is no name for a table; called {table_name(name)}")
    queries = _mapping(top.get("queries"), ("queries",), losses)
    by_model = {one: entities[called[one]] for one in models}
    patterns, places = patterns_of(queries, table, by_model, losses)
    design = Design(
        name=options.name or table_name(name)[:100],
        description=top.get("description", ""),
        tables={table.name: table},
        entities=entities,
        access_patterns=patterns,
    )
    return imported(design, _REMARKS, places, losses, document.path)


def _mapping(value: Any, where: Where, losses: Losses) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(value, dict):
        return value
    if value:
        losses.add(where, "is no mapping; left out")
    return {}


def _entity_name(name: str) -> str:
    return name if name.isidentifier() else pascal_case(name)


def _fields(model: Any, where: Where, losses: Losses) -> list[Field]:  # noqa: ANN401
    """The fields of a model, each under an attribute of its own."""
    found: dict[str, Field] = {}
    for name, source in _mapping(model, where, losses).items():
        place = (*where, name)
        members = read_field(source, place, losses)
        stored = members.get("map", name)
        if "." in stored:
            losses.add((*place, "map"), "is packed into another attribute; kept as one of its own")
            stored = name
        if stored in found:
            message = f"'{found[stored].name}' is stored as '{stored}' already; left out"
            losses.add(place, message)
            continue
        if not stored:
            losses.add(place, "has no name; left out")
            continue
        found[stored] = Field(name=name, stored=stored, members=members, where=place)
    return list(found.values())


def _entity(
    model: str,
    name: str,
    fields: Sequence[Field],
    table: Table,
    params: Mapping[str, Any],
    losses: Losses,
) -> Entity:
    """A model as an entity: its fields, its type, and the timestamps that OneTable adds."""
    where = ("models", model)
    if name != model:
        losses.add(where, f"is no name for an entity of a design; called {name}")
    is_iso = params.get("isoDates", False)
    names = {one.name: speakable(one.stored) for one in fields}
    reader = ValueReader(names, losses, is_iso=is_iso)
    attributes = {one.stored: reader.attribute(one) for one in fields}
    for key in table.key.attributes:
        if key not in attributes:
            losses.add(where, f"no field '{key}', which is in the table's key; an id is assumed")
            attributes[key] = Attribute(name=key, value=assumed_value("uuid", key))
    attributes = resolved(attributes, partial(assumed_value, "text"), where, losses)
    attributes = as_present(attributes, table.key.attributes)
    kind = params.get("typeField", _TYPE_FIELD)
    attributes.setdefault(kind, Attribute(name=kind, value=Template((model,))))
    for stamp in _stamps(params, losses):
        attributes.setdefault(stamp, Attribute(name=stamp, value=moment(is_iso=is_iso)))
    return Entity(
        name=name,
        table=table.name,
        attributes=attributes,
        population=_POPULATION,
        plural=f"{snake_case(name)}s",
    )


def _stamps(params: Mapping[str, Any], losses: Losses) -> list[str]:
    """When items were made and changed, where the schema asks for both or for one of them."""
    created, updated = params.get("createdField", "created"), params.get("updatedField", "updated")
    wanted = params.get("timestamps")
    found = {True: [created, updated], "create": [created], "update": [updated]}
    if isinstance(wanted, bool | str) and wanted in found:
        return found[wanted]
    if wanted:
        message = f"{wanted!r} is none of true, 'create' and 'update'; left out"
        losses.add(("params", "timestamps"), message)
    return []


FORMAT = ImportFormat(name="onetable", title="Schema of OneTable", lacks=_lacks, read=_read)
