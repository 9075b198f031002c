"""CreateTable's arguments and DescribeTable's answers, each compared with the design it becomes."""

import json
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.table_description import table_of_description
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.create_table.reading import FORMAT
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.values import ImportOptions, Source
from tests.interop.fuzzing import broken_everywhere, with_strangers

INPUTS = Path(__file__).parent / "inputs"
NAMES = ["guide", "described", "jest"]


def imported(text, path="x.json"):
    return FORMAT.read(Source(path=path, documents=(document_of(text, path),)), ImportOptions())


@pytest.mark.parametrize("name", NAMES)
def test_a_source_becomes_the_design_beside_it(name):
    path = f"{name}.json"
    expected = (INPUTS / f"{name}.design.yaml").read_text()
    document = document_of((INPUTS / path).read_text(), path)

    found = imported((INPUTS / path).read_text(), path)

    assert FORMAT.lacks(Source(path=path, documents=(document,))) is None
    assert without_places(found.design) == without_places(parse_design(expected, "x.yaml"))
    assert design_text(found.design, found.remarks) == expected
    losses = (INPUTS / f"{name}.losses.txt").read_text()
    assert "".join(f"{loss}\n" for loss in found.losses) == losses


def test_a_description_is_read_as_drift_reads_that_of_a_live_table():
    answer = json.loads((INPUTS / "described.json").read_text())
    del answer["Table"]["VectorIndexes"]  # which drift compares as they are described

    table = imported(json.dumps(answer)).design.tables["ledger"]

    assert table == table_of_description(answer["Table"])


@pytest.mark.parametrize(
    "wrap",
    [
        lambda table: table,
        lambda table: [table],
        lambda table: {"Table": table},
        lambda table: {"TableDescription": table},
        lambda table: {"tables": [table]},
        lambda table: [{"Table": table}],
    ],
    ids=["alone", "list", "answer", "description", "wrapper", "answers"],
)
def test_a_table_is_found_in_what_people_wrap_it_in(wrap):
    table = json.loads((INPUTS / "guide.json").read_text())

    assert list(imported(json.dumps(wrap(table))).design.tables) == ["my-service-table"]


@pytest.mark.parametrize("name", NAMES)
def test_anything_wrong_is_an_error_or_a_loss(name):
    for text in broken_everywhere(json.dumps(json.loads((INPUTS / f"{name}.json").read_text()))):
        try:
            FORMAT.lacks(Source(path="x.json", documents=(document_of(text, "x.json"),)))
            imported(text)
        except DynamoError:
            pass


def test_what_nobody_knows_is_named_wherever_it_stands():
    answer = json.loads((INPUTS / "described.json").read_text())
    for state in ("RestoreSummary", "ArchivalSummary", "VectorIndexes"):
        del answer["Table"][state]
    answer["Table"]["Replicas"] = [{"RegionName": "eu-west-1"}]
    answer["Table"].pop("GlobalTableWitnesses")
    answer["Table"].pop("GlobalTableSettingsReplicationMode")
    answer["Table"].pop("DisassociationProtectionEnabled")
    answer["Table"]["LocalSecondaryIndexes"] = []
    answer["Table"]["AttributeDefinitions"].pop(2)
    text, places = with_strangers(json.dumps(answer))

    losses = imported(text).losses

    met = {loss.where for loss in losses}
    assert (
        len(met)
        == len(losses)
        == len([place for place in places if place != ("ResponseMetadata",)])
    )
    assert all(where.endswith("stranger") for where in met)


KEY = [{"AttributeName": "id", "KeyType": "HASH"}]
TYPES = [{"AttributeName": "id", "AttributeType": "S"}]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param(
            [{"TableName": "things", "KeySchema": KEY}] * 2,
            "x.json:1: [1].TableName: there is a table 'things' already\n"
            "To fix this: rename or remove one of the two",
            id="twice",
        ),
        pytest.param(
            {"TableName": "things", "KeySchema": [{"AttributeName": "id", "KeyType": "MAIN"}]},
            "x.json:1: KeySchema[0].KeyType: 'MAIN' is not one of HASH, RANGE\n"
            "To fix this: give it as a literal, with --parameter, or in a resolved form of the source",
            id="kind_of_key",
        ),
        pytest.param(
            {"TableName": "things", "AttributeDefinitions": TYPES},
            "x.json: KeySchema: is missing; there is no table without it\n"
            "To fix this: give it as a literal, with --parameter, or in a resolved form of the source",
            id="no_key",
        ),
        pytest.param(
            {"Items": []},
            "x.json: no TableName with a KeySchema\nTo fix this: name another file",
            id="no_table",
        ),
        pytest.param(
            {
                "TableName": "things",
                "KeySchema": KEY,
                "GlobalSecondaryIndexes": [{"IndexName": "i-1", "KeySchema": KEY}] * 2,
            },
            "x.json:1: GlobalSecondaryIndexes[1]: there is an index 'i-1' already, GlobalSecondaryIndexes[0]\n"
            "To fix this: rename or remove one of the two",
            id="index_twice",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(document, message):
    with pytest.raises(DynamoError) as caught:
        imported(json.dumps(document))

    assert str(caught.value) == message


def test_what_dynamodb_would_refuse_is_left_out_and_named():
    found = imported(
        json.dumps(
            {
                "TableName": "things",
                "KeySchema": KEY,
                "AttributeDefinitions": [{"AttributeName": "other", "AttributeType": "N"}],
                "BillingMode": "PAY_PER_REQUEST",
                "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
                "MultiRegionConsistency": "STRONG",
                "ResourcePolicy": "{",
                "StreamSpecification": {"StreamEnabled": "maybe"},
            }
        )
    )

    assert [(loss.where, loss.message) for loss in found.losses] == [
        ("StreamSpecification.StreamEnabled", "'maybe' is not true or false; left out"),
        ("ResourcePolicy", "is no policy in JSON; left out"),
        ("ProvisionedThroughput", "the table is on demand; left out"),
        ("", "a consistency among regions is for tables with replicas; left out"),
        ("AttributeDefinitions", "no type for 'id', which is in a key; taken for text, S"),
        (
            "AttributeDefinitions",
            "'other' is in no key, so that DynamoDB refuses it; left out",
        ),
    ]
