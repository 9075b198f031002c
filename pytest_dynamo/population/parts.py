"""Members in equal parts, each of which gets a share of its own: the distribution `weighted`.

The parts lie in the order of creation. Ranks go by weight, so that here, too, no later rank weighs
more than an earlier one.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol


class Random(Protocol):
    """What is needed of a generator; `random.Random` has it."""

    def random(self) -> float:
        """A number from 0 up to, but not including, 1."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many members from number `start` on, which together have `weight`."""

    start: int
    members: int
    weight: float


def by_weight(weights: Sequence[float], n: int) -> list[Part]:
    """The parts of `n` members, those whose members weigh most first.

    Where there are fewer members than parts, some parts have none and are left out; where nothing
    that weighs is left, all members weigh the same.

    >>> [(part.start, part.members, part.weight) for part in by_weight([1, 7, 2], 9)]
    [(3, 3, 7), (6, 3, 2), (0, 3, 1)]
    """
    ends = [number * n // len(weights) for number in range(len(weights) + 1)]
    parts = [
        Part(start=ends[number], members=ends[number + 1] - ends[number], weight=weight)
        for number, weight in enumerate(weights)
        if ends[number + 1] > ends[number]
    ]
    if not any(part.weight for part in parts):
        return [Part(start=0, members=n, weight=1.0)]
    return sorted(parts, key=lambda part: -part.weight / part.members)


class Parts:
    """Ranks by the weights of parts, which are sorted by it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [part for part in parts if part.weight]
        self._ends = list(accumulate(part.weight for part in self._parts))
        self._first_ranks = _first_ranks(parts)

    def pick(self, random: Random) -> int:
        """A rank."""
        drawn = random.random() * self._ends[-1]
        number = min(bisect_right(self._ends, drawn), len(self._ends) - 1)
        return self._first_ranks[number] + int(random.random() * self._parts[number].members)


class PartOrder:
    """The members by rank, where the parts are sorted by weight."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._first_ranks = _first_ranks(parts)

    def __getitem__(self, rank: int) -> int:
        if not 0 <= rank < len(self):
            raise IndexError(rank)
        number = bisect_right(self._first_ranks, rank) - 1
        return self._parts[number].start + rank - self._first_ranks[number]

    def __len__(self) -> int:
        return self._first_ranks[-1]


def _first_ranks(parts: Sequence[Part]) -> list[int]:
    """The first rank of each part, and how many there are in all."""
    return list(accumulate((part.members for part in parts), initial=0))
