"""Properties of tables held against a design: live, and in templates."""

import json
from dataclasses import replace

import pytest

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.drift import Difference, differences
from pytest_dynamo.deploy.drift_live import read_table
from pytest_dynamo.deploy.drift_template import TemplateTable, path_of, table_of_resource
from pytest_dynamo.deploy.drift_text import line_of, read_template, resolved
from pytest_dynamo.design.values import (
    Encryption,
    Index,
    KeySchema,
    KinesisStream,
    PointInTimeRecovery,
    Projection,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError, DynamoError

KEY = KeySchema(partition_key=("PK",), sort_key=("SK",))
INDEX = Index(
    name="GSI1",
    kind="global",
    key=KeySchema(partition_key=("a", "b"), sort_key=("c",)),
    projection=Projection(kind="INCLUDE", attributes=("x", "y")),
)
TABLE = Table(
    name="orders",
    key=KEY,
    attribute_types={"PK": "S", "SK": "S", "a": "S", "b": "N", "c": "S"},
    indexes={"GSI1": INDEX},
    stream="NEW_IMAGE",
    time_to_live="ends",
    point_in_time_recovery=PointInTimeRecovery(recovery_period_days=7),
    encryption=Encryption(kind="AWS_MANAGED"),
    deletion_protection=True,
    tags={"team": "shop"},
)
RESOURCE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": kind}
            for name, kind in TABLE.attribute_types.items()
        ],
        "KeySchema": [
            {"AttributeName": "PK", "KeyType": "HASH"},
            {"AttributeName": "SK", "KeyType": "RANGE"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "GSI1",
                "KeySchema": [
                    {"AttributeName": "a", "KeyType": "HASH"},
                    {"AttributeName": "b", "KeyType": "HASH"},
                    {"AttributeName": "c", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["y", "x"]},
            }
        ],
        "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
        "TimeToLiveSpecification": {"AttributeName": "ends", "Enabled": "true"},
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": True,
            "RecoveryPeriodInDays": 7,
        },
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
        "DeletionProtectionEnabled": True,
        "Tags": [{"Key": "team", "Value": "shop"}],
    },
}


def names(wanted: Table, found: Table) -> list[str]:
    return [one.name for one in differences(wanted, found)]


@pytest.mark.parametrize(
    ("change", "name", "design", "found"),
    [
        ({"key": KeySchema(partition_key=("id",))}, "key", "(PK, SK)", "(id)"),
        (
            {"attribute_types": {**TABLE.attribute_types, "b": "S"}},
            "attribute_types.b",
            "N",
            "S",
        ),
        ({"indexes": {}}, "indexes.GSI1", "the global index (a + b, c)", "nothing"),
        (
            {"indexes": {"GSI1": replace(INDEX, projection=Projection(kind="ALL"))}},
            "indexes.GSI1.projection",
            "[x, y]",
            "ALL",
        ),
        (
            {"indexes": {"GSI1": replace(INDEX, key=KEY)}},
            "indexes.GSI1.key",
            "(a + b, c)",
            "(PK, SK)",
        ),
        (
            {"provisioned": Provisioned(read_capacity_units=1, write_capacity_units=2)},
            "provisioned",
            "nothing",
            "1 RCU, 2 WCU",
        ),
        (
            {"max_throughput": UnitsPerSecond(read_units_per_second=5000)},
            "max_throughput",
            "nothing",
            "5,000 read units a second",
        ),
        ({"stream": None}, "stream", "NEW_IMAGE", "nothing"),
        ({"time_to_live": "other"}, "time_to_live", "ends", "other"),
        ({"point_in_time_recovery": None}, "point_in_time_recovery", "7 days", "nothing"),
        ({"encryption": Encryption()}, "encryption", "AWS_MANAGED", "AWS_OWNED"),
        ({"deletion_protection": False}, "deletion_protection", "on", "off"),
        (
            {"table_class": "STANDARD_INFREQUENT_ACCESS"},
            "table_class",
            "STANDARD",
            "STANDARD_INFREQUENT_ACCESS",
        ),
        ({"tags": {}}, "tags.team", "shop", "nothing"),
        ({"replicas": ("eu-west-1",)}, "replicas", "nothing", "eu-west-1"),
        ({"kinesis_stream": KinesisStream(arn="arn:k")}, "kinesis_stream", "nothing", "arn:k"),
    ],
)
def test_each_property_that_differs_is_one_difference(change, name, design, found):
    other = replace(TABLE, **change)
    expected = Difference(name=name, design=design, found=found)
    assert expected in differences(TABLE, other)
    assert len(differences(TABLE, other)) == 1
    assert differences(TABLE, other, unknown=[name.partition(".")[0]]) == ()


