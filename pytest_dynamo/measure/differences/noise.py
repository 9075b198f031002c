"""How far chance alone moves a figure from one run to the next.

Each figure has an interval, from its own run alone, that would hold the figure of an endless run like it
in all but one of `CHANCE` cases. The interval of a difference comes from those of the two figures by the
method of variance estimates recovery: its half width is the root of the sum of the squares of the
distances on the two sides that face each other (Zou and Donner, Statistics in Medicine 27, 2008; for
shares it is method 10 of Newcombe, Statistics in Medicine 17, 1998). What lies within it is noise.

What no run can know of itself is not in it: another load of the machine, which moves latencies, and other
keys, of another seed, which lie on other partitions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, sqrt
from statistics import NormalDist

from pytest_dynamo.measure.differences.values import Method

CHANCE = 0.001
"""Of so many figures that did not change one is taken for changed."""

NORMAL = NormalDist().inv_cdf(1 - CHANCE / 2)
"""So many standard deviations from the mean, both ways, hold all but that."""

_MOST_BATCHES = 20
_LEAST_BATCHES = 6
_MANY = 30
_HALF_A_UNIT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure of one run with the interval that chance leaves it; infinite where nothing can be told."""

    value: float
    low: float
    high: float
    method: Method


def noise_between(before: Estimate, after: Estimate) -> float:
    """By how much two figures may differ, in the direction in which they do, by chance alone."""
    if after.value >= before.value:
        return sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    return sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)


def exact(value: float) -> Estimate:
    """A figure that follows from the requests, and would be the same again."""
    return Estimate(value=value, low=value, high=value, method="exact")


def within(value: float, half_width: float, method: Method) -> Estimate:
    """A figure whose interval reaches equally far both ways, and not below 0."""
    return Estimate(
        value=value, low=max(0.0, value - half_width), high=value + half_width, method=method
    )


def of_rate(rates: Sequence[float], value: float, count: float) -> Estimate:
    """The mean of a rate that was taken in bins of equal length.

    By batch means: neighbouring bins are put together into at most 20 batches, so that what lasts
    longer than a bin is seen (Schmeiser, Operations Research 30, 1982, finds 10 to 30 to be enough).
    The variance is that of the differences of successive batches (von Neumann and others, Annals of
    Mathematical Statistics 12, 1941), which a load that rises as it was told to does not move; it has
    two thirds of the degrees of freedom. With fewer than 6 bins it is that of a Poisson process of
    `count` arrivals.
    """
    batches = batched(rates)
    if len(batches) < _LEAST_BATCHES:
        half = NORMAL * value / sqrt(count) if count else 0.0
        return within(value, half, "counts")
    half = student(freedom(len(batches))) * sqrt(successive_variance(batches) / len(batches))
    return within(value, half, "bins")


def of_share(part: float, whole: float, dispersion: float = 1.0) -> Estimate:
    """The share of requests that something happened to: Wilson's interval (JASA 22, 1927).

    `dispersion` is how many times the variance is that of a binomial share; requests that are throttled
    come together, so that there are fewer independent ones than there are.
    """
    share, number = part / whole, whole / dispersion
    square = NORMAL**2
    centre = (share + square / (2 * number)) / (1 + square / number)
    half = NORMAL * sqrt(share * (1 - share) / number + square / (4 * number**2))
    half /= 1 + square / number
    return Estimate(
        value=share,
        low=min(share, max(0.0, centre - half)),
        high=max(share, min(1.0, centre + half)),
        method="counts",
    )


def dispersion_of(parts: Sequence[float], wholes: Sequence[float]) -> float:
    """The variance of a share between batches of bins over that of a binomial share, no less than 1.

    The estimate of McCullagh and Nelder (Generalized Linear Models, 1989, 4.5), by successive batches.
    """
    together = [
        (part, whole)
        for part, whole in zip(batched(parts), batched(wholes), strict=True)
        if whole > 0
    ]
    share = sum(part for part, _ in together) / (sum(whole for _, whole in together) or 1.0)
    if len(together) < _LEAST_BATCHES or not 0 < share < 1:
        return 1.0
    size = _size(len(parts))
    mean = sum(whole for _, whole in together) / len(together) * size
    found = successive_variance([part / whole for part, whole in together])
    # As `of_share` takes the quantile of a normal distribution, what batches are too few for is added here.
    wider = (student(freedom(len(together))) / NORMAL) ** 2
    return max(1.0, wider * found / (share * (1 - share) / mean))


def of_mean_units(mean: float, count: int) -> Estimate:
    """The mean of the units that each of `count` requests consumed, of which only the sum is known.

    Units are multiples of a half. A mean of many requests that is one too is that of requests that all
    consumed the same. Else they are taken to vary as much as they amount to, which those of items of
    one kind stay below.
    """
    if count >= _MANY and abs(2 * mean - round(2 * mean)) * count < _HALF_A_UNIT:
        return exact(mean)
    return within(mean, NORMAL * mean / sqrt(count) if count else inf, "spread of units")


def batched(rates: Sequence[float]) -> list[float]:
    """Means of neighbouring bins, all of as many, at most 20 of them; the first bins may be left out."""
    size = _size(len(rates))
    number = len(rates) // size
    kept = rates[len(rates) - number * size :]
    return [sum(kept[each * size : (each + 1) * size]) / size for each in range(number)]


def _size(bins: int) -> int:
    """How many bins make a batch."""
    return max(1, -(-bins // _MOST_BATCHES))


def successive_variance(batches: Sequence[float]) -> float:
    """The variance of values in their order, from the differences between neighbours."""
    pairs = pairwise(batches)
    return sum((later - earlier) ** 2 for earlier, later in pairs) / (2 * (len(batches) - 1))


def freedom(batches: int) -> float:
    """The degrees of freedom of a variance that comes from the differences of so many."""
    return 2 / 3 * (batches - 1)


def student(degrees: float) -> float:
    """The quantile of Student's t that leaves out `CHANCE`.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5; for the 3.3 or more degrees of
    freedom that there are here it is at most a tenth too low.

    >>> round(student(12), 2), round(student(1e9), 2)
    (4.31, 3.29)
    """
    z = NORMAL
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )
