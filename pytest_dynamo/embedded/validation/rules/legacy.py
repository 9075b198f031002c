"""The parameters that expressions replaced: Expected, filters, key conditions, AttributeUpdates."""

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.store.key_values import key_value
from pytest_dynamo.embedded.validation.attribute_values import EMPTY_NAME, check_value, given_types
from pytest_dynamo.embedded.wire_types import Request

_ONE_VALUE = ("EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH")
_COUNTS: Mapping[str, range] = {
    **dict.fromkeys(_ONE_VALUE, range(1, 2)),
    "NULL": range(1),
    "NOT_NULL": range(1),
    "BETWEEN": range(2, 3),
    "IN": range(1, 101),
}
_SCALARS = ("S", "N", "B")
_TYPES: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(
        ["LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "IN", "BETWEEN"], _SCALARS
    ),
    "BEGINS_WITH": ("S", "B"),
}
_ADDABLE = ("L", "SS", "NS", "BS", "N")
_SETS = ("SS", "NS", "BS")


def check_conditions(conditions: Mapping[str, Any] | None) -> None:
    """Check KeyConditions, QueryFilter or ScanFilter.

    Raises:
        ServiceError: ValidationException.
    """
    for condition in (conditions or {}).values():
        _check_comparison(
            condition["ComparisonOperator"], condition.get("AttributeValueList") or []
        )


def check_conditional_operator(request: Request, conditions: str) -> None:
    """Check that ConditionalOperator has conditions to join.

    Raises:
        ServiceError: ValidationException.
    """
    if request.get("ConditionalOperator") is not None and not request.get(conditions):
        raise invalid("ConditionalOperator cannot be used without Filter or Expected")


def check_expected(expected: Mapping[str, Any] | None) -> None:
    """Check Expected.

    Raises:
        ServiceError: ValidationException.
    """
    for name, condition in (expected or {}).items():
        _check_combination(name, condition)
        value = condition.get("Value")
        operator = condition.get("ComparisonOperator")
        if operator is not None:
            values = condition.get("AttributeValueList")
            if values is None:
                values = [] if value is None else [value]
            _check_comparison(operator, values)
        elif value is not None:
            check_value(value)


def _check_combination(name: str, condition: Request) -> None:
    """Check which members of one expected attribute are there together."""
    value, operator = condition.get("Value"), condition.get("ComparisonOperator")
    values, exists = condition.get("AttributeValueList"), condition.get("Exists")
    at = f"for Attribute: {name}"
    if values is not None and value is not None:
        message = f"Value and AttributeValueList cannot be used together {at}"
        raise invalid_parameter(message)
    if operator is not None:
        if exists is not None:
            message = f"Exists and ComparisonOperator cannot be used together {at}"
            raise invalid_parameter(message)
        if operator not in ("NULL", "NOT_NULL") and values is None and value is None:
            message = (
                f"Value or AttributeValueList must be used with ComparisonOperator: {operator} {at}"
            )
            raise invalid_parameter(message)
    elif values is not None:
        message = f"AttributeValueList can only be used with a ComparisonOperator {at}"
        raise invalid_parameter(message)
    elif exists is False and value is not None:
        message = f"Value cannot be used when Exists is false {at}"
        raise invalid_parameter(message)
    elif exists is not False and value is None:
        said = "null" if exists is None else "true"
        message = f"Value must be provided when Exists is {said} {at}"
        raise invalid_parameter(message)


def _check_comparison(operator: str, values: Sequence[Any]) -> None:
    for value in values:
        check_value(value)
    if len(values) not in _COUNTS[operator]:
        message = f"Invalid number of argument(s) for the {operator} ComparisonOperator"
        raise invalid_parameter(message)
    types = [given_types(value)[0] for value in values]
    if len(set(types)) > 1:
        raise invalid_parameter("AttributeValues inside AttributeValueList must be of same type")
    for each in types:
        if each not in _TYPES.get(operator, types):
            message = f"ComparisonOperator {operator} is not valid for {each} AttributeValue type"
            raise invalid_parameter(message)
    if operator == "BETWEEN" and key_value(values[0]) > key_value(values[1]):  # type: ignore[operator]
        raise invalid(
            "The BETWEEN condition was provided a range where the lower bound is greater than "
            "the upper bound"
        )


def check_attribute_updates(updates: Mapping[str, Any] | None) -> None:
    """Check AttributeUpdates.

    Raises:
        ServiceError: ValidationException.
    """
    for name, update in (updates or {}).items():
        if not name:
            raise invalid(EMPTY_NAME)
        value, action = update.get("Value"), update.get("Action")
        if value is None:
            if action != "DELETE":
                raise invalid_parameter(
                    "Only DELETE action is allowed when no attribute value is specified"
                )
            continue
        check_value(value)
        kind = given_types(value)[0]
        if action == "DELETE" and kind not in _SETS:
            message = f"DELETE action with value is not supported for the type {kind}"
            raise invalid_parameter(message)
        if action == "ADD" and kind not in _ADDABLE:
            message = f"ADD action is not supported for the type {kind}"
            raise invalid_parameter(message)


def check_attributes_to_get(names: Sequence[str] | None) -> None:
    """Check that AttributesToGet names each attribute once.

    Raises:
        ServiceError: ValidationException.
    """
    seen = set()
    for name in names or ():
        if name in seen:
            message = f"Duplicate value in attribute name: {name}"
            raise invalid_parameter(message)
        seen.add(name)
