"""Rules of UpdateTable.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

from pytest_dynamo.design.values import Table
from pytest_dynamo.embedded.service_error import ServiceError, invalid, invalid_parameter, not_found
from pytest_dynamo.embedded.validation.rules.create_table import MOST_GLOBAL, TOO_MANY_GLOBAL
from pytest_dynamo.embedded.validation.rules.key_schemas import (
    check_defined,
    check_global_key,
    check_projected_count,
    check_projection,
    check_stream,
    names_of,
)
from pytest_dynamo.embedded.validation.rules.throughput import (
    UNITS_ON_DEMAND,
    check_index_throughput,
    check_units,
)
from pytest_dynamo.embedded.wire_types import Request

_CHANGES = ("Update", "Create", "Delete")
_NOT_NOTHING = (
    "ProvisionedThroughput",
    "BillingMode",
    "GlobalSecondaryIndexUpdates",
    "StreamSpecification",
    "SSESpecification",
    "ReplicaUpdates",
    "TableClass",
    "DeletionProtectionEnabled",
    "OnDemandThroughput",
    "WarmThroughput",
    "MultiRegionConsistency",
    "GlobalTableWitnessUpdates",
    "GlobalTableSettingsReplicationMode",
    "VectorIndexUpdates",
)


def update_table(request: Request) -> None:
    """Check an UpdateTable request by itself."""
    # Of empty lists and of attribute definitions alone nothing comes.
    if not any(request.get(name) not in (None, []) for name in _NOT_NOTHING):
        raise invalid(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"
        )
    throughput = request.get("ProvisionedThroughput")
    if request.get("BillingMode") == "PROVISIONED" and throughput is None:
        raise invalid_parameter(
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
        )
    if request.get("BillingMode") == "PAY_PER_REQUEST" and throughput is not None:
        raise invalid_parameter(UNITS_ON_DEMAND)
    check_units(throughput)
    _check_index_changes(request)
    check_stream(request.get("StreamSpecification"))


def _check_index_changes(request: Request) -> None:
    names: set[str] = set()
    made_or_deleted = 0
    for change in request.get("GlobalSecondaryIndexUpdates") or ():
        given = [kind for kind in _CHANGES if change.get(kind) is not None]
        if not given:
            raise invalid_parameter(
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null"
            )
        if len(given) > 1:
            raise invalid_parameter(
                "Only one of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete may be specified"
            )
        (kind,) = given
        index = change[kind]
        if index["IndexName"] in names:
            message = (
                "Only one global secondary index update per index is allowed simultaneously. "
                f"Index: {index['IndexName']}"
            )
            raise invalid_parameter(message)
        names.add(index["IndexName"])
        if kind == "Create":
            _check_new_index(index, request)
        if kind != "Update":
            made_or_deleted += 1
    if made_or_deleted > 1:
        raise ServiceError(
            "LimitExceededException",
            "Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table",
        )


def _check_new_index(index: Request, request: Request) -> None:
    defined = names_of(request.get("AttributeDefinitions") or ())
    check_defined(index["KeySchema"], defined)
    check_global_key(index["KeySchema"])
    check_projection(index["Projection"])
    check_units(index.get("ProvisionedThroughput"))


def check_table_update(request: Request, table: Table) -> None:
    """Check an UpdateTable request that is right by itself against its table.

    Raises:
        ServiceError: ValidationException, ResourceNotFoundException or LimitExceededException.
    """
    billing = request.get("BillingMode") or table.billing_mode
    on_demand = billing == "PAY_PER_REQUEST"
    if on_demand and request.get("ProvisionedThroughput") is not None:
        raise invalid_parameter(UNITS_ON_DEMAND)
    changes = request.get("GlobalSecondaryIndexUpdates") or ()
    for change in changes:
        if change.get("Create") is not None:
            _check_creation(change["Create"], request, table, on_demand=on_demand)
        for kind in ("Delete", "Update"):
            if change.get(kind) is not None:
                _check_exists(change[kind]["IndexName"], table)
    made = [change["Create"] for change in changes if change.get("Create") is not None]
    projected = sum(len(index.projection.attributes) for index in table.indexes.values())
    check_projected_count(made, projected)
    if len(table.global_indexes) + len(made) > MOST_GLOBAL:
        raise ServiceError("LimitExceededException", TOO_MANY_GLOBAL)


def _check_creation(index: Request, request: Request, table: Table, *, on_demand: bool) -> None:
    if index["IndexName"] in table.indexes:
        raise invalid("Attempting to create an index which already exists")
    check_index_throughput(index, on_demand=on_demand)
    for definition in request.get("AttributeDefinitions") or ():
        name, given = definition["AttributeName"], definition["AttributeType"]
        known = table.attribute_types.get(name)
        if known is not None and known != given:
            message = (
                f"Attributes cannot be redefined. Please check that your attribute has the same "
                f"type as previously defined. Existing schema: Schema:[SchemaElement: key{{{name}:{known}}}] "
                f"New schema: Schema:[SchemaElement: key{{{name}:{given}}}]"
            )
            raise invalid_parameter(message)


def _check_exists(name: str, table: Table) -> None:
    if not any(index.name == name for index in table.global_indexes):
        raise not_found()
