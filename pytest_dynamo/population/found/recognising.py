"""Which entity an item belongs to, and what its keys say of it and of its ancestors."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.attribute_value import WireItem, from_wire, to_wire
from pytest_dynamo.design.binding import declaring_entity
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Attribute, Constant, Design, Entity
from pytest_dynamo.population.found.texts import of_item, of_text, undone
from pytest_dynamo.population.made import Made


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An item that was recognised: its own attributes, and those of ancestors, by name."""

    entity: str
    item: WireItem
    own: Mapping[str, Made]
    above: Mapping[str, Made]


def recognised(design: Design, table: str, items: Iterable[WireItem]) -> list[Sighting]:
    """The items of a table that belong to an entity of the design.

    An item belongs to an entity if its key is as the entity's templates make it, and nothing that is
    the same in all its items is another. Where several entities fit, the one wins of which it has more
    of what is fixed; among equals the one that the design names first.
    """
    entities = [entity for entity in design.entities.values() if entity.table == table]
    sightings: list[Sighting] = []
    for item in items:
        fitting = [found for entity in entities if (found := _seen(design, entity, item))]
        if fitting:
            sightings.append(max(fitting, key=lambda found: found[0])[1])
    return sightings


def _seen(design: Design, entity: Entity, item: WireItem) -> tuple[int, Sighting] | None:
    """An item as one of an entity, with how much speaks for it; None if it is none."""
    key = design.tables[entity.table].key.attributes
    if not all(_may_begin(entity.attributes.get(name), item.get(name, {})) for name in key):
        return None
    own = {
        name: of_item(from_wire(value), entity.attributes.get(name)) for name, value in item.items()
    }
    above: dict[str, Made] = {}
    evidence = 0
    for name, attribute in entity.attributes.items():
        if name not in item:
            continue
        match attribute.value:
            case Constant():
                fits = item[name] == to_wire(attribute.value.value)
                evidence += 1
            case Template():
                fits = _read(design, entity, attribute, own, above)
                evidence += fits
                fits = fits or not (name in key or attribute.value.is_constant)
            case _:
                fits = True
        if not fits:
            return None
    return evidence, Sighting(entity=entity.name, item=item, own=own, above=above)


def _may_begin(attribute: Attribute | None, value: Mapping[str, Any]) -> bool:
    """Whether an item's key begins as an entity's does: quickly, as most entities are ruled out here."""
    if attribute is None or not isinstance(attribute.value, Template):
        return attribute is not None
    prefix = attribute.value.prefix
    return not prefix or str(value.get("S", "")).startswith(prefix)


def _read(
    design: Design,
    entity: Entity,
    attribute: Attribute,
    own: dict[str, Made],
    above: dict[str, Made],
) -> bool:
    """Read what a template has put into an attribute; whether it may have made it."""
    template = attribute.value
    assert isinstance(template, Template)
    raw, stored = own[attribute.name]
    known = {**above, **own}
    known.pop(attribute.name)
    if attribute.name in template.names and attribute.name in above:
        known[attribute.name] = above[attribute.name]
    if template.keeps_type:
        found = {template.names[0]: (raw, stored)}
    elif isinstance(stored, str) and (values := _parsed(template, stored, known)) is not None:
        found = {
            name: of_text(text, _declared(design, entity, name, above=name == attribute.name))
            for name, text in values.items()
        }
    else:
        return False
    for name, made in found.items():
        is_own = name in entity.attributes and name != attribute.name
        already = (own if is_own else above).setdefault(name, made)
        if already[1] != made[1]:
            return False
    return True


def _declared(design: Design, entity: Entity, name: str, *, above: bool) -> Attribute | None:
    owner = declaring_entity(design, entity.name, name, above=above)
    return design.entities[owner].attributes[name] if owner else None


def _parsed(template: Template, text: str, known: Mapping[str, Made]) -> dict[str, str] | None:
    """The texts that unknown placeholders stand for; None if the template does not make the text."""
    pattern, groups = _pattern(template.parts, known)
    if not groups:
        return {} if text == pattern else None
    match = re.fullmatch(pattern, text, re.DOTALL)
    if not match:
        return None
    found: dict[str, str] = {}
    for placeholder, part in zip(groups, match.groups(), strict=True):
        value = undone(part, placeholder)
        if value is not None and found.setdefault(placeholder.name, value) != value:
            return None
    return found


def _pattern(
    parts: Sequence[str | Placeholder], known: Mapping[str, Made]
) -> tuple[str, list[Placeholder]]:
    """A regular expression for what a template makes, and the placeholders of its groups.

    Without groups it is the text itself.
    """
    texts, groups = list[str | None](), list[Placeholder]()
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        texts.append(_rendered(part, known[part.name]) if part.name in known else None)
        if texts[-1] is None:
            groups.append(part)
    if not groups:
        return "".join(text for text in texts if text is not None), groups
    return "".join("(.+?)" if text is None else re.escape(text) for text in texts), groups


def _rendered(placeholder: Placeholder, made: Made) -> str | None:
    try:
        template = Template((placeholder, ""))
        return str(template.render({placeholder.name: made[1]}, {placeholder.name: made[0]}))
    except (TypeError, ValueError):
        return None
