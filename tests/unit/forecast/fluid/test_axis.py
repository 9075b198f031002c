"""Key laws over the hash space: what falls into partitions, and where a cut halves it."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.fluid.axis import STEP, Axis, Places, partition_shares
from pytest_dynamo.forecast.fluid.cuts import halving_cuts
from pytest_dynamo.forecast.fluid.weights import uniform, zipf
from tests.unit.forecast.fluid.demands import even, law


@pytest.fixture(scope="module")
def users():
    """Where 100,000 users lie."""
    return [hash_position(f"user#{number}") for number in range(100_000)]


@pytest.mark.parametrize(
    ("weights", "writes_per_second"),
    [
        (zipf(100_000, 0.99), {4: 3_218.7, 16: 7_369.8, 64: 10_552.1}),
        (uniform(100_000), {4: 3_940.4, 16: 15_339.8, 64: 59_031.9}),
    ],
    ids=["zipf", "uniform"],
)
def test_the_hottest_partition_of_real_keys_limits_the_table(users, weights, writes_per_second):
    of_users = law(users, weights.head)
    found = {
        partitions: 1_000 / partition_shares(of_users, partitions).max()
        for partitions in writes_per_second
    }

    assert found == pytest.approx(writes_per_second, abs=0.05)


def test_unknown_keys_lie_evenly():
    shares = partition_shares(law([0.1], [0.2], tail_share=0.8, tail_keys=10**9), 4)

    assert shares.tolist() == pytest.approx([0.4, 0.2, 0.2, 0.2])


def test_a_law_of_unknown_keys_alone_is_even():
    assert partition_shares(law([], [], tail_share=1.0, tail_keys=5), 2).tolist() == [0.5, 0.5]


def test_a_key_lies_in_the_partition_that_begins_at_it():
    assert partition_shares(law([0.0, 0.5], [0.3, 0.7]), 2).tolist() == [0.3, 0.7]


@pytest.mark.parametrize(("is_divisible", "left"), [(True, 0.35), (False, 0.1)])
def test_a_cut_through_a_key_divides_only_a_collection_that_can_be(is_divisible, left):
    axis = Axis.of(law([0.1, 0.5], [0.1, 0.9], is_divisible=is_divisible))
    bounds = Places(positions=np.array([0.0, 0.5]), of_key=np.array([0.0, 0.25 / 0.9]))

    assert axis.shares(bounds).tolist() == pytest.approx([left, 1 - left])


@pytest.mark.parametrize(
    "wrong",
    [
        law([0.1, 0.5], [0.5, 0.4]),
        law([0.1, 0.5], [1.5, -0.5]),
        law([0.1, 0.5], [0.5, math.nan]),
        law([0.1, 1.0], [0.5, 0.5]),
        law([-0.1, 0.5], [0.5, 0.5]),
        law([0.1, math.nan], [0.5, 0.5]),
        law([0.1], [0.5], tail_share=-0.5),
        law([0.1], [0.5], tail_share=math.nan),
        law([], []),
    ],
    ids=["sum", "negative", "NaN", "beyond", "before", "no place", "tail", "no tail", "nothing"],
)
def test_shares_that_make_no_distribution_are_refused(wrong):
    with pytest.raises(DynamoError, match=r"(?s)make no distribution: .*To fix this: positions"):
        partition_shares(wrong, 4)


def test_positions_go_with_shares():
    wrong = law([0.1, 0.2], [0.5, 0.5])
    object.__setattr__(wrong, "shares", np.array([1.0]))
    with pytest.raises(DynamoError, match="2 positions and 1 shares"):
        partition_shares(wrong, 4)


def cut(laws, heat, first=(0.0, 0.0), last=None):
    """The cut of the partition that begins at one place and ends at another."""
    places = [(0.0, 0.0), first] if first > (0.0, 0.0) else [first]
    number = len(places) - 1
    places += [last] if last else []
    bounds = Places(
        positions=np.array([place for place, _ in places]),
        of_key=np.array([of_key for _, of_key in places]),
    )
    axes = [Axis.of(each) for each in laws]
    found, relief = halving_cuts(axes, np.array(heat), bounds, np.array([number]))
    return (found.positions[0], found.of_key[0]), relief[0]


def test_even_keys_are_cut_in_the_middle():
    place, relief = cut([even(100)], [3.0])

    assert 0.495 < place[0] <= 0.505
    assert (place[1], relief) == (0.0, pytest.approx(0.5))


def test_a_single_item_cannot_be_cut():
    assert cut([law([0.3], [1.0])], [2.0])[1] == 0


def test_a_collection_is_cut_in_its_middle_and_then_in_the_middle_of_that():
    key = law([0.3], [1.0], is_divisible=True)

    assert cut([key], [2.0]) == ((pytest.approx(0.3), pytest.approx(0.5)), pytest.approx(0.5))
    place, relief = cut([key], [2.0], first=(0.3, 0.5))
    assert (place, relief) == ((pytest.approx(0.3), pytest.approx(0.75)), pytest.approx(0.5))
    place, relief = cut([key], [2.0], first=(0.3, 0.25), last=(0.3, 0.5))
    assert (place, relief) == ((pytest.approx(0.3), pytest.approx(0.375)), pytest.approx(0.5))


@pytest.mark.parametrize(("shares", "at"), [([0.1, 0.6, 0.3], 0.5), ([0.3, 0.6, 0.1], 0.5)])
def test_an_item_that_has_most_of_the_heat_is_cut_off(shares, at):
    place, relief = cut([law([0.2, 0.5, 0.8], shares)], [1.0])

    assert relief == pytest.approx(0.3)
    assert at <= place[0] <= at + STEP


def test_what_can_be_cut_of_a_key_is_cut_beside_what_cannot():
    item, collection = law([0.5], [1.0]), law([0.5], [1.0], is_divisible=True)

    place, relief = cut([item, collection], [1.0, 3.0])
    assert (place, relief) == ((0.5, pytest.approx(2 / 3)), pytest.approx(0.5))
    place, relief = cut([item, collection], [3.0, 1.0])
    assert (place, relief) == ((0.5, 1.0), pytest.approx(0.25))


def test_unknown_keys_can_be_cut_anywhere():
    place, relief = cut([law([], [], tail_share=1.0, tail_keys=9)], [1.0], first=(0.5, 0.0))

    assert (place, relief) == ((pytest.approx(0.75), 0.0), pytest.approx(0.5))


positions = st.lists(
    st.integers(min_value=0, max_value=1 << 10).map(lambda n: n / (1 << 11)),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(data=st.data(), of_one=positions, of_other=positions)
def test_no_cut_between_keys_relieves_more_than_the_one_that_is_found(data, of_one, of_other):
    laws = []
    for places in (of_one, of_other):
        weights = data.draw(st.lists(st.integers(0, 9), min_size=len(places), max_size=len(places)))
        assume(sum(weights))
        laws.append(law(places, np.array(weights) / sum(weights)))
    heat = [data.draw(st.floats(0.1, 10)), data.draw(st.floats(0.1, 10))]
    first = data.draw(st.sampled_from([0.0, 0.125, 0.25]))
    last = data.draw(st.sampled_from([0.375, 0.5]))

    _, relief = cut(laws, heat, first=(first, 0.0), last=(last, 0.0))

    loads = [
        (place, share * warmth)
        for each, warmth in zip(laws, heat, strict=True)
        for place, share in zip(each.positions.tolist(), each.shares.tolist(), strict=True)
        if first <= place < last
    ]
    total = sum(load for _, load in loads)
    best = max(
        (
            min(below, total - below) / total
            for edge, _ in loads
            if total
            for below in [sum(load for place, load in loads if place < edge)]
        ),
        default=0.0,
    )
    assert relief == pytest.approx(best, abs=1e-9)
