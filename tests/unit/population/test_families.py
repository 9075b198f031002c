"""Children are spread over parents to the last one."""

from bisect import bisect_right
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.design.values import Distribution
from pytest_dynamo.population.families import families, spread

SKEWED = Distribution(kind="zipf", exponent=1.0)


@pytest.mark.parametrize(
    ("total", "shares", "maximum", "counts"),
    [
        (10, [4, 3, 2, 1], None, [4, 3, 2, 1]),
        (3, [1, 1, 1, 1], None, [1, 1, 1, 0]),
        (5, [1, 1, 1], None, [2, 2, 1]),
        (10, [8, 1, 1], 5, [5, 3, 2]),
        (10, [8, 4, 1, 1], 4, [4, 4, 1, 1]),
        (100, [8, 1, 1], 5, [5, 5, 5]),
        (0, [2, 1], None, [0, 0]),
        (8, [3, 1, 0, 0], 3, [3, 3, 1, 1]),
        (7, [0.3, 0.2, 0.1, 0], 2, [2, 2, 2, 1]),
        # Exact shares 6.67, 2.22, 1.11: the largest remainder is the first one's.
        (10, [6, 2, 1], None, [7, 2, 1]),
    ],
)
def test_whole_numbers_come_by_largest_remainder(total, shares, maximum, counts):
    assert list(spread(total, shares, maximum)) == counts


@given(
    total=st.integers(0, 5000),
    shares=st.lists(st.just(0.0) | st.floats(0.001, 100), min_size=1, max_size=60).filter(any),
    maximum=st.none() | st.integers(1, 200),
)
def test_no_child_is_lost_and_no_parent_has_too_many(total, shares, maximum):
    shares.sort(reverse=True)

    counts = list(spread(total, shares, maximum))

    most = total if maximum is None else min(total, maximum * len(shares))
    assert sum(counts) == most
    assert max(counts) <= (total if maximum is None else maximum)
    assert all(one + 1 >= other for one, other in pairwise(counts))


@given(
    parents=st.integers(1, 50),
    children=st.integers(0, 300),
    distribution=st.sampled_from(
        [
            Distribution(),
            SKEWED,
            Distribution(kind="latest"),
            Distribution(kind="zipf", exponent=1.0, shuffle=True),
            Distribution(kind="hotset", hot_keys=0.1, hot_requests=0.5),
            Distribution(kind="weighted", parts=(1, 0, 5, 2)),
        ]
    ),
)
def test_every_child_is_among_the_children_of_its_parent(parents, children, distribution):
    found = families(
        parents=parents, children=children, maximum=None, distribution=distribution, seed=1
    )

    by_parent = [found.children(parent) for parent in range(parents)]

    assert [child for numbers in by_parent for child in numbers] == list(range(children))
    assert all(
        found.parent(child) == parent for parent in range(parents) for child in by_parent[parent]
    )


@pytest.mark.parametrize(
    ("distribution", "sizes"),
    [
        (Distribution(), [3, 3, 2, 2]),
        (SKEWED, [5, 2, 2, 1]),
        (Distribution(kind="latest"), [1, 2, 2, 5]),
    ],
    ids=str,
)
def test_the_distribution_ranks_the_parents_by_creation(distribution, sizes):
    found = families(parents=4, children=10, maximum=None, distribution=distribution, seed=1)

    assert [len(found.children(parent)) for parent in range(4)] == sizes


def test_a_million_parents_lose_no_child():
    found = families(parents=10**6, children=5 * 10**6, maximum=500, distribution=SKEWED, seed=1)

    starts = [found.children(parent).start for parent in range(0, 10**6, 50_000)]

    assert found.children(10**6 - 1).stop == 5 * 10**6
    assert found.children(0) == range(500)
    # Hot parents come first: each has at least as many children as the next.
    assert starts == sorted(starts)
    assert bisect_right(starts, 0) == 1
