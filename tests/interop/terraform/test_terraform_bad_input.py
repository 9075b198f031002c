"""Bad input of Terraform: a clear error with its place, or an import with losses; nothing else."""

import builtins
import json
from contextlib import suppress

import pytest

from pytest_dynamo.errors import DynamoError, MissingExtraError
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.terraform.reading import FORMAT
from pytest_dynamo.interop.values import ImportOptions, Source
from tests.interop.fuzzing import broken_everywhere, with_strangers
from tests.interop.terraform.sources import INPUTS, imported, source, table

ERRORS = [
    pytest.param(
        'resource "aws_dynamodb_table" "t" {\n  name = \n}\n',
        "main.tf:2:10: no HCL: 'name =' is not expected here",
        id="no_value",
    ),
    pytest.param(
        'resource "aws_dynamodb_table" "t" {\n  name = "x"\n',
        "main.tf:3:1: no HCL: the file ends too early; is a closing brace missing?",
        id="no_brace",
    ),
    pytest.param(
        'variable "a" {\n  default = 1\n  default = 2\n}\n',
        "main.tf:3: 'default' is there twice; the first is on line 2.\nTo fix this: remove one of the two",
        id="attribute_twice",
    ),
    pytest.param(
        table("") + table(""),
        "main.tf:17: aws_dynamodb_table 't' is there already: main.tf:2\n"
        "To fix this: rename or remove one of the two",
        id="resource_twice",
    ),
    pytest.param(
        table("") + table("").replace('"t"', '"u"'),
        "main.tf:18: resource.aws_dynamodb_table.u.name: there is a table 'things' already\n"
        "To fix this: rename or remove one of the two",
        id="name_twice",
    ),
    pytest.param(
        table("", 'locals {\n a = local.b\n b = "${local.a}"\n}').replace('"things"', "local.a"),
        "main.tf:15: locals: local.a -> local.b -> local.a refers to itself\n"
        "To fix this: take one of the references out",
        id="circle",
    ),
    pytest.param(
        table("").replace('"things"', '"${var.stage}-things"'),
        "main.tf:3: resource.aws_dynamodb_table.t.name: '\"${var.stage}-things\"' cannot be resolved: "
        "variable 'stage' has no default; --parameter stage=VALUE\n"
        "To fix this: give it as a literal, with --parameter, or in a resolved form of the source",
        id="unknown_name",
    ),
    pytest.param(
        table("").replace('hash_key     = "id"', ""),
        "main.tf:2: resource.aws_dynamodb_table.t.hash_key: is missing; there is no table without it\n"
        "To fix this: give it as a literal, with --parameter, or in a resolved form of the source",
        id="no_key",
    ),
    pytest.param(
        'provider "aws" {\n}\n',
        "main.tf: no aws_dynamodb_table in it, and no module that makes one.\n"
        "To fix this: name the files that hold the tables, or use terraform show -json",
        id="no_table",
    ),
    pytest.param(
        table("").replace('"things"', '"x"'),
        "main.tf: DynamoDB takes no such tables:\n"
        "  tables.x: 'x' is not a name for a table; names have 3 to 255 letters, digits, '_', '-' and '.'\n"
        "To fix this: correct the source; the places are those of the design it would become",
        id="bad_name",
    ),
]


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_what_is_wrong_is_said_with_its_place(text, message):
    with pytest.raises(DynamoError) as caught:
        imported(text)

    assert str(caught.value) == message


def test_without_the_package_the_extra_is_named(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.partition(".")[0] == "hcl2":
            raise ImportError
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(MissingExtraError, match=r"pip install 'pytest-dynamo\[terraform\]'"):
        imported(table(""))


@pytest.mark.parametrize("name", ["state.json", "plan.json"])
def test_anything_wrong_in_a_state_is_an_error_or_a_loss(name):
    for text in broken_everywhere(json.dumps(json.loads((INPUTS / name).read_text()))):
        try:
            documents = (document_of(text, name),)
            FORMAT.lacks(Source(path=name, documents=documents))
            FORMAT.read(Source(path=name, documents=documents), ImportOptions())
        except DynamoError:
            pass


def test_anything_wrong_in_a_configuration_in_json_is_an_error_or_a_loss():
    document = {
        "variable": {"v": {"default": "x"}},
        "locals": {"l": "${var.v}-y"},
        "provider": {"aws": [{"alias": "a", "region": "eu-west-1", "default_tags": {}}]},
        "resource": {
            "aws_dynamodb_table": {
                "t": {
                    "name": "${local.l}",
                    "hash_key": "id",
                    "billing_mode": "PROVISIONED",
                    "read_capacity": 1,
                    "write_capacity": "2",
                    "attribute": [{"name": "id", "type": "S"}],
                    "lifecycle": {"prevent_destroy": True, "ignore_changes": ["tags"]},
                    "global_secondary_index": [
                        {
                            "name": "i-1",
                            "key_schema": [{"attribute_name": "id", "key_type": "HASH"}],
                        }
                    ],
                }
            },
            "aws_dynamodb_tag": {
                "g": {
                    "resource_arn": "${aws_dynamodb_table.t.arn}",
                    "key": "k",
                    "for_each": ["a"],
                    "value": "${each.key}",
                }
            },
        },
        "module": {
            "m": {
                "source": "terraform-aws-modules/dynamodb-table/aws",
                "name": "mmm",
                "hash_key": "id",
                "attributes": [{"name": "id", "type": "S"}],
                "autoscaling_enabled": True,
                "autoscaling_read": {"max_capacity": 3},
                "autoscaling_indexes": {"x": {"read_max_capacity": 3}},
            }
        },
    }
    for text in broken_everywhere(json.dumps(document)):
        with suppress(DynamoError):
            imported(text, "main.tf.json")


@pytest.mark.parametrize("name", ["key_schema", "variables"])
def test_a_configuration_that_is_cut_off_is_an_error_or_a_loss(name):
    text = next(one.text for one in source(name).documents if one.path == "main.tf")
    for end in range(1, len(text), max(1, len(text) // 40)):
        with suppress(DynamoError):
            imported(text[:end])


def test_what_nobody_knows_is_named_wherever_it_stands():
    text = json.dumps(
        {
            "resource": {
                "aws_dynamodb_table": {
                    "t": {
                        "name": "things",
                        "billing_mode": "PAY_PER_REQUEST",
                        "hash_key": "id",
                        "attribute": [{"name": "id", "type": "S"}],
                        "ttl": {"enabled": True, "attribute_name": "x"},
                        "replica": [{"region_name": "eu-west-1"}],
                        "warm_throughput": {"read_units_per_second": 12000},
                    }
                }
            }
        }
    )
    changed, places = with_strangers(text)
    inside = [place for place in places if len(place) > 2]
    document = json.loads(changed)
    for part in (document, document["resource"], document["resource"]["aws_dynamodb_table"]):
        del part["stranger"]  # blocks and resources of other kinds, and not members of one

    losses = imported(json.dumps(document), "main.tf.json").losses

    assert len(losses) == len(inside)
    assert {loss.message for loss in losses} == {"is not known here; left out"}
