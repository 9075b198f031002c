"""Requests at a glance: each shape compiled to a function that says whether a value surely fits.

Nearly every request is right, so this is what costs time. The checks that name faults run only
for what does not fit.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from pytest_dynamo.embedded.validation.structure.fitting_values import fitting_item, fitting_value
from pytest_dynamo.embedded.validation.structure.shapes import ATTRIBUTE_VALUE, Shape

Fits: TypeAlias = Callable[[Any], bool]

_MOST_NAMES = 1_000
_INTEGERS = ("integer", "long")


def fits(shape: Shape) -> Fits:
    """The function for a shape."""
    match shape.kind:
        case "structure":
            return _structure(shape)
        case "string":
            return _string(shape)
        case "list":
            return _list(shape)
        case "map":
            return _map(shape)
        case "boolean":
            return _is_boolean
        case kind if kind in _INTEGERS:
            return _integer(shape)
        case kind if kind == ATTRIBUTE_VALUE:
            return fitting_value
    # Timestamps, doubles and bare blobs are on no path that is in a hurry.
    return _never


def _structure(shape: Shape) -> Fits:
    members = {name: fits(member) for name, member in (shape.members or {}).items()}
    required = shape.required

    def structure(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name in value:
            member = members.get(name)
            if member is not None and not member(value[name]):
                return False
        for name in required:  # noqa: SIM110 # all() takes twice as long
            if name not in value:
                return False
        return True

    return structure


def _string(shape: Shape) -> Fits:
    if shape.enum:
        enum = frozenset(shape.enum)
        return lambda value: type(value) is str and value in enum
    shortest, longest = _bounds(shape)
    if shape.pattern is not None:
        matches = shape.pattern.fullmatch
        # The same few names come again and again, and looking one up takes a tenth of matching it.
        known: set[str] = set()

        def named(value: Any) -> bool:
            if type(value) is not str:
                return False
            if value in known:
                return True
            is_right = shortest <= len(value) <= longest and matches(value) is not None
            if is_right and len(known) < _MOST_NAMES:
                known.add(value)
            return is_right

        return named
    if shape.minimum is None and shape.maximum is None:
        return lambda value: type(value) is str
    return lambda value: type(value) is str and shortest <= len(value) <= longest


def _list(shape: Shape) -> Fits:
    shortest, longest = _bounds(shape)
    element = fits(shape.element)  # type: ignore[arg-type] # lists have it

    def listed(value: Any) -> bool:
        if type(value) is not list or not shortest <= len(value) <= longest:
            return False
        for each in value:  # noqa: SIM110 # all() takes twice as long
            if not element(each):
                return False
        return True

    return listed


def _map(shape: Shape) -> Fits:
    if shape.element is not None and shape.element.kind == ATTRIBUTE_VALUE:
        return fitting_item
    shortest, longest = _bounds(shape)
    key = fits(shape.key)  # type: ignore[arg-type] # maps have both
    element = fits(shape.element)  # type: ignore[arg-type]

    def mapped(value: Any) -> bool:
        if type(value) is not dict or not shortest <= len(value) <= longest:
            return False
        for name, each in value.items():  # noqa: SIM110 # all() takes twice as long
            if not (key(name) and element(each)):
                return False
        return True

    return mapped


def _is_boolean(value: Any) -> bool:
    return value is True or value is False


def _integer(shape: Shape) -> Fits:
    lowest, highest = _bounds(shape)
    return lambda value: type(value) is int and lowest <= value <= highest


def _bounds(shape: Shape) -> tuple[float, float]:
    lowest = float("-inf") if shape.minimum is None else shape.minimum
    return lowest, float("inf") if shape.maximum is None else shape.maximum


def _never(_value: Any) -> bool:
    return False
