"""How popularity spreads over ranks: golden shares, and sums against counting out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.fluid.weights import HEAD_KEYS, hot_set, uniform, zipf


@pytest.mark.parametrize(
    ("keys", "exponent", "percent"),
    [
        (10**5, 0.99, 7.8257),
        (10**6, 0.99, 6.4969),
        (10**6, 1.0, 6.9480),
        (10**8, 0.99, 4.8070),
        (10**9, 1.0, 4.6947),
        (10**6, 1.2, 18.9534),
    ],
)
def test_the_most_popular_key_has_its_golden_share(keys, exponent, percent):
    assert 100 * zipf(keys, exponent).hottest == pytest.approx(percent, abs=5e-5)


@pytest.mark.parametrize(
    ("keys", "exponent", "per_second"),
    [
        (10**5, 0.99, 12_778.3),
        (10**6, 1.0, 14_392.7),
        (10**6, 0.99, 15_391.8),
        (10**6, 1.2, 5_276.1),
    ],
)
def test_a_partition_of_its_own_serves_the_hottest_key_up_to_the_ceiling(
    keys, exponent, per_second
):
    assert 1_000 / zipf(keys, exponent).hottest == pytest.approx(per_second, abs=0.05)


@given(
    keys=st.integers(min_value=1, max_value=30_000),
    exponent=st.floats(min_value=0, max_value=4),
)
def test_the_sum_over_ranks_is_that_of_counting_them_out(keys, exponent):
    counted = math.fsum(rank**-exponent for rank in range(1, keys + 1))

    assert 1 / zipf(keys, exponent, most=4_096).hottest == pytest.approx(counted, rel=1e-13)


@pytest.mark.parametrize("keys", [1, 2, HEAD_KEYS, HEAD_KEYS + 1, 10**9, 10**12])
@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 1.2, 60.0, 1e6])
def test_shares_sum_to_1_however_many_keys_there_are(keys, exponent):
    weights = zipf(keys, exponent)

    assert len(weights.head) + weights.tail_keys == keys
    assert weights.head.sum() + weights.tail_share == pytest.approx(1, rel=1e-12)
    assert (np.diff(weights.head) <= 0).all()


def test_uniform_keys_are_all_alike():
    weights = uniform(10**12)

    assert weights.hottest == pytest.approx(1e-12)
    assert weights.tail_share == pytest.approx(1 - HEAD_KEYS * 1e-12)


def test_a_hot_set_shares_evenly_within_and_outside():
    weights = hot_set(10, 2, 0.8)

    assert weights.head.tolist() == pytest.approx([0.4] * 2 + [0.025] * 8)
    assert weights.tail_share == weights.tail_keys == 0


def test_a_hot_set_may_be_all_keys_and_larger_than_those_told_apart():
    assert hot_set(4, 4, 0.5).head.tolist() == [0.25] * 4
    weights = hot_set(4 * HEAD_KEYS, 2 * HEAD_KEYS, 0.8)
    assert weights.head.sum() == pytest.approx(0.4)
    assert weights.tail_share == pytest.approx(0.6)


@pytest.mark.parametrize("exponent", [-0.1, math.nan, math.inf, -math.inf])
def test_an_exponent_that_makes_no_distribution_is_refused(exponent):
    with pytest.raises(DynamoError, match=r"no distribution of popularity\.\nTo fix this: 0 or"):
        zipf(10, exponent)


@pytest.mark.parametrize("keys", [0, -1, math.nan, math.inf])
def test_a_distribution_takes_at_least_one_key(keys):
    for make in (uniform, lambda n: zipf(n, 1.0), lambda n: hot_set(n, 1, 0.5)):
        with pytest.raises(DynamoError, match="takes at least one"):
            make(keys)


@pytest.mark.parametrize("hot_keys", [0, 11])
def test_a_hot_set_has_keys_that_are_there(hot_keys):
    with pytest.raises(DynamoError, match=f"a hot set of {hot_keys} keys was asked for, of 10"):
        hot_set(10, hot_keys, 0.5)


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_hot_set_gets_a_share_of_the_requests(share):
    with pytest.raises(DynamoError, match="a share from 0 to 1"):
        hot_set(10, 1, share)
