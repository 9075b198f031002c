"""What the fluid leaves out: arrivals by chance, and splits that take longer or shorter."""

import math

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.fluid.arrival_noise import refused_by_chance
from pytest_dynamo.forecast.fluid.seeds import seeded_runs
from tests.unit.forecast.fluid.demands import (
    demand,
    one_key,
    steadily,
    stream,
    table,
    writes,
)


@pytest.mark.parametrize(
    ("units", "utilisation", "percent"), [(1, 0.995, 0.025), (10, 0.90, 0.013), (10, 0.95, 0.213)]
)
def test_arrivals_by_chance_run_a_bucket_dry_below_its_limit(units, utilisation, percent):
    refused = refused_by_chance(
        utilisation, units_per_second=1_000, burst_units=300, request_units=units
    )

    assert 100 * refused == pytest.approx(percent, abs=5e-4)


@pytest.mark.parametrize("utilisation", [0.0, 1.0, 2.0])
def test_chance_adds_nothing_without_load_or_beyond_the_limit(utilisation):
    limit = {"units_per_second": 1_000, "burst_units": 300, "request_units": 1}

    assert refused_by_chance(utilisation, **limit) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"units_per_second": 0},
        {"request_units": 0},
        {"burst_units": math.nan},
        {"utilisation": -0.5},
        {"utilisation": math.inf},
    ],
)
def test_a_limit_that_cannot_be_is_refused(wrong):
    given = {"utilisation": 0.5, "units_per_second": 9, "burst_units": 3, "request_units": 1}
    with pytest.raises(DynamoError, match=r"cannot be\.\nTo fix this: finite numbers"):
        refused_by_chance(**{**given, **wrong})


def test_runs_differ_in_the_time_that_splits_take():
    asked = demand(table(), stream(4_000, writes(1.0, one_key(is_divisible=True))))

    runs = list(seeded_runs(asked, steadily(1_200), Parameters(seed=5), seeds=3))

    assert len({run.refused_share for run in runs}) == 3
    again = list(seeded_runs(asked, steadily(1_200), Parameters(seed=6), seeds=2))
    assert [run.splits for run in again] == [run.splits for run in runs[1:]]


def test_where_nothing_is_hot_every_run_is_the_first():
    asked = demand(table(), stream(700, writes(1.0, one_key())))

    first, *others = seeded_runs(asked, steadily(600), Parameters(), seeds=9)

    assert others == [first] * 8
