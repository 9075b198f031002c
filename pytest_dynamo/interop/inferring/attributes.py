"""The attributes of one kind of item: its keys by their templates, the others as they were sampled."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import Attribute, Generated, Scalar, Table, Value
from pytest_dynamo.interop.inferring.choices import constant
from pytest_dynamo.interop.inferring.grouping import type_of
from pytest_dynamo.interop.inferring.inferred import Inferred, made, share_of, widened
from pytest_dynamo.interop.inferring.kinds import Kind
from pytest_dynamo.interop.inferring.values import inferred_value, share_present

_WHOLE = ("int", "sequence")
_FEW = 5
_INTEGER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_LARGEST_KEY_BYTES = 2_048
_LARGEST_SORT_KEY_BYTES = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for all kinds of a table; a sampled item stands for `scale` of them."""

    table: Table
    keeps_values: bool
    reference: float | None
    scale: float


def attributes_of(kind: Kind, setting: Setting) -> Iterator[tuple[Attribute, str]]:
    """Each attribute with the reason for it: keys first, then what was added, then the others."""
    types = setting.table.attribute_types
    names = dict.fromkeys(name for item in kind.items for name in item)
    keys = [name for name in types if name in kind.keys or name in kind.plain_keys]
    formats = _formats(kind)
    others: dict[str, Inferred] = {}
    for name in [*kind.added, *(name for name in names if name not in types)]:
        others[name] = _other(kind, name, setting, formats.get(name, ""))
    gates = _gates(kind, others)
    drawn: set[frozenset[int]] = set()
    for name in keys:
        yield _key(kind, name, setting, gates, drawn)
    for name, found in others.items():
        rows = _rows(kind, name)
        share = 1.0 if name in kind.added else share_present(len(rows), len(kind.items))
        is_made = isinstance(found.value, Generated) and found.value.maker != "choice"
        attribute = Attribute(
            name=name,
            value=found.value,
            present=share,
            cardinality=found.cardinality if is_made else None,
        )
        yield attribute, found.evidence


def _rows(kind: Kind, name: str) -> frozenset[int]:
    return frozenset(number for number, item in enumerate(kind.items) if name in item)


def _formats(kind: Kind) -> Mapping[str, str]:
    """The format under which a key needs an attribute, which says what its values have to be."""
    return {
        part.name: part.format_spec
        for parts in kind.keys.values()
        for part in parts.parts
        if isinstance(part, Placeholder) and part.format_spec
    }


def _other(kind: Kind, name: str, setting: Setting, needed: str) -> Inferred:
    """An attribute that is no key."""
    if name in kind.linked:
        template = Template((Placeholder(name=kind.linked[name]),))
        return Inferred(value=template, evidence=kind.reasons[name])
    typed = type_of(kind.items)
    if typed and typed[0] == name and setting.keeps_values:
        evidence = f"the same in all {len(kind.items):,} items"
        return Inferred(value=constant(typed[1]), evidence=evidence)
    samples = _samples(kind, name)
    hint = f"{name} ttl" if name == setting.table.time_to_live else name
    found = inferred_value(
        samples,
        name=hint,
        keeps_values=setting.keeps_values and name not in kind.added,
        reference=setting.reference,
        population=round(len(kind.items) * setting.scale),
    )
    found = _told_apart(kind, name, found, samples, setting.table)
    if name in kind.added:
        reason = f"{kind.reasons[name]}; {found.evidence}"
        return Inferred(value=found.value, evidence=reason, cardinality=found.cardinality)
    return _suited(found, samples, needed)


def _told_apart(
    kind: Kind, name: str, found: Inferred, samples: Sequence[Mapping[str, Any]], table: Table
) -> Inferred:
    """An integer that tells the items of a kind apart counts on, as drawn ones might be the same."""
    (partition_key,) = table.key.partition_key
    maker = found.value.maker if isinstance(found.value, Generated) else ""
    if maker != "int" or not kind.is_root or partition_key not in kind.keys:
        return found
    numbers = [int(Decimal(sample["N"])) for sample in samples if "N" in sample]
    named = kind.template(partition_key).placeholders
    is_identity = [part.name for part in named] == [name] and not named[0].conversion
    if not is_identity or len(set(numbers)) < len(numbers) or min(numbers) < 0:
        return found
    start = int(widened(Decimal(min(numbers)), Decimal(min(numbers)))[0])
    evidence = f"{len(numbers):,} distinct integers that tell the items apart"
    return Inferred(value=made("sequence", start=start), evidence=evidence)


