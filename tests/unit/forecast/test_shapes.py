"""How a load comes, second by second."""

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.shapes import multiples_of


def test_a_step_is_at_the_peak_from_the_first_second_on() -> None:
    assert multiples_of("step", peak=5, duration_seconds=3).tolist() == [5, 5, 5]


def test_a_ramp_rises_evenly_to_the_peak() -> None:
    found = multiples_of("ramp", peak=10, duration_seconds=3_600)

    assert (len(found), found.mean()) == (3_600, pytest.approx(5))
    assert found[0] == pytest.approx(10 / 7_200)
    assert found[-1] == pytest.approx(10 - 10 / 7_200)


def test_a_day_goes_from_night_to_night_over_a_noon_at_the_peak() -> None:
    found = multiples_of("diurnal", peak=10, duration_seconds=86_400)

    assert found.max() == pytest.approx(10)
    assert found.min() == pytest.approx(1, abs=1e-6)
    assert found.mean() == pytest.approx(5.5)
    assert found[0] == pytest.approx(found[-1])
    assert int(found.argmax()) in (43_199, 43_200)


def test_a_part_of_a_second_is_a_second() -> None:
    assert len(multiples_of("step", peak=1, duration_seconds=1.5)) == 2


@pytest.mark.parametrize("peak", [0, -1, float("nan"), float("inf"), 1e10])
def test_a_peak_that_is_none_is_refused(peak: float) -> None:
    with pytest.raises(
        DynamoError, match=r"a peak of .* times the declared rates cannot be forecast"
    ):
        multiples_of("step", peak=peak, duration_seconds=60)


@pytest.mark.parametrize("seconds", [0, 0.5, -60, float("nan"), float("inf"), 604_801])
def test_a_duration_that_cannot_be_gone_through_is_refused(seconds: float) -> None:
    with pytest.raises(DynamoError, match=r"a duration of .* s cannot be forecast"):
        multiples_of("step", peak=1, duration_seconds=seconds)


def test_an_unknown_shape_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DynamoError, match="'wave' is no shape of a load") as caught:
        multiples_of("wave", peak=1, duration_seconds=60)

    assert "step, ramp, diurnal" in str(caught.value)
