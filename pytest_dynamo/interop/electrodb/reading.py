"""A design out of models of ElectroDB."""

from collections.abc import Mapping, Sequence
from functools import partial

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Design, Entity, Table, snake_case
from pytest_dynamo.interop.assumed import assumed_value
from pytest_dynamo.interop.electrodb.attributes import attribute_of
from pytest_dynamo.interop.electrodb.keys import key_templates
from pytest_dynamo.interop.electrodb.models import (
    IDENTIFIERS,
    Model,
    looks_like,
    models_of,
    places_of_models,
)
from pytest_dynamo.interop.electrodb.patterns import Told, patterns_of
from pytest_dynamo.interop.electrodb.tables import Stored, table_with
from pytest_dynamo.interop.loadable import imported
from pytest_dynamo.interop.naming import distinct, pascal_case, table_name
from pytest_dynamo.interop.shapes import Losses
from pytest_dynamo.interop.templates.resolving import as_present, resolved
from pytest_dynamo.interop.values import (
    DesignPath,
    Imported,
    ImportFormat,
    ImportOptions,
    Source,
)

_POPULATION = 1_000
_LONGEST_NAME = 100
_REMARKS: Mapping[DesignPath, str] = {
    ("tables",): (
        "ElectroDB creates no tables: these have the keys and indexes that its entities use. Billing on "
        "demand is assumed, and that an index with its table's partition key is a local one."
    ),
    ("entities",): (
        "The models say neither how many there are nor what values they have. Both are assumed here, "
        "and that half of the items have what is not required."
    ),
    ("access_patterns",): (
        "Each index of an entity is a Query by its name, all items of the entity under one partition key; "
        "each collection is one, too, and get_… reads an item by its whole key. One request a second "
        "is assumed of each."
    ),
}


def _lacks(source: Source) -> str | None:
    value = source.documents[0].value if source.documents else None
    if any(looks_like(one) for _, one in places_of_models(value)):
        return None
    return "no model with an entity, a service, attributes and indexes"


def _read(source: Source, options: ImportOptions) -> Imported:
    document = source.documents[0]
    losses = Losses(path=document.path, line=document.line)
    models = models_of(document.value, losses)
    if not models:
        losses.fail(("models",), "there is no model", "name a file with models of ElectroDB")
    name = options.name or table_name(models[0].service)[:_LONGEST_NAME]
    stored = [Stored(model=one, templates=_templates(one, losses)) for one in models]
    by_table: dict[str, list[Stored]] = {}
    for one in stored:
        by_table.setdefault(_table_name(one.model, name, losses), []).append(one)
    tables = {table: table_with(table, some, losses) for table, some in by_table.items()}
    names = distinct(map(str, range(len(models))), lambda number: _name(models[int(number)]))
    told: list[Told] = []
    for table, some in by_table.items():
        for one in some:
            called = names[str(stored.index(one))]
            entity = _entity(called, one, tables[table], losses)
            told.append(Told(model=one.model, entity=entity, table=tables[table]))
    patterns, places = patterns_of(told)
    design = Design(
        name=name,
        tables=tables,
        entities={one.entity.name: one.entity for one in told},
        access_patterns=patterns,
    )
    return imported(design, _REMARKS, places, losses, document.path)


def _name(model: Model) -> str:
    return model.entity if model.entity.isidentifier() else pascal_case(model.entity)


def _table_name(model: Model, name: str, losses: Losses) -> str:
    """The table's own name, or that of the design where the model leaves it to the code."""
    if model.table and table_name(model.table) != model.table:
        message = f"'{model.table}' is no name for a table; called {table_name(model.table)}"
        losses.add((*model.where, "table"), message)
    return table_name(model.table or name)


def _templates(model: Model, losses: Losses) -> dict[str, Template]:
    """The templates of all keys of a model; where two indexes share one, the first counts."""
    found: dict[str, Template] = {}
    for access in model.accesses:
        for name, template in key_templates(access, model, losses).items():
            if found.setdefault(name, template) != template:
                message = (
                    f"'{name}' is '{found[name]}' in another index, and cannot be '{template}', too"
                )
                losses.add(access.where, message)
    return found


def _entity(name: str, stored: Stored, table: Table, losses: Losses) -> Entity:
    """A model as an entity: its keys, its attributes, and what ElectroDB tells its items by."""
    model = stored.model
    if name != model.entity:
        losses.add((*model.where, "model", "entity"), f"called {name} in the design")
    attributes = {
        key: Attribute(name=key, value=template) for key, template in stored.templates.items()
    }
    for field in model.fields.values():
        if field.stored in attributes:
            losses.add(
                field.where,
                f"'{field.stored}' is a key that is made of others; its own definition is left out",
            )
        else:
            attributes[field.stored] = attribute_of(field, losses)
    attributes = _with_keys(attributes, table.attribute_types, table.key.attributes, model, losses)
    attributes = resolved(attributes, partial(assumed_value, "text"), model.where, losses)
    attributes = as_present(attributes, table.key.attributes)
    for identifier, text in zip(IDENTIFIERS, (model.entity, model.version), strict=True):
        attributes[identifier] = Attribute(name=identifier, value=Template((text,)))
    return Entity(
        name=name,
        table=table.name,
        attributes=attributes,
        population=_POPULATION,
        plural=f"{snake_case(name)}s",
    )


def _with_keys(
    attributes: Mapping[str, Attribute],
    types: Mapping[str, str],
    key: Sequence[str],
    model: Model,
    losses: Losses,
) -> dict[str, Attribute]:
    found = dict(attributes)
    for name in key:
        if name not in found:
            losses.add(model.where, f"no attribute '{name}', which is in the table's key; assumed")
            kind = "integer" if types.get(name) == "N" else "uuid"
            found[name] = Attribute(name=name, value=assumed_value(kind, name))
    return found


FORMAT = ImportFormat(name="electrodb", title="Models of ElectroDB", lacks=_lacks, read=_read)
