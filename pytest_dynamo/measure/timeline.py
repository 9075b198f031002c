"""Time in bins that grow wider as a run grows longer."""

from collections.abc import Mapping, Sequence
from math import floor

MOST_BINS = 600

Series = dict[int, float]
"""An amount by bin number; a bin without an entry holds nothing."""


class Timeline:
    """The bins of a run: one second wide at first, and twice as wide whenever there are over 600.

    Bins are numbered from the epoch, number n covering the seconds from n x width on. So two
    timelines of different starts and lengths always fit into each other, and merging them in any
    order gives the same bins.
    """

    __slots__ = ("first", "last", "width_seconds")

    def __init__(self) -> None:
        self.width_seconds = 1
        self.first: int | None = None
        self.last: int | None = None

    def bin_of(self, seconds: float) -> int:
        """The number of the bin that holds a time; with `cover` this one is covered as well."""
        return floor(seconds / self.width_seconds)

    def cover(self, number: int) -> int:
        """Take in a bin, and answer how often the width was doubled for it; fold series as often."""
        if self.first is not None and self.last is not None and self.first <= number <= self.last:
            return 0
        self.first = number if self.first is None else min(self.first, number)
        self.last = number if self.last is None else max(self.last, number)
        doublings = 0
        while self.last - self.first >= MOST_BINS:
            self._double()
            doublings += 1
        return doublings

    def absorb(self, other: "Timeline") -> tuple[int, int]:
        """Cover what another covers; the answer says how often to fold our series, and the other's."""
        width, other_width = self.width_seconds, other.width_seconds
        while self.width_seconds < other_width:
            self._double()
        shift = (self.width_seconds // other_width).bit_length() - 1
        for number in (other.first, other.last):
            if number is not None:
                self.cover(number >> shift)
                shift = (self.width_seconds // other_width).bit_length() - 1
        return (
            (self.width_seconds // width).bit_length() - 1,
            (self.width_seconds // other_width).bit_length() - 1,
        )

    def to_json(self) -> list[int | None]:
        """The width and the bins covered, as JSON values."""
        return [self.width_seconds, self.first, self.last]

    @classmethod
    def from_json(cls, data: Sequence[int | None]) -> "Timeline":
        """Read what `to_json` wrote."""
        timeline = cls()
        width_seconds, timeline.first, timeline.last = data
        timeline.width_seconds = width_seconds or 1
        return timeline

    def _double(self) -> None:
        self.width_seconds *= 2
        if self.first is not None and self.last is not None:
            self.first >>= 1
            self.last >>= 1


def folded(series: Mapping[int, float], doublings: int) -> Series:
    """A series over bins that are twice as wide, so many times."""
    wider: Series = {}
    for number, amount in series.items():
        wider[number >> doublings] = wider.get(number >> doublings, 0) + amount
    return wider


def add_to(total: Series, other: Mapping[int, float]) -> None:
    """Add a series to another one over the same bins."""
    for number, amount in other.items():
        total[number] = total.get(number, 0) + amount
