"""The templates of an access pattern."""

from collections.abc import Iterator

from pytest_dynamo.design.templates import Template, parse_template
from pytest_dynamo.design.values import AccessPattern, Action


def placeholders(pattern: AccessPattern) -> tuple[str, ...]:
    """The names of all placeholders of the pattern, in order, without repeats."""
    return tuple(
        dict.fromkeys(name for _, template in pattern_templates(pattern) for name in template.names)
    )


def pattern_templates(pattern: AccessPattern) -> Iterator[tuple[tuple[str | int, ...], Template]]:
    """All templates of the pattern, condition expressions included, with the path to each."""
    for setting, conditions in (("query", pattern.conditions), ("filter", pattern.filter)):
        for condition in conditions:
            for operand in condition.operands:
                if isinstance(operand, Template):
                    yield (setting, condition.attribute), operand
    for position, action in enumerate(pattern.actions):
        around: tuple[str | int, ...] = ()
        if pattern.kind in ("transact_get", "transact_write"):
            around = (pattern.kind, position)
        yield from _action_templates(action, around)


def _action_templates(
    action: Action, around: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Template]]:
    inside = (*around, action.kind)
    clauses = {
        ("key",) if action.kind == "update" else (): action.key,
        ("set",): action.assign,
        ("add",): action.add,
        ("delete",): action.delete,
    }
    for clause, values in clauses.items():
        for attribute, value in values.items():
            if isinstance(value, Template):
                yield (*inside, *clause, attribute), value
    if action.condition:
        yield (*around, "condition"), parse_template(action.condition)
