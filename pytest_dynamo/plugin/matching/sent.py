"""What a request asks for, whichever client made it.

A low-level client sends attribute values (`{"S": "USER#1"}`), a boto3 resource plain Python values
and condition objects; both come out the same here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_dynamo.design.values import ActionKind
from pytest_dynamo.measure.touched_keys import table_name
from pytest_dynamo.plugin.matching.conditions import (
    NO_TEXT,
    NOTHING,
    Compared,
    Text,
    compared,
    condition,
    filtered,
)

_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"})
_SINGLE: Mapping[str, ActionKind] = {
    "GetItem": "get",
    "PutItem": "put",
    "UpdateItem": "update",
    "DeleteItem": "delete",
}
_KEYED = frozenset({"Query", "Scan"})
_FILTERS = frozenset({"FilterExpression", "ScanFilter", "QueryFilter"})


@dataclass(slots=True)
class Step:
    """What is done with one item; not frozen, since one is made for every call.

    `attributes` are its key, or the whole item for a put, with the values as they were sent.
    """

    kind: ActionKind
    table: str
    attributes: Mapping[str, object]


@dataclass(slots=True)
class Sent:
    """A request; not frozen, since one is made for every call.

    Queries and scans have comparisons, of their key condition and their filter; everything else has
    steps. `filtered` has every attribute that the filter looks at, in a comparison or otherwise. `text`
    is the key condition as it is written, and `values` are what its placeholders stand for.
    """

    operation: str
    table: str = ""
    index: str | None = None
    steps: tuple[Step, ...] = ()
    text: Text = NO_TEXT
    values: Mapping[str, Any] = field(default_factory=dict)
    filter: tuple[Compared, ...] = ()
    filtered: frozenset[str] = NOTHING

    @property
    def keys(self) -> tuple[Compared, ...]:
        """The comparisons of the key condition."""
        return compared(self.text, self.values)


def read_request(operation: str, request: Mapping[str, Any], *, prefix: str = "") -> Sent:
    """Read the arguments of one call of `_make_api_call`.

    `prefix` is what the names of tables have more than a design's.
    """
    kind = _SINGLE.get(operation)
    if kind is not None:
        step = _step(kind, request, prefix)
        return Sent(operation, step.table, None, (step,))  # by position, which is the faster way
    if operation in _KEYED:
        table = table_name(request.get("TableName", "")).removeprefix(prefix)
        text, values = condition(request, "KeyConditionExpression", "KeyConditions")
        sent = Sent(operation, table, request.get("IndexName"), (), text, values)
        if not _FILTERS.isdisjoint(request):
            sent.filter = compared(*condition(request, "FilterExpression", "ScanFilter"))
            sent.filtered = frozenset(filtered(request))
        return sent
    return Sent(operation, steps=tuple(_steps(operation, request, prefix)))


def _steps(operation: str, request: Mapping[str, Any], prefix: str) -> Iterator[Step]:
    if operation.startswith("Transact"):
        for wrapped in request["TransactItems"]:
            for name, inner in wrapped.items():
                yield _step("check" if name == "ConditionCheck" else name.lower(), inner, prefix)
    elif operation in {"BatchGetItem", "BatchWriteItem"}:
        for table, wanted in request["RequestItems"].items():
            yield from _batch_steps(table, wanted, prefix)


def _batch_steps(
    table: str,
    wanted: Any,  # noqa: ANN401 - keys, or writes
    prefix: str,
) -> Iterator[Step]:
    if isinstance(wanted, Mapping):
        for key in wanted["Keys"]:
            yield _step("get", {"TableName": table, "Key": key}, prefix)
        return
    for write in wanted:
        for name, inner in write.items():
            kind = "put" if name == "PutRequest" else "delete"
            yield _step(kind, {"TableName": table, **inner}, prefix)


def _step(
    kind: Any,  # noqa: ANN401 - an ActionKind
    action: Mapping[str, Any],
    prefix: str,
) -> Step:
    attributes = action["Item" if kind == "put" else "Key"]
    if type(attributes) is not dict and not isinstance(attributes, Mapping):
        raise TypeError
    return Step(kind, table_name(action["TableName"]).removeprefix(prefix), attributes)


def is_low_level(request: Mapping[str, Any]) -> bool:
    """Whether a request came from a low-level client, and not from a boto3 resource."""
    values = (request.get("ExpressionAttributeValues") or {}).values()
    return not _is_condition(request.get("FilterExpression")) and all(map(_is_wire, values))


def _is_condition(expression: object) -> bool:
    return expression is not None and not isinstance(expression, str)


def _is_wire(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and _TYPES.issuperset(value)
