"""Where to cut partitions so that each half gets half of the heat, as far as keys can be told apart.

What is wanted is what `capacity.throttling.heat` finds from samples of the requests; here the shares of
all keys are known, and the place is found by halving the range in which it must be.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.forecast.fluid.axis import STEP, Axis, Places

_END = 1 << 53


def halving_cuts(
    axes: Sequence[Axis], heat: NDArray[np.float64], bounds: Places, chosen: NDArray[np.int64]
) -> tuple[Places, NDArray[np.float64]]:
    """The place to cut each of the `chosen` partitions, and the part of its heat the lesser half has.

    `heat` has what each axis adds to the heat of the whole, and `bounds` are where the partitions begin.
    The part is 0 where there is nothing to cut: a single item, or a collection that stays whole.
    """
    low, high = _edges(axes, heat, bounds, chosen)
    target = (low + high) / 2
    steps = _crossing(axes, heat, bounds, chosen, target)
    positions = _positions(steps)
    following = _positions(steps + 1)
    before = _heat_below(axes, heat, positions)
    within = _divisible(axes, heat, positions)
    after = _heat_below(axes, heat, following)
    # What cannot be cut of a key lies above what can: see `Axis.below`.
    of_key = np.clip((target - before) / np.where(within > 0, within, 1.0), 0.0, 1.0)
    of_key[within <= 0] = 0.0
    inside = before + of_key * within
    relief_inside = np.minimum(inside - low, high - inside)
    relief_after = np.minimum(after - low, high - after)
    is_after = relief_after > relief_inside
    total = high - low
    places = Places(
        positions=np.where(is_after, following, positions),
        of_key=np.where(is_after, 0.0, of_key),
    )
    relief = np.maximum(relief_inside, relief_after)
    return places, np.divide(relief, total, out=np.zeros(len(total)), where=total > 0)


def _edges(
    axes: Sequence[Axis], heat: NDArray[np.float64], bounds: Places, chosen: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The heat below the beginning and below the end of partitions."""
    total = sum(float(share) * axis.total for share, axis in zip(heat, axes, strict=True))
    following = np.minimum(chosen + 1, len(bounds) - 1)
    low, high = (
        sum(
            share * axis.below(Places(positions=bounds.positions[at], of_key=bounds.of_key[at]))
            for share, axis in zip(heat, axes, strict=True)
        )
        for at in (chosen, following)
    )
    return np.asarray(low), np.where(chosen + 1 < len(bounds), high, total)


def _crossing(
    axes: Sequence[Axis],
    heat: NDArray[np.float64],
    bounds: Places,
    chosen: NDArray[np.int64],
    target: NDArray[np.float64],
) -> NDArray[np.int64]:
    """The first positions, counted in steps, below whose end the heat reaches the target."""
    steps = np.append((bounds.positions / STEP).astype(np.int64), _END)
    begins_inside = np.append(bounds.of_key > 0, False)
    first = steps[chosen]
    last = steps[chosen + 1] - np.where(begins_inside[chosen + 1], 0, 1)
    while (first < last).any():
        middle = (first + last) // 2
        is_reached = _heat_below(axes, heat, _positions(middle + 1)) >= target
        last = np.where(is_reached, middle, last)
        first = np.where(is_reached, first, np.minimum(middle + 1, last))
    return first


def _positions(steps: NDArray[np.int64]) -> NDArray[np.float64]:
    return steps.astype(np.float64) * STEP


def _heat_below(
    axes: Sequence[Axis], heat: NDArray[np.float64], positions: NDArray[np.float64]
) -> NDArray[np.float64]:
    places = Places(positions=positions, of_key=np.zeros(len(positions)))
    below = np.zeros(len(positions))
    for share, axis in zip(heat, axes, strict=True):
        below += share * axis.below(places)
    return below


def _divisible(
    axes: Sequence[Axis], heat: NDArray[np.float64], positions: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The heat of the keys at each position that a cut can go through."""
    at = np.zeros(len(positions))
    for share, axis in zip(heat, axes, strict=True):
        if axis.law.is_divisible:
            at += share * axis.at(positions)
    return at
