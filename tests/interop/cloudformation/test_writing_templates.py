"""Designs as templates: what is written, what comes back, and what cfn-lint says."""

import json
import subprocess
import sysconfig
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values.place import NOWHERE
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cloudformation.reading import FORMAT as READING
from pytest_dynamo.interop.cloudformation.writing import FORMAT, template_of
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.values import ExportOptions, ImportOptions, Source

INPUTS = Path(__file__).parent / "inputs"
DESIGNS = {path.stem: path for path in sorted(Path("designs").glob("*.yaml"))}
OPTIONS = {
    "plain": ExportOptions(),
    "alarms": ExportOptions(alarms=True, alarm_topic="arn:aws:sns:eu-west-1:111122223333:on-call"),
    "global": ExportOptions(alarms=True, global_table=True),
}
TABLE = "version: 1\ntables:\n  orders:\n    partition_key: id\n"


@pytest.fixture(scope="module")
def designs():
    everything = parse_design((INPUTS / "hostile.yaml").read_text(encoding="utf-8"), "hostile.yaml")
    return {name: load_design(path) for name, path in DESIGNS.items()} | {"hostile": everything}


def written(design, options=OPTIONS["plain"]):
    return FORMAT.write(design, options)


def imported(text, name):
    path = f"{name}.template.yaml"
    source = Source(path=path, documents=(document_of(text, path),))
    return READING.read(source, ImportOptions())


def with_lists(value):
    """A template in which !GetAtt has a list, as it may have a text."""
    match value:
        case {"Fn::GetAtt": str(text)}:
            return {"Fn::GetAtt": text.split(".")}
        case dict():
            return {name: with_lists(each) for name, each in value.items()}
        case list():
            return [with_lists(each) for each in value]
    return value


def without_places(table):
    indexes = {name: replace(one, place=NOWHERE) for name, one in table.indexes.items()}
    return replace(table, place=NOWHERE, indexes=indexes)


@pytest.mark.parametrize("options", OPTIONS)
def test_designs_come_back_as_they_were_but_for_what_is_told(options, designs):
    for name, design in designs.items():
        exported = written(design, OPTIONS[options])
        again = imported(exported.files[0].text, name)
        assert again.losses == ()
        lost = [one.where for one in exported.losses]
        tables = {name: without_places(one) for name, one in design.tables.items()}
        for table in tables.values():
            for setting, value in (("stream", "NEW_AND_OLD_IMAGES"), ("removal_policy", "RETAIN")):
                if f"tables.{table.name}.{setting}" in lost:
                    tables[table.name] = replace(tables[table.name], **{setting: value})
        assert again.design.tables == tables
        assert (again.design.name, again.design.description) == (design.name, design.description)


def test_cfn_lint_finds_nothing_in_any_template(designs, tmp_path):
    files = []
    for name, design in designs.items():
        for option, options in OPTIONS.items():
            file = tmp_path / f"{name}.{option}.yaml"
            file.write_text(written(design, options).files[0].text, encoding="utf-8")
            files.append(str(file))
    command = [str(Path(sysconfig.get_path("scripts")) / "cfn-lint"), "--format", "json", *files]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {
        (Path(one["Filename"]).name, one["Rule"]["Id"], one["Message"])
        for one in json.loads(result.stdout or "[]")
    }
    # The name of an attribute that looks like a variable is meant as it stands.
    message = 'Found an embedded parameter "${AWS::Region}" outside of an "Fn::Sub"'
    allowed = {(f"hostile.{one}.yaml", "E1029", message) for one in OPTIONS}
    assert {(file, rule, text.partition(" at ")[0]) for file, rule, text in found} == allowed


def test_the_text_is_the_template_in_short_tags(designs):
    for name, design in designs.items():
        text = written(design).files[0].text
        template = document_of(text, name).value
        template = with_lists(template)
        assert template == json.loads(json.dumps(template_of(design, ExportOptions())))
        assert text == written(design).files[0].text


