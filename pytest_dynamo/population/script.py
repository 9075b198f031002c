"""What an access pattern asks of a population, worked out once for all its performances."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_dynamo.design.binding import Binding, bind
from pytest_dynamo.design.templates import Template, parse_template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Attribute,
    Condition,
    Design,
    Entity,
    Generated,
    Value,
)
from pytest_dynamo.planner.arguments import Clause, made_name
from pytest_dynamo.population.dependencies import is_sparse
from pytest_dynamo.population.makers import Makers
from pytest_dynamo.population.recipes import Recipe, recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter that takes the value of a member's attribute.

    `item` is the entity whose item the pattern is about. `template` is how that item writes the
    attribute, where it is not simply the value. `turn` counts the parameters of one pattern that stand
    for the same attribute: each is another item's, and `shared` are the entities of which that other
    item has the same member. `is_new` says that the parameter is written and not looked for, so that
    it has to be a new value.
    """

    name: str
    entity: str
    attribute: str
    item: str
    template: Template | None
    turn: int
    shared: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What one performance of a pattern has to choose and to make.

    `parameters` come from members; `lead` are the entities of which a member is chosen before all
    others. `needs` are the attributes that members must have. `puts` are the put actions, parents before their children. `batch` is the
    entity of which a batch names keys. `declared` makes the declared parameters and `made` the values
    that an update makes. `ranges` are the conditions with `between`, whose ends must be in order.
    `formats` says that a format spec of the pattern wants values as they were made.
    """

    pattern: AccessPattern
    parameters: tuple[Parameter, ...]
    lead: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]]
    puts: tuple[tuple[int, Action], ...]
    batch: str | None
    declared: Recipe | None
    made: Recipe | None
    ranges: tuple[Condition, ...]
    formats: bool


def script(design: Design, pattern: AccessPattern, makers: Makers) -> Script:
    """Work out a pattern."""
    parameters = _parameters(design, pattern)
    return Script(
        pattern=pattern,
        parameters=parameters,
        lead=_lead(design, pattern, parameters),
        needs=_needs(design, pattern, parameters),
        puts=_puts(design, pattern),
        batch=_batch(pattern, parameters),
        declared=_recipe(design, makers, f"{pattern.name}.parameters", pattern.parameters),
        made=_recipe(design, makers, f"{pattern.name}.made", _made_values(pattern)),
        ranges=tuple(c for c in pattern.conditions if c.operator == "between"),
        formats=any(
            placeholder.format_spec
            for template in (*_looked_for(pattern), *_written(pattern))
            for placeholder in template.placeholders
        ),
    )


def _parameters(design: Design, pattern: AccessPattern) -> tuple[Parameter, ...]:
    looked_for = {name for template in _looked_for(pattern) for name in template.names}
    bindings = {name: b for name, b in bind(design, pattern).items() if name != pattern.fan_out}
    turns = _turns(bindings)
    return tuple(
        Parameter(
            name=name,
            entity=binding.entity,
            attribute=binding.attribute,
            item=binding.item,
            template=_template(binding),
            turn=turns[name],
            shared=_shared(bindings, turns, turns[name]),
            is_new=name not in looked_for,
        )
        for name, binding in bindings.items()
    )


def _turns(bindings: Mapping[str, Binding]) -> dict[str, int]:
    """How many parameters before each one stand for the same attribute of the same entity."""
    counts: Counter[tuple[str, str]] = Counter()
    turns: dict[str, int] = {}
    for name, binding in bindings.items():
        turns[name] = counts[binding.entity, binding.attribute]
        counts[binding.entity, binding.attribute] += 1
    return turns


def _shared(
    bindings: Mapping[str, Binding], turns: Mapping[str, int], turn: int
) -> tuple[str, ...]:
    """The entities that parameters name for the first item and not for the one of a later turn."""
    again = {bindings[name].entity for name, its in turns.items() if its == turn}
    once = dict.fromkeys(binding.entity for binding in bindings.values())
    return tuple(entity for entity in once if entity not in again) if turn else ()


def _lead(
    design: Design, pattern: AccessPattern, parameters: tuple[Parameter, ...]
) -> tuple[str, ...]:
    """The entities to begin with, so that what is named together exists together.

    A full key names an item, so that one is chosen. A query may name a parent alone; it begins with
    the deepest entity it names, or with the item where it names two that know nothing of each other.
    """
    entities = dict.fromkeys(parameter.entity for parameter in parameters)
    by_depth = sorted(entities, key=lambda entity: -len(design.ancestors(entity)))
    is_chain = all(entity in design.ancestors(by_depth[0]) for entity in by_depth[1:])
    if pattern.actions or not is_chain:
        return tuple(dict.fromkeys(parameter.item for parameter in parameters))
    return tuple(by_depth)


def _template(binding: Binding) -> Template | None:
    placeholder = binding.placeholder
    if placeholder is None or not (placeholder.format_spec or placeholder.conversion):
        return None
    return Template((placeholder,))


def _needs(
    design: Design, pattern: AccessPattern, parameters: tuple[Parameter, ...]
) -> dict[str, tuple[str, ...]]:
    """The attributes that members may lack and must not: those named, and those of the conditions."""
    wanted = {(parameter.entity, parameter.attribute) for parameter in parameters}
    wanted |= {
        (parameter.item, condition.attribute)
        for parameter in parameters
        for condition in pattern.conditions
    }
    needs: dict[str, tuple[str, ...]] = {}
    for entity, name in sorted(wanted):
        if name in design.entities[entity].attributes and is_sparse(design, entity, name):
            needs[entity] = (*needs.get(entity, ()), name)
    return needs


def _puts(design: Design, pattern: AccessPattern) -> tuple[tuple[int, Action], ...]:
    puts = [(n, action) for n, action in enumerate(pattern.actions) if action.kind == "put"]
    puts.sort(key=lambda put: len(design.ancestors(put[1].entity)) if put[1].entity else 0)
    return tuple(puts)


def _batch(pattern: AccessPattern, parameters: tuple[Parameter, ...]) -> str | None:
    for action in pattern.actions:
        if pattern.kind == "batch_get" or (
            pattern.kind == "batch_write" and action.kind == "delete"
        ):
            return action.entity or next((parameter.item for parameter in parameters), None)
    return None


def _recipe(
    design: Design, makers: Makers, name: str, values: Mapping[str, Value]
) -> Recipe | None:
    """A recipe for values that belong to no entity."""
    if not values:
        return None
    attributes = {name: Attribute(name=name, value=value) for name, value in values.items()}
    return recipe(design, Entity(name=name, table="", attributes=attributes), makers)


def _made_values(pattern: AccessPattern) -> dict[str, Value]:
    return {
        made_name(position, clause, attribute): value
        for position, action in enumerate(pattern.actions)
        for clause, values in _clauses(action)
        for attribute, value in values.items()
        if isinstance(value, Generated)
    }


def _clauses(action: Action) -> tuple[tuple[Clause, Mapping[str, Value]], ...]:
    return ("set", action.assign), ("add", action.add), ("delete", action.delete)


def _looked_for(pattern: AccessPattern) -> Iterator[Template]:
    """The templates that say which items are meant."""
    for condition in (*pattern.conditions, *pattern.filter):
        yield from (operand for operand in condition.operands if isinstance(operand, Template))
    for action in pattern.actions:
        yield from (value for value in action.key.values() if isinstance(value, Template))
        if action.condition:
            yield parse_template(action.condition)


def _written(pattern: AccessPattern) -> Iterator[Template]:
    """The templates that say what is written."""
    for action in pattern.actions:
        for _, values in _clauses(action):
            yield from (value for value in values.values() if isinstance(value, Template))
