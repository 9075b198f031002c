"""Performances of a role's access patterns, whose requests its policy is held against."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.permissions.roles import served_plans
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.requests import Request, RequestMaker
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler

_LARGEST = 500
"""So many members of an entity without parents are enough to choose from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """One performance of an access pattern: the requests that it sends."""

    pattern: str
    requests: tuple[Request, ...]


def population_of(design: Design, *, seed: int = 0, now: datetime) -> Population:
    """A population that is large enough to choose from."""
    largest = max((entity.population or 0 for entity in design.entities.values()), default=0)
    return Population(design, seed=seed, now=now, scale=min(1.0, _LARGEST / max(1, largest)))


def performances(
    design: Design, role: Role, *, now: datetime, seed: int = 0, draws: int = 3
) -> tuple[Performance, ...]:
    """Some performances of each of the role's access patterns, the same for the same seed and moment.

    Raises:
        DynamoError: A pattern has no plan, or there is nothing to perform it with.
    """
    return tuple(_performed(design, served_plans(design, role), seed, now, draws))


def _performed(
    design: Design, plans: tuple[Plan, ...], seed: int, now: datetime, draws: int
) -> Iterator[Performance]:
    population = population_of(design, seed=seed, now=now)
    sampler = Sampler(design, population, {plan.pattern.name: plan for plan in plans}, seed)
    rng = Random(seed)
    for plan in plans:
        maker = RequestMaker(plan)
        for _ in range(draws):
            try:
                arguments = sampler.arguments(plan, rng=rng, now=now)
            except DynamoError as error:
                msg = f"'{plan.pattern.name}' cannot be tried out: {error}"
                raise DynamoError(msg) from None
            yield Performance(pattern=plan.pattern.name, requests=maker.requests(arguments))