def _suited(found: Inferred, samples: Sequence[Mapping[str, Any]], needed: str) -> Inferred:
    """A value that the format of a key can be applied to."""
    maker = found.value.maker if isinstance(found.value, Generated) else ""
    if "%" in needed and maker != "timestamp":
        return Inferred(
            value=made("timestamp", since_seconds=86_400.0, format="iso8601"),
            evidence=share_of(len(samples), len(samples), "timestamps"),
        )
    if needed.endswith("d") and "%" not in needed and maker not in _WHOLE:
        numbers = [int(Decimal(sample["N"])) for sample in samples if "N" in sample]
        low, high = widened(Decimal(min(numbers)), Decimal(max(numbers)))
        value = made("int", min=max(0, int(low)), max=int(high))
        return Inferred(value=value, evidence="whole numbers, as the key needs them")
    return found


def _samples(kind: Kind, name: str) -> list[Mapping[str, Any]]:
    if name in kind.added:
        texts = [text for text in kind.added[name] if text is not None]
        # A number in a key is written as text; one with zeros before it would not come back the same.
        kind_of_value = "N" if all(_INTEGER.fullmatch(text) for text in texts) else "S"
        return [{kind_of_value: text} for text in texts]
    return [item[name] for item in kind.items if name in item]


_Gates = Mapping[frozenset[int], tuple[str, Scalar]]


def _gates(kind: Kind, others: Mapping[str, Inferred]) -> _Gates:
    """The items that have one value of a choice, by which items these are."""
    gates: dict[frozenset[int], tuple[str, Scalar]] = {}
    for name, found in others.items():
        if not isinstance(found.value, Generated) or found.value.maker != "choice":
            continue
        weights = found.value.options["weights"]
        for value in weights if isinstance(weights, dict) else ():
            wire = ("BOOL", value) if isinstance(value, bool) else ("S", value)
            rows = frozenset(
                number
                for number, item in enumerate(kind.items)
                if item.get(name, {}).get(wire[0]) == wire[1]
            )
            if len(rows) >= _FEW:
                gates.setdefault(rows, (name, value))
    return gates


def _key(
    kind: Kind, name: str, setting: Setting, gates: _Gates, drawn: set[frozenset[int]]
) -> tuple[Attribute, str]:
    """A key attribute; that of an index may be in some items only."""
    value, remark = _key_value(kind, name, setting)
    rows = _rows(kind, name)
    if len(rows) == len(kind.items) or name in setting.table.key.attributes:
        return Attribute(name=name, value=value), remark
    if rows in gates:
        attribute, wanted = gates[rows]
        seen = f"{remark}; in those {len(rows):,} of {len(kind.items):,} whose {attribute} is {wanted!s}"
        return Attribute(name=name, value=value, when={attribute: wanted}), seen
    above = _reach(kind, value)
    share = share_present(len(rows), above) if above else 1.0
    seen = f"{remark}; in {len(rows):,} of {len(kind.items):,} items"
    if above == len(kind.items) and rows in drawn:
        # Two draws would leave out too many: an item is in an index if it has all of its keys.
        return Attribute(name=name, value=value), f"{seen}, the same as have the other key"
    drawn.add(rows)
    return Attribute(name=name, value=value, present=share), seen


def _reach(kind: Kind, value: Value) -> int:
    """The number of items that have all attributes of a template."""
    rows = frozenset(range(len(kind.items)))
    for name in value.names if isinstance(value, Template) else ():
        if any(name in item for item in kind.items):
            rows &= _rows(kind, name)
    return len(rows)


def _key_value(kind: Kind, name: str, setting: Setting) -> tuple[Value, str]:
    if name in kind.keys:
        parts = kind.keys[name]
        seen = f"in {parts.count:,} of {parts.total:,} items"
        reason = kind.reasons.get(name, "")
        return kind.template(name), f"{seen}; {reason}" if reason else seen
    wanted = setting.table.attribute_types[name]
    samples: list[Mapping[str, Any]] = [
        {wanted: item[name][wanted]} for item in kind.items if wanted in item.get(name, {})
    ]
    found = inferred_value(
        samples,
        name=name,
        keeps_values=setting.keeps_values,
        reference=setting.reference,
        population=round(len(kind.items) * setting.scale),
    )
    return _fit_for_key(found.value, name, setting.table), found.evidence


def _fit_for_key(value: Value, name: str, table: Table) -> Value:
    """A key is never empty, and never longer than DynamoDB takes.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    """
    if not isinstance(value, Generated) or value.maker not in ("text_bytes", "binary_bytes"):
        return value
    sorts = {one for index in table.indexes.values() for one in index.key.sort_key}
    is_sort = name in table.key.sort_key or name in sorts
    most = _LARGEST_SORT_KEY_BYTES if is_sort else _LARGEST_KEY_BYTES
    low, high = (max(1, min(most, int(str(value.options[end])))) for end in ("min", "max"))
    return made(value.maker, min=low, max=high)
