"""Tables and their properties, as described; and what happens to a table as a whole."""

import boto3
import pytest
from moto import mock_aws

from pytest_dynamo.deploy.create import create_table as create_from_design
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values import (
    Index,
    KeySchema,
    KinesisStream,
    PointInTimeRecovery,
    Projection,
    Table,
    UnitsPerSecond,
)

TABLE = Table(
    name="things",
    key=KeySchema(partition_key=("pk",), sort_key=("sk",)),
    attribute_types={"pk": "S", "sk": "S", "grp": "S"},
    indexes={
        "by_group": Index(
            name="by_group",
            kind="global",
            key=KeySchema(partition_key=("grp",)),
            projection=Projection(kind="INCLUDE", attributes=("note",)),
            max_throughput=UnitsPerSecond(read_units_per_second=7),
            contributor_insights="THROTTLED_KEYS",
        ),
        "by_sk2": Index(
            name="by_sk2", kind="local", key=KeySchema(partition_key=("pk",), sort_key=("grp",))
        ),
    },
    max_throughput=UnitsPerSecond(read_units_per_second=100, write_units_per_second=50),
    warm_throughput=UnitsPerSecond(read_units_per_second=13_000, write_units_per_second=5_000),
    stream="NEW_AND_OLD_IMAGES",
    time_to_live="expires",
    point_in_time_recovery=PointInTimeRecovery(recovery_period_days=7),
    deletion_protection=True,
    table_class="STANDARD_INFREQUENT_ACCESS",
    contributor_insights="ACCESSED_AND_THROTTLED_KEYS",
    resource_policy={"Version": "2012-10-17", "Statement": []},
    kinesis_stream=KinesisStream(arn="arn:aws:kinesis:us-east-1:123456789012:stream/changes"),
    tags={"team": "shop"},
    replicas=("eu-west-1",),
)


@pytest.fixture
def described(client):
    assert create_from_design(client, TABLE) == ()
    return client.describe_table(TableName="things")["Table"]


def test_a_description_says_what_the_design_said(described):
    found = table_of_description(described)
    for name in ("key", "max_throughput", "stream", "table_class", "replicas", "billing_mode"):
        assert getattr(found, name) == getattr(TABLE, name), name
    assert found.indexes["by_group"].projection == TABLE.indexes["by_group"].projection
    assert found.indexes["by_group"].max_throughput == TABLE.indexes["by_group"].max_throughput
    assert found.warm_throughput == TABLE.warm_throughput
    assert found.deletion_protection is True


def test_properties_with_a_call_of_their_own_are_set(client, described):
    arn = described["TableArn"]
    name = {"TableName": "things"}
    assert client.describe_time_to_live(**name)["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expires",
    }
    backups = client.describe_continuous_backups(**name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]
    assert (recovery["PointInTimeRecoveryStatus"], recovery["RecoveryPeriodInDays"]) == (
        "ENABLED",
        7,
    )
    assert client.list_tags_of_resource(ResourceArn=arn)["Tags"] == [
        {"Key": "team", "Value": "shop"}
    ]
    assert '"2012-10-17"' in client.get_resource_policy(ResourceArn=arn)["Policy"]
    (stream,) = client.describe_kinesis_streaming_destination(**name)[
        "KinesisDataStreamDestinations"
    ]
    assert (stream["StreamArn"], stream["DestinationStatus"]) == (
        TABLE.kinesis_stream.arn,
        "ACTIVE",
    )
    modes = [
        client.describe_contributor_insights(**name, **index)["ContributorInsightsMode"]
        for index in ({}, {"IndexName": "by_group"})
    ]
    assert modes == ["ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"]


def test_properties_can_be_taken_back(client, described):
    name = {"TableName": "things"}
    client.update_table(**name, ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}])
    assert client.describe_table(**name)["Table"]["Replicas"] == []
    client.disable_kinesis_streaming_destination(**name, StreamArn=TABLE.kinesis_stream.arn)
    (stream,) = client.describe_kinesis_streaming_destination(**name)[
        "KinesisDataStreamDestinations"
    ]
    assert stream["DestinationStatus"] == "DISABLED"
    client.update_contributor_insights(**name, ContributorInsightsAction="DISABLE")
    insights = client.describe_contributor_insights(**name)
    assert insights["ContributorInsightsStatus"] == "DISABLED"


