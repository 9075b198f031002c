"""The parameters that expressions replaced, by way of the same nodes. They are validated before.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.design.condition_words import LEGACY_KEY_OPERATORS
from pytest_dynamo.embedded.expressions.conditions import BoundTest, compile_condition
from pytest_dynamo.embedded.expressions.key_conditions import KeyConditions
from pytest_dynamo.embedded.expressions.nodes import (
    Action,
    AddAction,
    And,
    Between,
    Call,
    Comparator,
    Comparison,
    Condition,
    DeleteAction,
    In,
    Literal,
    Not,
    Or,
    Path,
    RemoveAction,
    SetAction,
    WireValues,
)
from pytest_dynamo.embedded.expressions.projections import Projection, compile_projection
from pytest_dynamo.embedded.expressions.updates import Update, compile_update
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.validation.normal_form import normalized_value
from pytest_dynamo.embedded.wire_types import Request, WireValue

_NO_VALUES: WireValues = {}
_COMPARATORS: Mapping[str, Comparator] = {
    "EQ": "=",
    "NE": "<>",
    "LT": "<",
    "LE": "<=",
    "GT": ">",
    "GE": ">=",
}


def expected(request: Request) -> BoundTest | None:
    """Expected and its ConditionalOperator."""
    conditions = request.get("Expected")
    if not conditions:
        return None
    return _joined([_expected(name, said) for name, said in conditions.items()], request)


def filtering(request: Request, parameter: str) -> BoundTest | None:
    """QueryFilter or ScanFilter, and its ConditionalOperator."""
    conditions = request.get(parameter)
    if not conditions:
        return None
    return _joined([_compared(name, said) for name, said in conditions.items()], request)


def attributes_to_get(request: Request) -> Projection | None:
    """AttributesToGet."""
    names = request.get("AttributesToGet")
    return compile_projection(Path(steps=(name,)) for name in names) if names else None


def attribute_updates(request: Request) -> Update | None:
    """AttributeUpdates."""
    updates = request.get("AttributeUpdates")
    if not updates:
        return None
    compiled = compile_update(_actions(updates), wrong_type="Type mismatch for attribute to update")
    return Update(compiled, _NO_VALUES)


def key_conditions(conditions: Mapping[str, Any]) -> KeyConditions:
    """KeyConditions."""
    found = {}
    for name, said in conditions.items():
        operator = LEGACY_KEY_OPERATORS.get(said["ComparisonOperator"])
        if operator is None:
            msg = "Attempted conditional constraint is not an indexable operation"
            raise invalid(msg)
        found[name] = operator, tuple(map(normalized_value, said.get("AttributeValueList") or ()))
    return found


def _actions(updates: Mapping[str, Any]) -> Iterator[Action]:
    for name, update in updates.items():
        path = Path(steps=(name,))
        value, action = update.get("Value"), update.get("Action") or "PUT"
        if value is None:
            yield RemoveAction(path=path)
        elif action == "PUT":
            yield SetAction(path=path, value=_literal(value))
        elif action == "ADD":
            yield AddAction(path=path, value=_literal(value))
        else:
            yield DeleteAction(path=path, value=_literal(value))


def _joined(conditions: list[Condition], request: Request) -> BoundTest:
    join = Or if request.get("ConditionalOperator") == "OR" else And
    test = compile_condition(join(conditions=tuple(conditions)))
    return lambda item: test(item, _NO_VALUES)


def _expected(name: str, said: Mapping[str, Any]) -> Condition:
    value = said.get("Value")
    if said.get("ComparisonOperator") is not None:
        values = said.get("AttributeValueList")
        alone = [] if value is None else [value]
        return _compared(name, {**said, "AttributeValueList": alone if values is None else values})
    if value is None:
        return Call(function="attribute_not_exists", operands=(Path(steps=(name,)),))
    return Comparison(operator="=", left=Path(steps=(name,)), right=_literal(value))


def _compared(name: str, said: Mapping[str, Any]) -> Condition:
    """One attribute compared by a ComparisonOperator."""
    path, operator = Path(steps=(name,)), said["ComparisonOperator"]
    values = tuple(map(_literal, said.get("AttributeValueList") or ()))
    exists = Call(function="attribute_exists", operands=(path,))
    if operator == "NOT_NULL":
        return exists
    if operator == "NULL":
        return Not(condition=exists)
    if operator == "IN":
        return In(operand=path, choices=values)
    if operator == "BETWEEN":
        return Between(operand=path, low=values[0], high=values[1])
    if operator == "BEGINS_WITH":
        return Call(function="begins_with", operands=(path, values[0]))
    contains = Call(function="contains", operands=(path, values[0]))
    if operator == "CONTAINS":
        return contains
    if operator == "NOT_CONTAINS":
        return And(conditions=(exists, Not(condition=contains)))
    return Comparison(operator=_COMPARATORS[operator], left=path, right=values[0])


def _literal(value: WireValue) -> Literal:
    return Literal(value=normalized_value(value))