def test_the_text_is_the_one_that_people_read(designs):
    expected = (INPUTS / "orders.template.yaml").read_text(encoding="utf-8")
    (file,) = written(designs["orders"]).files
    assert (file.name, file.text) == ("orders.template.yaml", expected)


def test_what_a_template_does_not_hold_is_told(designs):
    losses = {one.where: one.message for one in written(designs["hostile"]).losses}
    assert losses == {
        "tables.eu_orders.removal_policy": "Retain is written: CloudFormation takes no snapshots of tables",
        "tables.scaled.stream": "NEW_AND_OLD_IMAGES is written: replicas are kept by such a stream",
    }
    losses = {one.where for one in written(designs["orders"]).losses}
    assert losses >= {"entities", "access_patterns"}


def test_a_key_of_one_region_is_told_and_one_of_all_regions_is_written_for_each():
    text = (
        TABLE
        + "    stream: NEW_AND_OLD_IMAGES\n    replicas: [us-east-1]\n    encryption: {{kms_key: {}}}\n"
    )
    one = "arn:aws:kms:eu-west-1:111122223333:key/1234"
    (loss,) = written(parse_design(text.format(one))).losses
    assert loss.where == "tables.orders.encryption"
    every = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234"
    template = template_of(parse_design(text.format(every)), ExportOptions())
    keys = [
        replica["SSESpecification"]["KMSMasterKeyId"]
        for replica in template["Resources"]["Orders"]["Properties"]["Replicas"]
    ]
    assert keys == [every, every.replace("eu-west-1", "us-east-1")]


def test_a_table_with_replicas_and_fixed_write_capacity_is_refused():
    capacity = "    billing_mode: {read_capacity_units: 1, write_capacity_units: 1}\n"
    design = parse_design(TABLE + capacity)
    resource = template_of(design, ExportOptions(global_table=True))["Resources"]["Orders"]
    assert resource["Type"] == "AWS::DynamoDB::Table"
    with pytest.raises(DynamoError) as caught:
        written(parse_design(TABLE + capacity + "    replicas: [us-east-1]\n"))
    assert str(caught.value) == (
        "tables.orders.billing_mode: a table with replicas scales its write capacity, and this one's is "
        "fixed, for the table or one of its indexes.\n"
        "To fix this: give write_autoscaling with min and max, or make the table PAY_PER_REQUEST"
    )


def test_what_cloudformation_would_look_up_elsewhere_is_refused():
    design = parse_design(TABLE + '    tags: {secret: "{{resolve:ssm:/x}}"}\n')
    with pytest.raises(DynamoError, match="takes for a dynamic reference"):
        written(design)


def test_data_that_looks_like_a_function_stays_data():
    text = TABLE + "    resource_policy: {Statement: {Ref: 'AWS::Region'}}\n"
    text += "    vector_indexes: {by_x: {IndexName: by_x, Dimensions: {'Fn::Sub': x}}}\n"
    exported = written(parse_design(text, "orders.yaml"))
    assert [one.where for one in exported.losses] == ["tables.orders.vector_indexes.by_x"]
    table = imported(exported.files[0].text, "orders").design.tables["orders"]
    assert table.resource_policy == {"Statement": {"Ref": "AWS::Region"}}


def test_a_long_description_is_cut_and_that_is_told():
    design = replace(parse_design(TABLE, "x.yaml"), description="é" * 600)
    exported = written(design)
    assert [one.where for one in exported.losses] == ["description"]
    assert imported(exported.files[0].text, "x").design.description == "é" * 512


def test_outputs_of_names_that_run_together_are_told_apart():
    text = "version: 1\ntables:\n  shop: {partition_key: id, stream: NEW_IMAGE}\n  shop-stream: {partition_key: id}\n"
    outputs = template_of(parse_design(text), OPTIONS["plain"])["Outputs"]
    assert list(outputs) == [
        *("ShopName", "ShopArn", "ShopStreamArn"),
        *("ShopStreamName", "ShopStreamArn2"),
    ]


