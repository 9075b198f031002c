"""Attribute values in DynamoDB JSON."""

import binascii
from base64 import b64decode
from decimal import Decimal, InvalidOperation

from pytest_dynamo.design.attribute_value import number_text

_DEEPEST = 32
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items"""


def is_attribute_value(value: object, depth: int = 0) -> bool:
    """Whether a value is one of DynamoDB JSON: `{"S": "text"}`.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
    """
    if not isinstance(value, dict) or len(value) != 1 or depth > _DEEPEST:
        return False
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return isinstance(content, str)
        case "N":
            return _is_number(content)
        case "B":
            return _is_base64(content)
        case "BOOL":
            return isinstance(content, bool)
        case "NULL":
            return content is True
        case "M":
            members = content.values() if isinstance(content, dict) else None
            return members is not None and all(
                is_attribute_value(one, depth + 1) for one in members
            )
        case "L":
            return isinstance(content, list) and all(
                is_attribute_value(one, depth + 1) for one in content
            )
        case "SS" | "NS" | "BS":
            return (
                isinstance(content, list)
                and bool(content)
                and all(is_attribute_value({kind[0]: one}) for one in content)
            )
    return False


def _is_number(content: object) -> bool:
    if not isinstance(content, str) or len(content) > 200:
        return False
    try:
        number_text(Decimal(content))
    except (ValueError, InvalidOperation, OverflowError):
        return False
    return True


def _is_base64(content: object) -> bool:
    if not isinstance(content, str):
        return False
    try:
        b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
