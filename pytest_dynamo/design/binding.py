"""Which attribute each placeholder of an access pattern stands for.

A placeholder is bound by its position in the template, to what the returned entity's own template
has there: `USER#{uid}` against `USER#{user_id}` binds `uid` to the user's `user_id`. Where there
are no positions, in condition expressions and in the new values of an update, it is bound by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.design.templates import Placeholder, Template, parse_template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Condition,
    Constant,
    Design,
    Operator,
    Value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The attribute a placeholder takes its type and its values from.

    `entity` is the one that declares the attribute: of an order's `USER#{user_id}` that is User.
    `item` is the entity whose item the pattern is about, here Order. `placeholder` is how that
    item's template writes the attribute, format spec included; it is None where the placeholder
    stands for the whole stored attribute.
    """

    entity: str
    attribute: str
    item: str
    placeholder: Placeholder | None = None


_Part: TypeAlias = str | Binding
_Slots: TypeAlias = dict[str, Binding]


def bind(design: Design, pattern: AccessPattern) -> Mapping[str, Binding]:
    """The attribute behind each placeholder of the pattern that has one and is not declared.

    An update, a delete or a get without `returns` is matched with the first entity of its table
    whose key templates fit. Of a placeholder that stands in two places the first counts.
    """
    bindings: _Slots = {}
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


def _is_complete(slots: _Slots | None, condition: Condition) -> bool:
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


def declaring_entity(design: Design, entity: str, name: str, *, above: bool = False) -> str | None:
    """The entity that declares the attribute `name` as seen from `entity`, itself or an ancestor.

    `above` looks among the ancestors only, which is what `{name}` means in the definition of the
    attribute `name` itself.
    """
    candidates = design.ancestors(entity) if above else (entity, *design.ancestors(entity))
    return next((one for one in candidates if name in design.entities[one].attributes), None)


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


def _of_condition(design: Design, entity: str, condition: Condition) -> _Slots | None:
    """What the condition's placeholders stand for; None where the entity cannot fulfil it."""
    slots: _Slots = {}
    for operand in condition.operands:
        found = _of_operand(design, entity, condition.attribute, operand, condition.operator)
        if found is None:
            return None
        _add(slots, found)
    return slots


def _slots(design: Design, entity: str, condition: Condition) -> _Slots:
    """What the condition's placeholders stand for, as far as its operands fit the entity."""
    slots: _Slots = {}
    for operand in condition.operands:
        _add(slots, _of_operand(design, entity, condition.attribute, operand, condition.operator))
    return slots


def _of_operand(
    design: Design,
    entity: str,
    attribute: str,
    operand: Template | Constant,
    operator: Operator,
) -> _Slots | None:
    declared = design.entities[entity].attributes.get(attribute)
    if declared is None:
        return None
    if isinstance(operand, Constant):
        return {}
    written_out = _written_out(design, entity, attribute)
    if operand.keeps_type:
        name = operand.names[0]
        match written_out:
            case (Binding() as whole,):
                return {name: whole}
        return {name: Binding(entity=entity, attribute=attribute, item=entity)}
    if not isinstance(declared.value, Template):
        return {} if operand.is_constant else None
    partial = operator != "="
    found = _matched(operand.parts, written_out, partial=partial)
    if found is None:  # an attribute that is a constant has a position only as an attribute
        as_declared = _written_out(design, entity, attribute, deep=False)
        found = _matched(operand.parts, as_declared, partial=partial)
    return found


def _of_new_value(design: Design, entity: str, attribute: str, value: Value) -> _Slots:
    if not isinstance(value, Template):
        return {}
    found = _of_operand(design, entity, attribute, value, "=") or {}
    return _by_name(design, entity, value) | found


def _by_name(design: Design, entity: str, template: Template) -> _Slots:
    owners = {name: declaring_entity(design, entity, name) for name in template.names}
    return {
        name: Binding(entity=owner, attribute=name, item=entity)
        for name, owner in owners.items()
        if owner
    }


def _written_out(
    design: Design, entity: str, attribute: str, item: str = "", *, deep: bool = True
) -> tuple[_Part, ...]:
    """The attribute's template as text and attributes, with templates in it written out if `deep`.

    An inverted index, `GSI1PK: "{SK}"`, thus has the positions of SK.
    """
    item = item or entity
    declared = design.entities[entity].attributes[attribute]
    if not isinstance(declared.value, Template):
        return (Binding(entity=entity, attribute=attribute, item=item),)
    parts: list[_Part] = []
    for part in declared.value.parts:
        if isinstance(part, str):
            parts.append(part)
            continue
        owner = declaring_entity(design, entity, part.name, above=part.name == attribute)
        if owner is None:
            return ()
        value = design.entities[owner].attributes[part.name].value
        if deep and isinstance(value, Template) and not (part.format_spec or part.conversion):
            parts.extend(_written_out(design, owner, part.name, item))
        else:
            slot = Binding(entity=owner, attribute=part.name, item=item, placeholder=part)
            parts.append(slot)
    return _joined(parts)


def _joined(parts: list[_Part]) -> tuple[_Part, ...]:
    joined: list[_Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def _matched(
    asked: tuple[str | Placeholder, ...], stored: tuple[_Part, ...], *, partial: bool
) -> _Slots | None:
    """Lay one template over the other; `partial` lets what is asked end early."""
    slots: _Slots = {}
    for position, part in enumerate(asked):
        if position >= len(stored):
            return None
        there = stored[position]
        if isinstance(part, Placeholder):
            if isinstance(there, str):
                return None
            slots.setdefault(part.name, there)
        elif isinstance(there, str):
            if part == there:
                continue
            if part.startswith(there) and position + 1 < len(stored):
                return slots  # the text goes on into what an attribute fills: ORDER#2026 of ORDER#{day}
            ends_early = partial and position == len(asked) - 1 and there.startswith(part)
            return slots if ends_early else None
        else:
            return slots  # literal text where the item has an attribute
    return slots if partial or len(asked) == len(stored) else None


def _add(bindings: _Slots, found: _Slots | None) -> None:
    for name, binding in (found or {}).items():
        bindings.setdefault(name, binding)
