"""The operations on tables as a whole, by moto, and what moto leaves out of them."""

from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.embedded.control.declared import declare
from pytest_dynamo.embedded.control.decreases import note_decreases
from pytest_dynamo.embedded.control.table import KMS_KEY, ControlTable
from pytest_dynamo.embedded.control.update_checks import check_update
from pytest_dynamo.embedded.control.values import page_after
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.throttling.quotas import check_quotas, limits_of
from pytest_dynamo.embedded.wire_types import Answer, Request

_MOST_NAMES = 100
_ZERO = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}

# Without quotas having been raised, in the larger regions.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html
LIMITS = {
    "AccountMaxReadCapacityUnits": 80_000,
    "AccountMaxWriteCapacityUnits": 80_000,
    "TableMaxReadCapacityUnits": 40_000,
    "TableMaxWriteCapacityUnits": 40_000,
}


def create_table(world: World, request: Request) -> Answer:
    """Create a table. It is ready at once; the answer says CREATING, as DynamoDB's does."""
    _check_quotas(world, None, request)
    table = world.backend.create_table(
        request["TableName"].rpartition("/")[2],
        schema=request["KeySchema"],
        throughput=request.get("ProvisionedThroughput"),
        attr=request["AttributeDefinitions"],
        global_indexes=request.get("GlobalSecondaryIndexes"),
        indexes=request.get("LocalSecondaryIndexes"),
        streams=request.get("StreamSpecification"),
        billing_mode=request.get("BillingMode", "PROVISIONED"),
        sse_specification=request.get("SSESpecification"),
        tags=request.get("Tags") or [],
        deletion_protection_enabled=request.get("DeletionProtectionEnabled", False),
        warm_throughput=request.get("WarmThroughput"),
    )
    if policy := request.get("ResourcePolicy"):
        world.backend.put_resource_policy(table.table_arn, policy, None)
    declare(table, request, request.get("GlobalSecondaryIndexes") or [])
    if table.declared:
        world.backend.changed(table)
    return _described(table, "CREATING")


def update_table(world: World, request: Request) -> Answer:
    """Change a table. It is changed at once; the answer says UPDATING, as DynamoDB's does."""
    table = world.backend.get_table(request["TableName"])
    check_update(table, request)
    _check_quotas(world, table, request)
    note_decreases(table, request, world.clock())
    updates = request.get("GlobalSecondaryIndexUpdates") or []
    deleted = {update["Delete"]["IndexName"] for update in updates if "Delete" in update}
    leaving = [each for each in _indexes(table.describe()) if each["IndexName"] in deleted]
    changes: dict[str, Any] = {
        "attr_definitions": _attributes(table, request),
        "global_index": updates,
        "throughput": request.get("ProvisionedThroughput"),
        "billing_mode": request.get("BillingMode"),
        "stream_spec": request.get("StreamSpecification"),
        "deletion_protection_enabled": request.get("DeletionProtectionEnabled"),
        "warm_throughput": request.get("WarmThroughput"),
    }
    world.backend.update_table(table.name, **changes)
    _prune_attributes(table)
    _bill(world, table, request.get("BillingMode"))
    _encrypt(table, request.get("SSESpecification"))
    declare(table, request, [change for update in updates for change in update.values()])
    world.backend.changed(table)
    return _changing(_described(table, "UPDATING"), updates, leaving)


def delete_table(world: World, request: Request) -> Answer:
    """Delete a table. It is gone at once; the answer says DELETING, as DynamoDB's does."""
    table = world.backend.get_table(request["TableName"])
    answer = _described(table, "DELETING")
    world.backend.delete_table(table.name)
    world.backend.resource_policies.pop(table.table_arn, None)
    world.expiring.pop(table.name, None)
    return answer


def describe_table(world: World, request: Request) -> Answer:
    """A table as it is now."""
    return world.backend.get_table(request["TableName"]).describe("Table")


def list_tables(world: World, request: Request) -> Answer:
    """The names of the tables, in their order."""
    names = sorted(world.backend.tables)
    start = request.get("ExclusiveStartTableName")
    if start is not None:
        names = [name for name in names if name > start]
    found, last = page_after(names, None, request.get("Limit", _MOST_NAMES))
    return {"TableNames": found} | ({"LastEvaluatedTableName": last} if last else {})


def describe_limits(world: World, _request: Request) -> Answer:
    """The quotas of an account."""
    model = world.database.throughput
    return dict(LIMITS) if model is None else limits_of(model.parameters)


TABLE_OPERATIONS: Mapping[str, Callable[[World, Request], dict[str, Any]]] = {
    "CreateTable": create_table,
    "DeleteTable": delete_table,
    "DescribeLimits": describe_limits,
    "DescribeTable": describe_table,
    "ListTables": list_tables,
    "UpdateTable": update_table,
}


def _check_quotas(world: World, table: ControlTable | None, request: Request) -> None:
    """Hold what a request provisions against the quotas, which there are where requests are throttled."""
    model = world.database.throughput
    if model is not None:
        before = None if table is None else table.data
        others = [each.definition for each in world.database.tables.values() if each is not before]
        check_quotas(request, before.definition if before else None, others, model.parameters)


def _described(table: ControlTable, status: str) -> Answer:
    answer = table.describe()
    answer["TableDescription"]["TableStatus"] = status
    if status == "CREATING":
        for index in _indexes(answer):
            index["IndexStatus"] = status
    return answer


def _indexes(answer: Answer) -> list[dict[str, Any]]:
    indexes: list[dict[str, Any]] = answer["TableDescription"].get("GlobalSecondaryIndexes", [])
    return indexes


def _changing(
    answer: Answer, updates: list[Mapping[str, Any]], leaving: list[dict[str, Any]]
) -> Answer:
    """The answer to UpdateTable, with the indexes in the states they pass through on DynamoDB."""
    changed = {each["IndexName"]: kind for update in updates for kind, each in update.items()}
    indexes = _indexes(answer)
    for index in indexes:
        if index["IndexName"] in changed:
            created = changed[index["IndexName"]] == "Create"
            index["IndexStatus"] = "CREATING" if created else "UPDATING"
            index |= {"Backfilling": False} if created else {}
    if leaving:
        deleting = [{**index, "IndexStatus": "DELETING"} for index in leaving]
        answer["TableDescription"]["GlobalSecondaryIndexes"] = [*indexes, *deleting]
    return answer


def _attributes(table: ControlTable, request: Request) -> list[dict[str, str]]:
    """The key attributes that are known, and those that the request adds."""
    known = {each["AttributeName"] for each in table.attr}
    added = request.get("AttributeDefinitions") or ()
    return [*table.attr, *(each for each in added if each["AttributeName"] not in known)]


def _prune_attributes(table: ControlTable) -> None:
    """Let go of attributes that are in no key any more."""
    schemas = [table.schema, *(each.schema for each in (*table.indexes, *table.global_indexes))]
    used = {key["AttributeName"] for schema in schemas for key in schema}
    table.attr = [each for each in table.attr if each["AttributeName"] in used]


def _bill(world: World, table: ControlTable, mode: str | None) -> None:
    if mode == "PAY_PER_REQUEST":
        table.on_demand_since = world.backend.now()
        table.throughput = dict(_ZERO)
        for index in table.global_indexes:
            index.throughput = dict(_ZERO)


def _encrypt(table: ControlTable, specification: Mapping[str, Any] | None) -> None:
    if specification is not None:
        table.sse_specification = {"KMSMasterKeyId": KMS_KEY, **specification}
