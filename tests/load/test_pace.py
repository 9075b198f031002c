"""Rates that change: how many tasks are due by when, and the other way round."""

import math

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.arrivals.pace import Ramp, Steps, Wave
from pytest_dynamo.locust.arrivals.shapes import pace_of

PACES = [
    Steps.of(7),
    Steps.of(10).then(5, 50).then(8, 10),
    Ramp(rate=20, rising_seconds=10),
    Wave(rate=30, period_seconds=20, low=0.2),
    Wave(rate=30, period_seconds=20, low=0),
    Wave(rate=30, period_seconds=20, low=1),
]


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("seconds", [0.0, 0.3, 4.999, 5.0, 7.5, 10.0, 19.99, 20.0, 47.1, 3600.0])
def test_when_a_task_is_due_is_the_inverse_of_how_many_are(pace, seconds):
    tasks = pace.tasks_by(seconds)

    assert pace.tasks_by(pace.due_seconds(tasks)) == pytest.approx(tasks, abs=1e-5)


@pytest.mark.parametrize(
    ("shape", "tasks"),
    [
        (None, {1: 10, 60: 600}),
        ("ramp:10s", {5: 12.5, 10: 50, 20: 150}),
        ("ramp:1m", {60: 300}),
        ("spike:5x,30s,10s", {30: 300, 40: 800, 50: 900}),
        ("spike:0.5,1,1", {3: 25}),
        ("diurnal:10m,0.2", {600: 3600, 1200: 7200, 150: 900 - 1200 / math.pi}),
    ],
)
def test_a_shape_says_how_many_tasks_are_due(shape, tasks):
    pace = pace_of(shape, 10.0)

    assert {seconds: pace.tasks_by(seconds) for seconds in tasks} == pytest.approx(tasks)


def test_a_change_that_comes_too_late_takes_effect_with_the_one_before_it():
    pace = Steps.of(1).then(10, 2).then(5, 3)

    assert pace.tasks_by(20) == pytest.approx(10 + 30)


def test_without_a_shape_and_a_rate_nothing_is_paced():
    assert pace_of(None, float("inf")) is None


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("rmp:60s", "'rmp' is no shape; did you mean 'ramp'?\nThere are: ramp:60s"),
        ("ramp", "ramp takes how long the rate rises, as ramp:60s; found 'ramp'"),
        ("ramp:0", "found 'ramp:0'"),
        ("ramp:1s,2s", "found 'ramp:1s,2s'"),
        ("spike:5x,30s", "spike takes how many times the rate, after how long, and for how long"),
        ("spike:fast,30s,10s", "found 'spike:fast,30s,10s'"),
        ("spike:0x,30s,10s", "found 'spike:0x,30s,10s'"),
        ("spike:5x,30s,0s", "found 'spike:5x,30s,0s'"),
        ("diurnal:10m", "diurnal takes the length of a day and the share of the rate that is left"),
        ("diurnal:10m,1.2", "found 'diurnal:10m,1.2'"),
        ("diurnal:soon,0.2", "found 'diurnal:soon,0.2'"),
    ],
)
def test_what_is_no_shape_is_refused_with_what_one_is(shape, said):
    with pytest.raises(DynamoError) as refused:
        pace_of(shape, 10.0)

    assert said in str(refused.value)


def test_a_shape_needs_a_rate_to_change():
    with pytest.raises(DynamoError, match="--dynamo-shape ramp:60s changes a rate"):
        pace_of("ramp:60s", float("inf"))
