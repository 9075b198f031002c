"""Choosers pick by the distribution they were given."""

from collections import Counter
from random import Random

import pytest

from pytest_dynamo.design.values import Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population.choice import chooser, ranking, weights

PICKS = 40_000


def zipf(exponent, **settings):
    return Distribution(kind="zipf", exponent=exponent, **settings)


def hotset(keys, requests):
    return Distribution(kind="hotset", hot_keys=keys, hot_requests=requests)


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
