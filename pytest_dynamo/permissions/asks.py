"""What IAM is asked on behalf of a request, read off the request alone.

How the condition keys are filled in:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
Which action has which of them:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
What transactions ask:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.design.values import Design, KeySchema, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.actions import (
    ATTRIBUTES,
    ENCLOSING_OPERATION,
    LEADING_KEYS,
    RETURN_VALUES,
    SELECT,
)
from pytest_dynamo.permissions.expressions import equal_to, named_attributes
from pytest_dynamo.permissions.values import Ask, Whereabouts
from pytest_dynamo.planner.requests import Request

_Members: TypeAlias = Mapping[str, Any]
_Context: TypeAlias = dict[str, tuple[str, ...]]

_TRANSACTED = {
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


def asks_of(request: Request, design: Design, whereabouts: Whereabouts) -> tuple[Ask, ...]:
    """What IAM is asked: once for most requests, for each table of a batch, for each action of a transaction.

    Raises:
        DynamoError: The request is about a table or an index that the design does not have.
    """
    members, operation = request.arguments, request.operation
    match operation:
        case "Query" | "Scan":
            return (_of_reading(operation, members, design, whereabouts),)
        case "BatchGetItem" | "BatchWriteItem":
            return tuple(
                _of_batch(operation, name, part, design, whereabouts)
                for name, part in members["RequestItems"].items()
            )
        case "TransactGetItems" | "TransactWriteItems":
            return tuple(_of_transaction(operation, members, design, whereabouts))
    return (_of_one(operation, members, design, whereabouts),)


def _of_reading(operation: str, members: _Members, design: Design, whereabouts: Whereabouts) -> Ask:
    table = _table(members["TableName"], design)
    index = members.get("IndexName")
    if index is not None and index not in table.indexes:
        msg = f"the request reads index '{index}', which {table.name} does not have{nearest(index, [*table.indexes])}"
        raise DynamoError(msg)
    context: _Context = {}
    if operation == "Query":
        schema = table.key_of(index)
        value = equal_to(members, schema.partition_key[0])
        context |= _leading(table, schema, [{schema.partition_key[0]: value}] if value else [])
    return Ask(
        action=f"dynamodb:{operation}",
        resource=whereabouts.index_arn(table.name, index)
        if index
        else whereabouts.table_arn(table.name),
        context=context | _attributes(named_attributes(members)) | _selected(members),
    )


def _of_one(operation: str, members: _Members, design: Design, whereabouts: Whereabouts) -> Ask:
    table = _table(members["TableName"], design)
    item: _Members = members.get("Item") or members.get("Key") or {}
    context = _leading(table, table.key, [item])
    context |= _attributes([*item, *named_attributes(members)])
    if operation == "GetItem":
        context |= _selected(members)
    else:
        context[RETURN_VALUES] = (members.get("ReturnValues", "NONE"),)
    return Ask(
        action=f"dynamodb:{operation}",
        resource=whereabouts.table_arn(table.name),
        context=context,
    )


def _of_batch(
    operation: str,
    name: str,
    part: Any,  # noqa: ANN401 - a mapping or a list
    design: Design,
    whereabouts: Whereabouts,
) -> Ask:
    table = _table(name, design)
    if operation == "BatchGetItem":
        items: list[_Members] = part["Keys"]
        more, selected = named_attributes(part), _selected(part)
    else:
        bodies = [body for one in part for body in one.values()]
        items = [body.get("Item") or body.get("Key") for body in bodies]
        more, selected = (), {}
    names = [name for item in items for name in item]
    return Ask(
        action=f"dynamodb:{operation}",
        resource=whereabouts.table_arn(table.name),
        context=_leading(table, table.key, items) | _attributes([*names, *more]) | selected,
    )


def _of_transaction(
    operation: str, members: _Members, design: Design, whereabouts: Whereabouts
) -> Iterator[Ask]:
    for step in members["TransactItems"]:
        for kind, body in step.items():
            action = _TRANSACTED[kind]
            ask = _of_one(action, body, design, whereabouts)
            context = dict(ask.context)
            if action != "ConditionCheckItem":
                context[ENCLOSING_OPERATION] = (operation,)
            yield Ask(action=ask.action, resource=ask.resource, context=context)


def _table(name: str, design: Design) -> Table:
    if name not in design.tables:
        near = nearest(name, [*design.tables]) or f"; there are {', '.join(design.tables)}"
        msg = f"the request is about table '{name}', which {design.name} does not have{near}"
        raise DynamoError(msg)
    return design.tables[name]


def _leading(table: Table, schema: KeySchema, items: Iterable[_Members]) -> _Context:
    """The partition keys of a request.

    What is filled in for numbers, binary values and keys of several attributes is not documented: nothing, we take it.
    """
    name, *others = schema.partition_key
    if others or table.attribute_types[name] != "S":
        return {}
    keys = tuple(dict.fromkeys(item[name]["S"] for item in items))
    return {LEADING_KEYS: keys} if keys else {}


def _attributes(names: Iterable[str]) -> _Context:
    found = tuple(dict.fromkeys(names))
    return {ATTRIBUTES: found} if found else {}


def _selected(members: _Members) -> _Context:
    """What a read selects; without a word everything, or everything that the index has.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    """
    if "Select" in members:
        return {SELECT: (members["Select"],)}
    if "ProjectionExpression" in members:
        return {SELECT: ("SPECIFIC_ATTRIBUTES",)}
    return {SELECT: ("ALL_PROJECTED_ATTRIBUTES" if "IndexName" in members else "ALL_ATTRIBUTES",)}
