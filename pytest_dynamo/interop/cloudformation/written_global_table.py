"""A table as `AWS::DynamoDB::GlobalTable`, in one region or several.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
"""

import re
from typing import Any

from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.interop.cloudformation.written_parts import (
    capacity_settings,
    deletion,
    global_indexes,
    insights,
    of_each_region,
    of_own_region,
    shared_properties,
    time_to_live,
    vector_indexes,
    warm,
)

# A multi-Region key has the same id in each of its regions.
_MULTI_REGION_KEY = re.compile(r"(arn:[\w-]+:kms:)[\w-]+(:\d{12}:key/mrk-\w+)\Z")


def has_fixed_writes(table: Table) -> bool:
    """Whether some write capacity is fixed, which a global table cannot have: it scales."""
    capacities = [table.provisioned, *(index.provisioned for index in table.global_indexes)]
    return any(one is not None and one.write_autoscaling is None for one in capacities)


def needs_stream(table: Table) -> bool:
    """Whether replicas are kept by a stream of both images, which a template then has to declare."""
    return bool(table.replicas) and table.multi_region_consistency != "STRONG"


def is_key_of_one_region(table: Table) -> bool:
    """Whether the key is named by an ARN that is right in one of several regions only."""
    key = table.encryption.kms_key or ""
    return bool(table.replicas) and key.startswith("arn:") and not _MULTI_REGION_KEY.match(key)


def global_table_resource(table: Table) -> dict[str, Any]:
    """The resource of a global table; settings of a region are repeated in each of them."""
    properties = shared_properties(table)
    if table.global_indexes:
        properties["GlobalSecondaryIndexes"] = [
            members | _writes(index) | warm(index.warm_throughput)
            for index, members in global_indexes(table)
        ]
    properties |= vector_indexes(table) | _writes(table) | warm(table.warm_throughput)
    view = "NEW_AND_OLD_IMAGES" if needs_stream(table) else table.stream
    if view:
        properties["StreamSpecification"] = {"StreamViewType": view}
    properties |= time_to_live(table)
    if table.encryption.kind != "AWS_OWNED":
        properties["SSESpecification"] = {"SSEEnabled": True, "SSEType": "KMS"}
    if table.multi_region_consistency:
        properties["MultiRegionConsistency"] = table.multi_region_consistency
    own = _replica(table, None) | of_own_region(table)
    properties["Replicas"] = [own, *(_replica(table, region) for region in table.replicas)]
    return {"Type": "AWS::DynamoDB::GlobalTable", **deletion(table), "Properties": properties}


def _writes(one: Table | Index) -> dict[str, Any]:
    """The write throughput, which is the same in all regions."""
    written: dict[str, Any] = {}
    if one.provisioned and one.provisioned.write_autoscaling:
        settings = capacity_settings(
            one.provisioned.write_capacity_units, one.provisioned.write_autoscaling
        )
        written["WriteProvisionedThroughputSettings"] = {
            "WriteCapacityAutoScalingSettings": settings
        }
    if one.max_throughput and one.max_throughput.write_units_per_second:
        units = one.max_throughput.write_units_per_second
        written["WriteOnDemandThroughputSettings"] = {"MaxWriteRequestUnits": units}
    return written


def _reads(one: Table | Index) -> dict[str, Any]:
    """The read throughput, which each region has of its own."""
    written: dict[str, Any] = {}
    if one.provisioned:
        units, scaling = one.provisioned.read_capacity_units, one.provisioned.read_autoscaling
        written["ReadProvisionedThroughputSettings"] = (
            {"ReadCapacityAutoScalingSettings": capacity_settings(units, scaling)}
            if scaling
            else {"ReadCapacityUnits": units}
        )
    if one.max_throughput and one.max_throughput.read_units_per_second:
        units = one.max_throughput.read_units_per_second
        written["ReadOnDemandThroughputSettings"] = {"MaxReadRequestUnits": units}
    return written


def _replica(table: Table, region: str | None) -> dict[str, Any]:
    replica: dict[str, Any] = {"Region": region or {"Ref": "AWS::Region"}}
    indexes = [
        {"IndexName": index.name, **settings}
        for index in table.global_indexes
        if (settings := _reads(index) | insights(index.contributor_insights))
    ]
    if indexes:
        replica["GlobalSecondaryIndexes"] = indexes
    replica |= _reads(table)
    if key := table.encryption.kms_key:
        in_region = _MULTI_REGION_KEY.sub(rf"\g<1>{region}\g<2>", key) if region else key
        replica["SSESpecification"] = {"KMSMasterKeyId": in_region}
    return replica | of_each_region(table)
