"""The published schemas of the run file and the study file."""

import json
from importlib import resources

import jsonschema
import pytest

from pytest_dynamo.measure.run import read_run, run_to_json
from pytest_dynamo.measure.run_schema import SCHEMAS, run_schema, schema_text, study_schema
from tests.report.conftest import SHAPES, invented_run


def validator(schema):
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schema_is_that_of_the_values(name):
    published = resources.files("pytest_dynamo.measure").joinpath(f"{name}.schema.json")

    assert published.read_text(encoding="utf-8") == schema_text(name), "run: make schema"


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_valid_schema(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name]())


@pytest.mark.parametrize("shape", ["complete", "empty", "tried_again", "one_request"])
def test_runs_are_valid(shape):
    validator(run_schema()).validate(json.loads(run_to_json(invented_run(SHAPES[shape]))))


@pytest.mark.parametrize(
    ("member", "value"),
    [("version", 2), ("tables", {}), ("duration_seconds", "long"), ("how", None)],
)
def test_what_is_refused_on_reading_is_not_valid(member, value):
    data = json.loads(run_to_json(invented_run(SHAPES["one_request"]))) | {member: value}

    assert not validator(run_schema()).is_valid(data)


def test_members_of_a_later_release_and_missing_ones_of_an_earlier_are_allowed():
    data = json.loads(run_to_json(invented_run(SHAPES["one_request"]))) | {"weather": "fine"}
    for member in ("assessment", "skew", "prefixes", "forecast"):
        del data[member]

    validator(run_schema()).validate(data)
    assert read_run(json.dumps(data), "run.json").assessment is None


def test_a_study_says_what_it_is():
    schema = study_schema()

    assert schema["properties"]["version"]["const"] == 1
    assert schema["properties"]["kind"]["const"] == "study"
    assert {"version", "design", "assessment"} <= set(schema["required"])
