"""What an access pattern asks for, in one line of the words of the design file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    AttributeType,
    Condition,
    Constant,
    Design,
)
from pytest_dynamo.planner.wording import conditions_text

Types: TypeAlias = Mapping[str, AttributeType]

_EVERYTHING = "every item"


def condition_of(design: Design, pattern: AccessPattern) -> str:
    """The condition of a pattern: of a Query its keys, of a write what it writes and under which condition."""
    if pattern.actions:
        return "; ".join(_action(design, pattern, action) for action in pattern.actions)
    return ", ".join(_read(pattern, design.tables[pattern.table].attribute_types))


def _read(pattern: AccessPattern, types: Types) -> Iterator[str]:
    """What a Query or a Scan asks for."""
    yield conditions_text(pattern.conditions, types) or _EVERYTHING
    if pattern.filter:
        yield f"filter {conditions_text(pattern.filter, types)}"
    if pattern.attributes:
        yield f"attributes {' '.join(pattern.attributes)}"
    if pattern.newest_first:
        yield "newest first"
    if pattern.limit is not None:
        yield f"limit {pattern.limit}"
    if pattern.fan_out:
        yield f"fan out over {pattern.fan_out}"


def _action(design: Design, pattern: AccessPattern, action: Action) -> str:
    """One operation on one item, with its kind unless that is to get it."""
    about = " ".join(_about(action, design.tables[action.table].attribute_types))
    kind = "" if action.kind == "get" else f"{action.kind} "
    times = f"{pattern.count} × " if pattern.count > 1 else ""
    condition = f" if {action.condition}" if action.condition else ""
    return f"{times}{kind}{about}{condition}"


def _about(action: Action, types: Types) -> Iterator[str]:
    if action.key:
        yield conditions_text(_equalities(action.key), types)
    elif action.entity:
        yield action.entity
    clauses: Mapping[str, Iterable[str]] = {
        "set": action.assign,
        "add": action.add,
        "remove": action.remove,
        "delete from": action.delete,
    }
    for clause, attributes in clauses.items():
        if names := " ".join(attributes):
            yield f"{clause} {names}"


def _equalities(key: Mapping[str, Template | Constant]) -> Iterator[Condition]:
    for attribute, value in key.items():
        yield Condition(attribute=attribute, operator="=", operands=(value,))
