"""Designs without the places in files that they were read from, so that two can be compared."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from pytest_dynamo.design.values.design import Design
from pytest_dynamo.design.values.place import Place


def without_places(design: Design) -> Design:
    """The design as if it had not been read from a file, so that two can be compared."""
    placeless = _placeless(design)
    assert isinstance(placeless, Design)
    return replace(placeless, path="")


def _placeless(value: Any) -> Any:  # noqa: ANN401 - any value within a design
    if isinstance(value, dict):
        return {name: _placeless(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_placeless, value))
    if is_dataclass(value) and not isinstance(value, type):
        inside = {each.name: _placeless(getattr(value, each.name)) for each in fields(value)}
        return replace(value, **(inside | ({"place": Place()} if "place" in inside else {})))
    return value
