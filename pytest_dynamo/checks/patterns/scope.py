"""Whose items a Query may read: those of every entity whose keys can meet its key condition."""

from pytest_dynamo.design.positions import written_out
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Condition, Constant, Design, Entity, Operator
from pytest_dynamo.planner.plan import Plan

_BY_TEXT: tuple[Operator, ...] = ("=", "begins_with", "between")


def entities_read(design: Design, plan: Plan) -> tuple[Entity, ...]:
    """The entities that may have items among those that a Query reads, returned or not."""
    key = plan.index.key if plan.index else plan.table.key
    conditions = (*plan.partition, *plan.sort)
    return tuple(
        entity
        for entity in design.entities.values()
        if entity.table == plan.table.name
        and set(key.attributes) <= entity.attributes.keys()
        and all(_may_meet(design, entity, condition) for condition in conditions)
    )


def _may_meet(design: Design, entity: Entity, condition: Condition) -> bool:
    """Whether an entity's attribute can meet a condition, going by the literal text they begin with."""
    stored, is_whole = _literal(design, entity, condition.attribute)
    if condition.operator not in _BY_TEXT or stored is None:
        return True
    starts = [_start(operand) for operand in condition.operands]
    if condition.operator == "=" and is_whole and _is_constant(condition):
        return starts[0] in (None, stored)
    return any(
        start is None or start.startswith(stored) or stored.startswith(start) for start in starts
    )


def _literal(design: Design, entity: Entity, attribute: str) -> tuple[str | None, bool]:
    """The text that an attribute begins with, and whether that is all of it; None for other types."""
    value = entity.attributes[attribute].value
    if isinstance(value, Constant):
        return (value.value, True) if isinstance(value.value, str) else (None, True)
    parts = written_out(design, entity.name, attribute)
    first = parts[0] if parts else ""
    return (first, len(parts) == 1) if isinstance(first, str) else ("", False)


def _start(operand: Template | Constant) -> str | None:
    if isinstance(operand, Template):
        return operand.prefix
    return operand.value if isinstance(operand.value, str) else None


def _is_constant(condition: Condition) -> bool:
    return all(
        isinstance(operand, Constant) or operand.is_constant for operand in condition.operands
    )
