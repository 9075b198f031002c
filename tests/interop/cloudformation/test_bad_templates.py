"""Templates that cannot be read, or not all of them: what is said."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from pytest_dynamo.errors import DynamoError
from tests.interop.fuzzing import broken_everywhere, with_strangers

INPUTS = Path(__file__).parent / "inputs"
TABLE = """\
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
"""


@pytest.mark.parametrize("name", ["every.json", "serverless.json"])
def test_what_is_wrong_anywhere_is_an_error_or_a_loss(name, read):
    text = (INPUTS / name).read_text(encoding="utf-8")
    for broken in broken_everywhere(text):
        with suppress(DynamoError):
            read(broken, name)


def test_a_global_table_that_is_wrong_anywhere_is_an_error_or_a_loss(read):
    document = json.loads((INPUTS / "cdk.out" / "ShopStack.template.json").read_text("utf-8"))
    replica = {
        "Region": "us-east-1",
        "ReadProvisionedThroughputSettings": {"ReadCapacityUnits": 3},
        "GlobalSecondaryIndexes": [{"IndexName": "byStatus"}],
        "SSESpecification": {"KMSMasterKeyId": "alias/x"},
    }
    properties = document["Resources"]["OrdersTable315BB997"]["Properties"]
    properties["Replicas"] = [replica, {**replica, "Region": {"Ref": "Second"}}]
    for broken in broken_everywhere(json.dumps(document)):
        with suppress(DynamoError):
            read(broken, "broken.json")


@pytest.mark.parametrize("name", ["every.json", "serverless.json"])
def test_every_member_that_nobody_knows_is_named(name, read):
    text, places = with_strangers((INPUTS / name).read_text(encoding="utf-8"))
    lost = {(one.where, one.line) for one in read(text, name).losses}
    kinds = {
        one: resource["Type"]
        for one, resource in json.loads(text)["Resources"].items()
        if one != "stranger"
    }
    ours = [
        place
        for place in places
        if len(place) > 1 and kinds[place[1]].startswith(("AWS::DynamoDB", "AWS::ApplicationAuto"))
    ]
    wheres = {where for where, _ in lost}
    missing = [place for place in ours if not _is_named(place, wheres)]
    assert missing == []
    assert None not in {line for _, line in lost}


def _is_named(place, wheres):
    """A stranger by its own path, or with what is kept or lost as a whole."""
    if "PolicyDocument" in place or "VectorIndexes" in place:
        return True
    dotted = ""
    for part in (*place, "stranger"):
        dotted += f"[{part}]" if isinstance(part, int) else f"{'.' if dotted else ''}{part}"
        if dotted in wheres:
            return True
    return False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Resources:\n  B: {Type: AWS::S3::Bucket}\n  N: {Type: AWS::CloudFormation::Stack}\n",
            (
                "template.yaml: no table in it (a resource of type AWS::DynamoDB::Table, "
                "AWS::DynamoDB::GlobalTable, AWS::Serverless::SimpleTable).\n"
                "Its resources: 1 AWS::CloudFormation::Stack, 1 AWS::S3::Bucket\n"
                "To fix this: name the template with the tables; the CDK writes it to cdk.out/; a nested stack "
                "is a template of its own, which its TemplateURL names"
            ),
        ),
        (
            f"Resources:\n{TABLE}".replace("AttributeName: id, K", "AttributeName: !Ref Key, K"),
            (
                "template.yaml:7: Resources.Orders.Properties.KeySchema[0].AttributeName: !Ref Key is not known "
                "here: neither a parameter nor a resource of the template\n"
                "To fix this: declare the parameter Key"
            ),
        ),
        (
            f"Parameters: {{Key: {{Type: String}}}}\nResources:\n{TABLE}".replace(
                "KeySchema: [{AttributeName: id, KeyType: HASH}]", "KeySchema: !Ref Key"
            ),
            (
                "template.yaml:8: Resources.Orders.Properties.KeySchema: !Ref Key is not known here: a parameter "
                "without a default\nTo fix this: --parameter Key=VALUE"
            ),
        ),
        (
            "Resources:\n  Orders: {Type: AWS::DynamoDB::Table}\n",
            (
                "template.yaml:2: Resources.Orders.Properties: no KeySchema\n"
                "To fix this: give the table a KeySchema with an element of KeyType HASH"
            ),
        ),
        (
            (
                "Conditions:\n  A: !Not [!Condition B]\n  B: !And [!Condition C, !Condition C]\n"
                f"  C: {{Condition: A}}\nResources:\n{TABLE}    Condition: A\n"
            ),
            (
                "template.yaml:4: Conditions.C: a condition depends on itself: A → B → C → A\n"
                "To fix this: break the circle"
            ),
        ),
        (
            f"Resources:\n{TABLE}      TableName: shop\n{TABLE.replace('Orders', 'Other')}      TableName: shop\n",
            (
                "template.yaml:9: there is a table 'shop' already, at template.yaml:2\n"
                "To fix this: name the template of one of the two, or give the --parameter that tells them apart"
            ),
        ),
        (
            (
                f"Resources:\n{TABLE}      LocalSecondaryIndexes: [{{IndexName: locally, KeySchema: "
                "[{AttributeName: id, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]}]\n"
            ),
            (
                "template.yaml: DynamoDB takes no such tables:\n"
                "  tables.Orders.indexes.locally: a table without a sort key takes no local index\n"
                "To fix this: correct the source; the places are those of the design it would become"
            ),
        ),
        (
            f"# {'x' * 1_048_576}\nResources:\n{TABLE}",
            (
                "template.yaml: 1,048,804 bytes; a template has at most 1,048,576 "
                "(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).\n"
                "To fix this: name the template that holds the tables"
            ),
        ),
    ],
    ids=["no table", "key", "keys", "no key", "circle", "same name", "refused", "large"],
)
def test_what_cannot_be_imported_is_told(text, message, read):
    with pytest.raises(DynamoError) as caught:
        read(text)
    assert str(caught.value) == message


def test_parameters_are_held_against_the_template(read):
    text = (
        f"Parameters: {{Stage: {{Type: String, AllowedValues: [dev, prod]}}}}\nResources:\n{TABLE}"
    )
    text += "      TableName: !Sub orders-${Stage}\n"
    assert list(read(text, Stage="prod").design.tables) == ["orders-prod"]
    with pytest.raises(DynamoError) as caught:
        read(text, Stgae="prod")
    assert str(caught.value) == (
        "template.yaml: no parameter 'Stgae'; did you mean 'Stage'?\n"
        "To fix this: give one that it has (Stage), or leave --parameter Stgae out"
    )
    with pytest.raises(DynamoError) as caught:
        read(text, Stage="qa")
    assert str(caught.value) == (
        "template.yaml:1: Parameters.Stage: 'qa' is none of the allowed values\nTo fix this: dev, prod"
    )


def test_what_is_nested_too_deep_is_told(read):
    deep = "[" * 20_000 + "]" * 20_000
    text = f'{{"Resources": {{"T": {{"Type": "AWS::DynamoDB::Table", "Properties": {{"Tags": {deep}}}}}}}}}'
    with pytest.raises(DynamoError, match="nested too deep"):
        read(text, "deep.json")
    deep = '{"Fn::Sub": ["${a}", {"a": ' * 400 + '"x"' + "}]}" * 400
    text = f'{{"Resources": {{"T": {{"Type": "AWS::DynamoDB::Table", "Properties": {{"Tags": {deep}}}}}}}}}'
    with pytest.raises(DynamoError):
        read(text, "deep.json")


def test_what_yaml_takes_for_a_date_is_the_text_that_it_was(read):
    policy = "{Version: 2012-10-17, Statement: [{Effect: &a Allow, Limit: 1_0.5, On: &b true}]}"
    text = f"Resources:\n{TABLE}      ResourcePolicy: {{PolicyDocument: {policy}}}\n"
    text += "      Tags: [{Key: on, Value: 2026-01-31}, {Key: flag, Value: true}]\n"
    table = read(text).design.tables["Orders"]
    statement = {"Effect": "Allow", "Limit": 10.5, "On": True}
    assert table.resource_policy == {"Version": "2012-10-17", "Statement": [statement]}
    assert table.tags == {"on": "2026-01-31", "flag": "true"}
