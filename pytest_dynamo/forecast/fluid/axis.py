"""One key law over the hash space: what share of the requests falls below any place in it.

A place is a pair: a position in the hash space, and how far into the item collection of the key
there, from 0 to 1. Partitions are intervals of places, since an item collection can be cut.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.demand import KeyLaw

STEP = 1 / (1 << 53)
"""The distance of neighbouring positions; those of `hash_position` are multiples of it."""

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Places in ascending order: positions in the hash space, and shares of the key that is there."""

    positions: NDArray[np.float64]
    of_key: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.positions)

    @classmethod
    def even(cls, count: int) -> Self:
        """Where partitions begin that are equal parts of the hash space."""
        return cls(positions=np.arange(count) / count, of_key=np.zeros(count))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Axis:
    """A key law and its cumulative shares; `total` is the sum of them all, which is 1 but for rounding."""

    law: KeyLaw
    cumulative: NDArray[np.float64]
    total: float

    @classmethod
    def of(cls, law: KeyLaw) -> Self:
        """The axis of a law.

        Raises:
            DynamoError: The law's positions do not ascend within the hash space, or its shares are
                negative, no numbers, or do not sum to 1.
        """
        _require_law(law)
        cumulative = np.zeros(len(law.shares) + 1)
        np.cumsum(law.shares, out=cumulative[1:])
        return cls(law=law, cumulative=cumulative, total=float(cumulative[-1]) + law.tail_share)

    def below(self, places: Places) -> NDArray[np.float64]:
        """The share of requests that falls below each place.

        An item collection that cannot be cut lies wholly above a place inside it.
        """
        positions = places.positions
        left = np.searchsorted(self.law.positions, positions, side="left")
        share = self.cumulative[left]
        if self.law.tail_share:
            share += self.law.tail_share * positions
        if self.law.is_divisible and places.of_key.any():
            share += places.of_key * self.at(positions)
        return share

    def at(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share of the requests of the known keys at each position."""
        left = np.searchsorted(self.law.positions, positions, side="left")
        right = np.searchsorted(self.law.positions, positions + STEP, side="left")
        at: NDArray[np.float64] = self.cumulative[right] - self.cumulative[left]
        return at

    def shares(self, bounds: Places) -> NDArray[np.float64]:
        """The share of requests of each partition, given where they begin; the first begins at 0."""
        return np.diff(self.below(bounds), append=self.total)


def partition_shares(law: KeyLaw, partitions: int) -> NDArray[np.float64]:
    """The share of the requests of each of some equal parts of the hash space.

    Raises:
        DynamoError: The law makes no sense, as in `Axis.of`.
    """
    return Axis.of(law).shares(Places.even(partitions))


def _require_law(law: KeyLaw) -> None:
    problem = _problem(law)
    if problem:
        message = (
            f"the shares of the keys make no distribution: {problem}.\nTo fix this: positions that "
            "ascend from 0 up to but not including 1, and shares of 0 or more that sum to 1"
        )
        raise DynamoError(message)


def _problem(law: KeyLaw) -> str:
    positions, shares = law.positions, law.shares
    if len(positions) != len(shares):
        return f"{len(positions):,} positions and {len(shares):,} shares"
    # Said so that NaN is caught, too: it is neither in order nor above anything.
    if len(positions) and not (
        positions[0] >= 0 and positions[-1] < 1 and bool((positions[1:] >= positions[:-1]).all())
    ):
        return "the positions are not in order, or not in the hash space"
    if len(shares) and not shares.min() >= 0:
        return "a share is negative or no number"
    total = float(shares.sum()) + law.tail_share
    if not (law.tail_share >= 0 and abs(total - 1) <= _ROUNDING):
        return f"they sum to {total:g}"
    return ""
