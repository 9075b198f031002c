"""What to do about an access pattern that nothing serves, as concrete as the design allows."""

from collections.abc import Iterator

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import AccessPattern, Condition, Constant, Design, Entity
from pytest_dynamo.planner.key_condition import KeyCondition, key_condition
from pytest_dynamo.planner.resources import Resource, resources_of, serves
from pytest_dynamo.planner.wording import conditions_text, names_text, setting_text

MOST_SORT_KEY_ATTRIBUTES = 4
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html"""


def query_fixes(design: Design, pattern: AccessPattern) -> tuple[str, ...]:
    """Ways to make a query served, the nearest first."""
    resources = resources_of(design.tables[pattern.table])
    found = [
        *_complete_the_key(design, pattern, resources),
        *_read_elsewhere(pattern, resources),
        *_relax(pattern, resources),
        *_add_index(pattern),
    ]
    return tuple(dict.fromkeys(found)) or ("state a partition key in the query",)


def key_fix(design: Design, pattern: AccessPattern, missing: tuple[str, ...]) -> str:
    """How to complete the key of an operation on one item."""
    settings = _settings(_wanted(design, pattern), missing)
    return f"add {' and '.join(f'`{setting}`' for setting in settings)} to the key"


def _wanted(design: Design, pattern: AccessPattern) -> list[Entity]:
    """The entities that the pattern returns, or all of its table."""
    if pattern.returns:
        return [design.entities[name] for name in pattern.returns if name in design.entities]
    return [entity for entity in design.entities.values() if entity.table == pattern.table]


def _complete_the_key(
    design: Design, pattern: AccessPattern, resources: tuple[Resource, ...]
) -> Iterator[str]:
    """Add the missing partition key, as the returned entity's own template says it."""
    for resource in resources:
        given = {condition.attribute for condition in pattern.conditions}
        missing = tuple(name for name in resource.key.partition_key if name not in given)
        if not missing or not _would_serve(resource, pattern, missing):
            continue
        for entity in _wanted(design, pattern):
            if all(name in entity.attributes for name in missing) and _agrees(entity, pattern):
                settings = " and ".join(f"`{text}`" for text in _settings([entity], missing))
                yield f"add {settings} to the query{_naming(resource, pattern)}"
                break


def _would_serve(resource: Resource, pattern: AccessPattern, missing: tuple[str, ...]) -> bool:
    added = tuple(
        Condition(attribute=name, operator="=", operands=(Constant(value=""),)) for name in missing
    )
    conditions = (*pattern.conditions, *added)
    types = resource.table.attribute_types
    return isinstance(key_condition(conditions, resource.key, types), KeyCondition)


def _agrees(entity: Entity, pattern: AccessPattern) -> bool:
    """Whether the entity's own templates could meet the conditions, going by their literal starts."""
    for condition in pattern.conditions:
        attribute = entity.attributes.get(condition.attribute)
        if attribute is None:
            return False
        own, asked = _start(attribute.value), _start(condition.operands[0])
        if not (own.startswith(asked) or asked.startswith(own)):
            return False
    return True


def _start(value: object) -> str:
    if isinstance(value, Template):
        return value.prefix
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else ""


def _settings(entities: list[Entity], names: tuple[str, ...]) -> list[str]:
    values = {
        name: attribute.value
        for entity in reversed(entities)
        for name, attribute in entity.attributes.items()
    }
    return [setting_text(name, values[name]) if name in values else f"{name}: …" for name in names]


def _naming(resource: Resource, pattern: AccessPattern) -> str:
    """How the pattern has to name `resource`, where it does not."""
    if resource.name == pattern.index:
        return ""
    if resource.index:
        return f", with `index: {resource.name}`"
    return f", without `index: {pattern.index}`" if pattern.index else ""


def _read_elsewhere(pattern: AccessPattern, resources: tuple[Resource, ...]) -> Iterator[str]:
    """Name the resource that would serve the query as it stands."""
    for resource in resources:
        if resource.name == pattern.index or isinstance(serves(resource, pattern), str):
            continue
        if resource.index:
            yield f"say `index: {resource.name}`, which serves it"
        else:
            yield f"leave out `index: {pattern.index}`: the table serves it"


def _relax(pattern: AccessPattern, resources: tuple[Resource, ...]) -> Iterator[str]:
    """Ask for less, or accept what it takes, where a key condition fits and something else does not."""
    for resource in resources:
        types = resource.table.attribute_types
        if isinstance(key_condition(pattern.conditions, resource.key, types), str):
            continue
        if resource.index and resource.index.kind == "global" and pattern.consistent_read:
            yield "leave out `consistent_read: true`"
        missing = [name for name in pattern.attributes if not resource.holds(name)]
        if missing:
            yield f"add {names_text(missing)} to the projection of {resource.name}"
            yield f"leave {names_text(missing)} out of the pattern's attributes"
        keys = (*resource.key.attributes, *resource.table.key.attributes)
        on_key = [c for c in pattern.filter if c.attribute in keys]
        if on_key:
            text = conditions_text(on_key, types)
            yield f"move {text} from the filter to the query"
        elif pattern.filter and pattern.max_waste <= 1:
            yield "accept the filter: `max_waste: 5` lets it read 5 items for each one it returns"


def _add_index(pattern: AccessPattern) -> Iterator[str]:
    """An index made for the question: an equality as its partition key, the rest as its sort key.

    An equality with a constant is no partition key: all items would share one partition.
    """
    asked = (*pattern.conditions, *pattern.filter)
    equal = [condition for condition in asked if condition.operator == "="]
    ranged = [condition.attribute for condition in asked if condition.operator != "="]
    several = [c.attribute for c in equal if isinstance(c.operands[0], Template)]
    if not several or len(ranged) > 1:
        return
    others = [c.attribute for c in equal if c.attribute != several[0]]
    sort_key = [*others, *ranged][:MOST_SORT_KEY_ATTRIBUTES]
    also = f" and sort key {names_text(sort_key)}" if sort_key else ""
    yield f"add an index with partition key '{several[0]}'{also}"
