"""How many children each parent has, and which child is whose.

Children are numbered through, those of parent 0 first. The numbers of a parent's children are then
one range, and the parent of a child is found by bisection.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from pytest_dynamo.design.values import Distribution
from pytest_dynamo.population.choice import ranking, weights


class Families(Protocol):
    """The children of all parents of one relation."""

    def children(self, parent: int) -> range:
        """The numbers of a parent's children."""
        ...

    def parent(self, child: int) -> int:
        """The number of a child's parent."""
        ...


def families(
    *, parents: int, children: int, maximum: int | None, distribution: Distribution, seed: int
) -> Families:
    """Spread `children` over `parents` by the distribution over the parents' ranks.

    No parent gets more than `maximum`; what it cannot take goes to the others in proportion. Whole
    numbers come by largest remainder, so that the sum is `children` exactly.
    """
    if distribution.kind in ("uniform", "sequential"):
        return EvenFamilies(parents, children)
    counts = spread(children, weights(distribution, parents), maximum)
    order = ranking(distribution, parents, seed)
    if not (isinstance(order, range) and order.step > 0):
        by_parent = array("q", bytes(8 * parents))
        for rank, count in enumerate(counts):
            by_parent[order[rank]] = count
        counts = by_parent
    return UnevenFamilies(counts)


def spread(total: int, shares: Sequence[float], maximum: int | None = None) -> Sequence[int]:
    """Whole numbers that sum to `total`, in proportion to shares that never rise.

    >>> list(spread(10, [4, 3, 2, 1])), list(spread(10, [8, 1, 1], maximum=5))
    ([4, 3, 2, 1], [5, 3, 2])
    >>> list(spread(8, [3, 1, 0, 0], maximum=3))
    [3, 3, 1, 1]
    """
    full, rest = 0, sum(shares)
    if maximum is not None:
        # Shares never rise, so those that exceed the maximum come first.
        total = min(total, maximum * len(shares))
        while (
            full < len(shares)
            and shares[full] > 0
            and shares[full] * (total - maximum * full) > maximum * rest
        ):
            rest -= shares[full]
            full += 1
        total -= maximum * full
    if full == len(shares):
        return array("q", [maximum or 0] * len(shares))
    if not (rest > 0 and shares[full] > 0):
        # Those with a share are full, and the others get what is left, each as much as any other.
        shares = [1.0] * len(shares)
        rest = float(len(shares) - full)
    scale = total / rest
    exact = [share * scale for share in shares[full:]]
    counts = array("q", map(int, exact))
    missing = total - sum(counts)
    if missing > 0:
        for position in _largest([e - c for e, c in zip(exact, counts, strict=True)], missing):
            counts[position] += 1
    return array("q", [maximum or 0]) * full + counts if full else counts


def _largest(remainders: list[float], count: int) -> Sequence[int]:
    """The positions of the `count` largest remainders, the earlier first among equals."""
    threshold = sorted(remainders)[-count]
    above = [position for position, value in enumerate(remainders) if value > threshold]
    equal = (position for position, value in enumerate(remainders) if value == threshold)
    return [
        *above,
        *(position for position, _ in zip(equal, range(count - len(above)), strict=False)),
    ]


class EvenFamilies:
    """Children spread evenly: no two parents differ by more than one child."""

    def __init__(self, parents: int, children: int) -> None:
        self._each, self._larger = divmod(children, parents)

    def children(self, parent: int) -> range:
        """The numbers of a parent's children."""
        start = parent * self._each + min(parent, self._larger)
        return range(start, start + self._each + (parent < self._larger))

    def parent(self, child: int) -> int:
        """The number of a child's parent."""
        of_larger = self._larger * (self._each + 1)
        if child < of_larger:
            return child // (self._each + 1)
        return self._larger + (child - of_larger) // self._each


class UnevenFamilies:
    """Children by count per parent, kept as running totals (8 bytes a parent)."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._ends = array("q", accumulate(counts, initial=0))

    def children(self, parent: int) -> range:
        """The numbers of a parent's children."""
        return range(self._ends[parent], self._ends[parent + 1])

    def parent(self, child: int) -> int:
        """The number of a child's parent."""
        return bisect_right(self._ends, child) - 1
