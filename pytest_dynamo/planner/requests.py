"""A plan and its arguments as the requests of a low-level client, to the letter.

Table names are those of the design. The first page only: to follow `LastEvaluatedKey`, and to send
unprocessed items again, is up to whoever sends these.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pytest_dynamo.design.attribute_value import WireItem, to_wire
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Constant,
    Generated,
    PatternKind,
    Value,
)
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments, Clause, as_stored, made_name
from pytest_dynamo.planner.expressions import (
    Aliases,
    condition_expression,
    conjunction,
    projection,
)
from pytest_dynamo.planner.plan import Operation, Plan

Blank: TypeAlias = Callable[[Arguments], dict[str, Any]]
"""What arguments fill in: an attribute value, a key, an item, or a whole request."""


@dataclass(slots=True, kw_only=True)
class Request:
    """One API request: its operation and the keyword arguments of boto3's low-level client.

    Nobody changes one; that it is not frozen is because a load test makes one for every request.
    """

    operation: Operation
    arguments: dict[str, Any]


class RequestMaker:
    """Makes the requests of a plan; all but what depends on the arguments is worked out once.

    That part the requests share, so it is not to be changed in them.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._fill = _FORMS[plan.pattern.kind](plan)

    def requests(self, arguments: Arguments) -> tuple[Request, ...]:
        """The requests of one performance: one, or one for each shard of a fan-out.

        Raises:
            DynamoError: A parameter or an item is missing.
        """
        plan = self._plan
        if not plan.pattern.fan_out:
            return (Request(operation=plan.operation, arguments=self._fill(arguments)),)
        return tuple(
            [
                Request(operation=plan.operation, arguments=self._fill(shard))
                for shard in shard_arguments(plan, arguments)
            ]
        )


def requests(plan: Plan, arguments: Arguments) -> tuple[Request, ...]:
    """The requests of one performance, as `RequestMaker` makes them.

    Raises:
        DynamoError: A parameter or an item is missing.
    """
    return RequestMaker(plan).requests(arguments)


def shard_arguments(plan: Plan, arguments: Arguments) -> tuple[Arguments, ...]:
    """The arguments of each Query of a fan-out, in the order of the shards; else `arguments` alone."""
    shard = plan.pattern.fan_out
    if not shard:
        return (arguments,)
    return tuple(
        replace(arguments, parameters={**arguments.parameters, shard: number})
        for number in range(plan.shards)
    )


# ------------------------------------------------------------------------------------- blanks


def _value(operand: Template | Constant) -> Blank:
    """The attribute value of a constant, or of a template filled in."""
    if isinstance(operand, Constant):
        constant = to_wire(operand.value)
        return lambda _: constant
    fill = operand.filler()

    def value(arguments: Arguments) -> dict[str, Any]:
        try:
            filled = fill(arguments.parameters, arguments.raw or arguments.parameters)
        except KeyError:
            filled = arguments.value_of(operand)  # which says what is missing
        return to_wire(as_stored(filled))

    return value


def _key(action: Action) -> Blank:
    values = [(name, _value(operand)) for name, operand in action.key.items()]
    return lambda arguments: {name: value(arguments) for name, value in values}


def _item(pattern: AccessPattern, position: int) -> Blank:
    """The item of the put that is the n-th of the pattern's puts."""

    def item(arguments: Arguments) -> WireItem:
        if position < len(arguments.items):
            return arguments.items[position][1]
        puts = sum(action.kind == "put" for action in pattern.actions)
        msg = f"access pattern '{pattern.name}' puts {puts} item{'s' * (puts > 1)}, and was given fewer"
        raise DynamoError(msg)

    return item


def _form(members: Mapping[str, Any], aliases: Aliases, **blanks: Blank) -> Blank:
    """A request: members that are always the same, blanks, and what its expressions refer to."""
    fixed = dict(members)
    if aliases.names:
        fixed["ExpressionAttributeNames"] = aliases.names
    values: list[tuple[str, Any]] = list(aliases.values.items())
    others = list(blanks.items())

    def request(arguments: Arguments) -> dict[str, Any]:
        filled = dict(fixed)
        for name, blank in others:
            filled[name] = blank(arguments)
        if values:
            filled["ExpressionAttributeValues"] = {
                alias: value(arguments) for alias, value in values
            }
        return filled

    return request


# ------------------------------------------------------------------------- queries and scans


