"""Where a key comes from: the entity and the templates that make it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pytest_dynamo.design.positions import Binding, declaring_entity, written_out
from pytest_dynamo.design.values import Design, Entity, Generated, Index, Place, Table, Value

MONOTONIC = frozenset(
    {"epoch_milliseconds", "epoch_seconds", "ksuid", "sequence", "timestamp", "ulid"}
)
"""Makers of values that only ever grow, for items that are made one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySource:
    """An entity whose items have a key, and what stands there in its place.

    `template` is that of the partition key. `is_collection` says that several of its items can have
    one partition key, `is_monotonic` that they come in the order of their sort keys.
    """

    entity: Entity
    template: str
    place: Place
    is_collection: bool
    is_monotonic: bool


def key_sources(
    design: Design, table: Table, index: Index | None, key: str = ""
) -> tuple[KeySource, ...]:
    """The entities of a table or index whose items may have that partition key.

    Of several whose templates fit it is those with the most literal text. Without a key it is all.
    """
    attributes = (index or table).key.partition_key
    found: list[tuple[int, KeySource]] = []
    for entity in design.entities.values():
        if entity.table != table.name or not set(attributes) <= entity.attributes.keys():
            continue
        pattern, literal = _pattern(design, entity, attributes)
        if key and not re.fullmatch(pattern, key, re.DOTALL):
            continue
        found.append((literal, _source(design, entity, index or table)))
    most = max((literal for literal, _ in found), default=0)
    return tuple(source for literal, source in found if not key or literal == most)


def key_name(table: Table, index: Index | None) -> str:
    """The attributes of a partition key."""
    return " + ".join((index or table).key.partition_key)


def _source(design: Design, entity: Entity, owner: Table | Index) -> KeySource:
    partition = owner.key.partition_key
    first = entity.attributes[partition[0]]
    made = list(_makers(design, entity, owner.key.sort_key))
    return KeySource(
        entity=entity,
        template="|".join(_shown(name, entity.attributes[name].value) for name in partition),
        place=first.place,
        is_collection=bool(made),
        is_monotonic=bool(made) and made[0] in MONOTONIC,
    )


def _pattern(design: Design, entity: Entity, attributes: Iterable[str]) -> tuple[str, int]:
    """A regular expression that fits the keys of an entity, and how much literal text it has."""
    texts, literal = [], 0
    for attribute in attributes:
        parts = written_out(design, entity.name, attribute)
        literals = [part for part in parts if isinstance(part, str)]
        literal += sum(map(len, literals))
        texts.append(
            "".join(re.escape(part) if isinstance(part, str) else ".*" for part in parts) or ".*"
        )
    return r"\|".join(texts), literal


def _makers(design: Design, entity: Entity, attributes: Iterable[str]) -> Iterator[str]:
    """What makes the parts of a key that are not literal text, from the left."""
    for attribute in attributes:
        if attribute not in entity.attributes:
            continue
        for part in written_out(design, entity.name, attribute):
            if isinstance(part, Binding):
                yield _maker(design, part.entity, part.attribute)


def _maker(design: Design, entity: str, attribute: str) -> str:
    """The maker behind an attribute; of a formatted template, that of its first placeholder."""
    value = design.entities[entity].attributes[attribute].value
    while not isinstance(value, Generated):
        names = getattr(value, "names", ())
        if not names:
            return ""
        owner = declaring_entity(design, entity, names[0], above=names[0] == attribute)
        if owner is None:
            return ""
        entity, attribute = owner, names[0]
        value = design.entities[entity].attributes[attribute].value
    return value.maker


def _shown(attribute: str, value: Value) -> str:
    """A key's template as the design says it; a value that is made stands as its attribute's name."""
    if isinstance(value, Generated):
        return f"{{{attribute}}}"
    return str(getattr(value, "value", value))
