"""What is changed behind a design's back is one difference, and what is not told is said."""

import json
from pathlib import Path

import pytest

from pytest_dynamo.deploy.inspecting.drift import table_drift
from pytest_dynamo.design.reader import load_design, parse_design
from tests.unit.deploy.inspecting.designs import KINESIS, RICH, deployed, found_at, rich_design

ROOT = Path(__file__).parents[4]
DESIGNS = sorted((*ROOT.glob("designs/*.yaml"), *ROOT.glob("examples/**/*.yaml")))
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/things"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
            "Action": ["dynamodb:GetItem"],
            "Resource": "*",
        }
    ],
}


@pytest.mark.parametrize("path", DESIGNS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_made_of_a_design_is_as_the_design_says_and_nothing_stays(path):
    design = load_design(path)
    with deployed(design) as backend:
        found = found_at(backend, design)
        assert [each.drift.differences for each in found] == [()] * len(design.tables)
        assert {
            trial.entity: trial.faults for each in found for trial in each.trials
        } == dict.fromkeys(design.entities, ())
        client = backend.make_client()
        assert [client.scan(TableName=name)["Count"] for name in design.tables] == [0] * len(found)


def update(**arguments):
    return lambda client: client.update_table(TableName="things", **arguments)


def index_removed(client):
    update(GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "GSI1"}}])(client)


