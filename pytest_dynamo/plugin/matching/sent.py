"""What a request asks for, whichever client made it.

A low-level client sends attribute values (`{"S": "USER#1"}`), a boto3 resource plain Python values
and condition objects; both come out the same here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from pytest_dynamo.design.values import ActionKind, Operator
from pytest_dynamo.measure.touched_keys import table_name

_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"})
_SCALARS_AND_SETS = _TYPES - {"L", "M"}
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
_KEYED = frozenset({"Query", "Scan"})
_NOTHING: frozenset[str] = frozenset()
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


@dataclass(slots=True, kw_only=True)
class Compared:
    """One comparison: an attribute, an operator, and plain Python values."""

    attribute: str
    operator: Operator
    values: tuple[object, ...]

    def __str__(self) -> str:
        return f"{self.attribute} {self.operator} {' and '.join(map(repr, self.values))}"


@dataclass(slots=True, kw_only=True)
class Step:
    """What is done with one item; not frozen, since one is made for every call.

    `attributes` are its key, or the whole item for a put, as plain Python values.
    """

    kind: ActionKind
    table: str
    attributes: Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class Sent:
    """A request; not frozen, since one is made for every call.

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


_Written: TypeAlias = tuple[str, Operator, tuple[str, ...]]
"""A comparison as it is written: a name, an operator, and the placeholders of its values."""


def read_request(operation: str, request: Mapping[str, Any], *, prefix: str = "") -> Sent:
    """Read the arguments of one call of `_make_api_call`.

    `prefix` is what the names of tables have more than a design's.
    """
    kind = _SINGLE.get(operation)
    if kind is not None:
        step = _step(kind, request, prefix)
        return Sent(operation=operation, table=step.table, steps=(step,))
    if operation in _KEYED:
        return Sent(
            operation=operation,
            table=table_name(request.get("TableName", "")).removeprefix(prefix),
            index=request.get("IndexName"),
            keys=_comparisons(request, "KeyConditionExpression", "KeyConditions"),
            filter=_comparisons(request, "FilterExpression", "ScanFilter"),
            filtered=frozenset(_filtered(request)),
        )
    return Sent(operation=operation, steps=tuple(_steps(operation, request, prefix)))


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
    attributes = action["Item"] if kind == "put" else action["Key"]
    plain = {name: plain_value(value) for name, value in attributes.items()}
    table = table_name(action["TableName"]).removeprefix(prefix)
    return Step(kind=kind, table=table, attributes=plain)


def _filtered(request: Mapping[str, Any]) -> Iterable[str]:
    """The attributes a filter looks at; of a path such as `address.town[0]` the first."""
    if "FilterExpression" not in request:
        return request.get("ScanFilter") or request.get("QueryFilter") or _NOTHING
    text, names, _ = _expression_text(request, "FilterExpression")
    return [names.get(root, root) for root in _roots(text)]


@lru_cache(maxsize=1_024)
def _roots(expression: str) -> tuple[str, ...]:
    """The names an expression begins its paths with; programs send the same few texts again and again."""
    found = (root[0] for root in _ROOT.finditer(expression))
    return tuple(root for root in found if root.lower() not in _WORDS)


def _comparisons(request: Mapping[str, Any], expression: str, legacy: str) -> tuple[Compared, ...]:
    if expression in request:
        text, names, values = _expression_text(request, expression)
        return _read_comparisons(text, names, values)
    return tuple(_legacy_comparisons(request[legacy] or {})) if legacy in request else ()


def _read_comparisons(
    text: str, names: Mapping[str, str], values: Mapping[str, Any]
) -> tuple[Compared, ...]:
    return tuple(
        [
            Compared(
                attribute=names.get(name, name),
                operator=operator,
                values=tuple([plain_value(values.get(place)) for place in placeholders]),
            )
            for name, operator, placeholders in _written(text)
        ]
    )


@lru_cache(maxsize=1_024)
def _written(expression: str) -> tuple[_Written, ...]:
    """The comparisons of an expression, in the names and placeholders it has."""
    comparisons = []
    for found in _COMPARISON.finditer(expression):
        name = found["start"] or found["name"] or found["left"]
        operator: Any = found["operator"] or ("begins_with" if found["start"] else "between")
        placeholders = (found["prefix"], found["low"], found["high"], found["right"])
        comparisons.append((name, operator, tuple(filter(None, placeholders))))
    return tuple(comparisons)


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
    if (type(value) is dict or isinstance(value, Mapping)) and len(
        value
    ) == 1:  # a dict is told the faster way
        ((kind, content),) = value.items()
        if kind in _SCALARS_AND_SETS:
            return content
    return value
