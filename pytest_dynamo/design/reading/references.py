"""Whether what the attributes of entities refer to is there, and can be worked out."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pytest_dynamo.design.attribute_types import python_type, set_mistake, stored_type
from pytest_dynamo.design.mistakes import Mistakes, Where, nearest, quoted
from pytest_dynamo.design.positions import declaring_entity
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Attribute, Design, Generated, Value

# A key is at most 2,048 bytes long, so nothing sensible comes near these.
MAX_TEMPLATE_PARTS = 1_000
MAX_TEMPLATE_DEPTH = 32
MAX_FORMAT_WIDTH = 2_048

_SAMPLES: Mapping[type, object] = {
    str: "text",
    int: 1,
    float: 1.0,
    Decimal: Decimal(1),
    bool: True,
    bytes: b"data",
    datetime: datetime(2026, 11, 22, tzinfo=UTC),
    date: date(2026, 11, 22),
}


def check_references(design: Design, mistakes: Mistakes) -> bool:
    """Note every reference of an attribute that cannot be resolved.

    Returns whether templates can be followed at all, that is, whether none goes in a circle.
    """
    before = len(mistakes)
    for entity in design.entities.values():
        for attribute in entity.attributes.values():
            where = ("entities", entity.name, "item", attribute.name)
            for name in _names(attribute, {}):
                _check_name(design, entity.name, attribute.name, name, where, mistakes)
    can_be_followed = _check_sizes(design, mistakes)
    if can_be_followed and len(mistakes) == before:
        _check_formats(design, mistakes)
        _check_sets(design, mistakes)
    return can_be_followed


def _names(attribute: Attribute, siblings: Mapping[str, Attribute]) -> Iterator[str]:
    """Every name an attribute refers to, except the members of its own map."""
    yield from (name for name in attribute.when if name not in siblings)
    yield from _value_names(attribute.value)


def _value_names(value: Value | None) -> Iterator[str]:
    if isinstance(value, Template):
        yield from value.names
    elif isinstance(value, Generated):
        if value.maker == "shard_of":
            yield str(value.options["attribute"])
        members = value.options.get("attributes")
        if isinstance(members, dict):
            for member in members.values():
                yield from _names(member, members)
        of = value.options.get("of")
        if isinstance(of, Template | Generated):
            yield from _value_names(of)


def _check_name(
    design: Design, entity: str, attribute: str, name: str, where: Where, mistakes: Mistakes
) -> None:
    own = name == attribute
    if declaring_entity(design, entity, name, above=own) or mistakes.is_lost_name(name):
        return
    ancestors = design.ancestors(entity)
    if mistakes.is_touched(*(("entities", one, "belongs_to") for one in (entity, *ancestors))):
        return  # it may be an attribute of the ancestor that is not known
    if own:
        above = f"its ancestors ({', '.join(ancestors)})" if ancestors else "ancestors; it has none"
        message = f"{{{name}}} in the definition of {name} itself is the {name} of {above}"
        mistakes.add(where, message)
        return
    scope = f"{entity} or its ancestors ({', '.join(ancestors)})" if ancestors else entity
    known = [one for who in (entity, *ancestors) for one in design.entities[who].attributes]
    mistakes.add(where, f"no attribute {quoted(name)} in {scope}{nearest(name, known)}")


def _check_sizes(design: Design, mistakes: Mistakes) -> bool:
    """No template goes in a circle, nor on for ever. Ancestors come before their descendants."""
    parents = {
        name: {parent.entity for parent in entity.parents if parent.entity in design.entities}
        for name, entity in design.entities.items()
    }
    try:
        order = list(TopologicalSorter(parents).static_order())
    except CycleError:
        return False  # has been reported as an entity that belongs to itself
    sizes: dict[tuple[str, str], tuple[int, int]] = {}
    outcomes = [_check_entity(design, entity, sizes, mistakes) for entity in order]
    return all(outcomes)


def _check_entity(
    design: Design, entity: str, sizes: dict[tuple[str, str], tuple[int, int]], mistakes: Mistakes
) -> bool:
    attributes = design.entities[entity].attributes
    inner = {
        name: {one for one in _names(attribute, {}) if one in attributes and one != name}
        for name, attribute in attributes.items()
    }
    try:
        order = list(TopologicalSorter(inner).static_order())
    except CycleError as error:
        cycle: list[str] = error.args[1]
        path = " → ".join(reversed(cycle))
        where = ("entities", entity, "item", cycle[-1])
        mistakes.add(where, f"refers to itself: {path}")
        return False
    fine = True
    for name in order:
        size, depth = 1, 1
        for one in _all_names(attributes[name].value):
            owner = declaring_entity(design, entity, one, above=one == name)
            inner_size, inner_depth = sizes.get((owner or "", one), (1, 1))
            size, depth = size + inner_size, max(depth, inner_depth + 1)
        sizes[entity, name] = size, depth
        if size > MAX_TEMPLATE_PARTS or depth > MAX_TEMPLATE_DEPTH:
            where = ("entities", entity, "item", name)
            sizes[entity, name] = 1, 1  # say it once, not for everything that refers to it
            mistakes.add(
                where,
                f"templates in templates come to more than {MAX_TEMPLATE_PARTS:,} parts"
                if size > MAX_TEMPLATE_PARTS
                else f"templates in templates go more than {MAX_TEMPLATE_DEPTH} deep",
            )
            fine = False
    return fine


def _all_names(value: Value) -> list[str]:
    """The names a value refers to, with repeats: each makes the result longer."""
    if isinstance(value, Template):
        return [placeholder.name for placeholder in value.placeholders]
    return list(_value_names(value))


def _check_formats(design: Design, mistakes: Mistakes) -> None:
    for entity in design.entities.values():
        for attribute in entity.attributes.values():
            if not isinstance(attribute.value, Template):
                continue
            for placeholder in attribute.value.placeholders:
                where = ("entities", entity.name, "item", attribute.name)
                source = placeholder.name
                owner = declaring_entity(
                    design, entity.name, source, above=source == attribute.name
                )
                if placeholder.format_spec and owner:
                    made = python_type(design, owner, source)
                    if message := format_mistake(placeholder, made):
                        mistakes.add(where, message)


def _check_sets(design: Design, mistakes: Mistakes) -> None:
    """Note sets of what stands for an attribute of a type that no set holds."""
    for entity in design.entities.values():
        for attribute in entity.attributes.values():
            where = ("entities", entity.name, "item", attribute.name)
            for inside, template in _set_members(attribute.value):
                name = template.names[0]
                if message := set_mistake(stored_type(design, entity.name, name)):
                    mistakes.add((*where, *inside), message)


def _set_members(value: Value | None) -> Iterator[tuple[Where, Template]]:
    """The members of sets that are one bare placeholder, with their places in a value."""
    if not isinstance(value, Generated):
        return
    options: Mapping[str, Any] = value.options
    for name, member in options.get("attributes", {}).items():
        for inside, template in _set_members(member.value):
            yield ("map", name, *inside), template
    of = options.get("of")
    if value.maker == "set" and isinstance(of, Template) and of.keeps_type:
        yield ("set", "of"), of
    for inside, template in _set_members(of):
        yield (value.maker, "of", *inside), template


def format_mistake(placeholder: Placeholder, made: type | None) -> str | None:
    """Why a placeholder's format spec does not suit values of a type, if it does not."""
    spec = placeholder.format_spec
    if "{" in spec or any(int(width) > MAX_FORMAT_WIDTH for width in re.findall(r"\d{1,9}", spec)):
        return f"the format of {placeholder} is too wide; a key has at most 2,048 bytes"
    if made not in _SAMPLES or made is None:
        return None
    try:
        format(_SAMPLES[made], spec)
    except (TypeError, ValueError):
        fits = False
    else:
        fits = made not in (date, datetime) or "%" in spec
    if fits:
        return None
    kind = {datetime: "a moment", date: "a date", str: "a text"}.get(made, "a number")
    return f"the format of {placeholder} does not suit {placeholder.name}, which is {kind}"
