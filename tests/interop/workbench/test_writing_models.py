"""A design becomes a model of version 3.0, and comes back equal but for the losses that are listed."""

import json
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.writing.document import design_document
from pytest_dynamo.interop.documents.document import dotted
from pytest_dynamo.interop.values import ExportOptions, ImportOptions
from pytest_dynamo.interop.workbench.reading import FORMAT as READING
from pytest_dynamo.interop.workbench.writing import DATE, FORMAT
from tests.interop.workbench.models import INPUTS, NAMES, source

DESIGNS = sorted((Path(__file__).parents[3] / "designs").glob("*.yaml"))


def _differences(before, after, where=()):
    if isinstance(before, dict | None) and isinstance(after, dict | None) and before != after:
        before, after = before or {}, after or {}
        for name in {**before, **after}:
            yield from _differences(before.get(name), after.get(name), (*where, name))
    elif before != after:
        yield dotted(where)


def _come_back(design):
    exported = FORMAT.write(design, ExportOptions())
    (file,) = exported.files
    read = READING.read(source(file.text, file.name), ImportOptions())
    lost = [one.where for one in exported.losses]
    return read, [
        where
        for where in _differences(design_document(design), design_document(read.design))
        if not any(where == one or where.startswith((f"{one}.", f"{one}[")) for one in lost)
    ]


@pytest.mark.parametrize(
    "path",
    [*DESIGNS, *(INPUTS / f"{name}.design.yaml" for name in NAMES)],
    ids=lambda path: path.stem,
)
def test_a_design_comes_back_but_for_what_is_listed(path):
    read, differing = _come_back(load_design(path))

    assert differing == []
    assert [one for one in read.losses if "a seed holds scalars" not in one.message] == []


def test_a_design_gives_the_same_bytes_each_time():
    design = load_design(DESIGNS[0])

    assert FORMAT.write(design, ExportOptions()) == FORMAT.write(design, ExportOptions())


SMALL = """
version: 1
name: small
tables:
  users:
    partition_key: PK
    sort_key: SK
    indexes:
      by_mail:
        partition_key: email
        projection: [login]
        billing_mode: {read_capacity_units: 1, write_capacity_units: 1}
      by_two:
        partition_key: [login, email]
        billing_mode: {read_capacity_units: 1, write_capacity_units: 1}
      by_age: {type: local, sort_key: {name: age, type: N}}
    billing_mode: {read_capacity_units: 3, write_capacity_units: 2}
    time_to_live: ends
    tags: {team: "${x}"}
entities:
  User:
    population: 5
    item:
      PK: "USER#{login}"
      SK: "V#{age:03d}"
      email: {faker: email}
      login: {faker: user_name, unique: true}
      age: {int: {min: 1, max: 9}}
      photo: {binary_bytes: 3}
      words: {set: {of: {int: {min: 1, max: 9}}, length: 2}}
seeds:
  User:
    - {login: "quote\\" </script> ${x}", email: a@example.com, age: 7}
workload: {peak: 2}
ignore: {PD104: "why not"}
"""


def test_a_model_has_what_the_application_wants():
    units = "read_capacity_units: 3, "
    design = parse_design(SMALL.replace(units, f"{units}autoscaling: {{min: 3, max: 9}}, "))
    (file,) = FORMAT.write(design, ExportOptions()).files
    written = json.loads(file.text)
    (table,) = written["DataModel"]
    (facet,) = table["TableFacets"]
    (item,) = table["TableData"]
    (index,) = table["GlobalSecondaryIndexes"]

    assert file.name == "small.workbench.json"
    assert written["ModelMetadata"] == {
        "Author": "pytest-dynamo",
        "DateCreated": DATE,
        "DateLastModified": DATE,
        "Description": "",
        "AWSService": "Amazon DynamoDB",
        "Version": "3.0",
    }
    assert table["KeyAttributes"] == {
        "PartitionKey": {"AttributeName": "PK", "AttributeType": "S"},
        "SortKey": {"AttributeName": "SK", "AttributeType": "S"},
    }
    assert facet["KeyAttributeAlias"] == {
        "PartitionKeyAlias": "USER#<login>",
        "SortKeyAlias": "V#<age>",
    }
    assert facet["NonKeyAttributes"] == ["email", "login", "age", "photo", "words"]
    types = {one["AttributeName"]: one["AttributeType"] for one in table["NonKeyAttributes"]}
    assert types == {"email": "S", "login": "S", "age": "N", "photo": "B", "words": "NS"}
    assert index["IndexName"] == "by_mail"
    assert index["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["login"]}
    assert table["SampleDataFormats"] == {
        "email": ["identifiers", "Email"],
        "login": ["identifiers", "Username"],
    }
    assert item["PK"] == {"S": 'USER#quote" </script> ${x}'}
    assert table["BillingMode"] == "PROVISIONED"
    assert table["ProvisionedCapacitySettings"]["AutoScalingRead"] == {
        "ScalableTargetRequest": {
            "MinCapacity": 3,
            "MaxCapacity": 9,
            "ServiceRole": "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
        },
        "ScalingPolicyConfiguration": {"TargetValue": 70},
    }


def test_what_a_model_does_not_hold_is_listed_under_its_path():
    losses = {one.where for one in FORMAT.write(parse_design(SMALL), ExportOptions()).losses}

    assert losses == {
        "workload",
        "ignore.PD104",
        "tables.users.time_to_live",
        "tables.users.tags",
        "tables.users.indexes.by_mail.billing_mode",
        "tables.users.indexes.by_two",
        "tables.users.indexes.by_age",
        "entities.User.item.SK",
        "entities.User.item.login",
        "entities.User.item.age",
        "entities.User.item.photo",
        "entities.User.item.words",
        "entities.User.population",
        "seeds.User",
    }


def test_tables_alone_come_back_as_tables_alone():
    text = "version: 1\nname: t\ntables:\n  users: {partition_key: PK, sort_key: SK}\n"
    read, differing = _come_back(parse_design(text))

    assert (differing, read.design.entities) == ([], {})
