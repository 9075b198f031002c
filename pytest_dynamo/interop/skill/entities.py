"""Entities of the skill's model: attributes with assumed values, filled up to the size that is estimated."""

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_dynamo.design.values import Attribute, Entity, Generated, Table, Value
from pytest_dynamo.interop.assumed import assumed_value
from pytest_dynamo.interop.skill.members import KINDS

COUNT = 100_000
_SIZE_BYTES = 1_024
_FILLING = "payload"
# What the skill assumes of attributes of which the type alone is known.
_TYPICAL_BYTES = {"N": 8, "BOOL": 1, "B": 256, "L": 200, "M": 200, "SS": 200, "NS": 200, "NULL": 1}
_TYPICAL_TEXT_BYTES = 36


def entity_of(members: Mapping[str, Any], table: Table) -> Entity:
    """An entity whose items have about the estimated size, by an attribute that fills them up."""
    given = {one["name"]: one.get("type", "S") for one in members.get("attributes", ())}
    kinds = {name: table.attribute_types[name] for name in keys_of(table, given)} | given
    attributes = {
        name: Attribute(name=name, value=_value(kind, name)) for name, kind in kinds.items()
    }
    left = members.get("estimated_item_size_bytes", _SIZE_BYTES) - _bytes(kinds)
    if left > len(_FILLING):
        length = left - len(_FILLING)
        options = {"min": max(1, length * 3 // 4), "max": max(1, length * 5 // 4)}
        filling = Generated(maker="text_bytes", options=options)
        attributes.setdefault(_FILLING, Attribute(name=_FILLING, value=filling))
    return Entity(
        name=members["entity_name"],
        table=table.name,
        attributes=attributes,
        population=members.get("estimated_item_count", COUNT),
    )


def keys_of(table: Table, given: Iterable[str]) -> tuple[str, ...]:
    """The table's key, and those of indexes that an entity has all attributes of."""
    there = {*given, *table.key.attributes}
    found = dict.fromkeys(table.key.attributes)
    for index in table.global_indexes:
        if set(index.key.attributes) <= there:
            found |= dict.fromkeys(index.key.attributes)
    return tuple(found)


def _value(kind: str, name: str) -> Value:
    found = KINDS.get(kind, "text")
    if found == "map":
        inside = Attribute(name="value", value=assumed_value("text", ""))
        return Generated(maker="map", options={"attributes": {"value": inside}})
    if found == "text" and name.upper().endswith(("PK", "SK")):
        return assumed_value("uuid", name)
    return assumed_value(found, name)


def _bytes(kinds: Mapping[str, str]) -> int:
    return sum(
        len(name.encode()) + _TYPICAL_BYTES.get(kind, _TYPICAL_TEXT_BYTES)
        for name, kind in kinds.items()
    )
