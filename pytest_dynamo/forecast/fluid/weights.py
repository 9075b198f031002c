"""How popularity spreads over ranked keys: the first of them one by one, the rest as a mass.

A population may have a billion keys. The most popular of them are told apart; the others are so many,
and each so small, that only their sum matters.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.errors import DynamoError

HEAD_KEYS = 1 << 20
"""How many keys are told apart at most, unless told otherwise; a population of so many is exact."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """The shares of ranked keys, which sum to 1.

    `head` has the shares of the first ranks, the greatest first; `tail_keys` further keys share
    `tail_share`.
    """

    head: NDArray[np.float64]
    tail_share: float = 0.0
    tail_keys: int = 0

    @property
    def hottest(self) -> float:
        """The share of the most popular key."""
        return float(self.head[0])


def uniform(keys: int, *, most: int = HEAD_KEYS) -> Weights:
    """Each of some keys as popular as any other."""
    return zipf(keys, 0.0, most=most)


def zipf(keys: int, exponent: float, *, most: int = HEAD_KEYS) -> Weights:
    """The key of rank i with a share proportional to i ** -exponent.

    >>> round(zipf(1_000_000_000_000, 1.0).hottest, 6)
    0.035451

    Raises:
        DynamoError: There are no keys, or the exponent is negative or no finite number.
    """
    _require_keys(keys)
    _require_exponent(exponent)
    count = min(keys, most)
    head = np.arange(1.0, count + 1.0) ** -exponent
    tail = _tail(count, keys, exponent)
    total = _sum(head) + tail
    head /= total
    return Weights(head=head, tail_share=tail / total, tail_keys=keys - count)


def hot_set(keys: int, hot_keys: int, hot_share: float, *, most: int = HEAD_KEYS) -> Weights:
    """The first `hot_keys` with an even part of `hot_share`, the others with one of the rest.

    Raises:
        DynamoError: There are no keys, fewer than are to be hot, or the share is not between 0 and 1.
    """
    _require_keys(keys)
    if not 1 <= hot_keys <= keys:
        message = (
            f"a hot set of {hot_keys:,} keys was asked for, of {keys:,} in all.\n"
            "To fix this: at least 1, and no more than there are keys"
        )
        raise DynamoError(message)
    if not 0 <= hot_share <= 1:
        message = (
            f"a hot set cannot get {hot_share} of the requests.\nTo fix this: a share from 0 to 1"
        )
        raise DynamoError(message)
    cold_keys = keys - hot_keys
    hot = (hot_share if cold_keys else 1.0) / hot_keys
    cold = (1 - hot_share) / cold_keys if cold_keys else 0.0
    count = min(keys, most)
    hot_count = min(hot_keys, count)
    head = np.full(count, cold)
    head[:hot_count] = hot
    tail = hot * (hot_keys - hot_count) + cold * (cold_keys - (count - hot_count))
    return Weights(head=head, tail_share=tail, tail_keys=keys - count)


def runs(lengths: Sequence[tuple[int, float]], *, most: int = HEAD_KEYS) -> Weights:
    """Runs of so many keys, each run with a share that its keys divide evenly.

    Raises:
        DynamoError: There are no keys.
    """
    keys = sum(length for length, _ in lengths)
    _require_keys(keys)
    total = sum(share for _, share in lengths)
    head = np.empty(min(keys, most))
    start = 0
    for length, share in lengths:
        head[start : start + length] = share / total / length
        start += length
    tail = max(0.0, 1 - _sum(head)) if keys > most else 0.0
    return Weights(head=head, tail_share=tail, tail_keys=keys - len(head))


def _sum(weights: NDArray[np.float64]) -> float:
    # From the smallest up, so that nothing small is lost beside a large sum.
    return float(weights[::-1].sum())


def _tail(counted: int, keys: int, exponent: float) -> float:
    """The sum over the ranks after `counted`: the integral with its first Euler-Maclaurin term."""
    if counted == keys:
        return 0.0
    first, last = counted + 0.5, keys + 0.5
    span = math.log(last) - math.log(first)
    power = (1 - exponent) * span
    integral: float = first ** (1 - exponent) * span * (math.expm1(power) / power if power else 1)
    bend = first ** (-exponent - 1) - last ** (-exponent - 1)
    return integral - exponent / 24 * float(bend)


def _require_keys(keys: int) -> None:
    if not 1 <= keys < math.inf:
        message = (
            f"a distribution over {keys:,} keys was asked for; it takes at least one.\n"
            "To fix this: give the entity a count of 1 or more"
        )
        raise DynamoError(message)


def _require_exponent(exponent: float) -> None:
    if not 0 <= exponent < math.inf:
        message = (
            f"zipf with the exponent {exponent} is no distribution of popularity.\n"
            "To fix this: 0 or more; 0 is uniform, 0.99 is what YCSB uses"
        )
        raise DynamoError(message)
