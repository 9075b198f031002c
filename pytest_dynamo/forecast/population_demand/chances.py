"""Which members are drawn how often: what choosers and families make of a population, in shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.design.values import Distribution
from pytest_dynamo.forecast.fluid.weights import Weights, hot_set, runs, uniform, zipf
from pytest_dynamo.population.casting import TRIES
from pytest_dynamo.population.choice import exponent_of, hot_set_of, ranking
from pytest_dynamo.population.draws import salt_of
from pytest_dynamo.population.parts import by_weight
from pytest_dynamo.population.survey import Survey
from pytest_dynamo.population.texts import Numbers

_ROUNDS = 200


class TooInvolvedError(Exception):
    """The shares cannot be worked out, and are to be taken from performances that are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chances:
    """The shares of the members of an entity, by their numbers; the rest is the tail's, evenly.

    `shares` and `tail_share` sum to 1.
    """

    entity: str
    numbers: Numbers
    shares: NDArray[np.float64]
    tail_share: float = 0.0
    tail_keys: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every member stands for itself."""
        return not self.tail_keys


def chosen(survey: Survey, entity: str, distribution: Distribution, largest: int) -> Chances:
    """The chances of the members of an entity under a distribution."""
    count = survey.count(entity)
    known = min(count, largest)
    if distribution.kind == "replay":
        return _observed(entity, np.asarray(distribution.replayed, np.int64), count, known)
    weights = _by_rank(distribution, count, known)
    shares = weights.head
    seed = salt_of(survey.seed, entity, "rank")
    order = ranking(distribution, count, seed)
    if isinstance(order, range):
        numbers = (
            np.arange(known) if order.step > 0 else np.arange(count - 1, count - 1 - known, -1)
        )
    else:
        numbers = np.fromiter((order[rank] for rank in range(known)), np.int64, known)
    if known == count:  # so that the numbers are those of all members, whatever their ranks
        by_number = np.empty(count)
        by_number[numbers] = shares
        numbers, shares = np.arange(count), by_number
    return Chances(
        entity=entity,
        numbers=numbers,
        shares=shares,
        tail_share=weights.tail_share,
        tail_keys=weights.tail_keys,
    )


def _by_rank(distribution: Distribution, count: int, known: int) -> Weights:
    """The shares of ranks, the first of which are told apart."""
    match distribution.kind:
        case "zipf" | "latest":
            return zipf(count, exponent_of(distribution), most=known)
        case "hotset":
            return hot_set(count, *hot_set_of(distribution, count), most=known)
        case "weighted":
            parts = by_weight(distribution.parts, count)
            return runs([(part.members, part.weight) for part in parts], most=known)
    return uniform(count, most=known)


def _observed(entity: str, replayed: Numbers, count: int, known: int) -> Chances:
    """The chances of members as often as each is replayed; those most often are told apart."""
    shares = np.bincount(replayed, minlength=count) / max(len(replayed), 1)
    if known == count:
        return Chances(entity=entity, numbers=np.arange(count), shares=shares)
    numbers = np.argsort(-shares, kind="stable")[:known]
    rest = float(max(0.0, 1 - shares[numbers].sum()))
    return Chances(
        entity=entity,
        numbers=numbers,
        shares=shares[numbers],
        tail_share=rest,
        tail_keys=count - known,
    )


def below(survey: Survey, chances: Chances, route: tuple[str, ...], largest: int) -> Chances:
    """The chances of descendants, drawn step by step and evenly among the children of each.

    `route` are the entities from a child of the first down to the one that is drawn. Members without
    descendants are drawn anew, a number of times; after that the descendant is any.
    """
    found = chances
    succeeded = 1.0
    for entity in route:
        found, share = _step_down(survey, found, entity, largest)
        succeeded *= share
    failed = (1 - min(succeeded, 1.0)) ** TRIES
    if failed < 1e-6 or not found.is_whole:
        return found
    shares = found.shares * (1 - failed) + failed / len(found.shares)
    return Chances(entity=found.entity, numbers=found.numbers, shares=shares)


def _step_down(
    survey: Survey, chances: Chances, entity: str, largest: int
) -> tuple[Chances, float]:
    """The chances of the children of one entity, and how likely there are any."""
    if not chances.is_whole or survey.count(entity) > largest:
        raise TooInvolvedError
    numbers = np.arange(survey.count(entity))
    parents = survey.parents_of(entity, chances.entity, numbers)
    sizes = np.bincount(parents, minlength=len(chances.shares))
    shares = chances.shares[parents] / sizes[parents]
    total = float(shares.sum())
    if total <= 0:
        raise TooInvolvedError
    return Chances(entity=entity, numbers=numbers, shares=shares / total), total


def above(survey: Survey, chances: Chances, route: tuple[str, ...], largest: int) -> Chances:
    """The chances of ancestors: what their descendants have together; `route` goes from parent up."""
    found = chances
    for parent in route:
        if not found.is_whole or survey.count(parent) > largest:
            raise TooInvolvedError
        parents = survey.parents_of(found.entity, parent, found.numbers)
        count = survey.count(parent)
        shares = np.bincount(parents, found.shares, count).astype(np.float64)
        found = Chances(entity=parent, numbers=np.arange(count), shares=shares)
    return found


def family_shares(survey: Survey, entity: str, largest: int) -> Chances:
    """The chances of first parents where all of their children are as likely.

    A parent has what it has of the children; where there are too many parents to look at each, the
    share that the relation's distribution gives it.
    """
    parent = survey.first_parent(entity)
    count, children = survey.count(parent), survey.count(entity)
    if count > largest:
        relation = survey.design.entities[entity].parents[0]
        return chosen(survey, parent, relation.distribution, largest)
    if not children:
        raise TooInvolvedError
    shares = np.diff(survey.ends(entity)) / children
    return Chances(entity=parent, numbers=np.arange(count), shares=shares)


def in_batch(chances: Chances, count: int) -> Chances:
    """The chances of members of which so many different ones are drawn, one after the other.

    How likely each is in the batch follows 1 - exp(-t × share), where t is such that the sum is
    `count`: B. Rosén, "Asymptotic theory for successive sampling with varying probabilities without
    replacement", Annals of Mathematical Statistics 43 (1972).
    """
    shares = chances.shares
    drawable = int(np.count_nonzero(shares))
    if count < 2 or not chances.is_whole or shares.max() * len(shares) < 1 + 1e-9:
        return chances
    if count >= drawable:
        included = (shares > 0) / drawable
        return Chances(entity=chances.entity, numbers=chances.numbers, shares=included)
    low, high = 0.0, float(count)
    while -np.expm1(-high * shares).sum() < count:
        high *= 2
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        if -np.expm1(-middle * shares).sum() < count:
            low = middle
        else:
            high = middle
        if high - low <= 1e-9 * high:
            break
    included = -np.expm1(-high * shares)
    return Chances(entity=chances.entity, numbers=chances.numbers, shares=included / included.sum())


def suiting(chances: Chances, suits: NDArray[np.bool_]) -> Chances:
    """The chances where only those members count that have what is asked for."""
    shares = np.where(suits, chances.shares, 0.0)
    # Those that were not looked at are taken to be as the others are.
    tail_share = chances.tail_share * float(suits.mean())
    total = float(shares.sum()) + tail_share
    if total <= 0:
        return chances
    return Chances(
        entity=chances.entity,
        numbers=chances.numbers,
        shares=shares / total,
        tail_share=tail_share / total,
        tail_keys=round(chances.tail_keys * float(suits.mean())),
    )
