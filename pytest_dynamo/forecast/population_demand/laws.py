"""Shares over the hash space: joined, compared with what was drawn, and estimated from it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import TypeAlias

import numpy as np

from pytest_dynamo.forecast.demand import KeyLaw, number_at
from pytest_dynamo.forecast.population_demand.grouping import Floats, grouped
from pytest_dynamo.forecast.population_demand.hashing import hash_positions
from pytest_dynamo.population.texts import Texts

Touched: TypeAlias = Sequence[tuple[str, float]]
"""Keys that were touched in performances that were drawn, each with its partition units."""

COUNTLESS = 10**12
"""How many keys there are where every request makes another."""

ROUNDING = 1e-9
_SEEN_OFTEN = 3
_SIGMAS = 5.0
_KOLMOGOROV = 2.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shares:
    """The shares of keys at their places, in ascending order; what is missing of 1 is the tail's."""

    positions: Floats
    shares: Floats
    tail_share: float
    tail_keys: int
    label: Callable[[int], str]

    def law(self, *, is_divisible: bool) -> KeyLaw:
        """The law that these shares make."""
        total = float(self.shares.sum()) + self.tail_share
        is_one = abs(total - 1) <= ROUNDING
        return KeyLaw(
            positions=self.positions,
            shares=self.shares if is_one else self.shares / total,
            tail_share=self.tail_share / total,
            tail_keys=self.tail_keys,
            is_divisible=is_divisible,
            label=self.label,
        )


def only_tail(keys: int) -> Shares:
    """So many keys, none of which is known."""
    nothing = np.empty(0)
    return Shares(
        positions=nothing, shares=nothing, tail_share=1.0, tail_keys=keys, label=_no_label
    )


def only(text: str) -> Shares:
    """One key, which gets all requests."""
    return Shares(
        positions=hash_positions(Texts.of([text])),
        shares=np.ones(1),
        tail_share=0.0,
        tail_keys=0,
        label=lambda _number: text,
    )


def first_key() -> Shares:
    """One key before all others, where every Scan begins."""
    return Shares(
        positions=np.zeros(1),
        shares=np.ones(1),
        tail_share=0.0,
        tail_keys=0,
        label=lambda _number: "the first key",
    )


def _no_label(number: int) -> str:
    raise IndexError(number)


def mixed(laws: Sequence[tuple[float, Shares]]) -> Shares:
    """Several laws, each with a weight, as one."""
    if len(laws) == 1:
        return laws[0][1]
    total = sum(weight for weight, _ in laws)
    positions = np.concatenate([each.positions for _, each in laws])
    shares = np.concatenate([weight / total * each.shares for weight, each in laws])
    starts = np.cumsum([0, *(len(each.positions) for _, each in laws)])

    def text(number: int) -> str:
        of = int(np.searchsorted(starts, number, side="right")) - 1
        return laws[of][1].label(number - int(starts[of]))

    joined = grouped(positions, text)
    tails = [(weight / total * each.tail_share, each.tail_keys) for weight, each in laws]
    return Shares(
        positions=joined.positions,
        shares=joined.shares(shares),
        tail_share=sum(share for share, _ in tails),
        # A tail of few keys is the one that can be hot; it counts as far as it has a share.
        tail_keys=_joint_keys(tails),
        label=joined.label,
    )


def _joint_keys(tails: Sequence[tuple[float, int]]) -> int:
    """How many even keys are as uneven as several tails: by the sum of the squares of shares."""
    share = sum(share for share, _ in tails)
    squares = sum(share * share / keys for share, keys in tails if keys)
    return min(COUNTLESS, max(1, round(share * share / squares))) if squares else 0


