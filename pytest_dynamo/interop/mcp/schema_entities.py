"""Entities of the MCP server's schema: templates of keys, and fields with assumed values."""

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    Attribute,
    Constant,
    Entity,
    Generated,
    KeySchema,
    Table,
    Value,
)
from pytest_dynamo.interop.assumed import assumed_value
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.mcp.schema_members import FIELD_TYPES
from pytest_dynamo.interop.shapes import Losses
from pytest_dynamo.interop.templates.normalising import template_of

POPULATION = 1_000
_OPTIONAL = 0.5
"""The share of items that are assumed to have what is not required."""


def entity_of(
    name: str, members: Mapping[str, Any], table: Table, where: Where, losses: Losses
) -> Entity:
    """An entity with its keys first, those of indexes next, and then its fields.

    Raises:
        DynamoError: A template of its key is none.
    """
    templates = _key_templates(members, table, where, losses)
    attributes = {
        attribute: Attribute(name=attribute, value=_value(template))
        for attribute, template in templates.items()
    }
    for number, field in enumerate(members["fields"]):
        if field["name"] not in attributes:
            attributes[field["name"]] = _field(field, (*where, "fields", number), losses)
    _add_missing(templates, attributes, (*where, "pk_template"), losses)
    for key in table.key.attributes:
        if key not in attributes:
            losses.add(
                where, f"no template for '{key}', which is in the table's key; an id is assumed"
            )
            attributes[key] = Attribute(name=key, value=assumed_value("uuid", key))
    if kind := members.get("entity_type"):
        attributes.setdefault(
            "entity_type", Attribute(name="entity_type", value=Constant(value=kind))
        )
    return Entity(name=name, table=table.name, attributes=attributes, population=POPULATION)


def _key_templates(
    members: Mapping[str, Any], table: Table, where: Where, losses: Losses
) -> dict[str, Template]:
    found: dict[str, Template] = {}
    given = {"pk_template": members["pk_template"], "sk_template": members.get("sk_template")}
    _lay(found, given, table.key, where, losses)
    for number, mapping in enumerate(members.get("gsi_mappings", ())):
        place = (*where, "gsi_mappings", number)
        index = table.indexes.get(mapping["name"])
        if index is None:
            losses.add(place, f"there is no index '{mapping['name']}'; left out")
            continue
        _lay(found, mapping, index.key, place, losses)
    return found


def _lay(
    found: dict[str, Template],
    given: Mapping[str, Any],
    key: KeySchema,
    where: Where,
    losses: Losses,
) -> None:
    """Templates for the attributes of a key; a list of them where the key has several of a kind."""
    for member, names in (("pk_template", key.partition_key), ("sk_template", key.sort_key)):
        value = given.get(member)
        texts = value if isinstance(value, list) else [value] if value is not None else []
        if len(texts) != len(names) and (texts or member == "pk_template"):
            message = (
                f"{len(texts)} templates for a key of {len(names)} attributes; the rest is left out"
            )
            losses.add((*where, member), message)
        for name, text in zip(names, texts, strict=False):
            if name in found:
                continue
            try:
                template = template_of(str(text), style="braces")
            except ValueError as error:
                losses.add((*where, member), f"{error}; taken for text")
                template = Template((str(text),))
            if not (template.keeps_type and template.names == (name,)):  # a key that is a field
                found[name] = template


def _value(template: Template) -> Template | Constant:
    return Constant(value=str(template.prefix)) if template.is_constant else template


def _field(field: Mapping[str, Any], where: Where, losses: Losses) -> Attribute:
    name, kind = field["name"], FIELD_TYPES.get(field["type"])
    if kind is None:
        losses.add((*where, "type"), f"'{field['type']}' is no type of a field; taken for a string")
    if kind == "list":
        item = FIELD_TYPES.get(field.get("item_type", "string"), "text")
        of = assumed_value(item, "") if item != "map" else _map()
        value: Value = Generated(maker="list", options={"of": of, "min": 1, "max": 3})
    elif kind == "map":
        value = _map()
    else:
        value = assumed_value(kind or "text", name)
    return Attribute(
        name=name, value=value, present=1.0 if field.get("required", True) else _OPTIONAL
    )


def _map() -> Generated:
    """Whatever is in an object, something has to stand there; `value` says that nothing is known."""
    inside = Attribute(name="value", value=assumed_value("text", ""))
    return Generated(maker="map", options={"attributes": {"value": inside}})


def _add_missing(
    templates: Mapping[str, Template],
    attributes: dict[str, Attribute],
    where: Where,
    losses: Losses,
) -> None:
    """What a template speaks of is an attribute, so that those of no field are added."""
    for name in _names(templates.values()):
        if name not in attributes:
            losses.add(where, f"'{name}' is in a template and no field; added as an attribute")
            attributes[name] = Attribute(name=name, value=assumed_value("text", name))


def _names(templates: Iterable[Template]) -> dict[str, None]:
    return dict.fromkeys(name for template in templates for name in template.names)
