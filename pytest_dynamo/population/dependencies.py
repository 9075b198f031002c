"""What attributes are made of: which of them a key depends on, and which may be absent."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.binding import declaring_entity
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Design, Entity, Generated, Value

_IDENTIFIERS = ("ulid", "ksuid")


def identity(design: Design, entity: Entity) -> frozenset[str]:
    """The entity's own attributes that the key of its table depends on."""
    found: set[str] = set()
    waiting = list(design.tables[entity.table].key.attributes) if entity.table else []
    while waiting:
        name = waiting.pop()
        if name in entity.attributes and name not in found:
            found.add(name)
            attribute = entity.attributes[name]
            waiting.extend((*_made_of(attribute.value), *attribute.when))
            if isinstance(attribute.value, Generated) and attribute.value.maker in _IDENTIFIERS:
                waiting.extend(filter(None, [first_timestamp(entity)]))
    return frozenset(found)


def first_timestamp(entity: Entity) -> str | None:
    """The entity's first timestamp that is known without its ULIDs and KSUIDs: they take its moment.

    One whose presence hangs on such an identifier cannot say when the identifier was made.
    """
    for name, attribute in entity.attributes.items():
        is_timestamp = isinstance(attribute.value, Generated) and (
            attribute.value.maker == "timestamp"
        )
        if is_timestamp and not _needs_moment(entity, name):
            return name
    return None


def _needs_moment(entity: Entity, name: str) -> bool:
    """Whether an attribute is there only if others are as wanted that take the entity's moment."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here in entity.attributes and here not in seen:
            seen.add(here)
            attribute = entity.attributes[here]
            if _takes_moment(attribute.value):
                return True
            waiting.extend((*_named_in(attribute.value), *attribute.when))
    return False


def _takes_moment(value: Value) -> bool:
    if not isinstance(value, Generated):
        return False
    return value.maker in _IDENTIFIERS or any(map(_takes_moment, _inside(value)))


def _named_in(value: Value) -> tuple[str, ...]:
    """What a value is made of, that in its maps, lists and sets too."""
    inside = _inside(value) if isinstance(value, Generated) else ()
    return (*_made_of(value), *(name for one in inside for name in _named_in(one)))


def _inside(value: Generated) -> tuple[Value, ...]:
    options: Mapping[str, Any] = value.options
    match value.maker:
        case "map":
            return tuple(one.value for one in options["attributes"].values())
        case "list" | "set":
            return (options["of"],)
    return ()


def is_sparse(design: Design, entity: str, name: str) -> bool:
    """Whether a member may do without an attribute, or without one that it is made of."""
    attribute = design.entities[entity].attributes[name]
    if attribute.present < 1 or attribute.when:
        return True
    owners = [
        (declaring_entity(design, entity, other, above=other == name), other)
        for other in _made_of(attribute.value)
    ]
    return any(is_sparse(design, owner, other) for owner, other in owners if owner)


def _made_of(value: Value) -> tuple[str, ...]:
    match value:
        case Template():
            return value.names
        case Generated(maker="shard_of"):
            return (str(value.options["attribute"]),)
    return ()
