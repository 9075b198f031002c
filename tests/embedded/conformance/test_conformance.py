"""The embedded DynamoDB answers what DynamoDB does, case by case of the corpus."""

import json
import logging

import pytest

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.fronts.json_form import json_of, with_base64_decoded
from pytest_dynamo.embedded.fronts.service_models import service_model
from pytest_dynamo.embedded.service_error import ServiceError
from tests.embedded.conformance import corpus


def cases():
    """The cases as pytest's parameters; what is known to be answered otherwise must fail."""
    for area, of_area in corpus.areas().items():
        for case in of_area:
            marks = [pytest.mark.xfail(reason=case["open"])] if "open" in case else []
            yield pytest.param(case, id=f"{area}: {case['case']}", marks=marks)


def performer(engine):
    """What performs a request of raw JSON, as the HTTP front does."""
    operations = service_model("dynamodb").operation_names

    def perform(operation, request):
        if operation in operations:
            model = service_model("dynamodb").operation_model(operation)
            request = with_base64_decoded(request, model)
        try:
            answer = engine.perform(operation, request)
        except ServiceError as error:
            return error.code, json.loads(json_of(error.body()))
        return None, json.loads(json_of(answer))

    return perform


@pytest.fixture
def perform():
    """Performs on the tables and items of the corpus."""
    perform = performer(Engine())
    for table in corpus.TABLES:
        assert perform("CreateTable", table)[0] is None
        for item in corpus.ITEMS.get(table["TableName"], ()):
            assert perform("PutItem", {"TableName": table["TableName"], "Item": item}) == (None, {})
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
