"""Whether two attribute values are one to DynamoDB: numbers by value, sets in any order."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pytest_dynamo.capacity.item_size import AttributeValue, Item, binary


def same_value(one: AttributeValue, other: AttributeValue) -> bool:
    """Whether two values are equal to DynamoDB.

    >>> same_value({"N": "1.0"}, {"N": "1"}), same_value({"SS": ["a", "b"]}, {"SS": ["b", "a"]})
    (True, True)
    """
    if one == other:
        return True
    ((kind, content),) = one.items()
    if kind not in other:
        return False
    same = _SAME.get(kind)
    return same is not None and same(content, other[kind])


def same_item(one: Item, other: Item) -> bool:
    """Whether two items, or two values of type M, are equal to DynamoDB."""
    if len(one) != len(other):
        return False
    for name, value in one.items():
        another = other.get(name)
        if value != another and (another is None or not same_value(value, another)):
            return False
    return True


def changed_attributes(one: Item, other: Item) -> frozenset[str]:
    """The names of the attributes that two items do not share, or not with the same value.

    >>> changed_attributes({"a": {"N": "1"}, "b": {"S": "x"}}, {"a": {"N": "1.0"}})
    frozenset({'b'})
    """
    changed = one.keys() ^ other.keys()
    for name, value in one.items():
        another = other.get(name)
        if value != another and another is not None and not same_value(value, another):
            changed.add(name)
    return frozenset(changed)


def _same_elements(one: Sequence[AttributeValue], other: Sequence[AttributeValue]) -> bool:
    return len(one) == len(other) and all(map(same_value, one, other))


# Strings, booleans and nulls are equal only if their wire forms are.
_SAME: Mapping[str, Callable[[Any, Any], bool]] = {
    "N": lambda one, other: Decimal(one) == Decimal(other),
    "B": lambda one, other: binary(one) == binary(other),
    "SS": lambda one, other: set(one) == set(other),
    "NS": lambda one, other: set(map(Decimal, one)) == set(map(Decimal, other)),
    "BS": lambda one, other: set(map(binary, one)) == set(map(binary, other)),
    "L": _same_elements,
    "M": same_item,
}
