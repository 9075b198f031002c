"""The one definition of a peak: the highest mean over a minute of the window."""

import pytest

from pytest_dynamo.measure.bins import Bins, Scope


def scope(width, first, last, from_time, seconds):
    bins = Bins(width_seconds=width, first=first, last=last)
    return Scope(bins=bins, from_time=from_time, seconds=seconds)


def test_a_burst_of_ten_seconds_is_a_sixth_of_a_minute():
    rates = [0.0] * 50 + [600.0] * 10 + [0.0] * 60

    assert scope(1, 0, 119, 0.0, 120.0).peak(rates) == 100.0


def test_the_minute_may_begin_anywhere():
    rates = [1.0] * 30 + [3.0] * 60 + [1.0] * 30

    assert scope(1, 0, 119, 0.0, 120.0).peak(rates) == 3.0


def test_the_warm_up_and_a_bin_cut_off_by_the_end_do_not_count():
    rates = [9.0] * 10 + [1.0] * 30 + [0.1]

    assert scope(1, 0, 40, 9.5, 30.9).peak(rates) == 1.0


@pytest.mark.parametrize(("width", "bins"), [(8, 8), (16, 4), (32, 2), (64, 1), (128, 1)])
def test_of_wide_bins_a_minute_has_as_many_as_come_nearest(width, bins):
    rates = [0.0] * 4 + [5.0] * bins + [0.0] * 4
    whole = scope(width, 0, len(rates) - 1, 0.0, float(width * len(rates)))

    assert whole.peak(rates) == 5.0
    assert whole.peak([0.0] * 4 + [5.0] * bins + [6.0]) == (5.0 * (bins - 1) + 6.0) / bins


def test_a_window_within_one_bin_has_that_of_the_bin():
    assert scope(1, 100, 102, 101.25, 0.5).peak([7.0, 2.0, 1.0]) == 2.0
    assert scope(1, 100, 102, 101.25, 0.0).peak([7.0, 2.0, 1.0]) == 0.0


def test_a_window_outside_of_the_bins_has_no_peak_of_its_own():
    assert scope(1, 0, 1, 50.0, 0.5).peak([7.0, 2.0]) == 2.0
