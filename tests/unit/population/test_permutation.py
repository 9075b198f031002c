"""A permutation in constant memory is a permutation, and looks like a random one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.population.permutation import Permutation


@given(size=st.integers(1, 600), seed=st.integers(0, 1000))
def test_every_number_has_exactly_one_place(size, seed):
    assert sorted(Permutation(size, seed)[number] for number in range(size)) == list(range(size))


def test_neighbours_are_parted():
    permuted = [Permutation(10**6, 3)[number] for number in range(2000)]
    # Of two independent numbers the mean distance is a third of the range.
    steps = [abs(one - other) for one, other in pairwise(permuted)]

    assert sum(steps) / len(steps) / 10**6 == pytest.approx(1 / 3, abs=0.03)


def test_a_number_outside_the_range_has_no_place():
    with pytest.raises(IndexError):
        Permutation(5, 1)[5]


def test_its_length_is_its_size():
    assert len(Permutation(5, 1)) == 5
