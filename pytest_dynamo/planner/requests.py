"""A plan and its arguments as the requests of a low-level client, to the letter.

Table names are those of the design. The first page only: to follow `LastEvaluatedKey`, and to send
unprocessed items again, is up to whoever sends these.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import AccessPattern, Action, Generated, PatternKind, Value
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments, Clause, made_name
from pytest_dynamo.planner.expressions import (
    Aliases,
    condition_expression,
    conjunction,
    key_of,
    projection,
)
from pytest_dynamo.planner.plan import Operation, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One API request: its operation and the keyword arguments of boto3's low-level client."""

    operation: Operation
    arguments: dict[str, Any]


def requests(plan: Plan, arguments: Arguments) -> tuple[Request, ...]:
    """The requests of one performance: one, or one for each shard of a fan-out.

    Raises:
        DynamoError: A parameter or an item is missing.
    """
    return tuple(
        Request(operation=plan.operation, arguments=request)
        for request in _BUILDERS[plan.pattern.kind](plan, arguments)
    )


def shard_arguments(plan: Plan, arguments: Arguments) -> tuple[Arguments, ...]:
    """The arguments of each Query of a fan-out, in the order of the shards; else `arguments` alone."""
    shard = plan.pattern.fan_out
    if not shard:
        return (arguments,)
    return tuple(
        replace(arguments, parameters={**arguments.parameters, shard: number})
        for number in range(plan.shards)
    )


# ------------------------------------------------------------------------- queries and scans


def _queries(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    for shard in shard_arguments(plan, arguments):
        aliases = Aliases()
        condition = conjunction((*plan.partition, *plan.sort), aliases, shard.value_of)
        request = _read(plan, shard, aliases) | {"KeyConditionExpression": condition}
        if plan.pattern.newest_first:
            request["ScanIndexForward"] = False
        yield request | aliases.arguments()


def _scan(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    aliases = Aliases()
    yield _read(plan, arguments, aliases) | aliases.arguments()


def _read(plan: Plan, arguments: Arguments, aliases: Aliases) -> dict[str, Any]:
    """What a Query and a Scan have in common."""
    pattern = plan.pattern
    request: dict[str, Any] = {"TableName": plan.table.name}
    if plan.index:
        request["IndexName"] = plan.index.name
    if pattern.filter:
        request["FilterExpression"] = conjunction(pattern.filter, aliases, arguments.value_of)
    if pattern.limit is not None:
        request["Limit"] = pattern.limit
    return request | _returned(pattern, aliases)


def _returned(pattern: AccessPattern, aliases: Aliases) -> dict[str, Any]:
    request: dict[str, Any] = {}
    if pattern.attributes:
        request["ProjectionExpression"] = projection(pattern.attributes, aliases)
    if pattern.consistent_read:
        request["ConsistentRead"] = True
    return request


# --------------------------------------------------------------------------------- one item


def _get(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    (action,) = plan.pattern.actions
    aliases = Aliases()
    request = {"TableName": action.table, "Key": key_of(action.key, arguments.value_of)}
    yield request | _returned(plan.pattern, aliases) | aliases.arguments()


def _write(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    ((_, request),) = _steps(plan.pattern, arguments)
    yield request


def _steps(pattern: AccessPattern, arguments: Arguments) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each action's name in a transaction (`Put`, `ConditionCheck`, …), and what it takes there.

    PutItem, UpdateItem and DeleteItem take the same when they stand alone.
    """
    items = iter(arguments.items)
    for position, action in enumerate(pattern.actions):
        aliases = Aliases()
        request: dict[str, Any] = {"TableName": action.table}
        if action.kind == "put":
            request["Item"] = _next_item(pattern, items)
        else:
            request["Key"] = key_of(action.key, arguments.value_of)
        if action.kind == "update":
            expression = _update_expression(position, action, arguments, aliases)
            request |= {"UpdateExpression": expression} if expression else {}
        if action.condition:
            condition = condition_expression(action.condition, aliases, arguments.value_of)
            request["ConditionExpression"] = condition
        name = "ConditionCheck" if action.kind == "check" else action.kind.capitalize()
        yield name, request | aliases.arguments()


def _next_item(pattern: AccessPattern, items: Iterator[tuple[str, WireItem]]) -> WireItem:
    for _, item in items:
        return item
    puts = sum(action.kind == "put" for action in pattern.actions)
    msg = f"access pattern '{pattern.name}' puts {puts} item{'s' * (puts > 1)}, and was given fewer"
    raise DynamoError(msg)


def _update_expression(
    position: int, action: Action, arguments: Arguments, aliases: Aliases
) -> str:
    def assigned(clause: Clause, values: Mapping[str, Value], sign: str) -> list[str]:
        return [
            f"{aliases.name(name)}{sign}"
            f"{aliases.value(name, _assigned(position, clause, name, value, arguments))}"
            for name, value in values.items()
        ]

    clauses = {
        "SET": assigned("set", action.assign, " = "),
        "ADD": assigned("add", action.add, " "),
        "REMOVE": [aliases.name(name) for name in action.remove],
        "DELETE": assigned("delete", action.delete, " "),
    }
    return " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses.items() if parts)


def _assigned(
    position: int, clause: Clause, attribute: str, value: Value, arguments: Arguments
) -> object:
    """The value of one part of an update.

    ADD takes a number or a set, DELETE a set, so that a single text stands for the set of it.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
    """
    if isinstance(value, Generated):
        name = made_name(position, clause, attribute)
        if name not in arguments.parameters:
            msg = f"the update of '{attribute}' needs a value that is made: the parameter '{name}'"
            raise DynamoError(msg)
        assigned = arguments.parameters[name]
    else:
        assigned = arguments.value_of(value)
    lone = (str, bytes) if clause == "add" else (str, bytes, int, float)
    return {assigned} if clause != "set" and isinstance(assigned, lone) else assigned


# -------------------------------------------------------------------- batches and transactions


def _batch_get(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    (action,) = plan.pattern.actions
    aliases = Aliases()
    returned = _returned(plan.pattern, aliases) | aliases.arguments()
    keys = [item for _, item in arguments.items]
    yield {"RequestItems": {action.table: {"Keys": keys, **returned}}}


def _batch_write(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    (action,) = plan.pattern.actions
    if action.kind == "delete":
        entries = [{"DeleteRequest": {"Key": item}} for _, item in arguments.items]
    else:
        entries = [{"PutRequest": {"Item": item}} for _, item in arguments.items]
    yield {"RequestItems": {action.table: entries}}


def _transact_get(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    gets = []
    for action in plan.pattern.actions:
        aliases = Aliases()
        get = {"TableName": action.table, "Key": key_of(action.key, arguments.value_of)}
        if plan.pattern.attributes:
            get["ProjectionExpression"] = projection(plan.pattern.attributes, aliases)
        gets.append({"Get": get | aliases.arguments()})
    yield {"TransactItems": gets}


def _transact_write(plan: Plan, arguments: Arguments) -> Iterator[dict[str, Any]]:
    yield {"TransactItems": [{name: step} for name, step in _steps(plan.pattern, arguments)]}


_BUILDERS: Mapping[PatternKind, Callable[[Plan, Arguments], Iterator[dict[str, Any]]]] = {
    "get": _get,
    "query": _queries,
    "scan": _scan,
    "put": _write,
    "update": _write,
    "delete": _write,
    "batch_get": _batch_get,
    "batch_write": _batch_write,
    "transact_get": _transact_get,
    "transact_write": _transact_write,
}
