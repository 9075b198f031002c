"""What came of one performance of an access pattern, and what has to come of it."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_dynamo.design.attribute_value import WireItem, item_from_wire, item_to_wire, to_wire
from pytest_dynamo.design.values import Action, Design, Generated, Value
from pytest_dynamo.measure.call import Call
from pytest_dynamo.planner.arguments import Arguments, made_name
from pytest_dynamo.planner.expected import expected_rows
from pytest_dynamo.planner.expressions import key_of
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.guarding.limits import lines_over

ItemOf: TypeAlias = Callable[[str, WireItem], WireItem | None]
"""The item that is stored in a table of the design under a key, None if there is none."""

_READS = frozenset({"GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"})
_MOST_ROWS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One performance: `items` is all there was before, `rows` what came back."""

    design: Design
    plan: Plan
    arguments: Arguments
    items: Sequence[tuple[str, WireItem]]
    calls: Sequence[Call]
    rows: Sequence[WireItem]


def what_is_wrong(outcome: Outcome, item_of: ItemOf) -> str | None:
    """The first thing that is not as the design says, as the end of "access pattern 'x' …"."""
    return (
        _wrong_operation(outcome)
        or _wrong_rows(outcome)
        or _wrong_items(outcome, item_of)
        or _over_budget(outcome)
    )


def _wrong_operation(outcome: Outcome) -> str | None:
    plan = outcome.plan
    planned = (plan.operation, plan.index.name if plan.index else None)
    for call in outcome.calls:
        if (call.operation, call.index) != planned:
            used = call.index or call.table
            return (
                f"is planned as {plan.operation} on {plan.on}, and was {call.operation} on {used}"
            )
    return None if outcome.calls else "sent no request"


# ----------------------------------------------------------------------------------------- reads


def _wrong_rows(outcome: Outcome) -> str | None:
    plan, rows = outcome.plan, outcome.rows
    if plan.operation not in _READS:
        return None
    tables = {plan.table.name, *(action.table for action in plan.pattern.actions)}
    stored = [item for table, item in outcome.items if table in tables]
    expected = expected_rows(plan, outcome.arguments, stored)
    if not rows:
        return f"returned nothing{_why_nothing(outcome, expected, len(stored))}"
    if plan.operation == "Scan" and plan.pattern.limit is not None:
        return None  # which items come first is up to DynamoDB
    got, wanted = Counter(map(_text, rows)), Counter(map(_text, expected))
    if got != wanted:
        return _difference(got, wanted)
    if plan.operation == "Query" and _sort_keys(plan, rows) != _sort_keys(plan, expected):
        order = "newest first" if plan.pattern.newest_first else "in the order of the sort key"
        return f"returned the right rows, but not {order}"
    return None


def _why_nothing(outcome: Outcome, expected: Sequence[WireItem], count: int) -> str:
    given = outcome.arguments.parameters.items()
    parameters = ", ".join(f"{name} = {value!r}" for name, value in given) or "none"
    if expected:
        return f", expected {_count(expected)}\n  parameters  {parameters}"
    entities = " or ".join(outcome.plan.pattern.returns) or "item"
    return (
        f": no {entities} among the {count} items made has such a key\n"
        f"  parameters  {parameters}\n"
        f"To fix this, compare the pattern's key with the templates of {entities}."
    )


def _difference(got: Counter[str], wanted: Counter[str]) -> str:
    lines = [f"returned {_count(list(got.elements()))}, expected {_count(list(wanted.elements()))}"]
    for word, texts in (("missing", wanted - got), ("too many", got - wanted)):
        lines += [f"  {word:<10}{text}" for text in list(texts.elements())[:_MOST_ROWS_SHOWN]]
    return "\n".join(lines)


def _count(rows: Sequence[object]) -> str:
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'}"


def _sort_keys(plan: Plan, rows: Sequence[WireItem]) -> list[str]:
    """The sort keys of the rows; rows that share one may come in any order."""
    names = plan.table.key_of(plan.index.name if plan.index else None).sort_key
    return [_text({name: row[name] for name in names if name in row}) for row in rows]


def _text(item: Mapping[str, Any]) -> str:
    """An item as text that is equal for equal items, however numbers and sets are written."""
    plain = item_to_wire(item_from_wire(item))
    return json.dumps(plain, sort_keys=True, default=lambda content: b64encode(content).decode())


# ---------------------------------------------------------------------------------------- writes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What must be stored under a key.

    `attributes` may be some of the item's; None stands for one that must be absent. They are None
    altogether where there must be no item.
    """

    table: str
    key: WireItem
    attributes: Mapping[str, Any] | None


def _wrong_items(outcome: Outcome, item_of: ItemOf) -> str | None:
    """What is stored after a write, compared with what was sent."""
    if outcome.plan.operation in _READS:
        return None
    for written in _written(outcome):
        problem = _stored_otherwise(item_of(written.table, written.key), written.attributes)
        if problem:
            return f"{problem}\n  key  {item_from_wire(written.key)}"
    return None


def _written(outcome: Outcome) -> Iterator[_Written]:
    items = iter(outcome.arguments.items)
    for position, action in enumerate(outcome.plan.pattern.actions):
        names = outcome.design.tables[action.table].key.attributes
        if outcome.plan.operation == "BatchWriteItem":
            for table, item in items:
                key = {name: item[name] for name in names}
                kept = item if action.kind == "put" else None
                yield _Written(table=table, key=key, attributes=kept)
        elif action.kind == "put":
            table, item = next(items)
            key = {name: item[name] for name in names}
            yield _Written(table=table, key=key, attributes=item)
        elif action.kind != "check":
            key = key_of(action.key, outcome.arguments.value_of)
            is_gone = action.kind == "delete"
            left = None if is_gone else _assigned(action, position, outcome.arguments)
            yield _Written(table=action.table, key=key, attributes=left)


def _assigned(action: Action, position: int, arguments: Arguments) -> dict[str, Any]:
    """What an update sets and removes; what it adds depends on what was there before."""

    def value_of(attribute: str, value: Value) -> object:
        if isinstance(value, Generated):
            return arguments.parameters[made_name(position, "set", attribute)]
        return arguments.value_of(value)

    assigned: dict[str, Any] = {
        name: to_wire(value_of(name, value)) for name, value in action.assign.items()
    }
    return assigned | dict.fromkeys(action.remove)


def _stored_otherwise(item: WireItem | None, expected: Mapping[str, Any] | None) -> str | None:
    if expected is None:
        return None if item is None else "left an item behind that it deletes"
    if item is None:
        return "stored nothing"
    for name, value in expected.items():
        stored = item.get(name)
        if stored is None or value is None:
            is_same = stored is value
        else:
            is_same = _text({name: stored}) == _text({name: value})
        if not is_same:
            return f"stored {name} as {stored}, where {value} was sent"
    return None


# --------------------------------------------------------------------------------------- budget


def _over_budget(outcome: Outcome) -> str | None:
    pattern, calls = outcome.plan.pattern, outcome.calls
    over = list(lines_over(calls, pattern.budget, word="budget"))
    if over:
        return "\n".join(["exceeds its budget", *over])
    examined = sum(call.items_examined for call in calls)
    if pattern.filter and examined > pattern.max_waste * len(outcome.rows):
        return (
            f"examines {examined} items to return {len(outcome.rows)}, "
            f"which is more than its max_waste of {pattern.max_waste:g}"
        )
    return None
