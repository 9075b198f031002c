"""Access patterns as the plain values of a design file."""

from typing import Any

from pytest_dynamo.design.values import AccessPattern, Action, Budget, Condition
from pytest_dynamo.design.writing.shapes import distribution, number, plain
from pytest_dynamo.design.writing.values import value_document


def pattern_document(pattern: AccessPattern, *, is_table_named: bool) -> dict[str, Any]:
    """The access pattern as it stands in a design file, with its table where there are several."""
    names_entity = pattern.kind in ("put", "batch_get", "batch_write")  # which knows its table
    in_steps = pattern.kind.startswith("transact")  # each of which has one of its own
    settings: dict[str, Any] = {
        "description": pattern.description,
        "table": pattern.table if is_table_named and not (names_entity or in_steps) else None,
        "index": pattern.index,
        pattern.kind: _operation(pattern, is_table_named=is_table_named),
        "condition": None if in_steps or not pattern.actions else pattern.actions[0].condition,
        "returns": pattern.returns[0] if len(pattern.returns) == 1 else list(pattern.returns),
        "filter": _conditions(pattern.filter),
        "attributes": list(pattern.attributes),
        "newest_first": pattern.newest_first,
        "limit": pattern.limit,
        "consistent_read": pattern.consistent_read,
        "keys": {name: distribution(each) for name, each in pattern.keys.items()},
        "parameters": {name: value_document(each) for name, each in pattern.parameters.items()},
        "max_waste": number(pattern.max_waste) if pattern.max_waste != 1 else None,
        "allow_scan": pattern.allow_scan,
        "fan_out": pattern.fan_out,
        "rate": number(pattern.rate) if pattern.rate != 1 else None,
        "budget": _budget(pattern.budget),
    }
    kept = (pattern.kind, "condition", "fan_out")  # which may be empty texts
    return {
        name: each for name, each in settings.items() if each or (name in kept and each is not None)
    }


def _operation(pattern: AccessPattern, *, is_table_named: bool) -> Any:  # noqa: ANN401 - of several shapes
    match pattern.kind:
        case "scan":
            return True
        case "query":
            return _conditions(pattern.conditions)
        case "batch_get":
            return {"of": pattern.actions[0].entity, "count": pattern.count}
        case "batch_write":
            action = pattern.actions[0]
            return {action.kind: action.entity, "count": pattern.count}
        case "transact_get" | "transact_write":
            return [_step(action, is_table_named=is_table_named) for action in pattern.actions]
    return _action(pattern.actions[0])


def _step(action: Action, *, is_table_named: bool) -> dict[str, Any]:
    document: dict[str, Any] = {action.kind: _action(action)}
    if action.condition is not None:
        document["condition"] = action.condition
    if is_table_named and action.kind != "put":
        document["table"] = action.table
    return document


def _action(action: Action) -> Any:  # noqa: ANN401 - the name of an entity, a key or clauses
    if action.kind == "put":
        return action.entity
    key = {name: plain(value) for name, value in action.key.items()}
    if action.kind != "update":
        return key
    clauses: dict[str, Any] = {
        "set": {name: value_document(value) for name, value in action.assign.items()},
        "add": {name: value_document(value) for name, value in action.add.items()},
        "remove": list(action.remove),
        "delete": {name: value_document(value) for name, value in action.delete.items()},
    }
    return {"key": key} | {name: clause for name, clause in clauses.items() if clause}


def _conditions(conditions: tuple[Condition, ...]) -> dict[str, Any]:
    return {condition.attribute: _comparison(condition) for condition in conditions}


def _comparison(condition: Condition) -> Any:  # noqa: ANN401 - a scalar or a mapping
    operands = [plain(operand) for operand in condition.operands]
    if condition.operator == "=":
        return operands[0]
    return {condition.operator: operands if condition.operator == "between" else operands[0]}


def _budget(budget: Budget) -> dict[str, Any]:
    settings = {
        "read_units": budget.read_units,
        "write_units": budget.write_units,
        "items_examined": budget.items_examined,
        "pages": budget.pages,
        "calls": budget.calls,
    }
    return {name: number(each) for name, each in settings.items() if each is not None}
