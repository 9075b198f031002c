"""Latencies in buckets of equal ratio, exact to one percent and mergeable by addition."""

from collections.abc import Iterable, Iterator, Mapping
from math import ceil, log
from typing import Any

# Each bucket is 2 % wider than the one before, so its middle is within 1 % of all it holds.
RATIO = 1.02
_LOG_RATIO = log(RATIO)
_SHORTEST_SECONDS = 1e-7


def bucket_of(seconds: float) -> int:
    """The number of the bucket that counts calls of this length."""
    if seconds < _SHORTEST_SECONDS:  # noqa: PLR1730 - half the time of `max`
        seconds = _SHORTEST_SECONDS
    return ceil(log(seconds) / _LOG_RATIO)


class Histogram:
    """How many calls took how long.

    Memory is bounded by the buckets between a tenth of a microsecond and the longest call: about
    1 200 for calls of up to an hour.
    """

    __slots__ = ("counts", "longest_seconds")

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        self.longest_seconds = 0.0

    @property
    def count(self) -> int:
        """How many calls were added."""
        return sum(self.counts.values())

    def add(self, seconds: float) -> None:
        """Count one call."""
        self.add_to(bucket_of(seconds), seconds)

    def add_to(self, bucket: int, seconds: float) -> None:
        """Count one call whose bucket is known, as several histograms count it."""
        self.counts[bucket] = self.counts.get(bucket, 0) + 1
        if seconds > self.longest_seconds:  # noqa: PLR1730 - half the time of `max`
            self.longest_seconds = seconds

    def absorb(self, other: "Histogram") -> None:
        """Add all that another one counted."""
        for bucket, count in other.counts.items():
            self.counts[bucket] = self.counts.get(bucket, 0) + count
        self.longest_seconds = max(self.longest_seconds, other.longest_seconds)

    def quantile(self, share: float) -> float:
        """The seconds within which this share (0 to 1) of the calls ended; 0 if there were none."""
        return next(self.quantiles([share]), 0.0)

    def quantiles(self, shares: Iterable[float]) -> Iterator[float]:
        """The same of several shares, the smallest first; none of no calls."""
        count, passed = self.count, 0
        buckets = iter(sorted(self.counts))
        bucket = None
        for share in shares if count else ():
            while bucket is None or passed < share * count:
                bucket = next(buckets)
                passed += self.counts[bucket]
            # The middle of the bucket (RATIO**(bucket-1), RATIO**bucket], by relative error.
            yield min(2 * RATIO**bucket / (RATIO + 1), self.longest_seconds)

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON values."""
        return {"counts": sorted(self.counts.items()), "longest_seconds": self.longest_seconds}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Histogram":
        """Read what `to_json` wrote."""
        histogram = cls()
        histogram.counts = dict(data["counts"])
        histogram.longest_seconds = data["longest_seconds"]
        return histogram
