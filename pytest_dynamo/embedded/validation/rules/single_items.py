"""Rules of GetItem, PutItem, UpdateItem and DeleteItem that need no table."""

from typing import Any

from pytest_dynamo.capacity.item_limits import PUT_TOO_LARGE, fits
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.validation.attribute_values import check_value, check_values
from pytest_dynamo.embedded.validation.normal_form import normalized
from pytest_dynamo.embedded.validation.rules.legacy import (
    check_attribute_updates,
    check_attributes_to_get,
    check_conditional_operator,
    check_expected,
)
from pytest_dynamo.embedded.validation.rules.styles import READ, UPDATE, WRITE
from pytest_dynamo.embedded.wire_types import Request


def get_item(request: Request, *, fitting: bool) -> None:
    """Check a GetItem request."""
    READ.check(request)
    if not fitting:
        check_values(request["Key"])
    if "AttributesToGet" in request:
        check_attributes_to_get(request["AttributesToGet"])


def put_item(request: Request, *, fitting: bool) -> None:
    """Check a PutItem request."""
    WRITE.check(request)
    if not fitting:
        check_values(request["Item"])
    _check_return_values(request)
    if not fitting:
        check_item_size(request["Item"])
        check_expression_values(request)
    _check_expected(request)


def delete_item(request: Request, *, fitting: bool) -> None:
    """Check a DeleteItem request."""
    WRITE.check(request)
    if not fitting:
        check_values(request["Key"])
    _check_return_values(request)
    if not fitting:
        check_expression_values(request)
    _check_expected(request)


def update_item(request: Request, *, fitting: bool) -> None:
    """Check an UpdateItem request."""
    UPDATE.check(request)
    if not fitting:
        check_values(request["Key"])
        check_expression_values(request)
    if "AttributeUpdates" in request:
        check_attribute_updates(request["AttributeUpdates"])
    _check_expected(request)


def check_expression_values(request: Request) -> None:
    """Check the values that expressions refer to.

    Raises:
        ServiceError: ValidationException that names the first wrong value.
    """
    for name, value in (request.get("ExpressionAttributeValues") or {}).items():
        try:
            check_value(value or {})
        except ServiceError as error:
            message = (
                f"ExpressionAttributeValues contains invalid value: {error.message} for key {name}"
            )
            raise invalid(message) from None


def check_item_size(item: Any) -> None:
    """Check that an item, whose values are right, is not too large.

    Raises:
        ServiceError: ValidationException.
    """
    if not fits(item_size_bytes(normalized(item))):
        raise invalid(PUT_TOO_LARGE)


def _check_return_values(request: Request) -> None:
    if request.get("ReturnValues") not in (None, "NONE", "ALL_OLD"):
        raise invalid("ReturnValues can only be ALL_OLD or NONE")


def _check_expected(request: Request) -> None:
    if "ConditionalOperator" in request:
        check_conditional_operator(request, "Expected")
    if "Expected" in request:
        check_expected(request["Expected"])
