"""What is measured, and the figures that come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Case:
    """One kind of request to one backend whose table has so many items."""

    backend: str
    work: str
    items: int


Samples: TypeAlias = Mapping[Case, tuple[float, ...]]
"""Seconds of processor time a request, one figure a round; the n-th figures belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured, and the lowest and the highest of the rounds."""

    value: float
    low: float
    high: float


def ratio(slow: tuple[float, ...], fast: tuple[float, ...]) -> Figure:
    """How many times longer *slow* takes: the median over the rounds, each compared within itself.

    >>> ratio((30.0, 20.0, 10.0), (10.0, 10.0, 10.0))
    Figure(value=2.0, low=1.0, high=3.0)
    """
    ratios = [one / other for one, other in zip(slow, fast, strict=False)]
    return Figure(value=median(ratios), low=min(ratios), high=max(ratios))


def difference(more: tuple[float, ...], less: tuple[float, ...]) -> Figure:
    """How much longer *more* takes: the median over the rounds, each compared within itself.

    >>> difference((30.0, 20.0, 10.0), (10.0, 10.0, 10.0))
    Figure(value=10.0, low=0.0, high=20.0)
    """
    differences = [one - other for one, other in zip(more, less, strict=False)]
    return Figure(value=median(differences), low=min(differences), high=max(differences))


def shortest(samples: tuple[float, ...]) -> Figure:
    """The shortest round: whatever took longer took it because of something else.

    >>> shortest((2.0, 1.0, 3.0))
    Figure(value=1.0, low=1.0, high=3.0)
    """
    return Figure(value=min(samples), low=min(samples), high=max(samples))


def farthest(several: tuple[tuple[float, ...], ...]) -> Figure:
    """How many times longer the slowest of several takes than the fastest.

    The shortest rounds are compared; the spread is that of the comparisons within each round.

    >>> farthest(((1.0, 2.0), (3.0, 2.0), (1.0, 4.0)))
    Figure(value=2.0, low=2.0, high=3.0)
    """
    least = [min(samples) for samples in several]
    within = [max(of_round) / min(of_round) for of_round in zip(*several, strict=True)]
    return Figure(value=max(least) / min(least), low=min(within), high=max(within))
