"""Which kinds of items belong to which, told by parts of their keys."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal

from pytest_dynamo.design.templates import Placeholder
from pytest_dynamo.design.values import Distribution, Parent, Table
from pytest_dynamo.interop.inferring.columns import Column
from pytest_dynamo.interop.inferring.inferred import MOST, words_of
from pytest_dynamo.interop.inferring.keys import KeyParts, Unknown
from pytest_dynamo.interop.inferring.kinds import Kind
from pytest_dynamo.interop.naming import distinct, snake_case

_FEW = 5
_SKEWED = 4
_STEEPEST = 5.0


def settle(table: Table, kinds: Sequence[Kind]) -> None:
    """Say of every part of a key what it is: an attribute of a parent, or one that has to be added."""
    for kind in sorted(kinds, key=lambda one: not one.is_root):
        for key, parts in kind.keys.items():
            for unknown in parts.unknown:
                if kind.called(unknown) is None and not _is_copy(kind, unknown):
                    _settle(table, kinds, kind, key, unknown)
        if not kind.parents:
            _link(table, kinds, kind)


def _is_copy(kind: Kind, unknown: Unknown) -> bool:
    """Whether the part is the same as one that has been settled, in all items that have both."""
    for column, name in kind.names.items():
        pairs = [
            (one, other)
            for one, other in zip(column, unknown.column, strict=True)
            if one is not None and other is not None
        ]
        if pairs and all(one == other for one, other in pairs):
            kind.names[tuple(unknown.column)] = name
            return True
    return False


def _settle(table: Table, kinds: Sequence[Kind], kind: Kind, key: str, unknown: Unknown) -> None:
    found = _provider(table, kinds, kind, unknown)
    if found is None:
        taken = {*kind.names.values(), *(name for item in kind.items for name in item)}
        name = distinct([_part_name(unknown, key)], str, taken=taken)[_part_name(unknown, key)]
        kind.added[name] = unknown.column
        kind.columns.add(name, unknown.column)
        kind.reasons[name] = f"added: the items have it as a part of {key} only"
    else:
        parent, name, overlap = found
        _belong(kind, parent, name, unknown.column)
        seen = "of the same form" if not overlap else f"of which {overlap:.0%} were sampled"
        kind.reasons[key] = f"{{{name}}} is the {name} of {parent.name}, {seen}"
    kind.names[tuple(unknown.column)] = name


def _part_name(unknown: Unknown, key: str) -> str:
    words = [word for word in words_of(unknown.before) if word.isalpha()]
    if not words:
        return f"{snake_case(key)}_part"
    return "_".join([snake_case(words[-1]).rstrip("_"), "id"])


def _provider(
    table: Table, kinds: Sequence[Kind], kind: Kind, unknown: Unknown
) -> tuple[Kind, str, float] | None:
    """The kind and its attribute that a part of a key stands for, and the share of values seen there."""
    wanted = {text for text in unknown.column if text is not None}
    own = {name for item in kind.items for name in item} | set(kind.names.values())
    best: tuple[tuple[bool, float], tuple[Kind, str, float]] | None = None
    for other in kinds:
        if other is kind or _is_below(kinds, other, kind):
            continue
        for key, before, name in _identifiers(other):
            if before != unknown.before or name in own:
                continue
            overlap = _overlap(wanted, other.columns.column(name))
            is_home = other.is_root and key in table.key.partition_key
            if not _is_enough(before, overlap, len(wanted), is_home=is_home):
                continue
            rank = (is_home, overlap)
            if best is None or rank > best[0]:
                best = (rank, (other, name, overlap))
    return best[1] if best else None


def _is_enough(before: str, overlap: float, count: int, *, is_home: bool) -> bool:
    """Whether a part can be taken for an attribute of another kind: that has words before it, or many values."""
    if not before:
        return overlap >= 0.5 and count >= _FEW
    return overlap > 0 or is_home


def _identifiers(kind: Kind) -> Iterator[tuple[str, str, str]]:
    """Attributes in keys of a kind that tell its items apart: the key, the literal text before, the name."""
    for key, parts in kind.keys.items():
        before = ""
        for part in parts.parts:
            if isinstance(part, str):
                before = part
                continue
            name = _plain_name(kind, part)
            if name and _tells_apart(kind.columns.column(name)):
                yield key, before, name
            before = ""


def _plain_name(kind: Kind, part: Placeholder | Unknown) -> str | None:
    if isinstance(part, Unknown):
        name = kind.called(part)
        return name if name in kind.added else None
    return None if part.format_spec or part.conversion else part.name


def _tells_apart(column: Column) -> bool:
    present = [text for text in column if text is not None]
    return len(present) == len(column) and len(set(present)) >= MOST * len(present)


def _overlap(wanted: set[str], column: Column) -> float:
    return len(wanted.intersection(text for text in column if text is not None)) / len(wanted)


def _is_below(kinds: Sequence[Kind], kind: Kind, ancestor: Kind) -> bool:
    """Whether a kind belongs to another, or to one that does."""
    by_name = {one.name: one for one in kinds}
    return any(
        parent.entity == ancestor.name or _is_below(kinds, by_name[parent.entity], ancestor)
        for parent in kind.parents
    )


def _link(table: Table, kinds: Sequence[Kind], kind: Kind) -> None:
    """A kind that has the identifier of its parent as an attribute of its own belongs to it, too."""
    (partition_key,) = table.key.partition_key
    parts = kind.keys.get(partition_key)
    own = _single(parts)
    if parts is None or own is None:
        return
    wanted = {text for text in kind.columns.column(own) if text is not None}
    for other in sorted(kinds, key=lambda one: -len(one.items)):
        theirs = other.keys.get(partition_key)
        if other is kind or not other.is_root or theirs is None or _is_below(kinds, other, kind):
            continue
        name = _single(theirs)
        if name is None or theirs.skeleton != parts.skeleton or other.linked:
            continue
        is_smaller = not kind.is_root or len(kind.items) <= len(other.items)
        overlap = _overlap(wanted, other.columns.column(name))
        if is_smaller and overlap > 0 and parts.skeleton[:1] != (None,):
            _belong(kind, other, name, kind.columns.column(own))
            kind.linked[own] = name
            kind.reasons[own] = f"the {name} of its {other.name}"
            return


def _single(parts: KeyParts | None) -> str | None:
    """The attribute in a key that has one placeholder, and no unknown part."""
    if parts is None or parts.unknown:
        return None
    found = [part for part in parts.parts if isinstance(part, Placeholder)]
    if len(found) != 1 or found[0].format_spec or found[0].conversion:
        return None
    return found[0].name


def _belong(kind: Kind, parent: Kind, name: str, column: Column) -> None:
    if any(one.entity == parent.name for one in kind.parents):
        return
    if kind.parents:  # the first says how many there are
        kind.parents.append(Parent(entity=parent.name))
        return
    children = Counter(text for text in column if text is not None)
    known = set(parent.columns.column(name))
    most = max([count for text, count in children.items() if text in known] or [1])
    mean = len(kind.items) / len(parent.items)
    kind.parents.append(
        Parent(
            entity=parent.name,
            mean=float(f"{mean:.3g}"),
            maximum=max(_rounded_up(most), math.ceil(float(f"{mean:.3g}"))),
            distribution=_distribution(most, len(kind.items), len(parent.items)),
        )
    )


def _rounded_up(number: int) -> int:
    """The next number of two digits and zeros."""
    step = Decimal(1).scaleb(max(0, Decimal(number).adjusted() - 1))
    return int((number / step).to_integral_value(rounding=ROUND_CEILING) * step)


def _distribution(most: int, total: int, parents: int) -> Distribution:
    """Even, unless one parent has so many children that the first of a zipf distribution tells it better."""
    if most < _FEW or most * parents <= _SKEWED * total:
        return Distribution()
    low, high = 0.1, _STEEPEST
    for _ in range(20):
        middle = (low + high) / 2
        first = 1 / sum(rank**-middle for rank in range(1, parents + 1))
        low, high = (middle, high) if first < most / total else (low, middle)
    return Distribution(kind="zipf", exponent=round(max(0.1, low), 1))
