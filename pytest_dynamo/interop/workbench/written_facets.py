"""Entities as facets: aliases of keys, attributes and their types, sample data formats."""

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_dynamo.design.attribute_types import stored_type
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Attribute, Constant, Design, Entity, Generated, Table, Value
from pytest_dynamo.design.values import snake_case as plural_of
from pytest_dynamo.interop.documents.document import dotted
from pytest_dynamo.interop.values import Loss
from pytest_dynamo.interop.workbench.entities import seeds_of
from pytest_dynamo.interop.workbench.facets import alias_template
from pytest_dynamo.interop.workbench.items import Sample, type_of
from pytest_dynamo.interop.workbench.lost import is_written
from pytest_dynamo.interop.workbench.sample_formats import (
    format_of_maker,
    is_plain_format,
    maker_of_format,
)
from pytest_dynamo.interop.workbench.taking import Notes, no_document

Items = Mapping[str, Sequence[Mapping[str, Any]]]


def facet_of(entity: Entity, table: Table, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """An entity as a facet."""
    roles = ("PartitionKeyAlias", "SortKeyAlias")
    return {
        "FacetName": entity.name,
        "KeyAttributeAlias": {
            role: alias_of(entity.attributes[name].value, name)
            for role, name in zip(roles, table.key.attributes, strict=False)
        },
        "TableData": list(items),
        "NonKeyAttributes": [
            name for name in entity.attributes if name not in table.key.attributes
        ],
        "DataAccess": {"MySql": {}},
    }


def alias_of(value: Value, name: str) -> str:
    """A key as an alias: placeholders in angles; the key's own name where no template makes it.

    >>> alias_of(Template(("ORDER#", Placeholder(name="order_id"))), "SK")
    'ORDER#<order_id>'
    """
    if not isinstance(value, Template):
        return name
    return "".join(f"<{one.name}>" if isinstance(one, Placeholder) else one for one in value.parts)


def attribute_types(design: Design, table: Table, items: Items) -> dict[str, str]:
    """The type of every attribute that items of a table may have."""
    entities = _entities(design, table)
    indexes = [one for one in table.global_indexes if entities or is_written(one)]
    keys = [table.key, *(one.key for one in indexes)]
    types: dict[str, str] = {
        name: table.attribute_types[name] for key in keys for name in key.attributes
    }
    for entity in entities:
        for name in entity.attributes:
            found = next((one[name] for one in items[entity.name] if name in one), None)
            kind = type_of(found) if found else _declared_type(design, entity, name)
            types.setdefault(name, kind)
    for index in indexes:
        for name in index.projection.attributes:
            types.setdefault(name, "S")
    return types


def _declared_type(design: Design, entity: Entity, name: str) -> str:
    kind = stored_type(design, entity.name, name)
    if kind == "set":
        value = entity.attributes[name].value
        of = value.options.get("of") if isinstance(value, Generated) else None
        is_number = isinstance(of, Generated) and of.maker in ("int", "number", "sequence")
        return "NS" if is_number else "SS"
    return kind if kind and kind != "mixed" else "S"


def sample_formats(design: Design, table: Table) -> dict[str, tuple[str, str]]:
    """The sample data formats of a table's attributes, of which a model has one for all facets.

    An attribute that another entity makes of its parent's has the format of that.
    """
    formats: dict[str, tuple[str, str] | None] = {}
    for entity in _entities(design, table):
        for name, attribute in entity.attributes.items():
            if isinstance(attribute.value, Template | Constant):
                continue
            found = format_of_maker(attribute.value)
            formats[name] = found if formats.get(name, found) == found else None
    return {name: one for name, one in formats.items() if one}


def entity_losses(design: Design, table: Table, items: Items) -> list[Loss]:
    """What is lost of the entities of a table."""
    losses: list[Loss] = []
    formats = sample_formats(design, table)
    entities = _entities(design, table)
    listed = [name for one in entities for name in one.attributes]
    for entity in entities:
        where = ("entities", entity.name)
        for name, attribute in entity.attributes.items():
            if name in table.key.attributes:
                known = [*entity.attributes, *listed, *table.attribute_types]
                message = _key_loss(attribute, known)
            else:
                message = _attribute_loss(attribute, formats.get(name), items[entity.name])
            if message:
                losses.append(Loss(where=dotted((*where, "item", name)), message=message))
        losses += _relations(entity, table)
        losses += _data_losses(design, entity, table, items[entity.name])
    return losses


def _key_loss(attribute: Attribute, known: Sequence[str]) -> str:
    if not isinstance(attribute.value, Template):
        return "how its values are made; an alias has the name of the key"
    try:
        read = alias_template(alias_of(attribute.value, attribute.name), attribute.name, known)
    except ValueError:
        read = None
    return "" if read == attribute.value else f"an alias does not say '{attribute.value}' exactly"


def _attribute_loss(
    attribute: Attribute, written: tuple[str, str] | None, items: Sequence[Mapping[str, Any]]
) -> str:
    """What is lost of how an attribute is made, if anything."""
    match attribute.value:
        case Template() | Constant():
            return "its value; a facet has the attribute's name only, and the sample items a value"
        case _ if written is None:
            return "how its values are made; there is no sample data format for it"
    is_always_there = attribute.present == 1 and all(attribute.name in one for one in items)
    is_plain = is_always_there and not attribute.when and attribute.cardinality is None
    is_said = maker_of_format(written[1], "S") == attribute.value and not is_plain_format(
        written[1]
    )
    if is_plain and items and is_said:
        return ""
    return f"how its values are made, but for the format {written[1]}"


def _relations(entity: Entity, table: Table) -> list[Loss]:
    where = ("entities", entity.name)
    losses = []
    message = "how many there are"
    losses.append(Loss(where=dotted((*where, "population")), message=message))
    if entity.parents:
        message = "whom it belongs to, and how many each has"
        losses.append(Loss(where=dotted((*where, "belongs_to")), message=message))
    if entity.plural and entity.plural != f"{plural_of(entity.name)}s":
        losses.append(Loss(where=dotted((*where, "plural")), message="its plural in Python"))
    for key in table.key.attributes:
        value = entity.attributes[key].value
        names = value.names if isinstance(value, Template) else ()
        for name in names:
            if name not in entity.attributes:
                message = "an attribute of its parent; an import may take it for its own"
                losses.append(Loss(where=dotted((*where, "item", name)), message=message))
    return losses


def _data_losses(
    design: Design, entity: Entity, table: Table, items: Sequence[Mapping[str, Any]]
) -> list[Loss]:
    """Literal items are written whole, and are made where the design has none."""
    where = dotted(("seeds", entity.name))
    given = design.seeds.get(entity.name, ())
    if not given:
        message = f"{len(items)} examples are written, made from the design; an import takes them as seeds"
        return [Loss(where=where, message=message)] if items else []
    samples = [Sample((), item) for item in items]
    made = {
        name: one
        for name, one in entity.attributes.items()
        if isinstance(one.value, Template) and one.value.placeholders
    }
    # An import may take a constant for one, or for a text like any other, and leave it out or not.
    readings = [
        seeds_of(samples, attributes, table.key.attributes, Notes(no_document()))
        for attributes in (entity.attributes, made)
    ]
    if all(list(read) == [dict(one) for one in given] for read in readings):
        return []
    return [Loss(where=where, message="written as whole items, with all that the design makes")]


def _entities(design: Design, table: Table) -> list[Entity]:
    return [one for one in design.entities.values() if one.table == table.name]
