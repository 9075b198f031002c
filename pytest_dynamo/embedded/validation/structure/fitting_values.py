"""A fast look at attribute values, which are nearly always right.

What does not fit at a glance need not be wrong: the full checks then say whether it is, and why.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.validation.attribute_values import MOST_LEVELS
from pytest_dynamo.embedded.validation.numbers import is_normal

# Below the 65,535 characters that a name may have; and as no character takes more than four bytes
# of UTF-8, well below the 409,600 bytes that an item may have.
_MOST_CHARACTERS = 60_000


class _MisfitError(Exception):
    """Something that takes a closer look."""


def fitting_item(item: Any) -> bool:
    """Whether this is surely an item, or a part of one, that DynamoDB takes, also by its size."""
    if type(item) is not dict:
        return False
    characters = 0
    for name, value in item.items():
        if type(value) is not dict or len(value) != 1 or not name:
            return False
        if "S" in value:
            content = value["S"]
            if type(content) is not str:
                return False
            characters += len(content) + len(name)
        elif "N" in value:
            if not is_normal(value["N"]):
                return False
            characters += 38 + len(name)
        else:
            ((kind, content),) = value.items()
            try:
                characters += _characters(kind, content, 1) + len(name)
            except _MisfitError:
                return False
    return characters < _MOST_CHARACTERS


def fitting_value(value: Any) -> bool:
    """Whether this is surely an attribute value that DynamoDB takes."""
    return fitting_item({"value": value})


def _characters(kind: str, content: Any, level: int) -> int:
    """No less than a quarter of the bytes of a value, which fits."""
    measure = _MEASURES.get(kind)
    if measure is None or level > MOST_LEVELS:
        raise _MisfitError
    return measure(content, level)


def _part(value: Any, level: int) -> int:
    if type(value) is not dict or len(value) != 1:
        raise _MisfitError
    ((kind, content),) = value.items()
    return _characters(kind, content, level) + 1


def _string(content: Any, _level: int) -> int:
    if type(content) is not str:
        raise _MisfitError
    return len(content)


def _number(content: Any, _level: int) -> int:
    if not is_normal(content):
        raise _MisfitError
    return 38


def _binary(content: Any, _level: int) -> int:
    if type(content) is not bytes:
        raise _MisfitError
    return len(content)


def _boolean(content: Any, _level: int) -> int:
    if content is not True and content is not False:
        raise _MisfitError
    return 1


def _null(content: Any, _level: int) -> int:
    if content is not True:
        raise _MisfitError
    return 1


def _set_of(measure: Callable[[Any, int], int]) -> Callable[[Any, int], int]:
    def characters(content: Any, level: int) -> int:
        if type(content) is not list or not content:
            raise _MisfitError
        total = 0
        for each in content:
            total += measure(each, level)
        if len(set(content)) < len(content):
            raise _MisfitError
        return total

    return characters


def _list(content: Any, level: int) -> int:
    if type(content) is not list:
        raise _MisfitError
    total = 3
    for each in content:
        total += _part(each, level + 1)
    return total


def _map(content: Any, level: int) -> int:
    if type(content) is not dict:
        raise _MisfitError
    total = 3
    for name, each in content.items():
        if not name:
            raise _MisfitError
        total += len(name) + _part(each, level + 1)
    return total


_MEASURES: Mapping[str, Callable[[Any, int], int]] = {
    "S": _string,
    "N": _number,
    "B": _binary,
    "BOOL": _boolean,
    "NULL": _null,
    "SS": _set_of(_string),
    "NS": _set_of(_number),
    "BS": _set_of(_binary),
    "L": _list,
    "M": _map,
}
