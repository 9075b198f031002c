"""Attribute values: exactly one type each, no empty or repeating sets, numbers within limits.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_dynamo.capacity.item_size import AttributeValue, Item
from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.validation.numbers import normal_number
from pytest_dynamo.embedded.validation.structure.serialization import ATTRIBUTE_MEMBERS

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-attributes
MOST_LEVELS = 32
"""How deep lists and maps nest, the scalar inside counted."""

DUPLICATES = "Input collection contains duplicates"
EMPTY_NAME = "Empty attribute name"
_EMPTY = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
SEVERAL = (
    "Supplied AttributeValue has more than one datatypes set, "
    "must contain exactly one of the supported datatypes"
)
TOO_DEEP = (
    "Nesting Levels have exceeded supported limits: "
    "Attributes in the item have nested levels beyond supported limit"
)


def check_values(values: Mapping[str, AttributeValue | None]) -> None:
    """Check the attribute values of an item or of a key, whose types in JSON are right.

    Raises:
        ServiceError: ValidationException about the first value that is wrong.
    """
    for name, value in values.items():
        _check_name(name)
        if value is None:
            message = f"The supplied Item contains a null AttributeValue: {name} is null"
            raise invalid(message)
        check_value(value)


def check_value(value: AttributeValue, level: int = 1) -> None:
    """Check one attribute value.

    Raises:
        ServiceError: ValidationException.
    """
    if level > MOST_LEVELS:
        raise invalid(TOO_DEEP)
    given = given_types(value)
    for kind in given:
        check = _CHECKS.get(kind)
        if check is not None:
            check(value[kind], level)
    if len(given) != 1:
        raise invalid(SEVERAL if given else _EMPTY)


def given_types(value: AttributeValue) -> list[str]:
    """The types a value has; members without value, or that DynamoDB does not know, are none."""
    return [kind for kind in value if kind in ATTRIBUTE_MEMBERS and value[kind] is not None]


def _check_name(name: str) -> None:
    if not name:
        raise invalid(EMPTY_NAME)


def _null(content: object, _level: int) -> None:
    if not content:
        raise invalid_parameter("Null attribute value types must have the value of true")


def _number(content: str, _level: int) -> None:
    normal_number(content)


def _strings(content: Sequence[str], _level: int) -> None:
    if not content:
        raise invalid_parameter("An string set  may not be empty")
    _check_members(content)
    if len(set(content)) < len(content):
        message = f"Input collection {_listed(content)} contains duplicates."
        raise invalid_parameter(message)


def _numbers(content: Sequence[str], _level: int) -> None:
    if not content:
        raise invalid_parameter("An number set  may not be empty")
    _check_members(content)
    if len({normal_number(each) for each in content}) < len(content):
        raise invalid(DUPLICATES)


def _binaries(content: Sequence[bytes], _level: int) -> None:
    if not content:
        raise invalid_parameter("Binary sets should not be empty")
    _check_members(content)
    if len(set(content)) < len(content):
        texts = _listed([base64.b64encode(each).decode() for each in content])
        message = f"Input collection {texts}of type BS contains duplicates."
        raise invalid_parameter(message)


def _list(content: Sequence[AttributeValue], level: int) -> None:
    for each in content:
        check_value(each or {}, level + 1)


def _map(content: Item, level: int) -> None:
    for name, each in content.items():
        _check_name(name)
        check_value(each or {}, level + 1)


def _check_members(content: Sequence[Any]) -> None:
    if None in content:
        raise invalid(_EMPTY)


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(texts)}]"


_CHECKS: Mapping[str, Callable[[Any, int], None]] = {
    "N": _number,
    "NULL": _null,
    "SS": _strings,
    "NS": _numbers,
    "BS": _binaries,
    "L": _list,
    "M": _map,
}
