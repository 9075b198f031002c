"""A table as `AWS::DynamoDB::Table`, with its auto scaling beside it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
"""

from collections.abc import Iterator
from typing import Any

from pytest_dynamo.design.table_request import create_table_arguments
from pytest_dynamo.design.values import AutoScaling, Provisioned, Table
from pytest_dynamo.interop.cloudformation.written_parts import (
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

_METRICS = {"Read": "DynamoDBReadCapacityUtilization", "Write": "DynamoDBWriteCapacityUtilization"}


def table_resource(table: Table) -> dict[str, Any]:
    """The resource of a table in one region."""
    request = create_table_arguments(table)
    properties = shared_properties(table)
    if table.global_indexes:
        own = {one["IndexName"]: one for one in request["GlobalSecondaryIndexes"]}
        properties["GlobalSecondaryIndexes"] = [
            own[index.name] | insights(index.contributor_insights)
            for index, _ in global_indexes(table)
        ]
    properties |= vector_indexes(table)
    for name in ("ProvisionedThroughput", "OnDemandThroughput"):
        if name in request:
            properties[name] = request[name]
    properties |= warm(table.warm_throughput)
    if table.stream:
        properties["StreamSpecification"] = {"StreamViewType": table.stream}
    properties |= time_to_live(table)
    if table.encryption.kind != "AWS_OWNED":
        key = table.encryption.kms_key
        properties["SSESpecification"] = {
            "SSEEnabled": True,
            "SSEType": "KMS",
            **({"KMSMasterKeyId": key} if key else {}),
        }
    properties |= of_each_region(table) | of_own_region(table)
    return {"Type": "AWS::DynamoDB::Table", **deletion(table), "Properties": properties}


def scaling_resources(table: Table, logical_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The targets and policies of auto scaling, each with the name that it would like to have."""
    for index, provisioned in _capacities(table):
        for kind, scaling in _scalings(provisioned):
            resource = f"table/${{{logical_id}}}" + (f"/index/{index}" if index else "")
            level = "index" if index else "table"
            base = f"{logical_id}{index or ''}{kind}Scaling"
            yield (
                f"{base}Target",
                {
                    "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
                    "Properties": {
                        "ServiceNamespace": "dynamodb",
                        "ResourceId": {"Fn::Sub": resource},
                        "ScalableDimension": f"dynamodb:{level}:{kind}CapacityUnits",
                        "MinCapacity": scaling.minimum,
                        "MaxCapacity": scaling.maximum,
                    },
                },
            )
            yield f"{base}Policy", _policy(kind, resource, scaling)


def _policy(kind: str, resource: str, scaling: AutoScaling) -> dict[str, Any]:
    """A policy; its target is filled in when that has its name."""
    return {
        "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
        "Properties": {
            "PolicyName": {"Fn::Sub": f"{_METRICS[kind]}:{resource}"},
            "PolicyType": "TargetTrackingScaling",
            "ScalingTargetId": None,
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": scaling.target_utilization,
                "PredefinedMetricSpecification": {"PredefinedMetricType": _METRICS[kind]},
            },
        },
    }


def _capacities(table: Table) -> Iterator[tuple[str, Provisioned]]:
    if table.provisioned:
        yield "", table.provisioned
    for index in table.global_indexes:
        if index.provisioned:
            yield index.name, index.provisioned


def _scalings(provisioned: Provisioned) -> Iterator[tuple[str, AutoScaling]]:
    if provisioned.read_autoscaling:
        yield "Read", provisioned.read_autoscaling
    if provisioned.write_autoscaling:
        yield "Write", provisioned.write_autoscaling