def test_names_warm_throughput_and_the_key_of_aws_are_no_difference():
    warm = UnitsPerSecond(read_units_per_second=12_000)
    live = Encryption(kind="CUSTOMER_MANAGED", kms_key="arn:aws:kms:us-east-1:1:key/1")
    found = replace(TABLE, name="prod-orders", warm_throughput=warm, encryption=live)
    assert differences(TABLE, found) == ()
    own = replace(TABLE, encryption=Encryption(kind="CUSTOMER_MANAGED", kms_key="key/2"))
    assert names(own, found) == ["encryption.kms_key"]
    declared = replace(TABLE, warm_throughput=replace(warm, read_units_per_second=13_000))
    assert names(declared, replace(TABLE, warm_throughput=warm)) == ["warm_throughput"]


def test_a_live_table_has_everything_that_a_design_declares():
    with dynamodb() as embedded:
        client = embedded.client()
        create_table(client, TABLE)
        live = read_table(client, "orders")
        assert differences(TABLE, live.table, unknown=live.unknown) == ()
        assert live.unknown == ("indexes.GSI1.contributor_insights",)
        with pytest.raises(BackendError, match="there is no table 'other'"):
            read_table(client, "other")


def test_what_a_dynamodb_does_not_tell_is_unknown():
    with dynamodb() as embedded:
        client = embedded.client()
        create_table(client, TABLE)

        def refuse(**_):
            return {"Error": {"Code": "UnknownOperationException"}}

        def answer(model, **_):
            class Http:
                status_code = 400

            return Http(), refuse()

        client.meta.events.register("before-call.dynamodb.DescribeContinuousBackups", answer)
        assert "point_in_time_recovery" in read_table(client, "orders").unknown


def test_a_resource_of_a_template_is_the_table_it_declares():
    found = table_of_resource("Orders", RESOURCE)
    assert found == TemplateTable(table=replace(TABLE, name="Orders", indexes=found.table.indexes))
    assert differences(TABLE, found.table) == ()


def test_a_global_table_of_one_region_is_compared_and_one_of_two_is_not():
    properties = dict(RESOURCE["Properties"])
    replica = {
        name: properties.pop(name)
        for name in ("PointInTimeRecoverySpecification", "DeletionProtectionEnabled", "Tags")
    }
    resource = {
        "Type": "AWS::DynamoDB::GlobalTable",
        "Properties": {**properties, "Replicas": [{"Region": "eu-west-1", **replica}]},
    }
    assert differences(TABLE, table_of_resource("Orders", resource).table) == ()
    resource["Properties"]["Replicas"].append({"Region": "us-east-1"})
    with pytest.raises(DynamoError, match=r"a table in 2 regions \(eu-west-1, us-east-1\)"):
        table_of_resource("Orders", resource)


