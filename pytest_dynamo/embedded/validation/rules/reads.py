"""Rules of Query and Scan that need no table."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.validation.attribute_values import check_values
from pytest_dynamo.embedded.validation.rules.legacy import (
    check_attributes_to_get,
    check_conditional_operator,
    check_conditions,
)
from pytest_dynamo.embedded.validation.rules.single_items import check_expression_values
from pytest_dynamo.embedded.validation.rules.styles import QUERY, SCAN
from pytest_dynamo.embedded.wire_types import Request

TOO_MANY_CONDITIONS = "Conditions can be of length 1 or 2 only"
_NO_KEY_CONDITION = (
    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."
)
_START_KEY = "The provided starting key is invalid: "
# Faults of numbers and of sets are said without a word on where they are.
_BARE = ("contains duplicates", "number set", "numeric value", "significant digits", "magnitude")


def query(request: Request, *, fitting: bool) -> None:
    """Check a Query request."""
    QUERY.check(request)
    if "QueryFilter" in request:
        check_conditions(request["QueryFilter"])
    _check_common(request, "QueryFilter", fitting=fitting)
    if "KeyConditions" in request or "KeyConditionExpression" not in request:
        _check_key_conditions(request)


def _check_key_conditions(request: Request) -> None:
    conditions = request.get("KeyConditions")
    if conditions is None:
        if request.get("KeyConditionExpression") is None:
            raise invalid(_NO_KEY_CONDITION)
        return
    check_conditions(conditions)
    if len(conditions) not in (1, 2):
        raise invalid(TOO_MANY_CONDITIONS)


def scan(request: Request, *, fitting: bool) -> None:
    """Check a Scan request."""
    SCAN.check(request)
    if "ScanFilter" in request:
        check_conditions(request["ScanFilter"])
    _check_common(request, "ScanFilter", fitting=fitting)
    if "Segment" in request or "TotalSegments" in request:
        _check_segments(request)


def _check_segments(request: Request) -> None:
    segment, total = request.get("Segment"), request.get("TotalSegments")
    if segment is not None and total is None:
        raise invalid(
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present"
        )
    if segment is None and total is not None:
        raise invalid(
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present"
        )
    # JSON may say 1.5 where an integer is asked for, and the service cuts it off.
    if segment is not None and total is not None and int(segment) >= int(total):
        message = (
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {int(segment)} is not less than TotalSegments: {int(total)}"
        )
        raise invalid(message)


def _check_common(request: Request, filter_name: str, *, fitting: bool) -> None:
    if "ConditionalOperator" in request:
        check_conditional_operator(request, filter_name)
    if "AttributesToGet" in request:
        check_attributes_to_get(request["AttributesToGet"])
    if request.get("ExclusiveStartKey") == {}:
        raise invalid("The provided starting key is invalid")
    if not fitting:
        _check_start_key(request.get("ExclusiveStartKey") or {})
        check_expression_values(request)
    if "Select" in request:
        _check_select(request)


def _check_start_key(key: Mapping[str, Any]) -> None:
    try:
        check_values(key)
    except ServiceError as error:
        bare = any(words in error.message for words in _BARE)
        raise (error if bare else invalid(_START_KEY + error.message)) from None


def _check_select(request: Request) -> None:
    select = request["Select"]
    chosen = [
        name
        for name in ("ProjectionExpression", "AttributesToGet")
        if request.get(name) is not None
    ]
    if select == "SPECIFIC_ATTRIBUTES" and not chosen:
        raise invalid(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
            "SPECIFIC_ATTRIBUTES"
        )
    if select is not None and select != "SPECIFIC_ATTRIBUTES" and chosen:
        wanted = "only the Count" if select == "COUNT" else select
        message = f"Cannot specify the {chosen[0]} when choosing to get {wanted}"
        raise invalid(message)
    if select == "ALL_PROJECTED_ATTRIBUTES" and request.get("IndexName") is None:
        raise invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
