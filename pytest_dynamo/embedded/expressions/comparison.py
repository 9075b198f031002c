"""Order, containment and size of wire values; what is equal `capacity.same_value` says."""

from decimal import Decimal
from typing import Any

from pytest_dynamo.capacity.same_value import same_value
from pytest_dynamo.embedded.wire_types import WireValue

_ELEMENTS = {"SS": "S", "NS": "N", "BS": "B"}


def precedes(left: WireValue, right: WireValue) -> bool:
    """Whether a value is less than another: both of type S, N or B, strings and binary by their bytes."""
    ((kind, mine),) = left.items()
    ((other_kind, its),) = right.items()
    if kind != other_kind:
        return False
    if kind == "N":
        return Decimal(mine) < Decimal(its)
    return kind in ("S", "B") and bool(mine < its)


def contains(whole: WireValue, part: WireValue) -> bool:
    """Whether a text or binary has a part, or a list or set has an element."""
    ((kind, mine),) = whole.items()
    ((other_kind, its),) = part.items()
    if kind in ("S", "B"):
        return kind == other_kind and its in mine
    if kind == "L":
        return any(same_value(each, part) for each in mine)
    return _ELEMENTS.get(kind) == other_kind and element(kind, its) in elements(kind, mine)


def begins_with(whole: WireValue, prefix: WireValue) -> bool:
    """Whether a text or binary begins with another of the same type."""
    ((kind, mine),) = whole.items()
    ((other_kind, its),) = prefix.items()
    return kind == other_kind and kind in ("S", "B") and bool(mine.startswith(its))


def size(value: WireValue) -> int | None:
    """The size of a value: characters of a text, bytes of binary, elements of a collection, else None.

    Characters are UTF-16 code units.
    """
    ((kind, mine),) = value.items()
    if kind == "S":
        return len(mine) if mine.isascii() else len(mine.encode("utf-16-le", "surrogatepass")) // 2
    return None if kind in ("N", "BOOL", "NULL") else len(mine)


def element(kind: str, shown: Any) -> Any:
    """An element of a set of this type, as a value that compares."""
    return Decimal(shown) if kind == "NS" else shown


def elements(kind: str, shown: Any) -> set[Any]:
    """The elements of a set of this type, as values that compare."""
    return set(map(Decimal, shown)) if kind == "NS" else set(shown)
