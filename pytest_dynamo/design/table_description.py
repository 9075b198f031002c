"""A table out of what DescribeTable answers.

The answer is described in
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html. Time to
live, continuous backups, contributor insights, tags and policies are answered by other operations,
so a table made here is silent about them.
"""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.design.values import (
    Encryption,
    Index,
    IndexKind,
    KeySchema,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)


def table_of_description(description: Mapping[str, Any]) -> Table:
    """The table that the member `Table` of a DescribeTable answer describes.

    Raises:
        KeyError: The description lacks a name or a key schema.
    """
    # A table that was on demand when it was made may have no summary, but then has no capacity.
    provisioned = _provisioned(description)
    stream = description.get("StreamSpecification") or {}
    indexes = [
        *(_index(index, "global") for index in description.get("GlobalSecondaryIndexes") or ()),
        *(_index(index, "local") for index in description.get("LocalSecondaryIndexes") or ()),
    ]
    return Table(
        name=description["TableName"],
        key=_key(description["KeySchema"]),
        attribute_types={
            definition["AttributeName"]: definition["AttributeType"]
            for definition in description.get("AttributeDefinitions") or ()
        },
        indexes={index.name: index for index in indexes},
        billing_mode="PROVISIONED" if provisioned else "PAY_PER_REQUEST",
        provisioned=provisioned,
        max_throughput=_max_throughput(description),
        warm_throughput=_warm_throughput(description),
        stream=stream.get("StreamViewType") if stream.get("StreamEnabled") else None,
        encryption=_encryption(description.get("SSEDescription") or {}),
        deletion_protection=description.get("DeletionProtectionEnabled", False),
        table_class=(description.get("TableClassSummary") or {}).get("TableClass", "STANDARD"),
        replicas=tuple(
            replica["RegionName"]
            for replica in description.get("Replicas") or ()
            if "RegionName" in replica
        ),
        multi_region_consistency=description.get("MultiRegionConsistency"),
        vector_indexes={
            index["IndexName"]: dict(index) for index in description.get("VectorIndexes") or ()
        },
    )


def _key(elements: list[Mapping[str, str]]) -> KeySchema:
    def names(kind: str) -> tuple[str, ...]:
        return tuple(element["AttributeName"] for element in elements if element["KeyType"] == kind)

    return KeySchema(partition_key=names("HASH"), sort_key=names("RANGE"))


def _index(description: Mapping[str, Any], kind: IndexKind) -> Index:
    projection = description.get("Projection") or {}
    return Index(
        name=description["IndexName"],
        kind=kind,
        key=_key(description["KeySchema"]),
        projection=Projection(
            kind=projection.get("ProjectionType", "ALL"),
            attributes=tuple(projection.get("NonKeyAttributes") or ()),
        ),
        provisioned=_provisioned(description),
        max_throughput=_max_throughput(description),
        warm_throughput=_warm_throughput(description),
    )


def _provisioned(description: Mapping[str, Any]) -> Provisioned | None:
    """Provisioned capacity; an on-demand table or index describes it as zero units."""
    throughput = description.get("ProvisionedThroughput") or {}
    read = throughput.get("ReadCapacityUnits", 0)
    write = throughput.get("WriteCapacityUnits", 0)
    on_demand = (description.get("BillingModeSummary") or {}).get("BillingMode") == (
        "PAY_PER_REQUEST"
    )
    if on_demand or not (read and write):
        return None
    return Provisioned(read_capacity_units=read, write_capacity_units=write)


def _max_throughput(description: Mapping[str, Any]) -> UnitsPerSecond | None:
    maximum = description.get("OnDemandThroughput") or {}
    return _units(maximum.get("MaxReadRequestUnits"), maximum.get("MaxWriteRequestUnits"))


def _warm_throughput(description: Mapping[str, Any]) -> UnitsPerSecond | None:
    warm = description.get("WarmThroughput") or {}
    return _units(warm.get("ReadUnitsPerSecond"), warm.get("WriteUnitsPerSecond"))


def _units(read: int | None, write: int | None) -> UnitsPerSecond | None:
    """Units per second, where -1 is how DynamoDB says that there is no maximum."""
    reads = read if read and read > 0 else None
    writes = write if write and write > 0 else None
    if reads is None and writes is None:
        return None
    return UnitsPerSecond(read_units_per_second=reads, write_units_per_second=writes)


def _encryption(description: Mapping[str, Any]) -> Encryption:
    """KMS encryption; whether a key is AWS's or the customer's cannot be read off its ARN.

    A description names the ARN of the key in both cases; a key that is AWS's own is known to KMS
    only, under the alias `alias/aws/dynamodb`, so the ARN is kept as the customer's.
    """
    if description.get("SSEType") != "KMS":
        return Encryption()
    key = description.get("KMSMasterKeyArn")
    if key is None or key.endswith("alias/aws/dynamodb"):
        return Encryption(kind="AWS_MANAGED")
    return Encryption(kind="CUSTOMER_MANAGED", kms_key=key)
