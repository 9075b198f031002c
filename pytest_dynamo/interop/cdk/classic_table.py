"""Tables as Table, which is `AWS::DynamoDB::Table`: for fixed write capacity, which TableV2 has not.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_dynamodb.Table.html
"""

from collections.abc import Iterator

from pytest_dynamo.design.values import AutoScaling, Design, Index, Provisioned, Table
from pytest_dynamo.interop.cdk.code import Call, MethodCall, Name, Node, Statement
from pytest_dynamo.interop.cdk.parts import (
    enum,
    given,
    imported_key,
    insights,
    is_key_arn,
    key_members,
    kinesis_stream,
    projection_members,
    protection_members,
    resource_policy,
    warm_throughput,
)
from pytest_dynamo.interop.cdk.remarks import index_remarks


def classic_table_members(table: Table, construct_id: str) -> dict[str, Node]:
    """The members of Table for a table; its indexes are added by methods."""
    precision = table.kinesis_stream.precision if table.kinesis_stream else None
    stream = kinesis_stream(table, construct_id)
    members = {
        "tableName": table.name,
        **key_members(table.key, table),
        "billingMode": enum("BillingMode", table.billing_mode),
        **_capacities(table.provisioned),
        **given(
            stream=enum("StreamViewType", table.stream) if table.stream else None,
            timeToLiveAttribute=table.time_to_live,
            **_encryption(table, construct_id),
            contributorInsightsSpecification=insights(table.contributor_insights),
            kinesisStream=stream,
            kinesisPrecisionTimestamp=(
                enum("ApproximateCreationDateTimePrecision", precision)
                if precision and stream
                else None
            ),
            resourcePolicy=resource_policy(table),
        ),
    }
    if table.table_class != "STANDARD":
        members["tableClass"] = enum("TableClass", table.table_class)
    return members | warm_throughput(table.warm_throughput) | protection_members(table)


def index_statements(design: Design, table: Table, field: Name) -> Iterator[Statement]:
    """The indexes of a table."""
    for index in table.global_indexes:
        members = {
            **_index_members(table, index),
            **_capacities(index.provisioned),
            **warm_throughput(index.warm_throughput),
            **given(contributorInsightsSpecification=insights(index.contributor_insights)),
        }
        yield Statement(
            value=MethodCall(target=field, name="addGlobalSecondaryIndex", members=members),
            comments=index_remarks(design, table, index),
            starts_paragraph=True,
        )
    for index in table.local_indexes:
        members = _index_members(table, index)
        yield Statement(
            value=MethodCall(target=field, name="addLocalSecondaryIndex", members=members),
            comments=index_remarks(design, table, index),
            starts_paragraph=True,
        )


def setting_statements(table: Table, field: Name) -> Iterator[Statement]:
    """Auto scaling of a table and its indexes, and tags."""
    settings = [
        *_scaling(table.provisioned, None),
        *(each for index in table.global_indexes for each in _scaling(index.provisioned, index)),
    ]
    for number, (method, arguments, scaling) in enumerate(settings):
        target = MethodCall(
            target=field,
            name=method,
            arguments=arguments,
            members={"minCapacity": scaling.minimum, "maxCapacity": scaling.maximum},
        )
        members: dict[str, Node] = {
            "policyName": _policy_name(table, method, arguments),
            "targetUtilizationPercent": scaling.target_utilization,
        }
        yield Statement(
            value=MethodCall(target=target, name="scaleOnUtilization", members=members),
            starts_paragraph=not number,
        )
    for number, (key, value) in enumerate(table.tags.items()):
        tags = Call(module="cdk", path="Tags.of", arguments=(field,))
        yield Statement(
            value=MethodCall(
                target=tags,
                name="add",
                arguments=(key, value),
                members={"includeResourceTypes": ("AWS::DynamoDB::Table",)},
            ),
            starts_paragraph=not number,
        )


def _policy_name(table: Table, method: str, arguments: tuple[Node, ...]) -> str:
    """The name that a policy has by custom: its metric and its resource."""
    metric = f"DynamoDB{'Read' if 'Read' in method else 'Write'}CapacityUtilization"
    return f"{metric}:table/{table.name}" + "".join(f"/index/{index}" for index in arguments)


def _index_members(table: Table, index: Index) -> dict[str, Node]:
    return {
        "indexName": index.name,
        **key_members(index.key, table, is_local=index.kind == "local"),
        **projection_members(index.projection),
    }


def _capacities(provisioned: Provisioned | None) -> dict[str, Node]:
    return given(
        readCapacity=provisioned.read_capacity_units if provisioned else None,
        writeCapacity=provisioned.write_capacity_units if provisioned else None,
    )


def _encryption(table: Table, construct_id: str) -> dict[str, Node]:
    if table.encryption.kind == "AWS_OWNED":
        return {}
    key = table.encryption.kms_key
    if not key or not is_key_arn(key):
        return {"encryption": enum("TableEncryption", "AWS_MANAGED")}
    return {
        "encryption": enum("TableEncryption", "CUSTOMER_MANAGED"),
        "encryptionKey": imported_key(key, construct_id),
    }


def _scaling(
    provisioned: Provisioned | None, index: Index | None
) -> Iterator[tuple[str, tuple[Node, ...], AutoScaling]]:
    if provisioned is None:
        return
    arguments: tuple[Node, ...] = (index.name,) if index else ()
    resource = "GlobalSecondaryIndex" if index else ""
    if provisioned.read_autoscaling:
        yield f"autoScale{resource}ReadCapacity", arguments, provisioned.read_autoscaling
    if provisioned.write_autoscaling:
        yield f"autoScale{resource}WriteCapacity", arguments, provisioned.write_autoscaling