def test_what_only_cloudformation_knows_is_unknown_as_narrowly_as_can_be_said():
    properties = json.loads(json.dumps(RESOURCE["Properties"]))
    properties["SSESpecification"]["KMSMasterKeyId"] = {"Fn::GetAtt": ["Key", "Arn"]}
    properties["Tags"][0]["Value"] = {"Ref": "Team"}
    properties["GlobalSecondaryIndexes"][0]["Projection"] = {"Fn::If": ["A", 1, 2]}
    properties["BillingMode"] = {"Ref": "Mode"}
    resource = {**RESOURCE, "Properties": resolved(properties, {})}
    found = table_of_resource("Orders", resource)
    assert found.unknown == (
        "billing_mode",
        "provisioned",
        "indexes.GSI1",
        "encryption",
        "tags.team",
    )
    assert found.unresolved == (
        (("BillingMode",), "!Ref Mode"),
        (("GlobalSecondaryIndexes", 0, "Projection"), '!If ["A", 1, 2]'),
        (("SSESpecification", "KMSMasterKeyId"), '!GetAtt ["Key", "Arn"]'),
        (("Tags", 0, "Value"), "!Ref Team"),
    )
    assert differences(TABLE, found.table, unknown=found.unknown) == ()


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ({"Type": "AWS::S3::Bucket"}, "resource 'It' is no table but AWS::S3::Bucket"),
        ({"Type": "AWS::DynamoDB::Table"}, "resource 'It' has no KeySchema"),
        (
            {"Type": "AWS::DynamoDB::Table", "Properties": {"KeySchema": [{"KeyType": "HASH"}]}},
            "resource 'It' cannot be read: KeyError at 'AttributeName'",
        ),
    ],
)
def test_a_resource_that_is_no_table_is_told(resource, message):
    with pytest.raises(DynamoError) as caught:
        table_of_resource("It", resource)
    assert str(caught.value) == message


def test_short_forms_of_yaml_are_the_long_ones_of_json_and_yaml_has_lines():
    yaml = (
        "Resources:\n  A:\n    Type: T\n    Properties:\n      X: !Ref P\n      Y: !Sub '${P}-y'\n"
        "      Z: !GetAtt K.Arn\n      W: !If [C, !Ref P, 1]\n"
    )
    content, places = read_template(yaml, "t.yaml")
    properties = {
        "X": {"Ref": "P"},
        "Y": {"Fn::Sub": "${P}-y"},
        "Z": {"Fn::GetAtt": "K.Arn"},
        "W": {"Fn::If": ["C", {"Ref": "P"}, 1]},
    }
    assert content == {"Resources": {"A": {"Type": "T", "Properties": properties}}}
    assert read_template(json.dumps(content), "t.json") == (content, None)
    assert line_of(places, ("Resources", "A", "Properties", "Y")) == 6
    assert line_of(places, ("Resources", "A", "Properties", "W", 1)) == 8
    assert line_of(places, ("Resources", "B")) == 1
    assert line_of(None, ("Resources",)) is None
    assert resolved(properties, {"P": "v"}) == {
        "X": "v",
        "Y": "v-y",
        "Z": "!GetAtt K.Arn",
        "W": '!If ["C", {"Ref": "P"}, 1]',
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "t.yaml: neither JSON nor YAML: line 1: *"),
        ("a: 1", "t.yaml: no CloudFormation template; one is a mapping with 'Resources'\n*"),
        ("", "t.yaml: no CloudFormation template; *"),
        ("[" * 100_000, "t.yaml: *"),
        ("\x00", "t.yaml: neither JSON nor YAML: *"),
    ],
    ids=["cut off", "no template", "empty", "deep", "binary"],
)
def test_what_is_no_template_is_told(text, message):
    from fnmatch import fnmatchcase

    with pytest.raises(DynamoError) as caught:
        read_template(text, "t.yaml")
    assert fnmatchcase(str(caught.value), message)


def test_the_place_of_a_difference_is_found_in_the_properties():
    properties = RESOURCE["Properties"]
    assert path_of("indexes.GSI1.projection", properties) == ("GlobalSecondaryIndexes", 0)
    assert path_of("tags.team", properties) == ("Tags", 0)
    assert path_of("attribute_types.b", properties) == ("AttributeDefinitions", 3)
    assert path_of("indexes.GSI9", properties) == ("GlobalSecondaryIndexes",)
    assert path_of("time_to_live", properties) == ("TimeToLiveSpecification",)
    assert path_of("kinesis_stream", properties) == ()
