"""Which attribute each placeholder of an access pattern stands for.

A placeholder is bound by its position in the template, to what the returned entity's own template
has there: `USER#{uid}` against `USER#{user_id}` binds `uid` to the user's `user_id`. Where there
are no positions, in condition expressions and in the new values of an update, it is bound by name.
"""

from collections.abc import Iterator, Mapping

from pytest_dynamo.design.positions import (
    Binding,
    Slots,
    declaring_entity,
    matched,
    written_out,
)
from pytest_dynamo.design.templates import Template, parse_template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Condition,
    Constant,
    Design,
    Operator,
    Value,
)

__all__ = ["Binding", "bind", "declaring_entity", "entities_of", "matching_entities"]


def bind(design: Design, pattern: AccessPattern) -> Mapping[str, Binding]:
    """The attribute behind each placeholder of the pattern that has one and is not declared.

    An update, a delete or a get without `returns` is matched with the first entity of its table
    whose key templates fit. Of a placeholder that stands in two places the first counts.
    """
    bindings: Slots = {}
    if not pattern.actions:
        conditions = (*pattern.conditions, *pattern.filter)
        for entity in matching_entities(design, pattern, pattern.table, pattern.conditions):
            for condition in conditions:
                _add(bindings, _slots(design, entity, condition))
    for action in pattern.actions:
        for name, binding in _of_action(design, pattern, action):
            bindings.setdefault(name, binding)
    return {name: found for name, found in bindings.items() if name not in pattern.parameters}


def matching_entities(
    design: Design, pattern: AccessPattern, table: str, conditions: tuple[Condition, ...]
) -> tuple[str, ...]:
    """The entities whose items the conditions are about.

    Those the pattern returns, as far as they are in the table; failing that, the first entity of
    the table whose templates fit every condition and say what every placeholder is, or at least
    fit; failing that, none.
    """
    returned = tuple(
        name
        for name in pattern.returns
        if name in design.entities and design.entities[name].table == table
    )
    if returned:
        return returned
    fitting: list[str] = []
    for name, entity in design.entities.items():
        if entity.table != table:
            continue
        slots = [_of_condition(design, name, condition) for condition in conditions]
        if any(found is None for found in slots):
            continue
        if all(_is_complete(found, one) for found, one in zip(slots, conditions, strict=True)):
            return (name,)
        fitting.append(name)
    return tuple(fitting[:1])


def _is_complete(slots: Slots | None, condition: Condition) -> bool:
    asked = (one for one in condition.operands if isinstance(one, Template))
    return slots is not None and all(name in slots for one in asked for name in one.names)


def entities_of(design: Design, pattern: AccessPattern) -> tuple[str, ...]:
    """The entities a pattern is about: returned, put, or matched by its key templates."""
    if not pattern.actions:
        return matching_entities(design, pattern, pattern.table, pattern.conditions)
    found = [
        entity
        for action in pattern.actions
        for entity in _action_entities(design, pattern, action, _key_conditions(action))
    ]
    return tuple(dict.fromkeys(found))


def _of_action(
    design: Design, pattern: AccessPattern, action: Action
) -> Iterator[tuple[str, Binding]]:
    conditions = _key_conditions(action)
    for entity in _action_entities(design, pattern, action, conditions):
        for condition in conditions:
            yield from _slots(design, entity, condition).items()
        for clause in (action.assign, action.add, action.delete):
            for attribute, value in clause.items():
                yield from _of_new_value(design, entity, attribute, value).items()
        if action.condition:
            yield from _by_name(design, entity, parse_template(action.condition)).items()


def _key_conditions(action: Action) -> tuple[Condition, ...]:
    return tuple(
        Condition(attribute=attribute, operator="=", operands=(value,))
        for attribute, value in action.key.items()
    )


def _action_entities(
    design: Design, pattern: AccessPattern, action: Action, conditions: tuple[Condition, ...]
) -> tuple[str, ...]:
    if action.entity:
        return (action.entity,) if action.entity in design.entities else ()
    return matching_entities(design, pattern, action.table, conditions)


def _of_condition(design: Design, entity: str, condition: Condition) -> Slots | None:
    """What the condition's placeholders stand for; None where the entity cannot fulfil it."""
    slots: Slots = {}
    for operand in condition.operands:
        found = _of_operand(design, entity, condition.attribute, operand, condition.operator)
        if found is None:
            return None
        _add(slots, found)
    return slots


def _slots(design: Design, entity: str, condition: Condition) -> Slots:
    """What the condition's placeholders stand for, as far as its operands fit the entity."""
    slots: Slots = {}
    for operand in condition.operands:
        _add(slots, _of_operand(design, entity, condition.attribute, operand, condition.operator))
    return slots


def _of_operand(
    design: Design,
    entity: str,
    attribute: str,
    operand: Template | Constant,
    operator: Operator,
) -> Slots | None:
    declared = design.entities[entity].attributes.get(attribute)
    if declared is None:
        return None
    if isinstance(operand, Constant):
        return {}
    parts = written_out(design, entity, attribute)
    if operand.keeps_type:
        name = operand.names[0]
        match parts:
            case (Binding() as whole,):
                return {name: whole}
        return {name: Binding(entity=entity, attribute=attribute, item=entity)}
    if not isinstance(declared.value, Template):
        return {} if operand.is_constant else None
    partial = operator != "="
    found = matched(operand.parts, parts, partial=partial)
    if found is None:  # an attribute that is a constant has a position only as an attribute
        as_declared = written_out(design, entity, attribute, deep=False)
        found = matched(operand.parts, as_declared, partial=partial)
    return found


def _of_new_value(design: Design, entity: str, attribute: str, value: Value) -> Slots:
    if not isinstance(value, Template):
        return {}
    found = _of_operand(design, entity, attribute, value, "=") or {}
    return _by_name(design, entity, value) | found


def _by_name(design: Design, entity: str, template: Template) -> Slots:
    owners = {name: declaring_entity(design, entity, name) for name in template.names}
    return {
        name: Binding(entity=owner, attribute=name, item=entity)
        for name, owner in owners.items()
        if owner
    }


def _add(bindings: Slots, found: Slots | None) -> None:
    for name, binding in (found or {}).items():
        bindings.setdefault(name, binding)
