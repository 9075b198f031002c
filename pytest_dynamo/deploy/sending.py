"""An access pattern's requests, sent as an application sends them: every page, every item."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias, get_args

from botocore import xform_name

from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Operation, Plan
from pytest_dynamo.planner.requests import Request, requests

Answer: TypeAlias = Mapping[str, Any]

METHODS: Mapping[Operation, str] = {name: xform_name(name) for name in get_args(Operation)}
"""The methods of a low-level client."""

MOST_TRIES = 6
"""How often a batch is sent in all, as long as some of it is not processed."""

_BATCHES = frozenset({"BatchGetItem", "BatchWriteItem"})

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html: what was not
# processed is to be sent again, with exponential back-off.
_FIRST_DELAY_SECONDS = 0.05


def answers(
    plan: Plan,
    arguments: Arguments,
    client: object,
    names: Mapping[str, str] | None = None,
    **extra: object,
) -> Iterator[Answer]:
    """Perform an access pattern once; each answer comes as soon as it is there.

    `client` has the methods of boto3's low-level client. `names` says what the design's tables are
    called where it sends to, if not the same. `extra` is given to each call besides its arguments.
    A pattern without a limit is read to its last page. Keys and items that a batch left unprocessed
    are sent again, up to `MOST_TRIES` times in all; what is left even then, the last answer says.

    Raises:
        DynamoError: a parameter or an item of `arguments` is missing.
    """
    reads_on = plan.pattern.limit is None
    for request in requests(plan, arguments):
        if names:
            request = replace(request, arguments=renamed(request.arguments, names))
        yield from answers_to(request, client, reads_on=reads_on, **extra)


def answers_to(
    request: Request, client: object, *, reads_on: bool, **extra: object
) -> Iterator[Answer]:
    """The answers to one request, and to those that have to follow it, as `answers` sends them.

    `reads_on` says that more pages are wanted.
    """
    sent = request.arguments
    method: Callable[..., Answer] = getattr(client, METHODS[request.operation])
    answer = method(**sent, **extra)
    yield answer
    if reads_on and answer.get("LastEvaluatedKey"):
        yield from _pages_after(answer, method, {**sent, **extra})
    elif request.operation in _BATCHES and _unprocessed(answer):
        yield from _tries_after(answer, method, {**sent, **extra})


def _pages_after(
    answer: Answer, method: Callable[..., Answer], sent: Mapping[str, Any]
) -> Iterator[Answer]:
    while last_key := answer.get("LastEvaluatedKey"):
        answer = method(**{**sent, "ExclusiveStartKey": last_key})
        yield answer


def _tries_after(
    answer: Answer, method: Callable[..., Answer], sent: Mapping[str, Any]
) -> Iterator[Answer]:
    for failed in range(MOST_TRIES - 1):
        unprocessed = _unprocessed(answer)
        if not unprocessed:
            return
        time.sleep(_FIRST_DELAY_SECONDS * 2**failed)
        answer = method(**{**sent, "RequestItems": unprocessed})
        yield answer


def _unprocessed(answer: Answer) -> Any:  # noqa: ANN401 - keys or items, by table
    return answer.get("UnprocessedKeys") or answer.get("UnprocessedItems")


def rows_of(answer: Answer) -> list[WireItem]:
    """The items in the answer to any read; none in that to a write.

    >>> rows_of({"Responses": {"orders": [{"PK": {"S": "a"}}]}, "UnprocessedKeys": {}})
    [{'PK': {'S': 'a'}}]
    """
    if "Items" in answer:
        return list(answer["Items"])
    if "Item" in answer:
        return [answer["Item"]]
    responses = answer.get("Responses", ())
    if isinstance(responses, Mapping):  # BatchGetItem answers by table, TransactGetItems by step
        return [item for items in responses.values() for item in items]
    return [response["Item"] for response in responses if "Item" in response]


def renamed(arguments: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of a call with its tables renamed; tables that are not in `names` stay.

    >>> renamed({"TableName": "orders", "Key": {}}, {"orders": "test-orders"})
    {'TableName': 'test-orders', 'Key': {}}
    """
    result = dict(arguments)
    if "TableName" in result:
        result["TableName"] = names.get(result["TableName"], result["TableName"])
    if "RequestItems" in result:
        result["RequestItems"] = {
            names.get(table, table): content for table, content in result["RequestItems"].items()
        }
    if "TransactItems" in result:
        result["TransactItems"] = [
            {action: renamed(request, names) for action, request in step.items()}
            for step in result["TransactItems"]
        ]
    return result
