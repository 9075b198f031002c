"""Scales on which equal steps are equal factors."""

from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True, kw_only=True)
class LogScale:
    """Values from `low` to `high`, both above 0, laid from the pixel `start` to the pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value; of one outside, the nearest."""
        within = min(self.high, max(self.low, value))
        share = log10(within / self.low) / log10(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def powers(self) -> list[float]:
        """The powers of ten from the lowest to the highest value."""
        first, last = ceil(log10(self.low) - 1e-9), floor(log10(self.high) + 1e-9)
        return [float(f"1e{power}") for power in range(first, last + 1)]


def power_below(value: float) -> float:
    """The highest power of ten that is not above a value.

    >>> power_below(250.0), power_below(0.02)
    (100.0, 0.01)
    """
    return float(f"1e{floor(log10(value) + 1e-9)}")


def power_above(value: float) -> float:
    """The lowest power of ten that is not below a value.

    >>> power_above(250.0), power_above(0.02), power_above(10.0)
    (1000.0, 0.1, 10.0)
    """
    return float(f"1e{ceil(log10(value) - 1e-9)}")
