"""What a forecast says is consumed is what a load test consumes."""

from functools import cache
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.forecast.forecasting import forecast
from pytest_dynamo.forecast.values.json_form import forecast_from_json, forecast_to_json
from tests.agreement.loading import BOUNDLESS, NOW, differences, far_apart, loaded

DESIGNS = sorted(Path(__file__).with_name("designs").glob("*.yaml"))
SECONDS = 12

each_design = pytest.mark.parametrize("path", DESIGNS, ids=lambda path: path.stem)


@cache
def forecast_of(path):
    return forecast(
        load_design(path), now=NOW, peak=1, duration_seconds=SECONDS, parameters=BOUNDLESS
    )


@cache
def load_of(path):
    return loaded(load_design(path), seconds=SECONDS)


@each_design
def test_forecast_and_load_consume_the_same_of_each_table_and_index(path):
    assert far_apart(differences(forecast_of(path), load_of(path))) == {}


@each_design
def test_answers_tell_of_all_that_is_charged_but_for_what_failed(path):
    load = load_of(path)

    silent = {key for key, units in load.charged.items() if units != load.answered.get(key)}
    assert bool(silent) == bool(load.errors)


@each_design
def test_ceiling_is_no_lower_than_what_the_present_partitions_hold(path):
    said = forecast_of(path)

    assert said.ceiling >= said.holds_until > 0


@each_design
def test_forecast_comes_back_from_json_as_it_went(path):
    said = forecast_of(path)

    assert forecast_from_json(forecast_to_json(said)) == said