ROLES = """\
version: 1
tables:
  shop: {partition_key: PK, sort_key: SK, indexes: {by_mail: {partition_key: mail, projection: KEYS_ONLY}}}
  regional: {partition_key: PK, replicas: [eu-west-1]}
entities:
  User: {table: shop, population: 9, item: {PK: "USER#{id}", SK: A, mail: "{id}@x.eu", id: {faker: uuid4}}}
access_patterns:
  get_user: {table: shop, get: {PK: "USER#{id}", SK: A}, returns: User}
  find_user: {table: shop, index: by_mail, query: {mail: "{mail}"}, returns: User, attributes: [PK]}
  find_none: {table: shop, query: {SK: A}}
  get_other: {table: regional, get: {PK: "${{aws:username}}"}}
roles:
  shop: [get_user]
  Shop-1: {description: "Finds\\n  them\\u0007", patterns: [get_user, find_user]}
  own: {patterns: [get_user], where: {id: "${aws:PrincipalTag/id}"}}
  other: [get_other]
  nobody: [find_none]
"""


def test_each_role_becomes_a_managed_policy_without_a_name():
    design = parse_design(ROLES)
    template = template_of(design, ExportOptions())
    policies = {
        name: one["Properties"]
        for name, one in template["Resources"].items()
        if one["Type"] == "AWS::IAM::ManagedPolicy"
    }
    assert {name: one["Description"] for name, one in policies.items()} == {
        "ShopPolicy": "What shop does",
        "Shop1Policy": "Finds them",
        "OwnPolicy": "What own does",
        "OtherPolicy": "What other does",
    }
    assert all(set(one) == {"Description", "PolicyDocument"} for one in policies.values())
    documents = {name: one["PolicyDocument"]["Statement"] for name, one in policies.items()}
    assert documents["Shop1Policy"][1]["Resource"] == [{"Fn::Sub": "${Shop.Arn}/index/by_mail"}]
    (own,) = documents["OwnPolicy"]
    assert own["Resource"] == [{"Fn::GetAtt": ["Shop", "Arn"]}]
    assert own["Condition"]["ForAllValues:StringEquals"] == {
        "dynamodb:LeadingKeys": ["USER#${aws:PrincipalTag/id}"]
    }
    (other,) = documents["OtherPolicy"]
    assert other["Resource"] == [{"Fn::GetAtt": ["Regional", "Arn"]}]
    assert other["Condition"]["ForAllValues:StringEquals"] == {
        "dynamodb:LeadingKeys": ["${$}{aws:username}"]
    }
    assert {name: one for name, one in template["Outputs"].items() if "Policy" in name} == {
        f"{name}Arn": {"Value": {"Ref": name}} for name in policies
    }


def test_a_role_for_which_there_can_be_no_policy_is_told_and_the_template_is_written_without_it():
    losses = {one.where: one.message for one in written(parse_design(ROLES)).losses}
    assert losses["roles"] == (
        "written as managed policies; which access patterns they perform is left out, and so are replicas in"
        " other regions"
    )
    assert losses["roles.nobody"] == (
        "its policy is left out: role 'nobody' performs 'find_none', for which no policy can be made"
    )


def test_a_policy_that_a_table_is_called_like_gets_another_id():
    text = ROLES.replace("shop", "ShopPolicy")
    template = template_of(parse_design(text), ExportOptions())
    assert list(template["Resources"])[:3] == ["ShopPolicy", "Regional", "ShopPolicyPolicy"]


def test_cfn_lint_finds_nothing_in_the_policies_of_roles(tmp_path):
    file = tmp_path / "roles.yaml"
    file.write_text(written(parse_design(ROLES)).files[0].text, encoding="utf-8")
    command = [str(Path(sysconfig.get_path("scripts")) / "cfn-lint"), "--format", "json", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert json.loads(result.stdout or "[]") == []
