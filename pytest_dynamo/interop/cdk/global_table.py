"""Tables as TableV2, which is `AWS::DynamoDB::GlobalTable`, with replicas or without.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_dynamodb.TableV2.html
"""

from pytest_dynamo.design.values import AutoScaling, Design, Index, Provisioned, Table
from pytest_dynamo.interop.cdk.code import Call, Data, Listed, Node, Struct
from pytest_dynamo.interop.cdk.parts import (
    enum,
    given,
    imported_key,
    insights,
    is_key_arn,
    key_members,
    kinesis_stream,
    maximum_members,
    projection_members,
    protection_members,
    replica_keys,
    resource_policy,
    warm_throughput,
)
from pytest_dynamo.interop.cdk.remarks import index_remarks
from pytest_dynamo.interop.cloudformation.written_global_table import needs_stream


def global_table_members(design: Design, table: Table, construct_id: str) -> dict[str, Node]:
    """The members of TableV2 for a table."""
    members: dict[str, Node] = {
        "tableName": table.name,
        **key_members(table.key, table),
        "billing": _billing(table),
    }
    for name, indexes, write in (
        ("globalSecondaryIndexes", table.global_indexes, _global_index),
        ("localSecondaryIndexes", table.local_indexes, _local_index),
    ):
        if indexes:
            members[name] = tuple(
                Listed(comments=index_remarks(design, table, index), value=write(table, index))
                for index in indexes
            )
    view = "NEW_AND_OLD_IMAGES" if needs_stream(table) else table.stream
    consistency = table.multi_region_consistency
    members |= given(
        dynamoStream=enum("StreamViewType", view) if view else None,
        timeToLiveAttribute=table.time_to_live,
        encryption=_encryption(table, construct_id),
        contributorInsightsSpecification=insights(table.contributor_insights),
        tableClass=enum("TableClass", table.table_class) if _is_infrequent(table) else None,
        kinesisStream=kinesis_stream(table, construct_id),
        resourcePolicy=resource_policy(table),
        tags=_tags(table),
        replicas=_replicas(table),
        multiRegionConsistency=enum("MultiRegionConsistency", consistency) if consistency else None,
    )
    return members | warm_throughput(table.warm_throughput) | protection_members(table)


def _is_infrequent(table: Table) -> bool:
    return table.table_class != "STANDARD"


def _billing(table: Table) -> Call:
    if table.provisioned:
        members = _capacities(table.provisioned)
        return Call(module="dynamodb", path="Billing.provisioned", members=members)
    members = maximum_members(table.max_throughput)
    return Call(module="dynamodb", path="Billing.onDemand", members=members)


def _capacities(provisioned: Provisioned) -> dict[str, Node]:
    return {
        "readCapacity": _capacity(provisioned.read_capacity_units, provisioned.read_autoscaling),
        "writeCapacity": _capacity(
            provisioned.write_capacity_units,
            provisioned.write_autoscaling,
        ),
    }


def _capacity(units: int, scaling: AutoScaling | None) -> Call:
    if scaling is None:
        return Call(module="dynamodb", path="Capacity.fixed", arguments=(units,))
    members: dict[str, Node] = {
        "minCapacity": scaling.minimum,
        "maxCapacity": scaling.maximum,
        "targetUtilizationPercent": scaling.target_utilization,
    }
    if units != scaling.minimum:
        members["seedCapacity"] = units
    return Call(module="dynamodb", path="Capacity.autoscaled", members=members)


def _global_index(table: Table, index: Index) -> Struct:
    members: dict[str, Node] = {
        "indexName": index.name,
        **key_members(index.key, table),
        **projection_members(index.projection),
        **(_capacities(index.provisioned) if index.provisioned else {}),
        **maximum_members(index.max_throughput),
        **warm_throughput(index.warm_throughput),
    }
    return Struct(module="dynamodb", type="GlobalSecondaryIndexPropsV2", members=members)


def _local_index(table: Table, index: Index) -> Struct:
    members: dict[str, Node] = {
        "indexName": index.name,
        **key_members(index.key, table, is_local=True),
        **projection_members(index.projection),
    }
    return Struct(module="dynamodb", type="LocalSecondaryIndexProps", members=members)


def _encryption(table: Table, construct_id: str) -> Call | None:
    if table.encryption.kind == "AWS_OWNED":
        return None
    key, keys = table.encryption.kms_key, replica_keys(table)
    if not key or not is_key_arn(key) or keys is None:
        return Call(module="dynamodb", path="TableEncryptionV2.awsManagedKey")
    arguments: tuple[Node, ...] = (imported_key(key, construct_id),)
    if keys:
        arguments = (*arguments, Data(value=keys))
    return Call(module="dynamodb", path="TableEncryptionV2.customerManagedKey", arguments=arguments)


def _tags(table: Table) -> tuple[Node, ...] | None:
    return (
        tuple(
            Struct(module="cdk", type="CfnTag", members={"key": key, "value": value})
            for key, value in table.tags.items()
        )
        or None
    )


def _replicas(table: Table) -> tuple[Node, ...] | None:
    return (
        tuple(
            Struct(
                module="dynamodb",
                type="ReplicaTableProps",
                members=given(region=region, tags=_tags(table)),
            )
            for region in table.replicas
        )
        or None
    )
