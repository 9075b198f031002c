"""How throttling is switched on, and what time it goes by."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.embedded import Throttling
from pytest_dynamo.embedded.throttling.settings import speed_of, throttling_of
from pytest_dynamo.embedded.throttling.steady_time import SteadyTime
from pytest_dynamo.errors import DynamoError


@pytest.mark.parametrize("speed", [0, -1, math.inf, math.nan])
def test_a_speed_is_a_number_above_0(speed):
    with pytest.raises(DynamoError, match="To fix this: a number above 0, such as 60"):
        Throttling(speed=speed)


@pytest.mark.parametrize(("text", "speed"), [("60x", 60.0), ("1", 1.0), (" 0.5x ", 0.5)])
def test_a_speed_is_written_as_a_multiple(text, speed):
    assert speed_of(text) == speed


@pytest.mark.parametrize("text", ["", "x", "0x", "-2x", "1.2.3x", "fast", "nanx", "infx", "60xx"])
def test_what_is_no_speed_is_refused(text):
    with pytest.raises(DynamoError, match="is no speed of a clock"):
        speed_of(text)


def test_a_command_line_gives_parameters_by_name():
    settings = throttling_of(["heat_minutes = 5", "seed=7"], "60x")
    assert settings.parameters.changed() == {"heat_minutes": 5, "seed": 7}
    assert settings.speed == 60


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("heat_minutes", "is no name with a value"),
        ("heat_minute=1", "did you mean 'heat_minutes'"),
        ("heat_minutes=soon", "takes a whole number"),
        ("heat_minutes=0", "cannot be 0"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_refused(override, message):
    with pytest.raises(DynamoError, match=message):
        throttling_of([override])


def test_time_runs_as_fast_as_it_is_told(clock):
    time = SteadyTime(clock, 60.0)
    clock.now += 0.5
    assert time.now() == pytest.approx(30.0)


def test_time_goes_on_from_where_it_was_when_the_clock_goes_back(clock):
    time = SteadyTime(clock)
    clock.now += 10.0
    assert time.now() == pytest.approx(10.0)
    clock.now -= 3_600.0
    assert time.now() == pytest.approx(10.0)
    clock.now += 5.0
    assert time.now() == pytest.approx(15.0)


@pytest.mark.parametrize("nonsense", [math.nan, math.inf, -math.inf])
def test_what_is_no_time_is_not_heard(clock, nonsense):
    time = SteadyTime(clock)
    clock.now, before = nonsense, clock.now
    assert time.now() == 0.0
    clock.now = before + 7.0
    assert time.now() == 7.0


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True)))
def test_time_never_goes_back_and_is_always_a_number(moments):
    said = iter([0.0, *moments])
    time = SteadyTime(lambda: next(said), 2.0)
    before = 0.0
    for _ in moments:
        now = time.now()
        assert before <= now < math.inf
        before = now
