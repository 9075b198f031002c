"""The requests that make a table, and the table that a description tells of."""

import json
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.table_request import create_table_arguments, follow_up_requests
from pytest_dynamo.design.values import (
    Encryption,
    Index,
    KeySchema,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)

ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"
EVERYTHING = f"""
version: 1
tables:
  events:
    partition_key: {{name: id, type: B}}
    sort_key: at
    indexes:
      by_tenant:
        partition_key: [tenant, region]
        sort_key: at
        projection: [title]
        billing_mode: {{read_capacity_units: 1, write_capacity_units: 2}}
        warm_throughput: {{read_units_per_second: 13_000}}
        contributor_insights: THROTTLED_KEYS
      by_size: {{type: local, sort_key: {{name: size, type: N}}, projection: KEYS_ONLY}}
    billing_mode: {{read_capacity_units: 100, write_capacity_units: 50}}
    warm_throughput: {{read_units_per_second: 20_000, write_units_per_second: 5_000}}
    stream: KEYS_ONLY
    time_to_live: ends
    point_in_time_recovery: {{recovery_period_days: 7}}
    encryption: {{kms_key: alias/shop}}
    deletion_protection: true
    table_class: STANDARD_INFREQUENT_ACCESS
    contributor_insights: true
    resource_policy: {{Statement: []}}
    kinesis_stream: {{arn: "{ARN}", precision: MILLISECOND}}
    tags: {{team: shop}}
    replicas: [eu-west-1, us-east-2]
"""


@pytest.fixture
def everything() -> Table:
    return parse_design(EVERYTHING).tables["events"]


@pytest.fixture(scope="module")
def orders_table() -> Table:
    return load_design("designs/orders.yaml").tables["my-service-table"]


