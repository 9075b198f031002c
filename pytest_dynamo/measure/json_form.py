"""Frozen values to JSON and back, by their type annotations."""

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from math import inf, isfinite
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_PLACES = 4
_LEAST = 1e-7
"""What a read unit costs in US dollars, about; what is smaller is nothing, or what is left of a rounding."""
_LONGEST_SHOWN = 60
_NUMBERS = frozenset({int, float})
_text_of = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class MisfitError(ValueError):
    """Something in the JSON is not what the value wants; `where` is its path, as `tables[0].read`."""

    def __init__(self, where: str, message: str) -> None:
        self.where = where
        super().__init__(f"{where}: {message}" if where else message)


def to_json_form(value: object) -> object:
    """Values that `json.dumps` takes: numbers rounded to four places, times in UTC to the second."""
    if is_dataclass(value):
        return {each.name: to_json_form(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {name: to_json_form(content) for name, content in value.items()}
    if isinstance(value, list | tuple):
        if {*map(type, value)} == {float}:  # a series, of which there are many
            return [_number(element) for element in value]
        return [to_json_form(element) for element in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _number(value) if isinstance(value, float) else value


def json_pieces(value: object) -> Iterator[str]:
    """The JSON text of a value in pieces, each soon made: `json.dumps` of its `to_json_form`."""
    if is_dataclass(value):
        members = ((each.name, getattr(value, each.name)) for each in fields(value))
        yield from _object_pieces(members)
    elif isinstance(value, Mapping):
        yield from _object_pieces(value.items())
    elif isinstance(value, list | tuple) and value and not isinstance(value[0], float | str):
        yield "["
        for number, element in enumerate(value):
            if number:
                yield ", "
            yield from json_pieces(element)
        yield "]"
    else:
        yield _text_of(to_json_form(value))


def _object_pieces(members: Iterable[tuple[str, object]]) -> Iterator[str]:
    yield "{"
    for number, (name, content) in enumerate(members):
        yield f"{', ' if number else ''}{_text_of(name)}: "
        yield from json_pieces(content)
    yield "}"


def _number(value: float) -> float:
    """A series is mostly zeros and whole numbers; without ".0" it takes half the room."""
    if value == 0:
        return 0
    rounded = round(value, _PLACES)
    if not rounded and abs(value) >= _LEAST:
        return float(f"{value:.3g}")
    return int(rounded) if rounded.is_integer() else rounded


def from_json_form(kind: Any, data: Any, where: str = "") -> Any:  # noqa: ANN401
    """The value of type `kind` that parsed JSON stands for; members it does not know are left out.

    Raises:
        MisfitError: a member is missing or of another type.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is object:
        return data
    if is_dataclass(kind):
        return _dataclass(kind, data, where)
    if origin in (Union, types.UnionType):
        (wanted,) = (argument for argument in arguments if argument is not types.NoneType)
        return None if data is None else from_json_form(wanted, data, where)
    if origin is tuple and isinstance(data, list):
        if (
            arguments[0] is float and {*map(type, data)} <= _NUMBERS
        ):  # a series, of which there are many
            return _numbers(data, where)
        return tuple(
            from_json_form(arguments[0], element, f"{where}[{number}]")
            for number, element in enumerate(data)
        )
    if origin is Mapping and isinstance(data, dict):
        return {
            name: from_json_form(arguments[1], content, f"{where}.{name}")
            for name, content in data.items()
        }
    if origin is Literal and data in arguments:
        return data
    return _scalar(kind, data, where)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401
    """The types of a dataclass's members: to find them takes longer than all the rest of reading one."""
    return get_type_hints(kind)


def _numbers(data: list[float], where: str) -> tuple[float, ...]:
    try:
        numbers = tuple(map(float, data))
    except OverflowError:
        numbers = (inf,)
    if not all(map(isfinite, numbers)):
        raise MisfitError(where, "wanted finite numbers")
    return numbers


def _dataclass(kind: Any, data: Any, where: str) -> Any:  # noqa: ANN401
    if not isinstance(data, dict):
        raise MisfitError(where, f"wanted an object, found {_found(data)}")
    hints = _hints(kind)
    members = {}
    for each in fields(kind):
        if each.name in data:
            place = f"{where}.{each.name}" if where else each.name
            members[each.name] = from_json_form(hints[each.name], data[each.name], place)
        elif each.default is MISSING and each.default_factory is MISSING:
            raise MisfitError(where, f"the member {each.name!r} is missing")
    return kind(**members)


def _scalar(kind: Any, data: Any, where: str) -> Any:  # noqa: ANN401
    if kind is float and type(data) in _NUMBERS:
        return _numbers([data], where)[0]
    if kind in (int, str, bool) and type(data) is kind:
        return data
    if kind is datetime and isinstance(data, str):
        try:
            return datetime.fromisoformat(data)
        except ValueError:
            pass
    raise MisfitError(where, f"wanted {_wanted(kind)}, found {_found(data)}")


_NAMES = {
    int: "a whole number",
    float: "a number",
    str: "text",
    bool: "true or false",
    datetime: "a time, as 2026-11-22T12:30:00Z",
}


def _wanted(kind: Any) -> str:  # noqa: ANN401
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(map(repr, get_args(kind)))
    return _NAMES.get(kind) or ("a list" if get_origin(kind) is tuple else "an object")


def _found(data: object) -> str:
    if isinstance(data, dict | list):
        return "an object" if isinstance(data, dict) else "a list"
    if isinstance(data, str) and len(data) > _LONGEST_SHOWN:
        return f"{data[:_LONGEST_SHOWN]!r} and more"
    return f"{data!r}"
