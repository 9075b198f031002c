"""How many bytes an item has: attribute names plus values, in the form DynamoDB stores them.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

import base64
from collections.abc import Mapping
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
_NUMBERS = Context(prec=38)
_MOST_NUMBER_BYTES = 21
_MOST_NUMBER_PAIRS = 20


def item_size_bytes(item: Item) -> int:
    """The size of an item, which is what capacity units are counted on.

    >>> item_size_bytes({"shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}})
    23
    """
    return sum(len(name.encode()) + value_size_bytes(value) for name, value in item.items())


def value_size_bytes(value: AttributeValue) -> int:
    """The size of one attribute value without its name.

    Raises:
        ValueError: the type is none of DynamoDB's ten.
    """
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return number_size_bytes(content)
        case "B":
            return len(binary(content))
        case "BOOL" | "NULL":
            return 1
        case "SS":
            return sum(len(element.encode()) for element in content)
        case "NS":
            return sum(number_size_bytes(element) for element in content)
        case "BS":
            return sum(len(binary(element)) for element in content)
        case "L":
            return 3 + sum(1 + value_size_bytes(element) for element in content)
        case "M":
            return 3 + len(content) + item_size_bytes(content)
    message = f"unknown attribute type {kind!r}; DynamoDB has S, N, B, BOOL, NULL, SS, NS, BS, L, M"
    raise ValueError(message)


def number_size_bytes(text: str) -> int:
    """The size of a number: an exponent byte, a byte for each pair of digits, one for a minus sign.

    The pairs are aligned at the decimal point, and zeros at either end are not stored; the length of
    the text does not matter. The page above says "approximately"; this is the exact form, which
    agrees with the sizes measured on DynamoDB that the tests list.

    >>> number_size_bytes("1234"), number_size_bytes("12345"), number_size_bytes("-0.15")
    (3, 4, 3)
    """
    number = _NUMBERS.normalize(Decimal(text))
    if not number:
        return 1
    sign, digits, _ = number.as_tuple()
    highest = number.adjusted()
    lowest = highest - len(digits) + 1
    pairs = highest // 2 - lowest // 2 + 1
    minus = 1 if sign and pairs < _MOST_NUMBER_PAIRS else 0
    return min(_MOST_NUMBER_BYTES, 1 + pairs + minus)


def binary(content: bytes | str) -> bytes:
    """The bytes of a binary value, which travels as base64 text and is bytes in Python."""
    return base64.b64decode(content) if isinstance(content, str) else bytes(content)
