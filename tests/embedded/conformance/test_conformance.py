"""The embedded DynamoDB answers what DynamoDB does, case by case of the corpus."""

import logging

import pytest

from pytest_dynamo.embedded.engine import Engine
from tests.embedded.conformance import corpus
from tests.embedded.conformance.performing import furnish, performer


def cases():
    """The cases as pytest's parameters."""
    for area, of_area in corpus.areas().items():
        for case in of_area:
            yield pytest.param(case, id=f"{area}: {case['case']}")


@pytest.fixture
def perform():
    """Performs on the tables and items of the corpus."""
    perform = performer(Engine())
    furnish(perform, corpus.TABLES, corpus.ITEMS)
    return perform


@pytest.mark.parametrize("case", list(cases()))
def test_a_request_is_answered_as_dynamodb_answers_it(perform, case, caplog):
    caplog.set_level(logging.CRITICAL)

    outcome = corpus.run(perform, case, "unique")

    assert outcome == case.get("expected", case["recorded"])


def test_a_case_that_is_expected_to_differ_from_the_recorded_says_why():
    silent = [
        case["case"]
        for of_area in corpus.areas().values()
        for case in of_area
        if ("expected" in case) != ("because" in case)
    ]

    assert silent == []
