"""How to make values like those that were sampled.

A value that was sampled comes into a design file in three cases only: it is the same in many samples, it
is one of a few that each occur more than once, or it is a constant of a key. Ends of ranges are rounded
outwards. Attributes under whose names people are described are never told, however few their values are.
"""

import base64
import binascii
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from pytest_dynamo.design.values import Attribute, Constant
from pytest_dynamo.interop.inferring.choices import few_values, weighted
from pytest_dynamo.interop.inferring.inferred import (
    Inferred,
    counted,
    lengths,
    made,
    words_of,
)
from pytest_dynamo.interop.inferring.numbers import number_value
from pytest_dynamo.interop.inferring.texts import formed_text, is_personal, named_text, sized_text

__all__ = ["Inferred", "inferred_value"]

Samples: TypeAlias = Sequence[Mapping[str, Any]]

_TYPES = ("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS")
_LARGEST_ITEM_BYTES = 409_600
_DEEPEST = 8
_UNKNOWN_MIN_BYTES, _UNKNOWN_MAX_BYTES = 10, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    words: tuple[str, ...]
    keeps_values: bool
    reference: float | None
    population: int | None
    depth: int


def inferred_value(
    samples: Samples,
    *,
    name: str = "",
    keeps_values: bool = True,
    reference: float | None = None,
    population: int | None = None,
    depth: int = 0,
) -> Inferred:
    """How to make values like those sampled, which are attribute values such as `{"S": "x"}`.

    `name` is that of the attribute, and helps where the values do not contradict it. Without `keeps_values`
    no sampled value gets into the answer, however often it occurs. `reference` is what counts as now, in
    seconds since the epoch, for times to live. `population` is how many items there are, where samples are
    some of them.
    """
    kinds = Counter(kind for sample in samples for kind in sample if kind in _TYPES)
    if not kinds:
        value = made("text_bytes", min=_UNKNOWN_MIN_BYTES, max=_UNKNOWN_MAX_BYTES)
        return Inferred(value=value, evidence="assumed; there is no sample")
    kind = max(_TYPES, key=lambda one: kinds[one])  # the first of several
    of_kind = [sample[kind] for sample in samples if kind in sample]
    options = _Options(
        words=words_of(name),
        keeps_values=keeps_values,
        reference=reference,
        population=population,
        depth=depth,
    )
    found = _of_kind(kind, of_kind, options)
    others = ", ".join(
        f"{kinds[one]:,} of type {one}" for one in _TYPES if one != kind and kinds[one]
    )
    if not others:
        return found
    evidence = f"{found.evidence}; {len(of_kind):,} of type {kind}, and {others} left out"
    return Inferred(value=found.value, evidence=evidence, cardinality=found.cardinality)


def _of_kind(kind: str, samples: Sequence[Any], options: _Options) -> Inferred:
    match kind:
        case "S":
            return _text(samples, options)
        case "N":
            return _number(samples, options)
        case "BOOL":
            return _flag(samples)
        case "NULL":
            return Inferred(value=Constant(value=None), evidence="always null")
        case "B":
            low, high, seen = lengths([_size(sample) for sample in samples], "byte")
            value = made("binary_bytes", min=low, max=min(high, _LARGEST_ITEM_BYTES))
            return Inferred(value=value, evidence=f"binary data of {seen}")
        case "M":
            return _map(samples, options)
        case "L":
            return _elements("list", samples, [one for some in samples for one in some], options)
    member = kind[0]
    elements = [{member: one} for some in samples for one in some]
    return _elements("set", samples, elements, options)


def _text(samples: Sequence[str], options: _Options) -> Inferred:
    if found := formed_text(samples) or named_text(samples, options.words):
        return found
    if options.keeps_values and not is_personal(options.words) and (found := few_values(samples)):
        return found
    return sized_text(samples)


def _number(samples: Sequence[str], options: _Options) -> Inferred:
    numbers = [number for number in map(_decimal, samples) if number is not None]
    if not numbers:
        return Inferred(
            value=made("int", min=0, max=100), evidence="assumed; no sample is a number"
        )
    return number_value(
        numbers,
        options.words,
        keeps_values=options.keeps_values,
        reference=options.reference,
        population=options.population,
    )


def _decimal(text: object) -> Decimal | None:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _flag(samples: Sequence[bool]) -> Inferred:
    counts = Counter(samples)
    if len(counts) == 1:
        evidence = f"the same in {counted(len(samples), 'sample')}"
        return Inferred(value=Constant(value=samples[0]), evidence=evidence)
    value = weighted(dict(counts))
    return Inferred(value=value, evidence=f"true in {counts[True]:,} of {len(samples):,} samples")


def _size(content: bytes | str) -> int:
    """The bytes of binary data, which is in base64 where items stand in a file of JSON."""
    if isinstance(content, str):
        try:
            return len(base64.b64decode(content, validate=True))
        except (binascii.Error, ValueError):
            return len(content.encode())
    return len(content)


def _map(samples: Sequence[Mapping[str, Mapping[str, Any]]], options: _Options) -> Inferred:
    if options.depth >= _DEEPEST:
        return Inferred(value=made("map", attributes={}), evidence="maps nested too deep to follow")
    names = dict.fromkeys(name for sample in samples for name in sample if name)
    attributes: dict[str, Attribute] = {}
    for name in names:
        found = [sample[name] for sample in samples if name in sample]
        value = inferred_value(
            found,
            name=name,
            keeps_values=options.keeps_values,
            reference=options.reference,
            depth=options.depth + 1,
        ).value
        attributes[name] = Attribute(
            name=name, value=value, present=share_present(len(found), len(samples))
        )
    evidence = f"maps of {counted(len(names), 'attribute')} in {counted(len(samples), 'sample')}"
    return Inferred(value=made("map", attributes=attributes), evidence=evidence)


def share_present(count: int, total: int) -> float:
    """The share of items that have an attribute, in as few digits as say it.

    >>> share_present(3, 3), share_present(1, 3), share_present(1, 100_000)
    (1.0, 0.33, 1e-05)
    """
    share = count / total
    return float(f"{share:.2g}") if share < 0.985 else 1.0 if count == total else round(share, 4)


def _elements(
    maker: str, samples: Sequence[Sequence[Any]], elements: Samples, options: _Options
) -> Inferred:
    sizes = [len(sample) for sample in samples]
    low, high, seen = lengths(sizes, "element")
    if not elements or options.depth >= _DEEPEST:
        value = made(maker, of=made("int", min=0, max=9), min=0, max=0)
        return Inferred(value=value, evidence="always empty" if not elements else "nested too deep")
    of = inferred_value(
        elements,
        name=" ".join(options.words),
        keeps_values=options.keeps_values,
        reference=options.reference,
        depth=options.depth + 1,
    )
    if maker == "set":
        low, high = max(1, low), max(1, high)
    return Inferred(
        value=made(maker, of=of.value, min=low, max=high), evidence=f"{maker}s of {seen}"
    )
