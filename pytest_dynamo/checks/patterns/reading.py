"""How many items a Query with a filter reads for each one it returns, tried on a small population."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf
from random import Random

from pytest_dynamo.checks.patterns.scope import entities_read
from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Entity
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.expected import expected_rows
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler
from pytest_dynamo.population.scale import resized

MOST_ITEMS = 2_000
"""So many items are looked at, or about so many: families are as large as in the whole population."""

PERFORMANCES = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Items read and returned by some performances of a Query with a filter."""

    examined: int
    returned: int

    @property
    def waste(self) -> float:
        """The items read for each one that is returned."""
        return self.examined / self.returned if self.returned else inf


def reading_of(plan: Plan, population: Population) -> Reading | None:
    """What a Query with a filter reads and returns; None where nothing is there to be read.

    A filter that always asks the same is applied to all items that such Queries read. Others are
    asked about members that there are, of whose item collections each is looked at as a whole.
    """
    entities = entities_read(population.design, plan)
    small = _smaller(population, entities)
    items = [
        small.member(entity.name, number).item
        for entity in entities
        for number in range(small.count(entity.name))
    ]
    unfiltered = replace(plan, pattern=replace(plan.pattern, filter=()))
    if _asks_the_same(plan):
        all_of_it = replace(plan.pattern, kind="scan", conditions=(), limit=None, fan_out=None)
        plan = replace(plan, pattern=all_of_it)
        unfiltered = replace(plan, pattern=replace(all_of_it, filter=()))
        asked: Sequence[Arguments] = (Arguments(),)
    else:
        asked = _asked(plan, small)
    examined = _rows(unfiltered, asked, items)
    return Reading(examined=examined, returned=_rows(plan, asked, items)) if examined else None


def _rows(plan: Plan, asked: Iterable[Arguments], items: Sequence[WireItem]) -> int:
    return sum(len(expected_rows(plan, arguments, items)) for arguments in asked)


def _asks_the_same(plan: Plan) -> bool:
    return not any(
        isinstance(operand, Template) and operand.placeholders
        for condition in plan.pattern.filter
        for operand in condition.operands
    )


def _asked(plan: Plan, population: Population) -> Sequence[Arguments]:
    """The arguments of some performances; none where no member has what the pattern asks for."""
    sampler = Sampler(population.design, population, {plan.pattern.name: plan}, population.seed)
    rng = Random(population.seed)
    try:
        return [sampler.arguments(plan, rng=rng, now=population.now) for _ in range(PERFORMANCES)]
    except DynamoError:
        return ()


def _smaller(population: Population, entities: Iterable[Entity]) -> Population:
    """The same population with fewer members, and families as large as before."""
    counts, limits = population.counts(), range(1, MOST_ITEMS + 1)
    most = sum(counts[entity.name] for entity in entities)
    if most <= MOST_ITEMS:
        return population

    def root(entity: str) -> int:
        return max(1, min(MOST_ITEMS, round(counts[entity] * MOST_ITEMS / most)))

    return resized(population, root, children=limits)
