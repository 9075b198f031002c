"""Python values and DynamoDB's attribute values, such as `{"S": "PROFILE"}`.

The types are those of
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal, Inexact
from typing import Any, TypeAlias
from uuid import UUID

AttributeValue: TypeAlias = Mapping[str, Any]
WireItem: TypeAlias = dict[str, dict[str, Any]]

# A number has up to 38 digits and a magnitude from 1E-130 to 9.99…E+125:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
_DIGITS = Context(prec=38, traps=[Inexact])
_CUT = Context(prec=38, rounding=ROUND_DOWN, traps=[])
_SMALLEST_EXPONENT, _LARGEST_EXPONENT = -130, 125
_FIRST_TOO_LONG = 10**38


def to_wire(value: object) -> dict[str, Any]:
    """The attribute value of a Python value.

    Numbers (but not booleans) become N, dates S in ISO 8601, tuples L.

    >>> to_wire("PROFILE"), to_wire(1.50), to_wire({"a", "b"})
    ({'S': 'PROFILE'}, {'N': '1.5'}, {'SS': ['a', 'b']})

    Raises:
        TypeError: DynamoDB has no type for the value, or a set mixes types.
        ValueError: A number DynamoDB cannot hold, or an empty set.
    """
    if type(value) is str:  # as most are
        return {"S": value}
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | float() | Decimal():
            return {"N": number_text(value)}
        case None:
            return {"NULL": True}
        case bytes() | bytearray():
            return {"B": bytes(value)}
        case date():
            return {"S": value.isoformat()}
        case UUID():
            return {"S": str(value)}
    return _collection_to_wire(value)


def _collection_to_wire(value: object) -> dict[str, Any]:
    match value:
        case Mapping():
            return {"M": {str(name): to_wire(member) for name, member in value.items()}}
        case list() | tuple():
            return {"L": [to_wire(member) for member in value]}
        case AbstractSet():
            return _set_to_wire(value)
    msg = f"DynamoDB has no type for {value!r} ({type(value).__name__})"
    raise TypeError(msg)


def _set_to_wire(values: AbstractSet[object]) -> dict[str, list[Any]]:
    members = [to_wire(value) for value in values]
    kinds = {kind for member in members for kind in member}
    if not kinds:
        msg = "DynamoDB has no empty set"
        raise ValueError(msg)
    if len(kinds) > 1 or not kinds <= {"S", "N", "B"}:
        msg = f"a DynamoDB set holds one of S, N and B, and not {' and '.join(sorted(kinds))}"
        raise TypeError(msg)
    kind = kinds.pop()
    return {f"{kind}S": sorted(member[kind] for member in members)}


def number_text(number: float | Decimal) -> str:
    """A number as DynamoDB writes it: plain digits, no exponent, no trailing zeros behind the point.

    >>> number_text(Decimal("1.50")), number_text(1e3), number_text(-0.0)
    ('1.5', '1000', '0')

    Raises:
        ValueError: It is infinite or not a number, has more than 38 significant digits, or is out of
            range. The zeros at the end of 10**120 are not significant.
    """
    if type(number) is int and -_FIRST_TOO_LONG < number < _FIRST_TOO_LONG:
        return str(number)
    decimal = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not decimal.is_finite():
        msg = f"{number} is not a number DynamoDB can hold"
        raise ValueError(msg)
    if not decimal:
        return "0"
    try:
        plain = decimal.normalize(_DIGITS)
    except Inexact:
        msg = f"a DynamoDB number has up to 38 digits, and {number} has more"
        raise ValueError(msg) from None
    if not _SMALLEST_EXPONENT <= plain.adjusted() <= _LARGEST_EXPONENT:
        msg = f"a DynamoDB number lies between 1E-130 and 9.99E+125, and {number} does not"
        raise ValueError(msg)
    return f"{plain:f}"


def within_digits(number: Decimal) -> Decimal:
    """The digits of a number that DynamoDB has room for; those after the 38th are cut off.

    >>> within_digits(Decimal("1.50")), within_digits(Decimal("0." + "6" * 40))
    (Decimal('1.50'), Decimal('0.66666666666666666666666666666666666666'))
    """
    return _CUT.plus(number)


def from_wire(attribute_value: AttributeValue) -> Any:  # noqa: ANN401 - any of ten types
    """The Python value of an attribute value; numbers come back as Decimal.

    >>> from_wire({"L": [{"N": "1.5"}, {"NULL": True}]})
    [Decimal('1.5'), None]

    Raises:
        ValueError: It is not an attribute value.
    """
    if len(attribute_value) == 1:
        ((kind, content),) = attribute_value.items()
        if kind in _READERS:
            return _READERS[kind](content)
    msg = f"not an attribute value: {dict(attribute_value)!r}"
    raise ValueError(msg)


def _members(contents: Iterable[AttributeValue]) -> list[Any]:
    return [from_wire(content) for content in contents]


def _numbers(contents: Iterable[str]) -> set[Decimal]:
    return {Decimal(content) for content in contents}


def _nothing(_content: object) -> None:
    return None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "N": Decimal,
    "B": bytes,
    "BOOL": bool,
    "NULL": _nothing,
    "SS": set,
    "NS": _numbers,
    "BS": set,
    "L": _members,
    "M": lambda content: item_from_wire(content),
}


def item_to_wire(item: Mapping[str, object]) -> WireItem:
    """An item in the form a low-level client takes.

    >>> item_to_wire({"PK": "USER#1", "age": 30})
    {'PK': {'S': 'USER#1'}, 'age': {'N': '30'}}
    """
    return {name: to_wire(value) for name, value in item.items()}


def item_from_wire(item: Mapping[str, AttributeValue]) -> dict[str, Any]:
    """An item as plain Python values."""
    return {name: from_wire(value) for name, value in item.items()}
