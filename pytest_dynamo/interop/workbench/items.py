"""Items of a model's sample data, and which kind of item each is."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from pytest_dynamo.design.mistakes import quoted
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Constant, Scalar, Value
from pytest_dynamo.interop.attribute_values import is_attribute_value
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.workbench.taking import Notes

WireItem: TypeAlias = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sample:
    """An item of the sample data, with its place in the model."""

    where: Where
    item: WireItem


def read_samples(elements: Sequence[tuple[Where, Any]], notes: Notes) -> list[Sample]:
    """The items in `TableData`; attributes that are no attribute values are lost."""
    samples = []
    for where, value in elements:
        if not isinstance(value, dict):
            notes.lose(where, f"{quoted(value)} where an item is wanted; left out")
            continue
        item: dict[str, Mapping[str, Any]] = {}
        for name, one in value.items():
            if name and is_attribute_value(one):
                item[name] = one
            else:
                message = f'{quoted(one)} is no attribute value such as {{"S": "text"}}; left out'
                notes.lose((*where, name), message)
        samples.append(Sample(where, item))
    return samples


def type_of(value: Mapping[str, Any]) -> str:
    """The type of an attribute value: `S`."""
    return next(iter(value))


def scalar_of(value: Mapping[str, Any]) -> tuple[bool, Scalar]:
    """Whether an attribute value can stand in a seed, and the scalar that does."""
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL":
            return True, content
        case "NULL":
            return True, None
        case "B":
            return True, b64decode(content)
        case "N":
            number = Decimal(content)
            if number == number.to_integral_value():
                return True, int(number)
            near = float(number)
            return Decimal(repr(near)) == number, near
    return False, None


def key_of(item: WireItem, key: Sequence[str]) -> tuple[str, ...] | None:
    """What an item's key says, or None if it has none."""
    if any(name not in item or type_of(item[name]) not in ("S", "N", "B") for name in key):
        return None
    return tuple(str(item[name][type_of(item[name])]) for name in key)


def distinct_samples(samples: Sequence[Sample], key: Sequence[str], notes: Notes) -> list[Sample]:
    """The items, each key once: the same item stands in a table's data and in that of its facet."""
    found: dict[tuple[str, ...], Sample] = {}
    for sample in samples:
        values = key_of(sample.item, key)
        if values is None:
            message = f"an item without the key {', '.join(key)}; left out"
            notes.lose(sample.where, message)
        elif values not in found:
            found[values] = sample
        elif found[values].item != sample.item:
            message = "another item has this key, and other attributes; left out"
            notes.lose(sample.where, message)
    return list(found.values())


def matched_values(text: str, template: Template) -> Mapping[str, str] | None:
    """What stands at the placeholders if a text may have been made by a template.

    >>> matched_values("USER#7", Template(("USER#", Placeholder(name="id"))))
    {'id': '7'}
    """
    found: dict[str, str] = {}
    at, waiting = 0, ""
    for number, part in enumerate((*template.parts, None)):
        if isinstance(part, str) and not waiting:
            if not text.startswith(part, at):
                return None
            at += len(part)
            continue
        if waiting:
            ends = _end(text, at, part, is_last=number >= len(template.parts) - 1)
            if ends <= at or found.setdefault(waiting, text[at:ends]) != text[at:ends]:
                return None
            at, waiting = ends + (len(part) if isinstance(part, str) else 0), ""
        if isinstance(part, Placeholder):
            waiting = part.name
    return found if at == len(text) else None


def _end(text: str, at: int, part: str | Placeholder | None, *, is_last: bool) -> int:
    """Where a placeholder's text ends: before what follows it in the template; -1 if that is not there."""
    if part is None:
        return len(text)
    if isinstance(part, Placeholder):
        return at + 1  # two in a row: nobody can say where one ends
    if is_last:
        return len(text) - len(part) if text.endswith(part) else -1
    return text.find(part, at + 1)


def literal_length(template: Template) -> int:
    """How many characters a template says itself."""
    return sum(len(part) for part in template.parts if not isinstance(part, Placeholder))


def rendered(value: Value, stored: Mapping[str, Scalar]) -> Scalar:
    """What a template or constant comes to with the scalars of an item; None if it cannot be told."""
    if isinstance(value, Constant):
        return value.value
    if not isinstance(value, Template) or any(one.format_spec for one in value.placeholders):
        return None
    if any(isinstance(stored.get(name), bool | float | bytes | None) for name in value.names):
        return None
    return value.render(stored)  # type: ignore[return-value] # of scalars it makes scalars
