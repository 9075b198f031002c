"""Tables of a design, made and taken away again."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.faults import UNKNOWN_OPERATIONS
from pytest_dynamo.design.table_request import create_table_arguments, follow_up_requests
from pytest_dynamo.design.values import Table
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef, WaiterConfigTypeDef

_WAITING: "WaiterConfigTypeDef" = {"Delay": 1, "MaxAttempts": 600}
_TRIES = 60

# A table that has just become ACTIVE may refuse these for some seconds still.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
_NOT_YET = ("ContinuousBackupsUnavailableException", "ResourceInUseException")

# The other calls leave the table ACTIVE, and each wait is a call more.
_CHANGES_STATUS = ("update_table",)

_BUSY = ("CREATING", "UPDATING")


def create_table(
    client: "DynamoDBClient",
    table: Table,
    name: str | None = None,
    *,
    on_created: "Callable[[TableDescriptionTypeDef], None] | None" = None,
) -> tuple[str, ...]:
    """Create a table with all its properties, under another name if one is given.

    Returns when the table is ACTIVE and the properties that take a call of their own (time to live,
    point-in-time recovery, …) are set. The answer names those calls that the endpoint does not know;
    it is empty on AWS and on the embedded DynamoDB. `on_created` is told at once what was answered
    to the request, long before the table can be used.

    Raises:
        BackendError: there is a table of that name already.
    """
    table_name = name or table.name
    try:
        answer = client.create_table(**create_table_arguments(table, name))
    except client.exceptions.ResourceInUseException as error:
        message = (
            f"table {table_name!r} cannot be created: there is one of that name already.\n"
            f"To fix this: drop it, or choose another prefix for the names."
        )
        raise BackendError(message) from error
    if on_created is not None:
        on_created(answer["TableDescription"])
    _wait_until_active(client, table_name)
    unknown = []
    for operation, arguments in follow_up_requests(table, name):
        if not _follow_up(client, operation, arguments):
            unknown.append(operation)
        elif operation in _CHANGES_STATUS:
            _wait_until_active(client, table_name)
    return tuple(unknown)


def drop_table(client: "DynamoDBClient", name: str) -> None:
    """Delete a table, also one with deletion protection; return when it is gone.

    A table that is not there is no mistake. This is for tables one has made oneself.
    """
    try:
        description = client.describe_table(TableName=name)["Table"]
        if description["TableStatus"] in _BUSY:  # or it could not be deleted
            _wait_until_active(client, name)
        if description.get("DeletionProtectionEnabled"):
            client.update_table(TableName=name, DeletionProtectionEnabled=False)
            _wait_until_active(client, name)
        client.delete_table(TableName=name)
    except client.exceptions.ResourceNotFoundException:
        return
    client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig=_WAITING)


def _wait_until_active(client: "DynamoDBClient", name: str) -> None:
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig=_WAITING)


def _follow_up(client: "DynamoDBClient", operation: str, arguments: dict[str, Any]) -> bool:
    """Make one call, again for a while if it comes too early; whether the endpoint knows it."""
    tries_left = _TRIES
    while True:
        try:
            getattr(client, operation)(**arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in UNKNOWN_OPERATIONS:
                return False
            tries_left -= 1
            if code not in _NOT_YET or not tries_left:
                raise
            time.sleep(1)
        else:
            return True
