"""What the text of a key is made of, piece by piece: in items that are there, and in new ones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from pytest_dynamo.capacity.partitions import key_text
from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.positions import Binding, written_out
from pytest_dynamo.design.templates import Placeholder
from pytest_dynamo.design.values import Constant, Design, Generated
from pytest_dynamo.forecast.population_demand.chances import TooInvolvedError
from pytest_dynamo.population.column_makers import Slot
from pytest_dynamo.population.dependencies import is_sparse

RISING = frozenset(
    {"epoch_milliseconds", "epoch_seconds", "ksuid", "sequence", "timestamp", "ulid"}
)
"""Makers of values that only ever grow, for items that are made one after the other."""

_WHOLE = re.compile(r"0?\d*d?")

UNIQUE = frozenset({"ksuid", "sequence", "ulid"})


@dataclass(frozen=True, slots=True)
class Varying:
    """One of a few texts, drawn anew with every request: the texts, and their shares."""

    texts: tuple[str, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A text that no other request has; `is_rising` if it sorts after all those before it."""

    is_rising: bool = False


Part: TypeAlias = str | Slot | Varying | Fresh
Parts: TypeAlias = tuple[Part, ...]


def stored_parts(design: Design, entity: str, names: Iterable[str]) -> Parts:
    """The parts of key attributes of an item that is there.

    Raises:
        TooInvolvedError: The entity has no such attribute.
    """
    return with_bars(_stored(design, entity, name) for name in names)


def _stored(design: Design, entity: str, name: str) -> Parts:
    attribute = design.entities[entity].attributes.get(name)
    if attribute is None:
        raise TooInvolvedError
    if is_sparse(design, entity, name):
        return (Slot(entity=entity, attribute=name),)
    if isinstance(attribute.value, Constant):
        return (constant_text(attribute.value.value),)
    written = written_out(design, entity, name)
    if not written:
        raise TooInvolvedError
    parts = tuple(part if isinstance(part, str) else _slot(part) for part in written)
    return bare(parts)


def _slot(binding: Binding) -> Slot:
    return Slot(entity=binding.entity, attribute=binding.attribute, placeholder=binding.placeholder)


def bare(parts: Parts) -> Parts:
    """A key that is one bare placeholder keeps the type of its value."""
    match parts:
        case (Slot(placeholder=Placeholder(format_spec="", conversion="")) as slot,):
            return (replace(slot, placeholder=None),)
    return parts


def constant_text(value: object) -> str:
    """A value that the design gives, as the text of a key."""
    return key_text([to_wire(value)])


def with_bars(attributes: Iterable[Parts]) -> Parts:
    """The parts of a key of several attributes, as `key_text` joins them."""
    parts: list[Part] = []
    for position, attribute in enumerate(attributes):
        parts.extend(("|",) if position else ())
        parts.extend(attribute)
    return tuple(parts)


def is_unique(design: Design, slot: Slot) -> bool:
    """Whether no two members have the same text in a slot, as far as the design tells."""
    value = design.entities[slot.entity].attributes[slot.attribute].value
    if not isinstance(value, Generated):
        return False
    if slot.placeholder and slot.placeholder.format_spec:
        return value.maker == "sequence" and bool(_WHOLE.fullmatch(slot.placeholder.format_spec))
    return (
        value.maker in UNIQUE
        or value.options.get("provider") == "uuid4"
        or bool(value.options.get("unique"))
    )
