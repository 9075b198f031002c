"""How many bytes an item has: attribute names plus values, in the form DynamoDB stores them.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from typing import Any, TypeAlias

AttributeValue: TypeAlias = Mapping[str, Any]
"""One value in wire form: `{"S": "text"}`, `{"N": "12"}`; binary as bytes or as base64 text."""

Item: TypeAlias = Mapping[str, AttributeValue]
"""An item in wire form, by attribute name."""

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: 400 KB, where a
# KB is 1 024 bytes; an item of exactly this size is accepted.
MAX_ITEM_BYTES = 409_600

# Numbers have up to 38 significant digits (Constraints.html), so no rounding happens here.
_MOST_DIGITS = 38
_NUMBERS = Context(prec=_MOST_DIGITS)
_MOST_NUMBER_BYTES = 21
_MOST_NUMBER_PAIRS = 20


def item_size_bytes(item: Item) -> int:
    """The size of an item, which is what capacity units are counted on.

    >>> item_size_bytes({"shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}})
    23

    Raises:
        ValueError: the type of a value is none of DynamoDB's ten.
    """
    # Names, and strings, which most attributes are, are encoded in one go.
    texts = [*item]
    total = 0
    for value in item.values():
        if "S" in value:
            texts.append(value["S"])
        else:
            ((kind, content),) = value.items()
            total += _size_of(kind)(content)
    return total + len("".join(texts).encode())


def value_size_bytes(value: AttributeValue) -> int:
    """The size of one attribute value without its name.

    Raises:
        ValueError: the type is none of DynamoDB's ten.
    """
    ((kind, content),) = value.items()
    return _size_of(kind)(content)


def number_size_bytes(text: str) -> int:
    """The size of a number: an exponent byte, a byte for each pair of digits, one for a minus sign.

    The pairs are aligned at the decimal point, and zeros at either end are not stored; the length of
    the text does not matter. The page above says "approximately"; this is the exact form, which
    agrees with the sizes measured on DynamoDB that the tests list.

    >>> number_size_bytes("1234"), number_size_bytes("12345"), number_size_bytes("-0.15")
    (3, 4, 3)
    """
    lowest, highest = _plain_exponents(text) or _exponents(text)
    if highest is None:
        return 1
    pairs = highest // 2 - lowest // 2 + 1
    minus = 1 if text[0] == "-" and pairs < _MOST_NUMBER_PAIRS else 0
    return min(_MOST_NUMBER_BYTES, 1 + pairs + minus)


def binary(content: bytes | str) -> bytes:
    """The bytes of a binary value, which travels as base64 text and is bytes in Python."""
    return base64.b64decode(content) if isinstance(content, str) else bytes(content)


def _plain_exponents(text: str) -> tuple[int, int | None] | None:
    """Those of `_exponents` for short numbers without an exponent, several times as fast."""
    whole, _, fraction = text.removeprefix("-").partition(".")
    if not (whole + fraction).isdigit() or len(text) > _MOST_DIGITS or not text.isascii():
        return None
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    if fraction:
        lowest = -len(fraction)
        return lowest, (len(whole) or lowest + len(fraction.lstrip("0"))) - 1
    return len(whole) - len(whole.rstrip("0")), len(whole) - 1 if whole else None


def _exponents(text: str) -> tuple[int, int | None]:
    """The powers of ten of a number's last and first digit that is not zero; zero has no first."""
    number = _NUMBERS.normalize(Decimal(text))
    if not number:
        return 0, None
    highest = number.adjusted()
    return highest - len(number.as_tuple().digits) + 1, highest


def _size_of(kind: str) -> Callable[[Any], int]:
    try:
        return _SIZES[kind]
    except KeyError:
        message = f"unknown attribute type {kind!r}; DynamoDB has {', '.join(_SIZES)}"
        raise ValueError(message) from None


def _string(content: str) -> int:
    return len(content.encode())


def _binary(content: bytes | str) -> int:
    return len(content) if isinstance(content, bytes) else len(binary(content))


def _flag(_content: object) -> int:
    return 1


def _strings(content: Sequence[str]) -> int:
    return sum(len(element.encode()) for element in content)


def _numbers(content: Sequence[str]) -> int:
    return sum(map(number_size_bytes, content))


def _binaries(content: Sequence[bytes | str]) -> int:
    return sum(map(_binary, content))


def _list(content: Sequence[AttributeValue]) -> int:
    return 3 + len(content) + sum(map(value_size_bytes, content))


def _map(content: Item) -> int:
    return 3 + len(content) + item_size_bytes(content)


_SIZES: dict[str, Callable[[Any], int]] = {
    "S": _string,
    "N": number_size_bytes,
    "B": _binary,
    "BOOL": _flag,
    "NULL": _flag,
    "SS": _strings,
    "NS": _numbers,
    "BS": _binaries,
    "L": _list,
    "M": _map,
}
