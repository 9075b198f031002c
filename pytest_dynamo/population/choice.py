"""Choosing members by a declared distribution.

A distribution gives weights to ranks, the first rank the greatest. Rank 0 is the member created
first; under `latest` the one created last; under `weighted` the first of the heaviest part;
with `shuffle` any. A replay goes by no ranks: it takes member after member from a list.
"""

import math
from collections.abc import Sequence
from itertools import repeat
from typing import Protocol

from pytest_dynamo.design.values import Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population.parts import PartOrder, Parts, by_weight
from pytest_dynamo.population.permutation import Permutation

LATEST_EXPONENT = 0.99
"""How `latest` favours recent members: YCSB's zipf exponent for the distribution of that name."""


class Random(Protocol):
    """What choosers need of a generator; `random.Random` has it."""

    def random(self) -> float:
        """A number from 0 up to, but not including, 1."""
        ...


class Chooser(Protocol):
    """Chooses one of n members."""

    def pick(self, random: Random) -> int:
        """The number of a member, from 0 to n - 1."""
        ...


def chooser(
    distribution: Distribution | None, n: int, seed: int, *, lane: int = 0, lanes: int = 1
) -> Chooser:
    """A chooser among `n` members; uniform without a distribution.

    `seed` decides how a shuffled distribution ranks the members; the picks themselves come from the
    generator given to `pick`. Of several processes that choose together, each has a `lane` of `lanes`:
    what goes in order is dealt out to them like cards, so that together they choose what one would.

    Raises:
        DynamoError: There is no member to choose, or a replay has not been read.
    """
    if n < 1:
        msg = "there is no member to choose from: the population is empty"
        raise DynamoError(msg)
    distribution = distribution or Distribution()
    if distribution.kind == "replay":
        return Replay(distribution, lane, lanes)
    if distribution.kind == "sequential":
        return Sequential(n, lane, lanes)
    by_rank = _by_rank(distribution, n)
    order = ranking(distribution, n, seed)
    return by_rank if isinstance(order, range) and order.step > 0 else _Ranked(by_rank, order)


def ranking(
    distribution: Distribution, n: int, seed: int
) -> Sequence[int] | Permutation | PartOrder:
    """The members by rank."""
    if distribution.shuffle:
        return Permutation(n, seed)
    if distribution.kind == "weighted":
        return PartOrder(by_weight(distribution.parts, n))
    return range(n - 1, -1, -1) if distribution.kind == "latest" else range(n)


def weights(distribution: Distribution, n: int) -> list[float]:
    """The weight of each rank, not scaled to any sum; a later rank never weighs more."""
    match distribution.kind:
        case "zipf" | "latest":
            exponent = -exponent_of(distribution)
            return [rank**exponent for rank in range(1, n + 1)]
        case "hotset":
            hot, share = hot_set_of(distribution, n)
            cold = (1 - share) / (n - hot) if hot < n else 0.0
            return [share / hot] * hot + [cold] * (n - hot)
        case "weighted":
            return [
                part.weight / part.members
                for part in by_weight(distribution.parts, n)
                for _ in range(part.members)
            ]
    return list(repeat(1.0, n))


def _by_rank(distribution: Distribution, n: int) -> Chooser:
    match distribution.kind:
        case "zipf" | "latest":
            return Zipf(n, exponent_of(distribution))
        case "hotset":
            return HotSet(n, *hot_set_of(distribution, n))
        case "weighted":
            return Parts(by_weight(distribution.parts, n))
    return Uniform(n)


def exponent_of(distribution: Distribution) -> float:
    """The exponent of a zipf distribution, or of `latest`."""
    if distribution.exponent is not None:
        return distribution.exponent
    return LATEST_EXPONENT


def hot_set_of(distribution: Distribution, n: int) -> tuple[int, float]:
    """How many keys are hot, and their share of the requests, which is at least their even share."""
    hot = min(n, max(1, round(n * (distribution.hot_keys or 0.0))))
    return hot, max(distribution.hot_requests or 0.0, hot / n)


class Uniform:
    """Every member as often as any other."""

    def __init__(self, n: int) -> None:
        self._n = n

    def pick(self, random: Random) -> int:
        """A member."""
        return int(random.random() * self._n)


class Sequential:
    """One member after the other, and round again, `lanes` at a time."""

    def __init__(self, n: int, lane: int = 0, lanes: int = 1) -> None:
        self._n = n
        self._next = lane % n
        self._lanes = lanes

    def pick(self, random: Random) -> int:  # noqa: ARG002 - one signature for all choosers
        """The next member."""
        chosen, self._next = self._next, (self._next + self._lanes) % self._n
        return chosen


class Replay:
    """The members of a list in its order, and round again, `lanes` at a time.

    Raises:
        DynamoError: The list is empty: its file has not been read.
    """

    def __init__(self, distribution: Distribution, lane: int = 0, lanes: int = 1) -> None:
        self._members = distribution.replayed
        if not self._members:
            msg = f"the keys of {distribution.source} have not been read"
            raise DynamoError(msg)
        self._rows = Sequential(len(self._members), lane, lanes)

    def pick(self, random: Random) -> int:
        """The member of the next row."""
        return self._members[self._rows.pick(random)]


class HotSet:
    """The first `hot` members get the share `requests` of the picks, evenly; so do the rest theirs."""

    def __init__(self, n: int, hot: int, requests: float) -> None:
        self._n = n
        self._hot = hot
        self._requests = requests

    def pick(self, random: Random) -> int:
        """A rank."""
        if random.random() < self._requests:
            return int(random.random() * self._hot)
        return self._hot + int(random.random() * (self._n - self._hot))


class Zipf:
    """Rank i with a probability proportional to (i + 1) ** -s, for any s > 0, in constant time.

    Rejection-inversion after W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates
    from monotone discrete distributions", ACM TOMACS 6 (1996): invert the integral of the density's
    continuous hat, round to a rank, and reject the few that fall between hat and density.
    """

    def __init__(self, n: int, exponent: float) -> None:
        self._n = n
        self._exponent = exponent
        self._first = self._integral(1.5) - 1
        self._last = self._integral(n + 0.5)
        self._accepted = 2 - self._inverse(self._integral(2.5) - 2.0**-exponent)

    def pick(self, random: Random) -> int:
        """A rank."""
        while True:
            area = self._last + random.random() * (self._first - self._last)
            x = self._inverse(area)
            rank = min(max(int(x + 0.5), 1), self._n)
            if rank - x <= self._accepted:
                return rank - 1
            if area >= self._integral(rank + 0.5) - rank**-self._exponent:
                return rank - 1

    def _integral(self, x: float) -> float:
        """The integral of t ** -s from 1 to x, accurate also where s is close to 1."""
        logarithm = math.log(x)
        t = (1 - self._exponent) * logarithm
        return logarithm * (math.expm1(t) / t if abs(t) > 1e-8 else 1 + t / 2)

    def _inverse(self, area: float) -> float:
        t = max(area * (1 - self._exponent), -1 + 1e-15)
        return math.exp(area * (math.log1p(t) / t if abs(t) > 1e-8 else 1 - t / 2))


class _Ranked:
    """A chooser of ranks, and the members by rank."""

    def __init__(self, by_rank: Chooser, order: Sequence[int] | Permutation | PartOrder) -> None:
        self._by_rank = by_rank
        self._order = order

    def pick(self, random: Random) -> int:
        return self._order[self._by_rank.pick(random)]
