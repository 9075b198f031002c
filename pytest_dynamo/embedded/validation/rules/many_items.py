"""Rules of the batch and transaction operations that need no table."""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.capacity.item_limits import MAX_TRANSACTION_BYTES
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.validation.attribute_values import SEVERAL, check_values
from pytest_dynamo.embedded.validation.normal_form import normalized
from pytest_dynamo.embedded.validation.rules.legacy import check_attributes_to_get
from pytest_dynamo.embedded.validation.rules.single_items import (
    check_expression_values,
    check_item_size,
)
from pytest_dynamo.embedded.validation.rules.styles import (
    CHECK,
    READ,
    TRANSACTED_READ,
    TRANSACTED_UPDATE,
    Style,
)
from pytest_dynamo.embedded.wire_types import Request

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-api
_MOST_KEYS = 100
_MOST_WRITES = 25
# What fits at a glance has at most 240,000 bytes, and an action has two such parts.
_SURELY_SMALL = 8

_ACTIONS: Mapping[str, Style] = {
    "ConditionCheck": CHECK,
    "Put": CHECK,
    "Update": TRANSACTED_UPDATE,
    "Delete": CHECK,
}


def batch_get_item(request: Request, *, fitting: bool) -> None:
    """Check a BatchGetItem request."""
    count = 0
    for wanted in request["RequestItems"].values():
        READ.check(wanted)
        if "AttributesToGet" in wanted:
            check_attributes_to_get(wanted["AttributesToGet"])
        if not fitting:
            for key in wanted["Keys"]:
                check_values(key)
        count += len(wanted["Keys"])
    if count > _MOST_KEYS:
        raise invalid("Too many items requested for the BatchGetItem call")


def batch_write_item(request: Request, *, fitting: bool) -> None:
    """Check a BatchWriteItem request."""
    count = 0
    for writes in request["RequestItems"].values():
        count += len(writes)
        for write in writes:
            put, delete = write.get("PutRequest"), write.get("DeleteRequest")
            if (put is None) == (delete is None):
                raise invalid(SEVERAL)  # so it says, though this is about requests
            if not fitting:
                check_values(delete["Key"] if put is None else put["Item"])
                if put is not None:
                    check_item_size(put["Item"])
    if count > _MOST_WRITES:
        raise invalid("Too many items requested for the BatchWriteItem call")


def transact_write_items(request: Request, *, fitting: bool) -> None:
    """Check a TransactWriteItems request."""
    for actions in request["TransactItems"]:
        given = [name for name in _ACTIONS if actions.get(name) is not None]
        if len(given) > 1:
            raise invalid("TransactItems can only contain one of Check, Put, Update or Delete")
        if not given:
            raise invalid(
                "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"
            )
        (name,) = given
        action = actions[name]
        _ACTIONS[name].check(action)
        if not fitting:
            check_values(action["Item" if name == "Put" else "Key"])
            if name == "Put":
                check_item_size(action["Item"])
            check_expression_values(action)
    if not fitting or len(request["TransactItems"]) > _SURELY_SMALL:
        _check_payload(request)


def _check_payload(request: Request) -> None:
    size_bytes = 0
    for actions in request["TransactItems"]:
        size_bytes += sum(item_size_bytes(normalized(part)) for part in _payload(actions))
        if size_bytes > MAX_TRANSACTION_BYTES:
            message = f"Transaction payload size cannot exceed 4MB. Payload Size: {size_bytes}"
            raise invalid(message)


def _payload(actions: Request) -> Iterator[Any]:
    for action in actions.values():
        for part in ("Item", "Key", "ExpressionAttributeValues"):
            if action.get(part):
                yield action[part]


def transact_get_items(request: Request, *, fitting: bool) -> None:
    """Check a TransactGetItems request."""
    for actions in request["TransactItems"]:
        action = actions["Get"]
        TRANSACTED_READ.check(action)
        if not fitting:
            check_values(action["Key"])
