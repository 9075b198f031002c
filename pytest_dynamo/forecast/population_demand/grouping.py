"""Keys by their places in the hash space."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.forecast.demand import number_at

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grouped:
    """Keys by their places: `positions` ascend and differ.

    `order` are the numbers of the texts by position, those without a key left out, and `starts` where
    in it each position begins, or None where no two are the same. `text` gives the text of one.
    """

    positions: Floats
    order: NDArray[np.int32]
    starts: NDArray[np.int32] | None
    text: Callable[[int], str]

    def shares(self, shares: Floats) -> Floats:
        """The shares of the positions, given those of the texts."""
        if self.starts is None:
            return shares[self.order]
        return np.add.reduceat(shares[self.order], self.starts)

    def label(self, number: int) -> str:
        """The text of the key at one of the positions."""
        first = number if self.starts is None else self.starts[number]
        return self.text(int(self.order[first]))

    def at(self, position: float) -> NDArray[np.int32]:
        """The numbers of the texts at a position."""
        found = number_at(self.positions, position)
        if found is None:
            return self.order[:0]
        if self.starts is None:
            return self.order[found : found + 1]
        end = self.starts[found + 1] if found + 1 < len(self.starts) else len(self.order)
        return self.order[self.starts[found] : end]


def grouped(positions: Floats, text: Callable[[int], str]) -> Grouped:
    """Group keys by their places; NaN stands for no key."""
    order = np.argsort(positions, kind="stable").astype(np.int32)
    order = order[: len(order) - int(np.isnan(positions).sum())]
    ascending = positions[order]
    starts = np.flatnonzero(np.diff(ascending, prepend=-1.0)).astype(np.int32)
    if len(starts) == len(order):
        return Grouped(positions=ascending, order=order, starts=None, text=text)
    return Grouped(positions=ascending[starts], order=order, starts=starts, text=text)