def test_a_table_of_the_plain_kind_takes_few_arguments(orders_table: Table) -> None:
    assert create_table_arguments(orders_table, "load-orders") == {
        "TableName": "load-orders",
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"}
            for name in ("PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK")
        ],
        "KeySchema": [
            {"AttributeName": "PK", "KeyType": "HASH"},
            {"AttributeName": "SK", "KeyType": "RANGE"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": True,
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "GSI1",
                "KeySchema": [
                    {"AttributeName": "GSI1PK", "KeyType": "HASH"},
                    {"AttributeName": "GSI1SK", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            },
            {
                "IndexName": "GSI2",
                "KeySchema": [
                    {"AttributeName": "GSI2PK", "KeyType": "HASH"},
                    {"AttributeName": "GSI2SK", "KeyType": "RANGE"},
                ],
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["name", "email", "status"],
                },
            },
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "SSESpecification": {"Enabled": True, "SSEType": "KMS"},
    }


def test_every_property_that_creation_takes_is_in_its_arguments(everything: Table) -> None:
    assert create_table_arguments(everything) == {
        "TableName": "events",
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "B"},
            {"AttributeName": "at", "AttributeType": "S"},
            {"AttributeName": "tenant", "AttributeType": "S"},
            {"AttributeName": "region", "AttributeType": "S"},
            {"AttributeName": "size", "AttributeType": "N"},
        ],
        "KeySchema": [
            {"AttributeName": "id", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        "BillingMode": "PROVISIONED",
        "DeletionProtectionEnabled": True,
        "LocalSecondaryIndexes": [
            {
                "IndexName": "by_size",
                "KeySchema": [
                    {"AttributeName": "id", "KeyType": "HASH"},
                    {"AttributeName": "size", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by_tenant",
                "KeySchema": [
                    {"AttributeName": "tenant", "KeyType": "HASH"},
                    {"AttributeName": "region", "KeyType": "HASH"},
                    {"AttributeName": "at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]},
                "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
                "WarmThroughput": {"ReadUnitsPerSecond": 13_000},
            }
        ],
        "ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": 50},
        "WarmThroughput": {"ReadUnitsPerSecond": 20_000, "WriteUnitsPerSecond": 5_000},
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        "SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/shop"},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "ResourcePolicy": json.dumps({"Statement": []}),
        "Tags": [{"Key": "team", "Value": "shop"}],
    }


def test_what_creation_does_not_take_follows_it(everything: Table) -> None:
    def create_replica(region: str) -> tuple[str, dict[str, Any]]:
        updates = [{"Create": {"RegionName": region}}]
        return "update_table", {"TableName": "t", "ReplicaUpdates": updates}

    assert follow_up_requests(everything, "t") == (
        (
            "update_time_to_live",
            {
                "TableName": "t",
                "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "ends"},
            },
        ),
        (
            "update_continuous_backups",
            {
                "TableName": "t",
                "PointInTimeRecoverySpecification": {
                    "PointInTimeRecoveryEnabled": True,
                    "RecoveryPeriodInDays": 7,
                },
            },
        ),
        (
            "enable_kinesis_streaming_destination",
            {
                "TableName": "t",
                "StreamArn": ARN,
                "EnableKinesisStreamingConfiguration": {
                    "ApproximateCreationDateTimePrecision": "MILLISECOND"
                },
            },
        ),
        (
            "update_contributor_insights",
            {
                "TableName": "t",
                "ContributorInsightsAction": "ENABLE",
                "ContributorInsightsMode": "ACCESSED_AND_THROTTLED_KEYS",
            },
        ),
        (
            "update_contributor_insights",
            {
                "TableName": "t",
                "IndexName": "by_tenant",
                "ContributorInsightsAction": "ENABLE",
                "ContributorInsightsMode": "THROTTLED_KEYS",
            },
        ),
        create_replica("eu-west-1"),
        create_replica("us-east-2"),
    )


def test_replicas_of_strong_consistency_are_made_in_one_call() -> None:
    table = parse_design(
        "version: 1\n"
        "tables:\n"
        "  things:\n"
        "    partition_key: id\n"
        "    replicas: [eu-west-1, us-east-2]\n"
        "    multi_region_consistency: STRONG\n"
        "    max_throughput: {write_units_per_second: 500}\n"
    ).tables["things"]

    assert follow_up_requests(table) == (
        (
            "update_table",
            {
                "TableName": "things",
                "ReplicaUpdates": [
                    {"Create": {"RegionName": "eu-west-1"}},
                    {"Create": {"RegionName": "us-east-2"}},
                ],
                "MultiRegionConsistency": "STRONG",
            },
        ),
    )
    assert create_table_arguments(table)["OnDemandThroughput"] == {"MaxWriteRequestUnits": 500}


def test_every_request_is_one_that_botocore_takes(everything: Table) -> None:
    service = botocore.session.Session().get_service_model("dynamodb")
    operations = {name.replace("_", "").lower(): name for name in service.operation_names}
    requests = [("createtable", create_table_arguments(everything))]
    requests += [
        (method.replace("_", ""), arguments) for method, arguments in follow_up_requests(everything)
    ]

    for method, arguments in requests:
        shape = service.operation_model(operations[method]).input_shape
        assert ParamValidator().validate(arguments, shape).generate_report() == ""


def test_a_description_gives_back_the_table_it_describes() -> None:
    description = {
        "TableName": "events",
        "TableStatus": "ACTIVE",
        "AttributeDefinitions": [
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "N"},
        ],
        "KeySchema": [
            {"AttributeName": "id", "KeyType": "HASH"},
            {"AttributeName": "at", "KeyType": "RANGE"},
        ],
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by_time",
                "KeySchema": [{"AttributeName": "at", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]},
                "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
                "WarmThroughput": {"ReadUnitsPerSecond": 12_000, "Status": "ACTIVE"},
            }
        ],
        "LocalSecondaryIndexes": [
            {
                "IndexName": "near",
                "KeySchema": [
                    {"AttributeName": "id", "KeyType": "HASH"},
                    {"AttributeName": "at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        "SSEDescription": {"SSEType": "KMS", "KMSMasterKeyArn": "arn:aws:kms:::key/1"},
        "DeletionProtectionEnabled": True,
        "TableClassSummary": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
        "OnDemandThroughput": {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": 9},
        "Replicas": [{"RegionName": "eu-west-1"}],
        "MultiRegionConsistency": "EVENTUAL",
        "VectorIndexes": [{"IndexName": "by_meaning", "Dimensions": 3}],
    }

    assert table_of_description(description) == Table(
        name="events",
        key=KeySchema(partition_key=("id",), sort_key=("at",)),
        attribute_types={"id": "S", "at": "N"},
        indexes={
            "by_time": Index(
                name="by_time",
                kind="global",
                key=KeySchema(partition_key=("at",)),
                projection=Projection(kind="INCLUDE", attributes=("title",)),
                provisioned=Provisioned(read_capacity_units=1, write_capacity_units=2),
                warm_throughput=UnitsPerSecond(read_units_per_second=12_000),
            ),
            "near": Index(
                name="near",
                kind="local",
                key=KeySchema(partition_key=("id",), sort_key=("at",)),
                projection=Projection(kind="KEYS_ONLY"),
            ),
        },
        billing_mode="PROVISIONED",
        provisioned=Provisioned(read_capacity_units=5, write_capacity_units=6),
        max_throughput=UnitsPerSecond(write_units_per_second=9),
        stream="NEW_IMAGE",
        encryption=Encryption(kind="CUSTOMER_MANAGED", kms_key="arn:aws:kms:::key/1"),
        deletion_protection=True,
        table_class="STANDARD_INFREQUENT_ACCESS",
        replicas=("eu-west-1",),
        multi_region_consistency="EVENTUAL",
        vector_indexes={"by_meaning": {"IndexName": "by_meaning", "Dimensions": 3}},
    )


def test_an_on_demand_table_is_described_with_zero_units() -> None:
    table = table_of_description(
        {
            "TableName": "things",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
            "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
            "SSEDescription": {"SSEType": "KMS", "Status": "ENABLED"},
        }
    )

    assert table == Table(
        name="things",
        key=KeySchema(partition_key=("id",)),
        attribute_types={"id": "S"},
        encryption=Encryption(kind="AWS_MANAGED"),
    )
