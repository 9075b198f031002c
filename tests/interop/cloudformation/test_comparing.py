"""Tables of templates held against those of a design, as `dynamo_drift` does."""

import json
from dataclasses import replace

import pytest

from pytest_dynamo.design.values import (
    Encryption,
    Index,
    KeySchema,
    PointInTimeRecovery,
    Projection,
    Table,
)
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cloudformation.comparing import template_tables
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.migration.differences import differences

TABLE = Table(
    name="orders",
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S", "a": "S", "b": "N", "c": "S"},
    indexes={
        "GSI1": Index(
            name="GSI1",
            kind="global",
            key=KeySchema(partition_key=("a", "b"), sort_key=("c",)),
            projection=Projection(kind="INCLUDE", attributes=("x", "y")),
        )
    },
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


def compared(resource, **parameters):
    text = json.dumps({"Resources": {"Orders": resource}}, indent=1)
    return template_tables(document_of(text, "t.json"), parameters)["Orders"]


def drift(resource, wanted=TABLE, **parameters):
    found = compared(resource, **parameters)
    return [one.name for one in differences(wanted, found.table, unknown=found.unknown)]


def test_a_resource_of_a_template_is_the_table_it_declares():
    found = compared(RESOURCE)
    index = replace(
        TABLE.indexes["GSI1"], projection=Projection(kind="INCLUDE", attributes=("y", "x"))
    )
    expected = replace(TABLE, name="Orders", indexes={"GSI1": index}, removal_policy="DESTROY")
    assert found.table == expected
    assert (found.unknown, found.unresolved, found.has_name) == ((), (), False)
    assert drift(RESOURCE) == []


def test_a_global_table_is_compared_with_its_regions():
    properties = dict(RESOURCE["Properties"])
    replica = {
        name: properties.pop(name)
        for name in ("PointInTimeRecoverySpecification", "DeletionProtectionEnabled", "Tags")
    }
    own = {"Region": {"Ref": "AWS::Region"}, **replica}
    properties["Replicas"] = [{"Region": "us-east-1", **replica}, own]
    resource = {"Type": "AWS::DynamoDB::GlobalTable", "Properties": properties}
    assert drift(resource) == ["replicas"]
    assert drift(resource, replace(TABLE, replicas=("us-east-1",))) == []
    assert compared(resource).unresolved == ()
    properties["Replicas"][0]["Region"] = {"Ref": "Other"}
    assert compared(resource).unknown == ("replicas",)


def test_a_simple_table_of_sam_is_compared():
    resource = {"Type": "AWS::Serverless::SimpleTable", "Properties": {"Tags": {"team": "shop"}}}
    key = KeySchema(partition_key=("id",))
    wanted = Table(name="x", key=key, attribute_types={"id": "S"}, tags={"team": "shop"})
    assert drift(resource, wanted) == []


def test_what_only_cloudformation_knows_is_unknown_as_narrowly_as_can_be_said():
    properties = json.loads(json.dumps(RESOURCE["Properties"]))
    properties["SSESpecification"]["KMSMasterKeyId"] = {"Fn::GetAtt": ["Key", "Arn"]}
    properties["Tags"][0]["Value"] = {"Ref": "Team"}
    properties["GlobalSecondaryIndexes"][0]["Projection"] = {"Fn::If": ["A", 1, 2]}
    properties["BillingMode"] = {"Ref": "Mode"}
    resource = {**RESOURCE, "Properties": properties}
    found = compared(resource)
    assert found.unknown == (
        "indexes.GSI1",
        "billing_mode",
        "provisioned",
        "encryption",
        "tags.team",
    )
    assert [one[1:] for one in found.unresolved] == [
        (("BillingMode",), "!Ref Mode"),
        (("GlobalSecondaryIndexes", 0, "Projection"), '!If ["A", 1, 2]'),
        (("SSESpecification", "KMSMasterKeyId"), "!GetAtt Key.Arn"),
        (("Tags", 0, "Value"), "!Ref Team"),
    ]
    assert drift(resource) == []
    assert drift(resource, Mode="PROVISIONED") == ["billing_mode"]


def test_the_place_of_a_difference_is_found_in_the_properties():
    found = compared(RESOURCE)

    def place(name):
        node = found.node_of(name)
        return node and node.where[3:]

    assert place("indexes.GSI1.projection") == ("GlobalSecondaryIndexes", 0)
    assert place("tags.team") == ("Tags", 0)
    assert place("attribute_types.b") == ("AttributeDefinitions", 3)
    assert place("indexes.GSI9") == ("GlobalSecondaryIndexes",)
    assert place("time_to_live") == ("TimeToLiveSpecification",)
    assert place("kinesis_stream") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", "t.yaml: no CloudFormation template; one is a mapping with 'Resources'"),
        ("a: [", "t.yaml:1:5: no YAML: "),
        ("", "t.yaml: empty"),
    ],
    ids=["no template", "cut off", "empty"],
)
def test_what_is_no_template_is_told(text, message):
    with pytest.raises(DynamoError) as caught:
        template_tables(document_of(text, "t.yaml"), {})
    assert str(caught.value).startswith(message)


def test_properties_that_are_not_known_as_a_whole_are_all_unknown():
    found = compared({"Type": "AWS::DynamoDB::Table", "Properties": {"Fn::If": ["A", {}, {}]}})
    assert {"key", "indexes", "billing_mode", "tags", "replicas"} <= set(found.unknown)
    tags = {**RESOURCE, "Properties": {**RESOURCE["Properties"], "Tags": {"Ref": "Tags"}}}
    assert (compared(tags).unknown, drift(tags)) == (("tags",), [])


def test_what_is_unknown_in_a_replica_is_unknown_of_the_table():
    replica = {"Region": "eu-west-1", "TableClass": {"Ref": "Class"}}
    properties = {"KeySchema": RESOURCE["Properties"]["KeySchema"], "Replicas": [replica]}
    found = compared({"Type": "AWS::DynamoDB::GlobalTable", "Properties": properties})
    assert found.unknown == ("table_class",)
    assert found.node_of("table_class").where[3:] == ("Replicas", 0, "TableClass")


def test_a_template_nested_too_deep_is_told():
    deep = '{"a": ' * 700 + "1" + "}" * 700
    text = f'{{"Resources": {{"T": {{"Type": "AWS::DynamoDB::Table", "Properties": {{"Tags": {deep}}}}}}}}}'
    with pytest.raises(DynamoError, match="nested too deep"):
        template_tables(document_of(text, "t.json"), {})
