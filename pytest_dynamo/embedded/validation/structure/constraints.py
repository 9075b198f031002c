"""What the model demands of values: presence, lengths, ranges, patterns, enums.

All that is wrong is said in one message, up to ten faults.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.validation.structure.java_text import java_text, lower_first
from pytest_dynamo.embedded.validation.structure.overlay import TABLE_NAME_SHAPE
from pytest_dynamo.embedded.validation.structure.shapes import ATTRIBUTE_VALUE, Shape

_MOST_FAULTS = 10
_NUMBERS = ("integer", "long", "double")
_TABLE_NAME = "tableName"


def check_constraints(parameters: Any, shape: Shape) -> None:
    """Check a request whose types are right.

    Raises:
        ServiceError: ValidationException with the faults in the service's order.
    """
    faults = list(_structure_faults(parameters, shape, ""))
    # The name of the table is looked at first: its faults are never mixed with others.
    about_table = [fault for place, fault in faults if place == _TABLE_NAME]
    said = about_table or [fault for _, fault in faults]
    if said:
        raise faulty(said)


def faulty(faults: Sequence[str]) -> ServiceError:
    """The error that tells the first of some faults, ten at the most."""
    said = faults[:_MOST_FAULTS]
    plural = "s" if len(said) > 1 else ""
    return invalid(f"{len(said)} validation error{plural} detected: {'; '.join(said)}")


def missing_member(name: str) -> str:
    """The fault of a member that is not there."""
    return _missing(lower_first(name))


def _missing(place: str) -> str:
    return f"Value null at '{place}' failed to satisfy constraint: Member must not be null"


def faults_of(value: Any, shape: Shape, place: str) -> Iterator[tuple[str, str]]:
    """The place and the text of each fault of a value that is there."""
    for constraint in _own_constraints(value, shape):
        yield place, _fault(value, shape, place, constraint)
    yield from _faults_within(value, shape, place)


def _faults_within(value: Any, shape: Shape, place: str) -> Iterator[tuple[str, str]]:
    if shape.kind == "structure":
        yield from _structure_faults(value, shape, place + ".")
    elif shape.kind == "list":
        for position, each in enumerate(value, start=1):
            yield from _part_faults(each, shape, f"{place}.{position}.member")
    elif shape.kind == "map":
        for key, each in value.items():
            yield from _part_faults(each, shape, f"{place}.{key}.member")


def _structure_faults(value: Any, shape: Shape, prefix: str) -> Iterator[tuple[str, str]]:
    for name, member in (shape.members or {}).items():
        found = value.get(name)
        place = prefix + (member.place or lower_first(name))
        if found is not None:
            yield from faults_of(found, member, place)
        elif name in shape.required:
            yield place, _missing(place)


def _part_faults(value: Any, shape: Shape, place: str) -> Iterator[tuple[str, str]]:
    element: Shape = shape.element  # type: ignore[assignment] # lists and maps have it
    if value is None:
        # The rules of attribute values tell which of a map's is null.
        if element.kind != ATTRIBUTE_VALUE or shape.kind == "list":
            yield place, _missing(place)
    else:
        look = _faults_within if _checked_as_a_whole(shape) else faults_of
        yield from look(value, element, place)


def _checked_as_a_whole(shape: Shape) -> bool:
    """Whether the constraints of a map's values are said of the map."""
    return shape.kind == "map" and shape.element is not None and shape.element.kind == "list"


def _fault(value: Any, shape: Shape, place: str, constraint: str) -> str:
    shown = f" '{java_text(value, shape)}'" if shape.shows_value else ""
    return f"Value{shown} at '{place}' failed to satisfy constraint: {constraint}"


def _own_constraints(value: Any, shape: Shape) -> Iterator[str]:
    """The constraints that a value does not satisfy, without those of its parts."""
    match shape.kind:
        case "string" if shape.enum:
            if value not in shape.enum:
                yield f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        case "string":
            if not _is_arn(value, shape):
                yield from _broken(value, shape)
        case "list":
            yield from _broken(value, shape)
        case "map":
            yield from _broken(value, shape)
            yield from _map_constraints(value, shape)
        case kind if kind in _NUMBERS:
            yield from _bounds(value, shape, "value")


def _broken(value: Any, shape: Shape) -> Iterator[str]:
    if shape.pattern is not None and not shape.pattern.fullmatch(value):
        yield _pattern(shape)
    yield from _bounds(len(value), shape, "length")


def _is_arn(value: str, shape: Shape) -> bool:
    return shape.name == TABLE_NAME_SHAPE and value.startswith("arn:")


def _bounds(measured: float, shape: Shape, what: str) -> Iterator[str]:
    if shape.minimum is not None and measured < shape.minimum:
        yield _at_least(shape, what)
    if shape.maximum is not None and measured > shape.maximum:
        yield _at_most(shape, what)


def _map_constraints(value: Any, shape: Shape) -> Iterator[str]:
    key: Shape = shape.key  # type: ignore[assignment] # maps have both
    element: Shape = shape.element  # type: ignore[assignment]
    for name in value:
        if not _is_arn(name, key) and any(True for _ in _broken(name, key)):
            yield f"Map keys must satisfy constraint: [{', '.join(_all(key))}]"
    if _checked_as_a_whole(shape):
        for each in value.values():
            if each is not None and any(True for _ in _broken(each, element)):
                yield f"Map value must satisfy constraint: [{', '.join(_all(element))}]"


def _all(shape: Shape) -> list[str]:
    """All constraints of a shape, which the service lists if one of them is broken inside a map."""
    said = [(shape.maximum, _at_most), (shape.minimum, _at_least)]
    bounds = [say(shape, "length") for bound, say in said if bound is not None]
    return bounds if shape.pattern is None else [*bounds, _pattern(shape)]


def _at_least(shape: Shape, what: str) -> str:
    return f"Member must have {what} greater than or equal to {shape.minimum}"


def _at_most(shape: Shape, what: str) -> str:
    return f"Member must have {what} less than or equal to {shape.maximum}"


def _pattern(shape: Shape) -> str:
    pattern = shape.pattern.pattern if shape.pattern else ""
    return f"Member must satisfy regular expression pattern: {pattern}"