@pytest.fixture
def item():
    return {"pk": {"S": "a"}, "sk": {"S": "1"}, "grp": {"S": "g"}}


def group(client, table):
    return client.query(
        TableName=table,
        IndexName="by_group",
        KeyConditionExpression="grp = :g",
        ExpressionAttributeValues={":g": {"S": "g"}},
    )["Items"]


def test_a_backup_keeps_the_items_of_its_moment(client, things, item):
    client.put_item(TableName=things, Item=item)
    backup = client.create_backup(TableName=things, BackupName="then")["BackupDetails"]
    key = {"pk": item["pk"], "sk": item["sk"]}
    client.delete_item(TableName=things, Key=key)
    client.restore_table_from_backup(TargetTableName="restored", BackupArn=backup["BackupArn"])
    assert (group(client, things), group(client, "restored")) == ([], [item])
    client.delete_item(TableName="restored", Key=key)
    assert group(client, "restored") == []
    summary = client.describe_table(TableName="restored")["Table"]["RestoreSummary"]
    assert summary["SourceBackupArn"] == backup["BackupArn"]


def test_a_table_restored_to_a_point_in_time_is_a_table_of_ours(client, things, item):
    client.put_item(TableName=things, Item=item)
    client.update_continuous_backups(
        TableName=things, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    client.restore_table_to_point_in_time(
        SourceTableName=things, TargetTableName="restored", UseLatestRestorableTime=True
    )
    assert group(client, "restored") == [item]
    answer = client.put_item(TableName="restored", Item=item, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == {"TableName": "restored", "CapacityUnits": 1.0}


def test_a_stream_switched_on_later_has_what_is_written_from_then_on(
    embedded, client, things, item
):
    client.put_item(TableName=things, Item=item)
    stream = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    client.update_table(TableName=things, StreamSpecification=stream)
    client.put_item(TableName=things, Item=item | {"note": {"S": "n"}})
    streams = embedded.streams_client()
    arn = client.describe_table(TableName=things)["Table"]["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert [record["eventName"] for record in records] == ["MODIFY"]


def test_a_table_goes_out_to_a_bucket_of_moto_and_comes_back(client, things, item):
    client.put_item(TableName=things, Item=item)
    recovery = {"PointInTimeRecoveryEnabled": True}
    client.update_continuous_backups(TableName=things, PointInTimeRecoverySpecification=recovery)
    table = client.describe_table(TableName=things)["Table"]
    with mock_aws():
        s3 = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        s3.create_bucket(Bucket="bucket")
        export = client.export_table_to_point_in_time(
            TableArn=table["TableArn"], S3Bucket="bucket", S3Prefix="out"
        )["ExportDescription"]
        described = client.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
        assert (described["ExportStatus"], described["ItemCount"]) == ("COMPLETED", 1)
        folder = described["ExportManifest"].rpartition("/")[0]
        import_ = client.import_table(
            S3BucketSource={"S3Bucket": "bucket", "S3KeyPrefix": f"{folder}/data/"},
            InputFormat="DYNAMODB_JSON",
            InputCompressionType="GZIP",
            TableCreationParameters={
                "TableName": "imported",
                "KeySchema": table["KeySchema"],
                "AttributeDefinitions": [
                    each for each in table["AttributeDefinitions"] if each["AttributeName"] != "grp"
                ],
                "BillingMode": "PAY_PER_REQUEST",
            },
        )["ImportTableDescription"]
    done = client.describe_import(ImportArn=import_["ImportArn"])["ImportTableDescription"]
    assert (done["ImportStatus"], done["ImportedItemCount"]) == ("COMPLETED", 1)
    assert client.scan(TableName="imported")["Items"] == [item]
