"""How uneven a load is, by partitions and by keys."""

import pytest

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.skew_figures import gini, lorenz, skew_figures

TABLE = ("orders", None)


def skew_of(units):
    flow = Flow(4)
    for key, taken in units.items():
        flow.add(taken, (key,) if key else (), 0, in_window=True)
    return skew_figures(TABLE, "write", flow)


def in_partition(number):
    """Keys that lie in one of four partitions."""
    keys = (f"K{each}" for each in range(1_000))
    return [key for key in keys if int(hash_position(key) * 4) == number]


def test_one_key_has_all_of_one_partition():
    skew = skew_of({in_partition(2)[0]: 8.0})

    assert skew.partition_shares == (1.0, 0.0, 0.0, 0.0)
    assert (skew.max_over_mean, skew.gini) == (4.0, 0.75)
    assert skew.variation == pytest.approx(3**0.5)
    assert skew.top_shares == (1.0, 1.0, 1.0)
    assert skew.lorenz == (*(0.0,) * 16, 1.0)


def test_even_partitions_have_no_skew():
    skew = skew_of({in_partition(number)[0]: 2.0 for number in range(4)})

    assert (skew.partition_shares, skew.max_over_mean) == ((0.25,) * 4, 1.0)
    assert (skew.gini, skew.variation) == (0.0, 0.0)
    assert skew.top_shares == (0.25, 1.0, 1.0)


def test_shares_of_keys_are_of_all_units_and_those_of_partitions_of_what_is_known():
    skew = skew_of({in_partition(0)[0]: 3.0, "": 1.0})

    assert (skew.top_shares[0], skew.partition_shares[0]) == (0.75, 1.0)


def test_without_a_known_key_there_is_no_skew():
    assert skew_of({"": 5.0}) is None
    assert skew_of({}) is None


def test_what_the_count_of_keys_cannot_tell_is_left_out():
    flow = Flow(4)
    for number in range(20_000):
        flow.add(1.0, ("hot" if number % 4 == 0 else f"cold {number}",), 0, in_window=True)
    first, ten, hundred = skew_figures(TABLE, "write", flow).top_shares

    assert first == pytest.approx(0.25, abs=0.002)
    assert ten is None or 0.25 - 0.002 <= ten <= 0.28
    assert hundred is None


def test_the_curve_has_equal_steps_and_at_most_128_of_them():
    assert lorenz([3, 1]) == (0.0, 0.25, 1.0)
    curve = lorenz(range(1, 1_001))

    assert (len(curve), curve[0], curve[-1]) == (129, 0.0, 1.0)
    assert curve[64] == pytest.approx(sum(range(1, 501)) / sum(range(1, 1_001)))


@pytest.mark.parametrize(("loads", "expected"), [([1], 0.0), ([1, 3], 0.25), ([0, 0, 1], 2 / 3)])
def test_the_gini_coefficient(loads, expected):
    assert gini(loads) == pytest.approx(expected)
