"""The bins of a run and the window of it, and the one definition of a peak."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor

from pytest_dynamo.measure.timeline import Series

PEAK_SECONDS = 60
"""Over how long a peak is taken: over less, a peak of reads or writes is what burst capacity is for."""


def never() -> None:
    """No pause at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """The bins of a whole run, from the first number to the last."""

    width_seconds: int
    first: int
    last: int

    @property
    def numbers(self) -> range:
        """The numbers of all bins, in order."""
        return range(self.first, self.last + 1)

    def rates(self, series: Series) -> tuple[float, ...]:
        """Units a second, for each bin."""
        return tuple(series.get(number, 0.0) / self.width_seconds for number in self.numbers)

    def counts(self, series: Series) -> tuple[int, ...]:
        """How many there were, for each bin."""
        return tuple(int(series.get(number, 0)) for number in self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Over which bins and which window figures are taken.

    The window begins at `from_time`, in seconds since the epoch, and is `seconds` long. `pause` is
    called between parts of the work.
    """

    bins: Bins
    from_time: float
    seconds: float
    pause: Callable[[], None] = never

    def rates(self, series: Series) -> tuple[float, ...]:
        """Units a second, for each bin."""
        self.pause()
        return self.bins.rates(series)

    def peak(self, rates: Sequence[float]) -> float:
        """The highest mean over a minute of the window, of rates by bin; 0 of a window of no time.

        A minute is as many bins as come nearest to 60 seconds. Of a window of less than that it is the
        mean of the bins that lie in it as a whole and, where there is none, the highest it has part of.
        """
        if not self.seconds:
            return 0.0
        width = self.bins.width_seconds
        first = ceil(self.from_time / width) - self.bins.first
        end = floor((self.from_time + self.seconds) / width) - self.bins.first
        whole = rates[max(0, first) : max(0, end)]
        if not whole:
            part = floor(self.from_time / width) - self.bins.first
            return max(rates[min(max(0, part), len(rates) - 1) :])
        count = min(len(whole), max(1, round(PEAK_SECONDS / width)))
        sums = [0.0, *accumulate(whole)]
        highest = max(after - before for before, after in zip(sums, sums[count:], strict=False))
        return max(0.0, highest / count)