def _query(plan: Plan) -> Blank:
    aliases = Aliases()
    condition = conjunction((*plan.partition, *plan.sort), aliases, _value)
    request = _read(plan, aliases) | {"KeyConditionExpression": condition}
    if plan.pattern.newest_first:
        request["ScanIndexForward"] = False
    return _form(request, aliases)


def _scan(plan: Plan) -> Blank:
    aliases = Aliases()
    return _form(_read(plan, aliases), aliases)


def _read(plan: Plan, aliases: Aliases) -> dict[str, Any]:
    """What a Query and a Scan have in common."""
    pattern = plan.pattern
    request: dict[str, Any] = {"TableName": plan.table.name}
    if plan.index:
        request["IndexName"] = plan.index.name
    if pattern.filter:
        request["FilterExpression"] = conjunction(pattern.filter, aliases, _value)
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


def _get(plan: Plan) -> Blank:
    (action,) = plan.pattern.actions
    aliases = Aliases()
    request = {"TableName": action.table} | _returned(plan.pattern, aliases)
    return _form(request, aliases, Key=_key(action))


def _write(plan: Plan) -> Blank:
    ((_, request),) = _steps(plan.pattern)
    return request


def _steps(pattern: AccessPattern) -> Iterator[tuple[str, Blank]]:
    """Each action's name in a transaction (`Put`, `ConditionCheck`, …), and what it takes there.

    PutItem, UpdateItem and DeleteItem take the same when they stand alone.
    """
    puts = 0
    for position, action in enumerate(pattern.actions):
        aliases = Aliases()
        request: dict[str, Any] = {"TableName": action.table}
        if action.kind == "update":
            expression = _update_expression(position, action, aliases)
            request |= {"UpdateExpression": expression} if expression else {}
        if action.condition:
            request["ConditionExpression"] = condition_expression(action.condition, aliases, _value)
        if action.kind == "put":
            yield "Put", _form(request, aliases, Item=_item(pattern, puts))
            puts += 1
        else:
            name = "ConditionCheck" if action.kind == "check" else action.kind.capitalize()
            yield name, _form(request, aliases, Key=_key(action))


def _update_expression(position: int, action: Action, aliases: Aliases) -> str:
    def assigned(clause: Clause, values: Mapping[str, Value], sign: str) -> list[str]:
        return [
            f"{aliases.name(name)}{sign}"
            f"{aliases.value(name, _written(position, clause, name, value))}"
            for name, value in values.items()
        ]

    clauses = {
        "SET": assigned("set", action.assign, " = "),
        "ADD": assigned("add", action.add, " "),
        "REMOVE": [aliases.name(name) for name in action.remove],
        "DELETE": assigned("delete", action.delete, " "),
    }
    return " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses.items() if parts)


def _written(position: int, clause: Clause, attribute: str, value: Value) -> Blank:
    return lambda arguments: to_wire(_assigned(position, clause, attribute, value, arguments))


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


def _batch_get(plan: Plan) -> Blank:
    (action,) = plan.pattern.actions
    aliases = Aliases()
    table = _form(_returned(plan.pattern, aliases), aliases)
    return lambda arguments: {
        "RequestItems": {
            action.table: {"Keys": [item for _, item in arguments.items], **table(arguments)}
        }
    }


def _batch_write(plan: Plan) -> Blank:
    (action,) = plan.pattern.actions
    kind, member = ("DeleteRequest", "Key") if action.kind == "delete" else ("PutRequest", "Item")
    return lambda arguments: {
        "RequestItems": {action.table: [{kind: {member: item}} for _, item in arguments.items]}
    }


def _transact_get(plan: Plan) -> Blank:
    gets = []
    for action in plan.pattern.actions:
        aliases = Aliases()
        get = {"TableName": action.table}
        if plan.pattern.attributes:
            get["ProjectionExpression"] = projection(plan.pattern.attributes, aliases)
        gets.append(("Get", _form(get, aliases, Key=_key(action))))
    return _transaction(gets)


def _transact_write(plan: Plan) -> Blank:
    return _transaction(list(_steps(plan.pattern)))


def _transaction(steps: list[tuple[str, Blank]]) -> Blank:
    return lambda arguments: {"TransactItems": [{name: step(arguments)} for name, step in steps]}


_FORMS: Mapping[PatternKind, Callable[[Plan], Blank]] = {
    "get": _get,
    "query": _query,
    "scan": _scan,
    "put": _write,
    "update": _write,
    "delete": _write,
    "batch_get": _batch_get,
    "batch_write": _batch_write,
    "transact_get": _transact_get,
    "transact_write": _transact_write,
}
