"""What the model of throttling did, as figures of a run; and the forecast of one."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.partitioning import Split
from pytest_dynamo.capacity.throttling.reasons import Refusal
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.embedded.throttling.history import (
    PartitionRange,
    ThrottledLimit,
    ThrottlingHistory,
)
from pytest_dynamo.locust.modelling.foresight import MOST_SECONDS, foresee
from pytest_dynamo.locust.modelling.model import (
    partitions_at_start,
    throttling_figures,
    throttling_of,
)
from pytest_dynamo.locust.settings.values import Settings

NOW = datetime(2026, 11, 23, tzinfo=UTC)
THERE = "load-my-service-table"
AT_START = {("my-service-table", index): 2 for index in (None, "GSI1", "GSI2")}
KIND = "KeyRangeThroughputExceeded"


@pytest.fixture(scope="module")
def design():
    return load_design("designs/orders.yaml")


@pytest.fixture
def schemas(design):
    return {THERE: design.tables["my-service-table"]}


def settings(**members):
    defaults = {
        "host": None,
        "rate": 1.0,
        "population": None,
        "seed_tables": False,
        "rng_seed": 0,
        "reports": Path(),
        "allow_aws": False,
        "prefix": "load-",
        "keep": False,
        "warm_up_seconds": None,
        "run_time_seconds": 10.0,
    }
    return Settings(**{**defaults, **members})


def history(cuts=3, **members):
    edges = [number / (cuts + 1) for number in range(cuts + 2)]
    ranges = tuple(PartitionRange(first=a, last=b) for a, b in pairwise(edges))
    return ThrottlingHistory(partitions={(THERE, None): ranges}, **members)


def test_the_model_is_told_the_parameters_the_clock_and_the_tables(schemas):
    asked = settings(clock=60.0, parameters=Parameters(heat_minutes=5))

    told = throttling_of(asked, schemas)

    assert (told.speed, told.parameters.heat_minutes, told.policies) == (60.0, 5, schemas)
    assert throttling_of(settings(throttles=False), schemas) is None


def test_times_of_the_model_become_those_of_the_run_and_tables_have_the_designs_names(schemas):
    split = Split(
        at_seconds=120.0,
        resource=(THERE, "GSI1"),
        cause="heat",
        place=0.25,
        inside_collection=True,
    )
    limit = ThrottledLimit(
        first=Refusal(resource=(THERE, None), direction="write", kind=KIND, first=0.25, last=0.5),
        first_at_seconds=90.0,
        count=7,
    )
    done = history(
        elapsed_seconds=600.0, splits=(split,), throttled={((THERE, None), "write", KIND): limit}
    )

    figures = throttling_figures(
        done,
        settings(clock=60.0, parameters=Parameters(heat_minutes=5, partition_write_units=20.5)),
        schemas,
        AT_START,
    )

    assert (figures.clock, figures.model_seconds) == (60.0, 600.0)
    assert figures.parameters == {"partition_write_units": "20.5", "heat_minutes": "5"}
    (found,) = figures.splits
    assert (found.table, found.index, found.at_seconds) == ("my-service-table", "GSI1", 2.0)
    assert (found.cause, found.place, found.inside_collection) == ("heat", 0.25, True)
    (met,) = figures.limits
    assert (met.table, met.kind, met.count, met.first_seconds) == ("my-service-table", KIND, 7, 1.5)
    assert (met.first_place, met.last_place) == (0.25, 0.5)


def test_places_of_partitions_are_told_where_any_was_split(schemas):
    split = Split(
        at_seconds=1.0, resource=(THERE, None), cause="growth", place=0.5, inside_collection=False
    )
    table, index, _ = throttling_figures(
        history(splits=(split,)), settings(), schemas, AT_START
    ).partitions

    assert (table.at_start, table.at_end, table.begin) == (2, 4, (0.0, 0.25, 0.5, 0.75))
    assert (index.index, index.at_end, index.begin) == ("GSI1", 2, ())


def test_partitions_begin_as_the_model_has_them(schemas):
    expected = {("my-service-table", None): 4, ("my-service-table", "GSI1"): 4}

    found = partitions_at_start(history(cuts=7), expected, schemas)

    assert found == {("my-service-table", None): 8, ("my-service-table", "GSI1"): 4}


def made(design, rates, asked, peak=2.0):
    return foresee(design, rates, asked, peak=peak, scale=0.01, now=NOW)


def test_a_run_is_forecast_for_the_patterns_it_performs_at_their_rates(design, capsys):
    found = made(design, {"create_session": 5.0, "checkout": 2.0}, settings(clock=60.0))

    assert [pattern.name for pattern in found.patterns] == ["create_session"]
    assert found.load.mean_requests_per_second == 10.0
    assert found.load.duration_seconds == 600.0
    assert "dynamo: forecast to hold until " in capsys.readouterr().err


def test_a_very_long_run_is_forecast_for_its_first_hours(design):
    found = made(design, {"create_session": 1.0}, settings(run_time_seconds=1e6), peak=1.0)

    assert found.load.duration_seconds == MOST_SECONDS


def test_tasks_by_hand_alone_are_not_forecast(design):
    assert made(design, {"checkout": 2.0}, settings()) is None


@pytest.mark.parametrize("peak", [0.0, float("nan")])
def test_a_forecast_that_cannot_be_made_is_said_and_the_run_goes_on(design, capsys, peak):
    assert made(design, {"create_session": 5.0}, settings(), peak=peak) is None
    assert "dynamo: no forecast: " in capsys.readouterr().err


def test_a_forecast_that_fails_does_not_end_the_run(design, capsys, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("pytest_dynamo.forecast.forecasting.forecast", fail)

    assert made(design, {"create_session": 5.0}, settings()) is None
    assert "no forecast, for it failed: ZeroDivisionError" in capsys.readouterr().err
