"""What an access pattern has to return, worked out by looking at every item.

An oracle for tests: it goes over all items one by one with Python's own comparisons, and shares
nothing with the requests it judges but the values of the parameters.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from pytest_dynamo.design.attribute_value import AttributeValue, WireItem, to_wire
from pytest_dynamo.design.values import Action, Condition, Index, KeySchema, Table
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan

COMPARE = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def expected_rows(
    plan: Plan, arguments: Arguments, items: Iterable[WireItem]
) -> tuple[WireItem, ...]:
    """The rows that the pattern has to return, in order, out of all `items` of its table.

    A Query is ordered by sort key, items with equal sort keys by the key of the table (DynamoDB
    leaves open how those follow each other), a fan-out shard by shard. A Scan and a batch keep the
    order of `items`. Writes return nothing.
    """
    pattern = plan.pattern
    match pattern.kind:
        case "query":
            stored = tuple(items)
            rows = [
                row for shard in _shards(plan, arguments) for row in _queried(plan, shard, stored)
            ]
        case "scan":
            entries = [item for item in items if _is_in(plan.index, item, plan.table)]
            rows = _filtered(plan, arguments, entries[: pattern.limit])
        case "get" | "transact_get":
            stored = tuple(items)
            rows = [
                item
                for action in pattern.actions
                for item in stored
                if _has_key(item, _key(action, arguments))
            ]
        case "batch_get":
            keys = [key for _, key in arguments.items]
            rows = [item for item in items if any(_has_key(item, key) for key in keys)]
        case _:
            rows = []
    return tuple(_returned(plan, item) for item in rows)


def _shards(plan: Plan, arguments: Arguments) -> list[Arguments]:
    if plan.pattern.fan_out is None:
        return [arguments]
    return [
        Arguments(
            parameters={**arguments.parameters, plan.pattern.fan_out: number}, raw=arguments.raw
        )
        for number in range(plan.shards)
    ]


def _queried(plan: Plan, arguments: Arguments, items: Sequence[WireItem]) -> list[WireItem]:
    key = plan.index.key if plan.index else plan.table.key
    found = [
        item
        for item in items
        if _is_in(plan.index, item, plan.table)
        and all(_holds(condition, item, arguments) for condition in plan.pattern.conditions)
    ]
    found.sort(key=lambda item: _place(item, key, plan.table), reverse=plan.pattern.newest_first)
    # The limit counts items examined, before the filter throws any away:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Other.html
    return _filtered(plan, arguments, found[: plan.pattern.limit])


def _filtered(plan: Plan, arguments: Arguments, items: Iterable[WireItem]) -> list[WireItem]:
    return [
        item
        for item in items
        if all(_holds(condition, item, arguments) for condition in plan.pattern.filter)
    ]


def _is_in(index: Index | None, item: WireItem, table: Table) -> bool:
    """Whether the item has an entry in the index: it has every key attribute, each of its type.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-general-sparse-indexes.html
    """
    if index is None:
        return True
    return all(
        name in item and table.attribute_types.get(name, "S") in item[name]
        for name in index.key.attributes
    )


def _holds(condition: Condition, item: WireItem, arguments: Arguments) -> bool:
    if condition.attribute not in item:
        return False
    kind, value = _comparable(item[condition.attribute])
    operands = [_comparable(to_wire(arguments.value_of(o))) for o in condition.operands]
    if any(other != kind for other, _ in operands):
        return False
    if condition.operator == "begins_with":
        return bool(value.startswith(operands[0][1]))
    if condition.operator == "between":
        return bool(operands[0][1] <= value <= operands[1][1])
    return bool(COMPARE[condition.operator](value, operands[0][1]))


def _comparable(attribute_value: AttributeValue) -> tuple[str, Any]:
    """The type, and something Python orders as DynamoDB does: text by its UTF-8 bytes."""
    ((kind, value),) = attribute_value.items()
    match kind:
        case "S":
            return kind, value.encode()
        case "N":
            return kind, Decimal(value)
    return kind, value


def _place(item: WireItem, key: KeySchema, table: Table) -> list[Any]:
    names = (*key.sort_key, *table.key.attributes)
    return [_comparable(item[name])[1] for name in names]


def _key(action: Action, arguments: Arguments) -> WireItem:
    return {name: to_wire(arguments.value_of(value)) for name, value in action.key.items()}


def _has_key(item: WireItem, key: WireItem) -> bool:
    return all(item.get(name) == value for name, value in key.items())


def _returned(plan: Plan, item: WireItem) -> WireItem:
    """The part of the item that is in the index and that the pattern asks for."""
    return {
        name: value
        for name, value in item.items()
        if _is_projected(name, plan)
        and (not plan.pattern.attributes or name in plan.pattern.attributes)
    }


def _is_projected(name: str, plan: Plan) -> bool:
    index, wanted = plan.index, plan.pattern.attributes
    if index is None or index.projection.kind == "ALL" or (index.kind == "local" and wanted):
        return True
    kept = {*index.key.attributes, *plan.table.key.attributes, *index.projection.attributes}
    return name in kept
