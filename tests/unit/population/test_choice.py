"""Choosers pick by the distribution they were given."""

from collections import Counter
from random import Random

import pytest

from pytest_dynamo.design.values import Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population.choice import chooser, ranking, weights
from pytest_dynamo.population.parts import by_weight

PICKS = 40_000


def zipf(exponent, **settings):
    return Distribution(kind="zipf", exponent=exponent, **settings)


def hotset(keys, requests):
    return Distribution(kind="hotset", hot_keys=keys, hot_requests=requests)


def weighted(*parts, **settings):
    return Distribution(kind="weighted", parts=parts, **settings)


def chi_square(distribution, n):
    """The statistic of picks against the exact probabilities; its mean is n - 1 where they agree."""
    random, choose = Random(4), chooser(distribution, n, seed=1)
    picked = Counter(choose.pick(random) for _ in range(PICKS))
    exact = weights(distribution, n)
    order = ranking(distribution, n, seed=1)
    expected = {order[rank]: PICKS * weight / sum(exact) for rank, weight in enumerate(exact)}
    assert picked.keys() <= expected.keys()
    return sum((picked[member] - e) ** 2 / e for member, e in expected.items())


@pytest.mark.parametrize("n", [1, 2, 30])
@pytest.mark.parametrize(
    "distribution",
    [
        Distribution(),
        zipf(0.2),
        zipf(0.99),
        zipf(1.0),
        zipf(1.00001),
        zipf(1.2, shuffle=True),
        zipf(2.5),
        Distribution(kind="latest"),
        hotset(0.1, 0.9),
        hotset(0.1, 0.05),
        hotset(1, 0.5),
        weighted(70, 20, 10),
        weighted(1, 0.5, 8, 1),
        weighted(3, 1, shuffle=True),
    ],
    ids=str,
)
def test_picks_follow_the_exact_probabilities(distribution, n):
    # With 29 degrees of freedom the statistic exceeds 58.3 in 0.1 % of all samples.
    assert chi_square(distribution, n) < 58.3


@pytest.mark.parametrize(
    ("n", "exponent", "top_share"),
    # H(n, s) = Σ i^-s summed exactly; the share of the first key is 1/H.
    [(10**5, 0.99, 0.078257), (10**6, 1.0, 0.069480), (10**6, 1.2, 0.189534)],
)
def test_the_hottest_of_many_gets_its_share(n, exponent, top_share):
    random, choose = Random(5), chooser(zipf(exponent), n, seed=1)

    share = sum(choose.pick(random) == 0 for _ in range(PICKS)) / PICKS

    assert share == pytest.approx(top_share, abs=4 * (top_share * (1 - top_share) / PICKS) ** 0.5)


def test_an_enormous_exponent_picks_the_first():
    choose = chooser(zipf(40), 1000, seed=1)

    assert {choose.pick(Random(seed)) for seed in range(100)} == {0}


def test_parts_lie_in_the_order_of_creation():
    choose, random = chooser(weighted(1, 0, 9), 9, seed=1), Random(6)

    picked = Counter(choose.pick(random) // 3 for _ in range(PICKS))

    assert picked[1] == 0
    assert picked[2] / PICKS == pytest.approx(0.9, abs=0.01)


def test_parts_that_have_no_member_get_nothing_and_all_is_even_where_nothing_weighs():
    assert [(part.start, part.members) for part in by_weight([5, 1, 1], 1)] == [(0, 1)]
    assert [(p.start, p.members) for p in by_weight([1, 0], 1)] == [(0, 1)]
    assert len(ranking(weighted(1, 2), 4, seed=1)) == 4
    with pytest.raises(IndexError):
        ranking(weighted(1, 2), 4, seed=1)[4]


def replay(*members):
    return Distribution(kind="replay", source="keys.csv", replayed=members)


@pytest.mark.parametrize(
    ("distribution", "n"),
    [(Distribution(kind="sequential"), 7), (replay(4, 4, 1, 6, 0), 7)],
    ids=["sequential", "replay"],
)
@pytest.mark.parametrize("lanes", [1, 2, 3, 9])
def test_what_goes_in_order_is_dealt_out_to_lanes(distribution, n, lanes):
    whole = chooser(distribution, n, seed=1)
    dealt = [chooser(distribution, n, seed=1, lane=lane, lanes=lanes) for lane in range(lanes)]

    alone = [whole.pick(Random(0)) for _ in range(4 * lanes)]

    assert [choose.pick(Random(0)) for _ in range(4) for choose in dealt] == alone


def test_a_replay_that_was_not_read_is_none():
    with pytest.raises(DynamoError, match=r"the keys of keys\.csv have not been read"):
        chooser(replay(), 3, seed=1)


def test_sequential_goes_round():
    choose = chooser(Distribution(kind="sequential"), 3, seed=1)

    assert [choose.pick(Random(0)) for _ in range(5)] == [0, 1, 2, 0, 1]


def test_latest_favours_the_last_created():
    assert list(ranking(Distribution(kind="latest"), 4, seed=1)) == [3, 2, 1, 0]


def test_shuffled_ranks_depend_on_the_seed_alone():
    orders = [list(ranking(zipf(1, shuffle=True), 9, seed)) for seed in (1, 1, 2)]

    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == list(range(9))


def test_no_distribution_is_uniform():
    assert weights(Distribution(), 3) == [1.0, 1.0, 1.0]
    assert {chooser(None, 3, seed=1).pick(Random(seed)) for seed in range(30)} == {0, 1, 2}


def test_nobody_can_be_chosen_of_none():
    with pytest.raises(DynamoError, match="no member to choose from"):
        chooser(Distribution(), 0, seed=1)
