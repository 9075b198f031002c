"""What UpdateTable refuses because of how the table is now.

Here is what depends on more than the table's keys and indexes; the rest is in `validation`.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.validation import check_table_update
from pytest_dynamo.embedded.validation.rules.throughput import INDEX_UNITS_MISSING, UNITS_ON_DEMAND
from pytest_dynamo.embedded.wire_types import Request

UNCHANGED = (
    "The provisioned throughput for the {place} will not change. The requested value equals the "
    "current value. Current ReadCapacityUnits provisioned for the {kind}: {read}. Requested "
    "ReadCapacityUnits: {read}. Current WriteCapacityUnits provisioned for the {kind}: {write}. "
    "Requested WriteCapacityUnits: {write}. Refer to the Amazon DynamoDB Developer Guide for "
    "current limits and how to request higher limits."
)


def check_update(table: ControlTable, request: Request) -> None:
    """Check a request that is right by itself against a table.

    Raises:
        ServiceError: DynamoDB would refuse it.
    """
    check_table_update(request, table.data.definition)
    mode = request.get("BillingMode") or table.billing_mode
    switched = mode != table.billing_mode
    throughput = request.get("ProvisionedThroughput")
    if throughput and not switched:
        _check_changes(throughput, table.throughput, "table", "table")
    _check_stream(table, request.get("StreamSpecification"))
    updates = _index_throughput(request)
    if updates and mode == "PAY_PER_REQUEST":
        raise invalid_parameter(UNITS_ON_DEMAND)
    for index in table.global_indexes:
        if index.name in updates and not switched:
            place = f"index {index.name}"
            _check_changes(updates[index.name], index.throughput, "index", place)
    lacking = [index.name for index in table.global_indexes if index.name not in updates]
    if switched and mode == "PROVISIONED" and lacking:
        raise invalid_parameter(INDEX_UNITS_MISSING.format(name=",".join(lacking)))
    _check_replicas(table, request)


def _index_throughput(request: Request) -> dict[str, Mapping[str, int]]:
    """The throughput the request gives to indexes that there are."""
    updates = [
        each["Update"]
        for each in request.get("GlobalSecondaryIndexUpdates") or ()
        if each.get("Update")
    ]
    return {
        update["IndexName"]: update["ProvisionedThroughput"]
        for update in updates
        if update.get("ProvisionedThroughput")
    }


def _check_changes(
    requested: Mapping[str, int], current: Mapping[str, Any], kind: str, place: str
) -> None:
    read, write = requested["ReadCapacityUnits"], requested["WriteCapacityUnits"]
    if (read, write) == (current["ReadCapacityUnits"], current["WriteCapacityUnits"]):
        message = UNCHANGED.format(place=place, kind=kind, read=read, write=write)
        raise invalid(message)


def _check_stream(table: ControlTable, specification: Mapping[str, Any] | None) -> None:
    if not specification:
        return
    if specification["StreamEnabled"] and table.stream is not None:
        raise invalid("Table already has an enabled stream")
    if not specification["StreamEnabled"] and table.stream is None:
        raise invalid("Table has no stream to disable")


def _check_replicas(table: ControlTable, request: Request) -> None:
    regions = {each["RegionName"] for each in table.declared.get("Replicas", ())}
    for update in request.get("ReplicaUpdates") or ():
        ((kind, replica),) = update.items()
        region = replica["RegionName"]
        if kind == "Create" and region in regions:
            message = (
                f"Failed to create a the new replica of table with name: '{table.name}' because one "
                f"already existed on region '{region}'."
            )
            raise invalid(message)
        if kind != "Create" and region not in regions:
            message = (
                "Update global table operation failed because one or more replicas were not part of "
                f"the global table: {region}"
            )
            raise invalid(message)
