"""The requests that make a table of a design.

Arguments are in the form of boto3's low-level client. What CreateTable takes is in
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html; the rest needs
calls of its own once the table is ACTIVE.
"""

import json
from typing import Any

from pytest_dynamo.design.values import (
    Encryption,
    Index,
    KeySchema,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)

_STANDARD_CLASS = "STANDARD"


def create_table_arguments(table: Table, name: str | None = None) -> dict[str, Any]:
    """The arguments of CreateTable, under another name if one is given.

    Vector indexes are left out: they are kept in the design for export, and not run. Auto scaling
    belongs to another service, Application Auto Scaling, and is left out as well.
    """
    arguments: dict[str, Any] = {
        "TableName": name or table.name,
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": kind}
            for attribute, kind in table.attribute_types.items()
        ],
        "KeySchema": _key_schema(table.key),
        "BillingMode": table.billing_mode,
        "DeletionProtectionEnabled": table.deletion_protection,
    }
    if table.local_indexes:
        arguments["LocalSecondaryIndexes"] = [
            index_arguments(index) for index in table.local_indexes
        ]
    if table.global_indexes:
        arguments["GlobalSecondaryIndexes"] = [
            index_arguments(index) for index in table.global_indexes
        ]
    arguments |= throughput_arguments(
        table.provisioned, table.max_throughput, table.warm_throughput
    )
    if table.stream:
        arguments["StreamSpecification"] = {
            "StreamEnabled": True,
            "StreamViewType": table.stream,
        }
    if table.encryption.kind != "AWS_OWNED":  # AWS_OWNED is what a table has without being asked
        arguments["SSESpecification"] = encryption_arguments(table.encryption)
    if table.table_class != _STANDARD_CLASS:
        arguments["TableClass"] = table.table_class
    if table.resource_policy is not None:
        arguments["ResourcePolicy"] = json.dumps(table.resource_policy)
    if table.tags:
        arguments["Tags"] = [{"Key": key, "Value": value} for key, value in table.tags.items()]
    return arguments


def follow_up_requests(
    table: Table, name: str | None = None
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """The calls that give a new, ACTIVE table the properties CreateTable does not take.

    Each is a method of the low-level client and its arguments, in the order to make them.
    """
    table_name = name or table.name
    requests: list[tuple[str, dict[str, Any]]] = []
    if table.time_to_live:
        specification = {"Enabled": True, "AttributeName": table.time_to_live}
        requests.append(("update_time_to_live", {"TimeToLiveSpecification": specification}))
    if table.point_in_time_recovery:
        recovery = {
            "PointInTimeRecoveryEnabled": True,
            "RecoveryPeriodInDays": table.point_in_time_recovery.recovery_period_days,
        }
        requests.append(
            ("update_continuous_backups", {"PointInTimeRecoverySpecification": recovery})
        )
    if table.kinesis_stream:
        stream: dict[str, Any] = {"StreamArn": table.kinesis_stream.arn}
        if table.kinesis_stream.precision:
            stream["EnableKinesisStreamingConfiguration"] = {
                "ApproximateCreationDateTimePrecision": table.kinesis_stream.precision
            }
        requests.append(("enable_kinesis_streaming_destination", stream))
    requests.extend(_contributor_insights(table))
    requests.extend(_replicas(table))
    return tuple(
        (operation, {"TableName": table_name, **arguments}) for operation, arguments in requests
    )


def _key_schema(key: KeySchema) -> list[dict[str, str]]:
    return [
        *({"AttributeName": name, "KeyType": "HASH"} for name in key.partition_key),
        *({"AttributeName": name, "KeyType": "RANGE"} for name in key.sort_key),
    ]


def index_arguments(index: Index) -> dict[str, Any]:
    """An index, as CreateTable takes it, and UpdateTable under `Create`."""
    arguments: dict[str, Any] = {
        "IndexName": index.name,
        "KeySchema": _key_schema(index.key),
        "Projection": _projection(index.projection),
    }
    return arguments | throughput_arguments(
        index.provisioned, index.max_throughput, index.warm_throughput
    )


def _projection(projection: Projection) -> dict[str, Any]:
    if projection.kind == "INCLUDE":
        return {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(projection.attributes)}
    return {"ProjectionType": projection.kind}


def throughput_arguments(
    provisioned: Provisioned | None,
    maximum: UnitsPerSecond | None,
    warm: UnitsPerSecond | None,
) -> dict[str, dict[str, int]]:
    """The three throughput members that tables and global indexes have in common."""
    arguments: dict[str, dict[str, int]] = {}
    if provisioned:
        arguments["ProvisionedThroughput"] = {
            "ReadCapacityUnits": provisioned.read_capacity_units,
            "WriteCapacityUnits": provisioned.write_capacity_units,
        }
    if maximum:
        arguments["OnDemandThroughput"] = _given(
            MaxReadRequestUnits=maximum.read_units_per_second,
            MaxWriteRequestUnits=maximum.write_units_per_second,
        )
    if warm:
        arguments["WarmThroughput"] = _given(
            ReadUnitsPerSecond=warm.read_units_per_second,
            WriteUnitsPerSecond=warm.write_units_per_second,
        )
    return arguments


def _given(**members: int | None) -> dict[str, int]:
    return {name: value for name, value in members.items() if value is not None}


def encryption_arguments(encryption: Encryption) -> dict[str, Any]:
    """The member SSESpecification for an encryption by KMS."""
    specification: dict[str, Any] = {"Enabled": True, "SSEType": "KMS"}
    if encryption.kms_key:
        specification["KMSMasterKeyId"] = encryption.kms_key
    return specification


def _contributor_insights(table: Table) -> list[tuple[str, dict[str, Any]]]:
    modes: dict[str | None, str | None] = {
        None: table.contributor_insights,
        **{index.name: index.contributor_insights for index in table.global_indexes},
    }
    return [
        (
            "update_contributor_insights",
            {
                **({"IndexName": index} if index else {}),
                "ContributorInsightsAction": "ENABLE",
                "ContributorInsightsMode": mode,
            },
        )
        for index, mode in modes.items()
        if mode
    ]


def _replicas(table: Table) -> list[tuple[str, dict[str, Any]]]:
    """Strong consistency takes all replicas in one call, eventual consistency one replica a call.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
    """
    creations = [{"Create": {"RegionName": region}} for region in table.replicas]
    if not creations:
        return []
    if table.multi_region_consistency == "STRONG":
        request = {"ReplicaUpdates": creations, "MultiRegionConsistency": "STRONG"}
        return [("update_table", request)]
    return [("update_table", {"ReplicaUpdates": [creation]}) for creation in creations]
