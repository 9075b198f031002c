"""A plan and its arguments as the requests of a low-level client, to the letter.

Table names are those of the design. The first page only: to follow `LastEvaluatedKey`, and to send
unprocessed items again, is up to whoever sends these.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pytest_dynamo.design.values import AccessPattern, PatternKind
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.blanks import Blank, form_of, key_of, operand_value
from pytest_dynamo.planner.expressions import Aliases, conjunction, projection
from pytest_dynamo.planner.plan import Operation, Plan
from pytest_dynamo.planner.writes import steps_of


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


# ------------------------------------------------------------------------- queries and scans


def _query(plan: Plan) -> Blank:
    aliases = Aliases()
    condition = conjunction((*plan.partition, *plan.sort), aliases, operand_value)
    request = _read(plan, aliases) | {"KeyConditionExpression": condition}
    if plan.pattern.newest_first:
        request["ScanIndexForward"] = False
    return form_of(request, aliases)


def _scan(plan: Plan) -> Blank:
    aliases = Aliases()
    return form_of(_read(plan, aliases), aliases)


def _read(plan: Plan, aliases: Aliases) -> dict[str, Any]:
    """What a Query and a Scan have in common."""
    pattern = plan.pattern
    request: dict[str, Any] = {"TableName": plan.table.name}
    if plan.index:
        request["IndexName"] = plan.index.name
    if pattern.filter:
        request["FilterExpression"] = conjunction(pattern.filter, aliases, operand_value)
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
    return form_of(request, aliases, Key=key_of(action))


def _write(plan: Plan) -> Blank:
    ((_, request),) = steps_of(plan.pattern)
    return request


# -------------------------------------------------------------------- batches and transactions


def _batch_get(plan: Plan) -> Blank:
    (action,) = plan.pattern.actions
    aliases = Aliases()
    table = form_of(_returned(plan.pattern, aliases), aliases)
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
        gets.append(("Get", form_of(get, aliases, Key=key_of(action))))
    return _transaction(gets)


def _transact_write(plan: Plan) -> Blank:
    return _transaction(list(steps_of(plan.pattern)))


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
