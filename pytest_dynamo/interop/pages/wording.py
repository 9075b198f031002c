"""What pages say of entities, keys and access patterns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Constant,
    Design,
    Entity,
    Index,
    Projection,
    Table,
)
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.wording import conditions_text, key_text, operand_text, setting_text

NONE = "–"


def entities_of(design: Design, table: Table) -> tuple[Entity, ...]:
    """The entities of a table, in the order of the file."""
    return tuple(each for each in design.entities.values() if each.table == table.name)


def is_in(entity: Entity, index: Index) -> bool:
    """Whether items of an entity can be in an index: those with all attributes of its key."""
    return all(name in entity.attributes for name in index.key.attributes)


def value_text(entity: Entity, name: str) -> str:
    """How an attribute's value is made: its template, its constant, or `{name}`."""
    if name not in entity.attributes:
        return ""
    value = entity.attributes[name].value
    if isinstance(value, Template):
        return str(value)
    return str(value.value) if isinstance(value, Constant) else f"{{{name}}}"


def values_text(entity: Entity, names: Iterable[str]) -> str:
    """The values of several attributes, joined by `+`."""
    return " + ".join(text for name in names if (text := value_text(entity, name)))


def projection_text(projection: Projection) -> str:
    """What an index holds beside keys."""
    if projection.kind == "INCLUDE":
        return f"INCLUDE {', '.join(projection.attributes)}"
    return projection.kind


def patterns_of(
    plans: Mapping[str, Plan | NotServed], table: Table, index: Index
) -> tuple[str, ...]:
    """The access patterns that read an index, whether they name it or it is found for them."""
    return tuple(
        name
        for name, each in plans.items()
        if isinstance(each, Plan) and each.table.name == table.name and each.index == index
    )


def on_text(design: Design, outcome: Plan | NotServed) -> str:
    """The table or index that serves a pattern; a table by its name where there are several."""
    if isinstance(outcome, NotServed):
        return NONE
    return outcome.on if outcome.index or len(design.tables) > 1 else "table"


def operation_text(outcome: Plan | NotServed) -> str:
    """The operation that serves a pattern, or nothing."""
    if isinstance(outcome, NotServed):
        return NONE
    return f"{outcome.shards} × Query" if outcome.shards > 1 else outcome.operation


def key_condition_text(outcome: Plan | NotServed, table: Table) -> str:
    """By which keys a pattern finds its items."""
    if isinstance(outcome, NotServed):
        return "not served"
    pattern = outcome.pattern
    if not pattern.actions:
        conditions = (*outcome.partition, *outcome.sort)
        return conditions_text(conditions, table.attribute_types) or "none: it reads everything"
    times = f"{pattern.count} × " if pattern.count > 1 else ""
    return times + "; ".join(_action_text(pattern, each, table) for each in pattern.actions)


def reading_text(pattern: AccessPattern) -> str:
    """How a pattern reads, where it is not as DynamoDB does by itself."""
    words = {
        "newest first": pattern.newest_first,
        f"at most {pattern.limit} items": pattern.limit is not None,
        "consistent read": pattern.consistent_read,
        f"only {', '.join(pattern.attributes)}": bool(pattern.attributes),
        f"a Scan is allowed: {pattern.allow_scan}": bool(pattern.allow_scan),
    }
    return ", ".join(word for word, is_so in words.items() if is_so)


def budget_text(pattern: AccessPattern) -> str:
    """What one performance may take."""
    budget = pattern.budget
    units = {"RCU": budget.read_units, "WCU": budget.write_units}
    counts = {"item": budget.items_examined, "page": budget.pages, "call": budget.calls}
    limits = [f"{limit:g} {unit}" for unit, limit in units.items() if limit is not None]
    for unit, count in counts.items():
        if count is not None:
            limits.append(f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s")
    return ", ".join(limits)


def collections_of(design: Design, table: Table) -> Mapping[str, Sequence[Entity]]:
    """The entities of a table by how their partition key is made: who shares item collections."""
    found: dict[str, list[Entity]] = {}
    for entity in entities_of(design, table):
        found.setdefault(values_text(entity, table.key.partition_key), []).append(entity)
    return found


def key_line(index: Index | Table) -> str:
    """The attributes of a key, in parentheses."""
    return key_text(index.key)


def _action_text(pattern: AccessPattern, action: Action, table: Table) -> str:
    is_step = len(pattern.actions) > 1
    verb = f"{action.kind} " if is_step or action.entity else ""
    text = f"{verb}{action.entity}" if action.entity else f"{verb}{_key(action, table)}"
    text = ", ".join([text, *_clauses(action)])
    return f"{text} if {action.condition}" if action.condition else text


def _key(action: Action, table: Table) -> str:
    return " and ".join(
        f"{name} = {operand_text(value, table.attribute_types.get(name))}"
        for name, value in action.key.items()
    )


def _clauses(action: Action) -> Iterator[str]:
    """What an update does to attributes."""
    clauses = {"set": action.assign, "add": action.add, "delete": action.delete}
    for word, values in clauses.items():
        if values:
            made = ", ".join(setting_text(name, value) for name, value in values.items())
            yield f"{word} {made}"
    if action.remove:
        yield f"remove {', '.join(action.remove)}"
