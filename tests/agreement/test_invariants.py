"""What must not change a forecast, or must change it in proportion."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design, parse_design
from tests.agreement.loading import BOUNDLESS, consumed, forecast

DESIGNS = Path(__file__).with_name("designs")
SOME = ["binary_keys", "families_of_zipf", "keys_of_numbers"]


def units_of(design):
    return consumed(forecast(design, peak=1, duration_seconds=10, parameters=BOUNDLESS))


@pytest.mark.parametrize("name", SOME)
def test_twice_the_rates_consume_twice_as_much(name):
    design = load_design(DESIGNS / f"{name}.yaml")
    doubled = {
        name: replace(pattern, rate=2 * pattern.rate)
        for name, pattern in design.access_patterns.items()
    }

    found = units_of(replace(design, access_patterns=doubled))

    once = units_of(design)
    assert found == pytest.approx({key: 2 * units for key, units in once.items()}, rel=0.02)


@pytest.mark.parametrize("name", SOME)
def test_patterns_in_two_halves_consume_as_much_as_whole_ones(name):
    design = load_design(DESIGNS / f"{name}.yaml")
    halves = {
        half: replace(pattern, name=half, rate=pattern.rate / 2)
        for name, pattern in design.access_patterns.items()
        for half in (name, f"{name}_too")
    }

    found = units_of(replace(design, access_patterns=halves))

    assert found == pytest.approx(units_of(design), rel=0.02)


def test_names_do_not_matter():
    text = (DESIGNS / "families_of_zipf.yaml").read_text()
    renamed = re.sub(r"\b(Parent|Child|family|pid|cid|text|newest)\b", r"other_\1", text)

    found = units_of(parse_design(renamed))

    units = units_of(parse_design(text))
    assert found == pytest.approx(
        {((f"other_{table}", index), way): taken for ((table, index), way), taken in units.items()},
        rel=0.02,
    )


def test_an_index_that_nobody_is_in_consumes_nothing():
    text = """
version: 1
tables: {docs: {partition_key: PK, sort_key: SK, indexes: {of_nobody: {partition_key: lost}}}}
entities:
  Doc:
    population: 1_000
    item: {PK: "DOC#{doc_id}", SK: TEXT, doc_id: {faker: uuid4}, is_lost: "no", lost: {value: lost, when: {is_lost: "yes"}}}
access_patterns:
  put_doc: {put: Doc, rate: 10}
  get_doc: {get: {PK: "DOC#{doc_id}", SK: TEXT}, returns: Doc, rate: 10}
"""
    without = text.replace(", indexes: {of_nobody: {partition_key: lost}}", "")

    assert units_of(parse_design(text)) == units_of(parse_design(without))
