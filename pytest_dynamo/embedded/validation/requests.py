"""Validation of a request: its structure by the service's model, then rules that need no table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from pytest_dynamo.embedded.service_error import ServiceError, invalid
from pytest_dynamo.embedded.validation.attribute_values import TOO_DEEP
from pytest_dynamo.embedded.validation.rules import (
    control_plane,
    create_table,
    many_items,
    reads,
    single_items,
    update_table,
)
from pytest_dynamo.embedded.validation.structure.constraints import check_constraints
from pytest_dynamo.embedded.validation.structure.fitting import Fits, fits
from pytest_dynamo.embedded.validation.structure.overlay import NAME_THEIR_TABLE
from pytest_dynamo.embedded.validation.structure.serialization import check_types
from pytest_dynamo.embedded.validation.structure.shapes import Shape, request_shape
from pytest_dynamo.embedded.wire_types import Request

_NO_TABLE_NAME = "The parameter 'TableName' is required but was not present in the request"


class _ValueRule(Protocol):
    """Checks a request of right structure; `fitting` says that its attribute values are right too."""

    def __call__(self, request: Request, *, fitting: bool) -> None:
        """Check it."""


_VALUE_RULES: Mapping[str, _ValueRule] = {
    "GetItem": single_items.get_item,
    "PutItem": single_items.put_item,
    "UpdateItem": single_items.update_item,
    "DeleteItem": single_items.delete_item,
    "Query": reads.query,
    "Scan": reads.scan,
    "BatchGetItem": many_items.batch_get_item,
    "BatchWriteItem": many_items.batch_write_item,
    "TransactWriteItems": many_items.transact_write_items,
    "TransactGetItems": many_items.transact_get_items,
    "ExecuteStatement": control_plane.execute_statement,
    "BatchExecuteStatement": control_plane.batch_execute_statement,
    "ExecuteTransaction": control_plane.execute_transaction,
}
_RULES: Mapping[str, Callable[[Request], None]] = {
    "CreateTable": create_table.create_table,
    "UpdateTable": update_table.update_table,
    "TagResource": control_plane.tag_resource,
    "UntagResource": control_plane.untag_resource,
    "ListTagsOfResource": control_plane.list_tags_of_resource,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation:
    shape: Shape
    fits: Fits
    value_rule: _ValueRule | None
    rule: Callable[[Request], None] | None


def validate(operation: str, parameters: Request) -> None:
    """Check a request as the service does before it looks at any table.

    `parameters` are as in boto3, binary as bytes. Nothing is changed.

    Raises:
        ServiceError: UnknownOperationException, SerializationException or ValidationException.
    """
    known = _operation(operation)
    fitting = known.fits(parameters)
    if not fitting:
        try:
            check_types(parameters, known.shape)
        except RecursionError:
            raise invalid(TOO_DEEP) from None
        if operation in NAME_THEIR_TABLE and parameters.get("TableName") is None:
            raise invalid(_NO_TABLE_NAME)
        check_constraints(parameters, known.shape)
    if known.value_rule is not None:
        known.value_rule(parameters, fitting=fitting)
    elif known.rule is not None:
        known.rule(parameters)


@cache
def _operation(name: str) -> _Operation:
    """What an operation takes, compiled when it is first used."""
    shape = request_shape(name)
    if shape is None:
        raise ServiceError("UnknownOperationException", "An unknown operation was requested.")
    return _Operation(
        shape=shape, fits=fits(shape), value_rule=_VALUE_RULES.get(name), rule=_RULES.get(name)
    )