def index_added(client):
    index = {
        "IndexName": "GSI2",
        "KeySchema": [{"AttributeName": "colour", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    types = [{"AttributeName": "colour", "AttributeType": "S"}]
    update(AttributeDefinitions=types, GlobalSecondaryIndexUpdates=[{"Create": index}])(client)


def index_changed(client):
    index_removed(client)
    index = {
        "IndexName": "GSI1",
        "KeySchema": [
            {"AttributeName": "kind", "KeyType": "HASH"},
            {"AttributeName": "SK", "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    }
    types = [{"AttributeName": name, "AttributeType": "S"} for name in ("kind", "SK")]
    update(AttributeDefinitions=types, GlobalSecondaryIndexUpdates=[{"Create": index}])(client)
    insights(client, "ENABLE", "THROTTLED_KEYS", IndexName="GSI1")


def provisioned(client):
    client.update_table(
        TableName="things",
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        GlobalSecondaryIndexUpdates=[
            {
                "Update": {
                    "IndexName": "GSI1",
                    "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
                }
            }
        ],
    )


def time_to_live(client):
    client.update_time_to_live(
        TableName="things",
        TimeToLiveSpecification={"Enabled": False, "AttributeName": "ends"},
    )


def recovery(**specification):
    return lambda client: client.update_continuous_backups(
        TableName="things", PointInTimeRecoverySpecification=specification
    )


def insights(client, action, mode=None, **index):
    more = {"ContributorInsightsMode": mode} if mode else {}
    client.update_contributor_insights(
        TableName="things", ContributorInsightsAction=action, **more, **index
    )


def tagged(*tags):
    return lambda client: client.tag_resource(
        ResourceArn=ARN, Tags=[{"Key": key, "Value": value} for key, value in tags]
    )


def kinesis_off(client):
    client.disable_kinesis_streaming_destination(TableName="things", StreamArn=KINESIS)


def precision(client):
    client.update_kinesis_streaming_destination(
        TableName="things",
        StreamArn=KINESIS,
        UpdateKinesisStreamingConfiguration={"ApproximateCreationDateTimePrecision": "MILLISECOND"},
    )


CHANGES = {
    "an index is gone": (
        index_removed,
        "indexes.GSI1",
        "the global index (kind, SK)",
        "nothing",
    ),
    "an index is more": (index_added, "indexes.GSI2", "nothing", "the global index (colour)"),
    "an index projects more": (index_changed, "indexes.GSI1.projection", "[colour]", "ALL"),
    "the most is less": (
        update(OnDemandThroughput={"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 400}),
        "max_throughput",
        "500 read units a second, 400 write units a second",
        "100 read units a second, 400 write units a second",
    ),
    "capacity is provisioned": (
        provisioned,
        "billing_mode",
        "PAY_PER_REQUEST",
        "PROVISIONED",
    ),
    "the stream is off": (
        update(StreamSpecification={"StreamEnabled": False}),
        "stream",
        "NEW_IMAGE",
        "nothing",
    ),
    "time to live is off": (time_to_live, "time_to_live", "ends", "nothing"),
    "recovery is off": (
        recovery(PointInTimeRecoveryEnabled=False),
        "point_in_time_recovery",
        "7 days",
        "nothing",
    ),
    "recovery reaches less far": (
        recovery(PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=3),
        "point_in_time_recovery",
        "7 days",
        "3 days",
    ),
    "the key is AWS's": (
        update(SSESpecification={"Enabled": True, "SSEType": "KMS"}),
        "encryption",
        "AWS_OWNED",
        "CUSTOMER_MANAGED",
    ),
    "protection is off": (
        update(DeletionProtectionEnabled=False),
        "deletion_protection",
        "on",
        "off",
    ),
    "the class is another": (
        update(TableClass="STANDARD_INFREQUENT_ACCESS"),
        "table_class",
        "STANDARD",
        "STANDARD_INFREQUENT_ACCESS",
    ),
    "insights are off": (
        lambda client: insights(client, "DISABLE"),
        "contributor_insights",
        "THROTTLED_KEYS",
        "nothing",
    ),
    "insights of an index are off": (
        lambda client: insights(client, "DISABLE", IndexName="GSI1"),
        "indexes.GSI1.contributor_insights",
        "THROTTLED_KEYS",
        "nothing",
    ),
    "the Kinesis stream is off": (kinesis_off, "kinesis_stream", KINESIS, "nothing"),
    "the precision is another": (
        precision,
        "kinesis_stream.precision",
        "MICROSECOND",
        "MILLISECOND",
    ),
    "a tag is another": (tagged(("team", "bank")), "tags.team", "shop", "bank"),
    "a tag is more": (tagged(("owner", "me")), "tags.owner", "nothing", "me"),
    "a tag is gone": (
        lambda client: client.untag_resource(ResourceArn=ARN, TagKeys=["stage"]),
        "tags.stage",
        "test",
        "nothing",
    ),
    "there is a policy": (
        lambda client: client.put_resource_policy(ResourceArn=ARN, Policy=json.dumps(POLICY)),
        "resource_policy",
        "nothing",
        (
            '{"Statement": {"Action": "dynamodb:GetItem", "Effect": "Allow", "Principal": '
            '{"AWS": "123456789012"}, "Resource": "*"}, "Version": "2012-10-17"}'
        ),
    ),
    "a replica is more": (
        update(ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}]),
        "replicas",
        "nothing",
        "eu-west-1",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_behind_a_designs_back_is_that_one_difference(change):
    make, name, wanted, found = CHANGES[change]
    design = rich_design()
    with deployed(design) as backend:
        client = backend.make_client()
        make(client)
        (one,) = table_drift(client, "things", design.tables["things"]).differences
        assert (one.name, one.design, one.found) == (name, wanted, found)


def test_tags_of_aws_and_marks_of_ours_are_no_difference():
    design = rich_design()
    with deployed(design) as backend:
        client = backend.make_client()
        tagged(("pytest-dynamo:deployed", "rich"))(client)
        assert table_drift(client, "things", design.tables["things"]).differences == ()


def test_what_is_alike_is_told_and_what_nobody_tells_as_well():
    design = rich_design()
    with deployed(design) as backend:
        client = backend.make_client()
        answering(client, "DescribeContinuousBackups", error="UnknownOperationException")
        drift = table_drift(client, "things", design.tables["things"])
        assert drift.differences == ()
        assert drift.untold == ("point-in-time recovery",)
        assert drift.alike == (
            "key",
            "2 indexes",
            "billing mode",
            "maximum throughput",
            "stream",
            "time to live",
            "deletion protection",
            "contributor insights",
            "Kinesis stream",
            "tags",
        )


def test_an_index_that_is_being_filled_is_not_asked():
    design = rich_design()
    with deployed(design) as backend:
        client = backend.make_client()
        described = client.describe_table(TableName="things")["Table"]
        described["GlobalSecondaryIndexes"][0] |= {"IndexStatus": "CREATING", "Backfilling": True}
        described["TableStatus"] = "UPDATING"
        described["Replicas"] = [{"RegionName": "eu-west-1", "ReplicaStatus": "CREATING"}]
        answering(client, "DescribeTable", Table=described)
        drift = table_drift(client, "things", design.tables["things"])
        assert [(one.name, one.found) for one in drift.differences] == [
            ("replicas", "eu-west-1"),
            ("status", "UPDATING"),
            ("indexes.GSI1.status", "CREATING, it is still being filled"),
            ("replicas.eu-west-1.status", "CREATING"),
        ]
        assert (drift.unusable, drift.why_no_items) == (frozenset({"GSI1"}), "")


def test_no_items_are_put_into_a_table_that_is_being_deleted():
    design = rich_design()
    with deployed(design) as backend:
        client = backend.make_client()
        described = client.describe_table(TableName="things")["Table"]
        answering(client, "DescribeTable", Table=described | {"TableStatus": "DELETING"})
        drift = table_drift(client, "things", design.tables["things"])
        assert drift.why_no_items == "it is DELETING"


def test_time_to_live_that_is_being_switched_on_counts_as_on_and_is_told():
    design = rich_design()
    with deployed(design) as backend:
        client = backend.make_client()
        told = {"TimeToLiveStatus": "ENABLING", "AttributeName": "ends"}
        answering(client, "DescribeTimeToLive", TimeToLiveDescription=told)
        drift = table_drift(client, "things", design.tables["things"])
        assert drift.differences == ()
        assert drift.notes == ("time to live is ENABLING: DynamoDB is not done with it yet",)


def test_other_keys_are_differences_and_no_items_are_put():
    design = rich_design()
    other = parse_design(
        RICH.replace("sort_key: SK\n    indexes", "sort_key: made\n    indexes"), ""
    )
    with deployed(other) as backend:
        (found,) = found_at(backend, design)
        assert [(one.name, one.found) for one in found.drift.differences] == [("key", "(PK, made)")]
        assert found.drift.why_no_items == "its keys are not those of the design"
        assert found.trials == ()


def test_a_table_that_is_not_there_is_a_difference_that_names_those_near_it():
    design = rich_design()
    with deployed(design, names={"things": "things-2"}) as backend:
        (found,) = found_at(backend, design)
        (one,) = found.drift.differences
        assert (one.name, one.found) == ("table", "nothing; did you mean things-2?")
        (found,) = found_at(backend, design, names={"things": "orders"})
        assert found.drift.differences[0].found == "nothing; there is 1 table, things-2"
        assert found_at(backend, design, names={"things": "things-2"})[0].is_as_designed


def test_whose_the_key_is_is_not_told_by_its_arn():
    design = parse_design(RICH.replace("AWS_OWNED", "AWS_MANAGED"), "")
    with deployed(design) as backend:
        drift = table_drift(backend.make_client(), "things", design.tables["things"])
        assert drift.untold == ("whose key encrypts it",)
        assert "encryption" not in drift.alike


def answering(client, operation, *, error=None, **answer):
    """Let a client answer an operation by itself."""

    def answered(**_):
        class Http:
            status_code = 400 if error else 200

        return Http(), {"Error": {"Code": error}} if error else answer

    client.meta.events.register(f"before-call.dynamodb.{operation}", answered)


def test_an_endpoint_that_knows_few_operations_is_compared_by_what_it_tells():
    design = rich_design()
    with deployed(design) as backend:
        client = backend.make_client()
        for operation in (
            "DescribeTimeToLive",
            "DescribeContinuousBackups",
            "DescribeContributorInsights",
            "DescribeKinesisStreamingDestination",
            "ListTagsOfResource",
            "GetResourcePolicy",
        ):
            answering(client, operation, error="UnknownOperationException")
        described = client.describe_table(TableName="things")["Table"]
        answering(client, "DescribeTable", Table=without(described, "DeletionProtectionEnabled"))
        drift = table_drift(client, "things", design.tables["things"])
        assert drift.differences == ()
        assert drift.untold == (
            "contributor insights of indexes",
            "time to live",
            "point-in-time recovery",
            "contributor insights",
            "Kinesis stream",
            "tags",
            "resource policy",
            "deletion protection",
        )
        assert drift.alike == ("key", "2 indexes", "billing mode", "maximum throughput", "stream")


def without(members, name):
    return {key: value for key, value in members.items() if key != name}
