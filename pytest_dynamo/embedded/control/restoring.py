"""A table as it was at one moment, and a new table made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.embedded.control.table import KMS_KEY, ControlTable
from pytest_dynamo.embedded.control.values import copied
from pytest_dynamo.embedded.control.world import World
from pytest_dynamo.embedded.service_error import ServiceError, invalid_parameter
from pytest_dynamo.embedded.store.table_store import Snapshot
from pytest_dynamo.embedded.validation.rules.throughput import UNITS_MISSING
from pytest_dynamo.embedded.wire_types import Request

_INDEX_KINDS = {
    "GlobalSecondaryIndexes": "GlobalSecondaryIndexOverride",
    "LocalSecondaryIndexes": "LocalSecondaryIndexOverride",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A table's description, in the form DescribeTable answers, its time to live, and its items."""

    description: Mapping[str, Any]
    ttl_attribute: str | None
    items: Snapshot

    @classmethod
    def of(cls, table: ControlTable) -> "Saved":
        """A table as it is now."""
        return cls(
            description=table.describe()["TableDescription"],
            ttl_attribute=table.data.ttl_attribute,
            items=table.data.store.snapshot(),
        )

    @property
    def billing_mode(self) -> str:
        """The billing mode."""
        summary = self.description.get("BillingModeSummary") or {}
        mode: str = summary.get("BillingMode", "PROVISIONED")
        return mode


def restore(
    world: World, saved: Saved, request: Request, summary: Mapping[str, Any]
) -> dict[str, Any]:
    """Make the table a restore request asks for; the answer to the request.

    As on DynamoDB, tags, the stream, time to live, point-in-time recovery and deletion protection are
    not restored.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CreateBackup.html
    """
    name = request["TargetTableName"]
    if name in world.backend.tables:
        raise ServiceError("TableAlreadyExistsException", f"Table already exists: {name}")
    indexes = {kind: _indexes(saved, kind, request) for kind in _INDEX_KINDS}
    mode = request.get("BillingModeOverride", saved.billing_mode)
    schemas = [saved.description["KeySchema"]]
    schemas.extend(index["KeySchema"] for kind in indexes.values() for index in kind)
    used = {key["AttributeName"] for schema in schemas for key in schema}
    attributes = saved.description["AttributeDefinitions"]
    table = world.backend.create_table(
        name,
        schema=copied(saved.description["KeySchema"]),
        attr=[dict(each) for each in attributes if each["AttributeName"] in used],
        throughput=_throughput(saved, mode, request),
        billing_mode=mode,
        global_indexes=indexes["GlobalSecondaryIndexes"],
        indexes=indexes["LocalSecondaryIndexes"],
        streams=None,
        sse_specification=_encryption(saved, request),
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )
    table.data.store.load(saved.items)
    _declare(table, saved, request, {**summary, "RestoreInProgress": False})
    answer = table.describe()
    answer["TableDescription"]["TableStatus"] = "CREATING"
    answer["TableDescription"]["RestoreSummary"]["RestoreInProgress"] = True
    return answer


def _indexes(saved: Saved, kind: str, request: Request) -> list[dict[str, Any]]:
    """The indexes to restore: those of the source, or those of them the request names."""
    known = {index["IndexName"]: index for index in saved.description.get(kind, ())}
    wanted = request.get(_INDEX_KINDS[kind])
    if wanted is None:
        return [_index(index) for index in known.values()]
    for index in wanted:
        of_source = known.get(index["IndexName"])
        if of_source is None or of_source["KeySchema"] != index["KeySchema"]:
            why = f"Index {index['IndexName']} is not one of the source table's: {', '.join(known)}"
            raise invalid_parameter(why)
    return [_index({**known[index["IndexName"]], **index}) for index in wanted]


def _index(index: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: copied(index[name]) for name in ("IndexName", "KeySchema", "Projection")
    }
    units = _units(index.get("ProvisionedThroughput") or {})
    return made | ({"ProvisionedThroughput": units} if units else {})


def _units(throughput: Mapping[str, Any]) -> dict[str, int] | None:
    """Provisioned units, or None where there are none."""
    units = {name: throughput.get(name, 0) for name in ("ReadCapacityUnits", "WriteCapacityUnits")}
    return units if all(units.values()) else None


def _throughput(saved: Saved, mode: str, request: Request) -> dict[str, int] | None:
    if mode == "PAY_PER_REQUEST":
        return None
    override = request.get("ProvisionedThroughputOverride")
    units = _units(override or saved.description["ProvisionedThroughput"])
    if units is None:
        raise invalid_parameter(UNITS_MISSING)
    return units


def _encryption(saved: Saved, request: Request) -> dict[str, Any] | None:
    override = request.get("SSESpecificationOverride")
    if override is not None:
        return {"KMSMasterKeyId": KMS_KEY, **override}
    of_source = saved.description.get("SSEDescription")
    return {"Enabled": True, "KMSMasterKeyId": of_source["KMSMasterKeyArn"]} if of_source else None


def _declare(
    table: ControlTable, saved: Saved, request: Request, summary: Mapping[str, Any]
) -> None:
    table.declared["RestoreSummary"] = summary
    on_demand = request.get("OnDemandThroughputOverride") or saved.description.get(
        "OnDemandThroughput"
    )
    if on_demand and table.billing_mode == "PAY_PER_REQUEST":
        table.declared["OnDemandThroughput"] = copied(on_demand)