def agrees(law: Shares, touched: Touched, performances: int) -> bool:
    """Whether a law that was worked out is borne out by performances that were drawn.

    The keys drawn have to be among those of the law, but for a part as large as its tail; the greatest
    shares have to be met, and the shares below any place (the test of Kolmogorov and Smirnov).
    """
    positions = hash_positions(Texts.of([key for key, _ in touched]))
    count = min(len(touched), performances)
    found = np.searchsorted(law.positions, positions)
    found = np.minimum(found, max(0, len(law.positions) - 1))
    if not len(law.positions):
        return law.tail_share > 0
    known = law.positions[found] == positions
    missing = 1 - float(known.mean())
    if abs(missing - law.tail_share) > _SIGMAS * _error(law.tail_share, count) + 0.01:
        return False
    drawn = np.bincount(found[known], minlength=len(law.shares)) / len(touched)
    top = np.argsort(law.shares)[-5:].tolist()
    for one in {*top, int(drawn.argmax())}:
        share = float(law.shares[one])
        allowed = _SIGMAS * _error(max(share, float(drawn[one]) / 2), count) + 0.002
        if abs(float(drawn[one]) - share) > allowed + _SIGMAS / count:
            return False
    apart = np.abs(np.cumsum(drawn) - np.cumsum(law.shares)).max()
    return bool(apart <= _KOLMOGOROV / sqrt(count) + 0.01)


def _error(share: float, count: int) -> float:
    return sqrt(max(0.0, share * (1 - share)) / count)


def by_units(law: Shares, touched: Touched) -> Shares:
    """The law with shares of units in the place of shares of requests.

    Requests to some keys take more than others: those for the orders of the user who has most. A key
    that was drawn often takes what its requests took; the others, together, what theirs did. As far as
    the requests for one key differ as those for different keys do, they are left to the mean of all.
    """
    mean = sum(units for _, units in touched) / len(touched)
    if not mean or all(abs(units - mean) <= 0.02 * mean for _, units in touched):
        return law
    requests: Counter[str] = Counter(key for key, _ in touched)
    taken: Counter[str] = Counter()
    for key, units in touched:
        taken[key] += units  # type: ignore[assignment] # units are no whole numbers
    often = [key for key, count in requests.items() if count >= _SEEN_OFTEN]
    rest = len(touched) - sum(requests[key] for key in often)
    rest_units = sum(taken.values()) - sum(taken[key] for key in often)
    prior = _prior_requests(touched, requests, taken)
    if prior is None:
        return law
    factor = _settled(rest_units, rest, mean, prior)
    factors = np.full(len(law.shares), factor)
    positions = hash_positions(Texts.of(often))
    for key, position in zip(often, positions.tolist(), strict=True):
        found = number_at(law.positions, position)
        if found is not None:
            factors[found] = _settled(taken[key], requests[key], mean, prior)
    return replace(law, shares=law.shares * factors, tail_share=law.tail_share * factor)


def _prior_requests(
    touched: Touched, requests: Mapping[str, int], taken: Mapping[str, float]
) -> float | None:
    """As how many requests of a key the mean of all counts; None if keys differ by chance alone.

    It is the variance of the requests of one key over that between keys (the credibility of Bühlmann
    and Straub, "Glaubwürdigkeit für Schadensätze", 1970): what always takes the same is known at once.
    """
    count, repeated = len(touched), len(touched) - len(requests)
    if not repeated:
        return None
    mean = sum(units for _, units in touched) / count
    apart = sum((units - taken[key] / requests[key]) ** 2 for key, units in touched)
    inside = apart / repeated
    spread = sum(n * (taken[key] / n - mean) ** 2 for key, n in requests.items())
    effective = count - sum(n * n for n in requests.values()) / count
    between = spread - (len(requests) - 1) * inside
    return inside * effective / between if between > 0 else None


def _settled(units: float, requests: int, mean: float, prior: float) -> float:
    """The units of some requests against the mean of all, which counts as `prior` requests more."""
    if not requests:
        return 1.0
    return (units + prior * mean) / ((requests + prior) * mean)


def from_touched(touched: Touched) -> Shares:
    """The law as the keys show it that were drawn.

    Keys drawn several times have the share they were drawn with. All others are a tail of as many keys
    as the number of pairs among them tells (the birthday paradox).
    """
    requests: Counter[str] = Counter(key for key, _ in touched)
    often = [key for key, count in requests.items() if count >= _SEEN_OFTEN]
    seldom = len(touched) - sum(requests[key] for key in often)
    pairs = sum(1 for count in requests.values() if count == 2)
    keys = grouped(hash_positions(Texts.of(often)), often.__getitem__)
    shares = np.array([requests[key] / len(touched) for key in often])
    return Shares(
        positions=keys.positions,
        shares=keys.shares(shares),
        tail_share=seldom / len(touched),
        tail_keys=round(seldom * (seldom - 1) / 2 / max(pairs, 0.5)) + 1 if seldom else 0,
        label=keys.label,
    )
