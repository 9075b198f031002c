"""How values of attributes are made: by format, by what the items show, or by type alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.attribute_types import made_type
from pytest_dynamo.design.templates import Placeholder, Template, joined_parts
from pytest_dynamo.design.values import Attribute, Constant, Generated, Value
from pytest_dynamo.interop.inferring.values import inferred_value, share_present
from pytest_dynamo.interop.workbench.items import Sample, matched_values, type_of

_FEWEST_ALIKE = 2
_SEPARATOR = "#"

_LETTERS = Generated(maker="faker", options={"provider": "word", "args": {}, "unique": False})
_PLAIN: Mapping[str, Value] = {
    "S": _LETTERS,
    "N": Generated(maker="int", options={"min": 1, "max": 1_000}),
    "B": Generated(maker="binary_bytes", options={"min": 16, "max": 16}),
    "BOOL": Generated(maker="choice", options={"weights": {True: 1.0, False: 1.0}}),
    "NULL": Constant(value=None),
    "M": Generated(maker="map", options={"attributes": {}}),
    "L": Generated(maker="list", options={"of": _LETTERS, "min": 1, "max": 3}),
    "SS": Generated(maker="set", options={"of": _LETTERS, "min": 1, "max": 3}),
    "NS": Generated(
        maker="set",
        options={
            "of": Generated(maker="int", options={"min": 1, "max": 1_000}),
            "min": 1,
            "max": 3,
        },
    ),
    "BS": Generated(
        maker="set",
        options={
            "of": Generated(maker="binary_bytes", options={"min": 16, "max": 16}),
            "min": 1,
            "max": 3,
        },
    ),
}
_PLAIN_KEYS: Mapping[str, Value] = {
    "S": Generated(maker="ulid"),
    "N": Generated(maker="sequence", options={"start": 1}),
    "B": Generated(maker="binary_bytes", options={"min": 16, "max": 16}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a model says of a table's attributes: their types, and the makers of their formats."""

    types: Mapping[str, str]
    formats: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An attribute, and how it came by its value; `evidence` is empty where a format says it."""

    attribute: Attribute
    evidence: str = ""


def made_attribute(
    name: str, samples: Sequence[Sample], known: Known, *, is_key: bool = False
) -> Made:
    """An attribute of an entity by its format, or by what its items show, or by its type."""
    found = [one.item[name] for one in samples if name in one.item]
    kind = known.types.get(name) or (type_of(found[0]) if found else "S")
    present = share_present(len(found), len(samples)) if found and not is_key else 1.0
    if name in known.formats:
        return Made(attribute=Attribute(name=name, value=known.formats[name], present=present))
    of_kind = [one for one in found if type_of(one) == kind]
    if template := _template_in_items(name, samples):
        evidence = f"so in {_items(len(found))} of the sample data"
        return Made(
            attribute=Attribute(name=name, value=template, present=present), evidence=evidence
        )
    if of_kind:
        inferred = inferred_value(of_kind, name=name)
        if not is_key or fits_key(inferred.value, kind):
            attribute = Attribute(name=name, value=inferred.value, present=present)
            return Made(attribute=attribute, evidence=inferred.evidence)
    value = plain_value(kind, is_key=is_key)
    return Made(
        attribute=Attribute(name=name, value=value, present=present),
        evidence=f"assumed; of its values the model says no more than their type, {kind}",
    )


def plain_value(kind: str, *, is_key: bool = False) -> Value:
    """A value of a type, of which nothing else is known; of a key no two are the same."""
    plain = _PLAIN_KEYS if is_key else _PLAIN
    return plain.get(kind, _LETTERS)


def fits_key(value: Value, kind: str) -> bool:
    """Whether a maker's values can be a key of a type; of some of Faker's nobody can tell."""
    made = made_type(value)
    return made is None or made.__name__ in _KEY_TYPES[kind]


_KEY_TYPES: Mapping[str, tuple[str, ...]] = {
    "S": ("str", "datetime", "date"),
    "N": ("int", "float", "Decimal"),
    "B": ("bytes",),
}


def placeholder_attribute(
    name: str, key: str, template: Template, samples: Sequence[Sample], formats: Mapping[str, Value]
) -> Made:
    """An attribute that only a key speaks of, made like what stands at its place in the items' keys."""
    if name in formats:
        return Made(attribute=Attribute(name=name, value=formats[name]))
    texts = []
    for one in samples:
        value: Mapping[str, Any] = one.item.get(key, {"S": ""})
        matched = matched_values(str(value[type_of(value)]), template)
        texts += [{"S": matched[name]}] if matched and name in matched else []
    if texts:
        inferred = inferred_value(texts, name=name, keeps_values=False)
        return Made(
            attribute=Attribute(name=name, value=inferred.value), evidence=inferred.evidence
        )
    value_ = plain_value("S", is_key=True)
    return Made(attribute=Attribute(name=name, value=value_), evidence="assumed")


def _template_in_items(name: str, samples: Sequence[Sample]) -> Template | None:
    """A text of segments, such as `ORDER#42`, some of which are other attributes in every item."""
    having = [one for one in samples if name in one.item]
    texts = [one.item[name].get("S") for one in having]
    if len(having) < _FEWEST_ALIKE or any(text is None or _SEPARATOR not in text for text in texts):
        return None
    rows = [str(text).split(_SEPARATOR) for text in texts]
    if len({len(row) for row in rows}) > 1:
        return None
    parts: list[str | Placeholder] = []
    for at in range(len(rows[0])):
        segments = [row[at] for row in rows]
        part = _segment(name, segments, having)
        if part is None:
            return None
        parts += [part, _SEPARATOR]
    template = Template(joined_parts(part for part in parts[:-1] if part))
    return None if template.is_constant else template


def _segment(name: str, segments: list[str], having: Sequence[Sample]) -> str | Placeholder | None:
    if len(set(segments)) == 1:
        return segments[0]
    for other in having[0].item:
        values = [one.item.get(other, {}) for one in having]
        texts = [one.get("S", one.get("N")) for one in values]
        if other != name and other.isidentifier() and texts == segments:
            return Placeholder(name=other)
    return None


def _items(count: int) -> str:
    return f"{count:,} item{'' if count == 1 else 's'}"
