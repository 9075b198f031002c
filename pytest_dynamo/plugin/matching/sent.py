"""What a request asks for, whichever client made it.

A low-level client sends attribute values (`{"S": "USER#1"}`), a boto3 resource plain Python values
and condition objects; both come out the same here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_dynamo.design.values import ActionKind, Operator
from pytest_dynamo.measure.touched_keys import table_name

_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"})
_LEGACY: Mapping[str, Operator] = {
    "EQ": "=",
    "LT": "<",
    "LE": "<=",
    "GT": ">",
    "GE": ">=",
    "BETWEEN": "between",
    "BEGINS_WITH": "begins_with",
}
_SINGLE: Mapping[str, ActionKind] = {
    "GetItem": "get",
    "PutItem": "put",
    "UpdateItem": "update",
    "DeleteItem": "delete",
}
_NAME = r"[#\w][\w#]*"
_COMPARISON = re.compile(
    rf"""
      begins_with\s*\(\s* (?P<start>{_NAME}) \s*,\s* (?P<prefix>:\w+)
    | (?P<name>{_NAME}) \s+ between \s+ (?P<low>:\w+) \s+ and \s+ (?P<high>:\w+)
    | (?P<left>{_NAME}) \s* (?P<operator><=|>=|=|<(?!>)|>) \s* (?P<right>:\w+)
    """,
    re.VERBOSE | re.IGNORECASE,
)

# The first name of a path; not a value, and not a function, which has its arguments after it.
_ROOT = re.compile(r"(?<![\w:#.])[#A-Za-z_][\w#]*(?![\w#]|\s*\()")
_WORDS = frozenset({"and", "or", "not", "between", "in"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One comparison: an attribute, an operator, and plain Python values."""

    attribute: str
    operator: Operator
    values: tuple[object, ...]

    def __str__(self) -> str:
        return f"{self.attribute} {self.operator} {' and '.join(map(repr, self.values))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done with one item.

    `attributes` are its key, or the whole item for a put, as plain Python values.
    """

    kind: ActionKind
    table: str
    attributes: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request.

    Queries and scans have comparisons, of their key condition and their filter; everything else has
    steps. `filtered` has every attribute that the filter looks at, in a comparison or otherwise.
    """

    operation: str
    table: str = ""
    index: str | None = None
    keys: tuple[Compared, ...] = ()
    filter: tuple[Compared, ...] = ()
    filtered: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = field(default=())


def read_request(operation: str, request: Mapping[str, Any]) -> Sent:
    """Read the arguments of one call of `_make_api_call`."""
    return Sent(
        operation=operation,
        table=table_name(request.get("TableName", "")),
        index=request.get("IndexName"),
        keys=_comparisons(request, "KeyConditionExpression", "KeyConditions"),
        filter=_comparisons(request, "FilterExpression", "ScanFilter"),
        filtered=frozenset(_filtered(request)),
        steps=tuple(_steps(operation, request)),
    )


def _steps(operation: str, request: Mapping[str, Any]) -> Iterator[Step]:
    if operation in _SINGLE:
        yield _step(_SINGLE[operation], request)
    elif operation.startswith("Transact"):
        for wrapped in request["TransactItems"]:
            for name, inner in wrapped.items():
                yield _step("check" if name == "ConditionCheck" else name.lower(), inner)
    elif operation in {"BatchGetItem", "BatchWriteItem"}:
        for table, wanted in request["RequestItems"].items():
            yield from _batch_steps(table, wanted)


def _batch_steps(table: str, wanted: Any) -> Iterator[Step]:  # noqa: ANN401 - keys, or writes
    if isinstance(wanted, Mapping):
        for key in wanted["Keys"]:
            yield _step("get", {"TableName": table, "Key": key})
        return
    for write in wanted:
        for name, inner in write.items():
            yield _step("put" if name == "PutRequest" else "delete", {"TableName": table, **inner})


def _step(kind: Any, action: Mapping[str, Any]) -> Step:  # noqa: ANN401 - an ActionKind
    attributes = action["Item"] if kind == "put" else action["Key"]
    plain = {name: plain_value(value) for name, value in attributes.items()}
    return Step(kind=kind, table=table_name(action["TableName"]), attributes=plain)


def _filtered(request: Mapping[str, Any]) -> Iterator[str]:
    """The attributes a filter looks at; of a path such as `address.town[0]` the first."""
    if "FilterExpression" not in request:
        yield from request.get("ScanFilter") or request.get("QueryFilter") or {}
        return
    text, names, _ = _expression_text(request, "FilterExpression")
    for found in _ROOT.finditer(text):
        if found[0].lower() not in _WORDS:
            yield names.get(found[0], found[0])


def _comparisons(request: Mapping[str, Any], expression: str, legacy: str) -> tuple[Compared, ...]:
    if expression not in request:
        return tuple(_legacy_comparisons(request.get(legacy) or {}))
    text, names, values = _expression_text(request, expression)
    return tuple(_read_comparisons(text, names, values))


def _read_comparisons(
    text: str, names: Mapping[str, str], values: Mapping[str, Any]
) -> Iterator[Compared]:
    for found in _COMPARISON.finditer(text):
        name = found["start"] or found["name"] or found["left"]
        operator: Any = found["operator"] or ("begins_with" if found["start"] else "between")
        placeholders = (found["prefix"], found["low"], found["high"], found["right"])
        operands = [values.get(place) for place in placeholders if place]
        yield Compared(
            attribute=names.get(name, name),
            operator=operator,
            values=tuple(plain_value(operand) for operand in operands),
        )


def _expression_text(
    request: Mapping[str, Any], expression: str
) -> tuple[str, Mapping[str, str], Mapping[str, Any]]:
    """An expression as text with its names and values; a boto3 condition object is built first."""
    condition = request[expression]
    if isinstance(condition, str):
        return (
            condition,
            request.get("ExpressionAttributeNames") or {},
            request.get("ExpressionAttributeValues") or {},
        )
    from boto3.dynamodb.conditions import ConditionExpressionBuilder

    built: Any = ConditionExpressionBuilder().build_expression(
        condition, is_key_condition=expression == "KeyConditionExpression"
    )
    return (
        built.condition_expression,
        built.attribute_name_placeholders,
        built.attribute_value_placeholders,
    )


def _legacy_comparisons(conditions: Mapping[str, Any]) -> Iterator[Compared]:
    """Read `KeyConditions` and `ScanFilter`, which came before expressions.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
    """
    for name, condition in conditions.items():
        operator = _LEGACY.get(condition.get("ComparisonOperator", ""))
        if operator:
            values = condition.get("AttributeValueList", ())
            yield Compared(
                attribute=name, operator=operator, values=tuple(map(plain_value, values))
            )


def is_low_level(request: Mapping[str, Any]) -> bool:
    """Whether a request came from a low-level client, and not from a boto3 resource."""
    values = (request.get("ExpressionAttributeValues") or {}).values()
    return not _is_condition(request.get("FilterExpression")) and all(map(_is_wire, values))


def _is_condition(expression: object) -> bool:
    return expression is not None and not isinstance(expression, str)


def _is_wire(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and _TYPES.issuperset(value)


def plain_value(value: Any) -> object:  # noqa: ANN401 - any attribute value, or any Python value
    """A plain Python value of an attribute value; anything else as it is.

    Numbers stay as they were written, because they are only ever compared as text.
    """
    if isinstance(value, Mapping) and len(value) == 1:
        ((kind, content),) = value.items()
        if kind in _TYPES and kind not in {"L", "M"}:
            return content
    return value
