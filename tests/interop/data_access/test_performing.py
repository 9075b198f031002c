"""Exported modules at work: on the embedded DynamoDB, under the strict guard."""

import json
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.interop.data_access.writing import FORMAT
from pytest_dynamo.interop.values import ExportOptions

ROOT = Path(__file__).parents[3]
INNER = Path(__file__).parent / "inner"
SMALL = """\
version: 1
name: small
tables:
  small:
    partition_key: PK
    sort_key: SK
    billing_mode: {read_capacity_units: 1, write_capacity_units: 1}
entities:
  Line:
    population: 12
    item:
      PK: "DAY#{day}"
      SK: "{line_id}"
      day: {int: {min: 1, max: 3}}
      line_id: {ulid: true}
      body: {binary_bytes: 100}
  Large:
    population: 12
    item:
      PK: "LARGE#{shelf}"
      SK: "{number:04d}"
      shelf: 1
      number: {int: {min: 0, max: 999}}
      body: {binary_bytes: 350_000}
access_patterns:
  read_lines: {query: {PK: "DAY#{day}"}, returns: Line}
  add_lines: {batch_write: {put: Line, count: 12}}
  get_larges: {batch_get: {of: Large, count: 12}, returns: Large}
"""
DESIGNS = sorted((ROOT / "designs").glob("*.yaml"))


@pytest.fixture
def project(pytester, monkeypatch):
    """A project with all designs and their modules, and no AWS variables."""
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(pytester.path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(pytester.path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (pytester.path / "designs").mkdir()
    for path in DESIGNS:
        (pytester.path / "designs" / path.name).write_text(path.read_text())
        (exported,) = FORMAT.write(load_design(path), ExportOptions()).files
        (pytester.path / exported.name).write_text(exported.text)
    pytester.syspathinsert()
    return pytester


def run(project, inner, *arguments):
    project.makepyfile(test_inner=(INNER / inner).read_text())
    return project.runpytest_subprocess(
        "-p",
        "pytest_dynamo",
        "-Werror",
        "--dynamo-guard=strict",
        "--dynamo-designs=designs",
        *arguments,
    )


def test_every_pattern_of_every_design_is_performed_as_declared(project):
    result = run(project, "every_pattern.py", "--dynamo-cov-json=coverage.json")
    patterns = sum(len(load_design(path).access_patterns) for path in DESIGNS)
    result.assert_outcomes(passed=patterns + len(DESIGNS))
    told = json.loads((project.path / "coverage.json").read_text())
    for design in told["designs"]:
        assert design["exercised"] == design["declared"], design["name"]


def test_batches_are_complete_pages_are_followed_and_transactions_are_whole(project):
    design = project.path / "designs" / "small.yaml"
    design.write_text(SMALL)
    (exported,) = FORMAT.write(load_design(design), ExportOptions()).files
    (project.path / exported.name).write_text(exported.text)
    result = run(project, "at_work.py", "--dynamo-throttle")
    result.assert_outcomes(passed=8)
