"""What an export writes: arguments that the provider documents, literals that stay literals, HCL that parses."""

import json
from pathlib import Path

import hcl2
import pytest

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.interop.terraform.table_blocks import literal
from pytest_dynamo.interop.terraform.writing import FORMAT
from pytest_dynamo.interop.values import ExportOptions
from tests.interop.terraform.everything import EVERYTHING
from tests.interop.terraform.provider_schema import REQUIRED, RESOURCES, mistakes_of

EVERY = parse_design(EVERYTHING, "everything.yaml")
# python-hcl2 wants the brace of an escaped `$${` closed, which Terraform itself does not.
TAME = parse_design(EVERYTHING.replace("${", "").replace("%{", ""), "everything.yaml")
DESIGNS = [
    *(load_design(path) for path in sorted((Path(__file__).parents[3] / "designs").glob("*.yaml"))),
    EVERY,
]
ALARMED = ExportOptions(alarms=True, alarm_topic="arn:aws:sns:eu-west-1:123456789012:ops")


def configuration(design, options=ALARMED):
    (file,) = FORMAT.write(design, options).files
    assert file.name == f"{design.name}.tf.json"
    return json.loads(file.text)


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_every_argument_is_documented_and_every_required_one_is_there(design):
    for kind, resources in configuration(design)["resource"].items():
        for label, resource in resources.items():
            assert list(mistakes_of(resource, RESOURCES[kind], (kind, label))) == []
            assert resource.keys() >= REQUIRED[kind]


def test_the_design_with_every_setting_writes_every_argument_there_is():
    def names(schema, value):
        if isinstance(schema, list):
            return {name for one in value for name in names(schema[0], one)}
        if isinstance(schema, dict) and str not in schema:
            inner = {
                (*(above,), *rest) for above in value for rest in names(schema[above], value[above])
            }
            return inner | {(name,) for name in value}
        return set()

    def wanted(schema):
        if isinstance(schema, list):
            return wanted(schema[0])
        if isinstance(schema, dict) and str not in schema:
            return {(name,) for name in schema} | {
                (name, *rest) for name, inner in schema.items() for rest in wanted(inner)
            }
        return set()

    for kind, resources in configuration(EVERY)["resource"].items():
        written = set().union(*(names(RESOURCES[kind], one) for one in resources.values()))
        assert wanted(RESOURCES[kind]) - written == set()


def test_references_lead_to_resources_that_are_there():
    written = configuration(EVERY)
    text = json.dumps(written["resource"]) + json.dumps(written["output"])

    references = {part.partition("}")[0] for part in text.replace("$${", "").split("${")[1:]}

    for reference in references:
        kind, label, _ = reference.split(".")
        assert label in written["resource"][kind]


@pytest.mark.parametrize("design", [*DESIGNS[:-1], TAME], ids=lambda design: design.name)
def test_what_is_written_parses_as_hcl_too(design):
    """The tables as HCL of python-hcl2's own making: the names, the nesting and the escapes are HCL's."""
    tables = configuration(design)["resource"]["aws_dynamodb_table"]
    for label, one in tables.items():
        members = "\n".join(f"{name} = {json.dumps(value)}" for name, value in one.items())
        parsed = hcl2.loads(f'resource "aws_dynamodb_table" "{label}" {{\n{members}\n}}\n')
        ((kind, labels),) = parsed["resource"][0].items()
        assert (kind, list(labels)) == ('"aws_dynamodb_table"', [f'"{label}"'])
        assert labels[f'"{label}"'].keys() - {"__is_block__"} == one.keys()


def test_what_a_design_says_is_a_literal():
    table = configuration(EVERY)["resource"]["aws_dynamodb_table"]["every_table"]

    assert table["hash_key"] == "p$${k}%%{x}"
    assert table["tags"] == {
        "k$${a}": "v%%{b}",
        'quote"s': "back\\slash $$${x}",
    }
    assert literal("a $ and % stay") == "a $ and % stay"


def test_labels_outputs_and_alarms_of_alike_names_differ():
    text = """
version: 1
name: alike
tables:
  my-table: {partition_key: id, stream: KEYS_ONLY, indexes: {gsi: {partition_key: a}}}
  my_table: {partition_key: id}
  my-table-gsi: {partition_key: id}
  my-table-stream: {partition_key: id}
"""
    written = configuration(parse_design(text, "alike.yaml"))

    assert list(written["resource"]["aws_dynamodb_table"]) == [
        "my_table",
        "my_table2",
        "my_table_gsi",
        "my_table_stream",
    ]
    assert len(written["output"]) == 9
    alarms = written["resource"]["aws_cloudwatch_metric_alarm"]
    assert len({(one["alarm_name"]) for one in alarms.values()}) == len(alarms)


def test_alarms_are_there_only_if_they_are_asked_for():
    assert "aws_cloudwatch_metric_alarm" not in configuration(EVERY, ExportOptions())["resource"]
    alarms = configuration(EVERY, ExportOptions(alarms=True))["resource"][
        "aws_cloudwatch_metric_alarm"
    ]
    assert not any("alarm_actions" in alarm for alarm in alarms.values())


def test_what_terraform_does_not_hold_is_named():
    text = """
version: 1
name: lossy
description: words
tables:
  things:
    partition_key: id
    sort_key: at
    removal_policy: SNAPSHOT
    encryption: {kms_key: alias/mine}
    indexes: {local: {type: local, sort_key: x}}
    vector_indexes: {by-meaning: {Dimensions: 3}}
"""
    losses = FORMAT.write(parse_design(text, "lossy.yaml"), ExportOptions()).losses

    assert [loss.where for loss in losses] == [
        "description",
        "tables.things.removal_policy",
        "tables.things.vector_indexes",
        "tables.things.encryption",
    ]


def test_each_role_becomes_a_policy_that_refers_to_its_tables_and_escapes_all_else():
    design = parse_design(
        """\
version: 1
tables: {shop: {partition_key: PK, indexes: {by_mail: {partition_key: mail}}}}
entities: {User: {population: 9, item: {PK: "USER#{id}", mail: "%{{x}}{id}", id: {faker: uuid4}}}}
access_patterns:
  get_user: {get: {PK: "USER#{id}"}, returns: User}
  find_user: {index: by_mail, query: {mail: "%{{x}}{id}"}, returns: User}
roles:
  own: {description: "Its own, ${x}", patterns: [get_user], where: {id: "${aws:PrincipalTag/id}"}}
  finder: [find_user]
"""
    )
    written = configuration(design, ExportOptions())
    policies = written["resource"]["aws_iam_policy"]
    own, finder = (json.loads(policies[one]["policy"])["Statement"][0] for one in policies)

    assert list(policies) == ["own", "finder"]
    assert policies["own"]["name_prefix"] == "own-"
    assert policies["own"]["description"] == "Its own, $${x}"
    assert own["Resource"] == ["${aws_dynamodb_table.shop.arn}"]
    assert own["Condition"]["ForAllValues:StringEquals"] == {
        "dynamodb:LeadingKeys": ["USER#$${aws:PrincipalTag/id}"]
    }
    assert finder["Resource"] == ["${aws_dynamodb_table.shop.arn}/index/by_mail"]
    assert finder["Condition"]["ForAllValues:StringLike"] == {"dynamodb:LeadingKeys": ["%%{x}*"]}
    assert written["output"]["own_policy_arn"] == {"value": "${aws_iam_policy.own.arn}"}
