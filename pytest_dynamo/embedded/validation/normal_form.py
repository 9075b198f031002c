"""Items as DynamoDB keeps them: numbers in normal form, nothing it does not know."""

from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.validation.attribute_values import given_types
from pytest_dynamo.embedded.validation.numbers import is_normal, normal_number
from pytest_dynamo.embedded.wire_types import WireItem


def normalized(item: WireItem) -> WireItem:
    """The item with its numbers in normal form; the same object where nothing changes.

    The item has been validated. What is given is never changed.
    """
    changed = {}
    for name, value in item.items():
        # Nearly all values are strings, or numbers in normal form already.
        if len(value) == 1 and ("S" in value or ("N" in value and is_normal(value["N"]))):
            continue
        normal = normalized_value(value)
        if normal is not value:
            changed[name] = normal
    return {**item, **changed} if changed else item


def normalized_value(value: dict[str, Any]) -> dict[str, Any]:
    """One attribute value, as `normalized` does with each of an item."""
    if len(value) != 1:
        (kind,) = given_types(value)
        return normalized_value({kind: value[kind]})
    ((kind, content),) = value.items()
    normalize = _NORMALIZE.get(kind)
    if normalize is None:
        return value
    normal = normalize(content)
    return value if normal is content else {kind: normal}


def _numbers(content: list[str]) -> list[str]:
    return _mapped(content, normal_number)


def _list(content: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return _mapped(content, normalized_value)


def _mapped(content: list[Any], normalize: Callable[[Any], Any]) -> list[Any]:
    normal = [normalize(each) for each in content]
    same = all(new is old for new, old in zip(normal, content, strict=True))
    return content if same else normal


_NORMALIZE: Mapping[str, Callable[[Any], Any]] = {
    "N": normal_number,
    "NS": _numbers,
    "L": _list,
    "M": normalized,
}
