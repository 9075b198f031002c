"""What a forecast says is consumed is what a load test consumes."""

from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.forecast.values.json_form import forecast_from_json, forecast_to_json
from tests.agreement.loading import BOUNDLESS, differences, far_apart, forecast, loaded

DESIGNS = sorted(Path(__file__).with_name("designs").glob("*.yaml"))
SECONDS = 12


@pytest.fixture(scope="module", params=DESIGNS, ids=lambda path: path.stem)
def design(request):
    """Each design; of a whole module, as all tests of one are to run one after the other."""
    return load_design(request.param)


@pytest.fixture(scope="module")
def said(design):
    return forecast(design, peak=1, duration_seconds=SECONDS, parameters=BOUNDLESS)


@pytest.fixture(scope="module")
def load(design):
    return loaded(design, seconds=SECONDS)


def test_forecast_and_load_consume_the_same_of_each_table_and_index(said, load):
    assert far_apart(differences(said, load)) == {}


def test_answers_tell_of_all_that_is_charged_but_for_what_failed(load):
    silent = {key for key, units in load.charged.items() if units != load.answered.get(key)}
    assert bool(silent) == bool(load.errors)


def test_ceiling_is_no_lower_than_what_the_present_partitions_hold(said):
    assert said.ceiling >= said.holds_until > 0


def test_forecast_comes_back_from_json_as_it_went(said):
    assert forecast_from_json(forecast_to_json(said)) == said
