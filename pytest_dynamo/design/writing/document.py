"""A design as the plain values of its file: every setting that is not the default, in its shortest shape.

What is read back from them is the same design. Two settings are written although they have their
defaults, because they decide what a table costs: `billing_mode`, and the `projection` of an index.
"""

import re
from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import (
    Design,
    Distribution,
    Entity,
    Parent,
    Role,
    Workload,
    snake_case,
)
from pytest_dynamo.design.writing.patterns import pattern_document
from pytest_dynamo.design.writing.shapes import distribution, number, scalar, span
from pytest_dynamo.design.writing.tables import table_document
from pytest_dynamo.design.writing.values import attribute_document


def design_document(design: Design) -> dict[str, Any]:
    """The design as it stands in a design file."""
    several = len(design.tables) > 1
    sections: dict[str, Any] = {
        "version": design.version,
        # Without a name of its own a design has that of its file, which need be none for a design.
        "name": design.name if _NAME.fullmatch(design.name) else "",
        "description": design.description,
        "tables": {name: table_document(table) for name, table in design.tables.items()},
        "entities": {
            name: _entity(entity, is_table_named=several)
            for name, entity in design.entities.items()
        },
        "access_patterns": {
            name: pattern_document(pattern, is_table_named=several)
            for name, pattern in design.access_patterns.items()
        },
        "roles": {name: _role(role) for name, role in design.roles.items()},
        "seeds": {
            name: [{one: scalar(value) for one, value in item.items()} for item in items]
            for name, items in design.seeds.items()
        },
        "workload": _workload(design.workload) if design.workload else None,
        "ignore": dict(design.ignore),
    }
    return {
        name: each
        for name, each in sections.items()
        if each or (name == "workload" and each is not None)
    }


_NAME = re.compile(r"(?=.{1,100}\Z)[.]*[a-zA-Z0-9_-][a-zA-Z0-9_.-]*")


def _entity(entity: Entity, *, is_table_named: bool) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if is_table_named:
        document["table"] = entity.table
    if entity.population is not None:
        document["population"] = entity.population
    if entity.parents:
        document["belongs_to"] = _parents(entity.parents)
    if entity.plural and entity.plural != f"{snake_case(entity.name)}s":
        document["plural"] = entity.plural
    document["item"] = {
        name: attribute_document(attribute) for name, attribute in entity.attributes.items()
    }
    return document


def _parents(parents: tuple[Parent, ...]) -> str | list[str] | dict[str, Any]:
    by_name = {parent.entity: _parent(parent) for parent in parents}
    if not any(by_name.values()):
        names = list(by_name)
        return names[0] if len(names) == 1 else names
    return {name: each or {"mean": 1} for name, each in by_name.items()}


def _parent(parent: Parent) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if parent.mean != 1:
        document["mean"] = number(parent.mean)
    if parent.maximum is not None:
        document["max"] = parent.maximum
    if parent.distribution != Distribution():
        document["distribution"] = distribution(parent.distribution)
    return document


def _role(role: Role) -> list[str] | dict[str, Any]:
    patterns = list(role.patterns)
    if not (role.description or role.where):
        return patterns
    document: dict[str, Any] = {"description": role.description} if role.description else {}
    document["patterns"] = patterns
    return document | ({"where": dict(role.where)} if role.where else {})


def _workload(workload: Workload) -> dict[str, Any]:
    default = Workload()
    document: dict[str, Any] = {}
    if workload.peak != default.peak:
        document["peak"] = number(workload.peak)
    if workload.duration_seconds != default.duration_seconds:
        document["duration"] = span(workload.duration_seconds)
    if workload.shape != default.shape:
        document["shape"] = workload.shape
    asked: Mapping[str, float | None] = {
        "holds_until": workload.holds_until,
        "ceiling": workload.ceiling,
        "usable_capacity": workload.usable_capacity,
        "throttled": workload.throttled,
        "monthly_price": workload.monthly_price,
    }
    return document | {name: number(each) for name, each in asked.items() if each is not None}
