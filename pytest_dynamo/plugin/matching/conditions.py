"""Key conditions and filters as they were sent: expressions, condition objects of boto3, or the older form."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from pytest_dynamo.design.condition_words import LEGACY_KEY_OPERATORS
from pytest_dynamo.design.values import Operator

_SCALARS_AND_SETS = frozenset({"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS"})
NOTHING: frozenset[str] = frozenset()
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


_Written: TypeAlias = tuple[str, Operator, tuple[str, ...]]
"""A comparison as it is written: a name, an operator, and the placeholders of its values."""


@dataclass(frozen=True, slots=True)
class Text:
    """The comparisons of an expression by attribute; the same few are sent again and again."""

    comparisons: tuple[_Written, ...]
    attributes: frozenset[str]
    by_attribute: Mapping[str, tuple[Operator, tuple[str, ...]]]


NO_TEXT = Text((), NOTHING, {})


def filtered(request: Mapping[str, Any]) -> Iterable[str]:
    """The attributes a filter looks at; of a path such as `address.town[0]` the first."""
    if "FilterExpression" not in request:
        return request.get("ScanFilter") or request.get("QueryFilter") or NOTHING
    text, names, _ = _expression_text(request, "FilterExpression")
    return [names.get(root, root) for root in _roots(text)]


@lru_cache(maxsize=1_024)
def _roots(expression: str) -> tuple[str, ...]:
    """The names an expression begins its paths with; programs send the same few texts again and again."""
    found = (root[0] for root in _ROOT.finditer(expression))
    return tuple(root for root in found if root.lower() not in _WORDS)


def condition(
    request: Mapping[str, Any], expression: str, legacy: str
) -> tuple[Text, Mapping[str, Any]]:
    """A key condition or filter as it is written, and what its placeholders stand for."""
    if expression in request:
        text, names, values = _expression_text(request, expression)
        if type(values) is not dict and not isinstance(values, Mapping):
            raise TypeError
        return _read_text(text, tuple(names.items())), values
    if legacy in request:
        return _legacy_condition(request[legacy] or {})
    return NO_TEXT, {}


@lru_cache(maxsize=1_024)
def _read_text(expression: str, names: tuple[tuple[str, str], ...]) -> Text:
    """The comparisons of an expression; programs send the same few texts again and again."""
    attributes = dict(names)
    comparisons: list[_Written] = []
    for found in _COMPARISON.finditer(expression):
        name = found["start"] or found["name"] or found["left"]
        operator: Any = found["operator"] or ("begins_with" if found["start"] else "between")
        placeholders = (found["prefix"], found["low"], found["high"], found["right"])
        attribute = attributes.get(name, name)
        comparisons.append((attribute, operator, tuple(filter(None, placeholders))))
    return _text(comparisons)


def _text(comparisons: Iterable[_Written]) -> Text:
    those = tuple(comparisons)
    by_attribute = {attribute: (operator, places) for attribute, operator, places in those}
    return Text(those, frozenset(by_attribute), by_attribute)


def compared(text: Text, values: Mapping[str, Any]) -> tuple[Compared, ...]:
    """The comparisons, with what their placeholders stand for."""
    return tuple(
        Compared(
            attribute=attribute,
            operator=operator,
            values=tuple(plain_value(values.get(place)) for place in placeholders),
        )
        for attribute, operator, placeholders in text.comparisons
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


def _legacy_condition(conditions: Mapping[str, Any]) -> tuple[Text, Mapping[str, Any]]:
    """Read `KeyConditions` and `ScanFilter`, which came before expressions.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
    """
    comparisons: list[_Written] = []
    values = {}
    for name, condition in conditions.items():
        operator = LEGACY_KEY_OPERATORS.get(condition.get("ComparisonOperator", ""))
        if operator:
            own = {
                f"{name} {place}": value
                for place, value in enumerate(condition.get("AttributeValueList", ()))
            }
            comparisons.append((name, operator, tuple(own)))
            values.update(own)
    return _text(comparisons), values


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
