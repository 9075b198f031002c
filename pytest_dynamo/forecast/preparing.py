"""What a design asks of its tables: the part of a forecast that is the same under every load."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Design, Workload
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.population_demand import demand_of
from pytest_dynamo.forecast.population_demand.demanding import PopulationDemand
from pytest_dynamo.forecast.shapes import multiples_of
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.population.dependencies import is_sparse
from pytest_dynamo.population.people import Population

Progress: TypeAlias = Callable[[str, float], None]
"""Is told what is being done, in a few words, and how much of that is done, from 0 to 1."""


MOST_RUN_SECONDS = 300.0
"""Items and collections are as they are halfway through a load, and no later than after so many
seconds at the declared rates: a forecast of an hour describes its first minutes. What a query
without a limit reads of a collection that grows, grows on after that."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A design, its population, and what its access patterns ask for at their declared rates.

    `queries` names the patterns that are Queries, and whether they have a limit; `not_served` those
    that are left out.
    """

    design: Design
    demand: PopulationDemand
    seed: int
    population: Mapping[str, int]
    parameters: Parameters
    queries: Mapping[str, bool]
    not_served: tuple[str, ...]


def midnight(now: datetime) -> datetime:
    """The beginning of a day: as the moment of a population it gives the same forecast all day."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def prepare(
    design: Design,
    *,
    now: datetime,
    seed: int = 0,
    parameters: Parameters | None = None,
    scale: float = 1.0,
    sizes: Mapping[str, int] | None = None,
    run_seconds: float | None = None,
    on_progress: Progress | None = None,
) -> Prepared:
    """Work out what a design asks of its tables, to forecast it under one load or several.

    Items and collections are as after `run_seconds` at the declared rates; left out, that is what
    `run_seconds_of` makes of the design's `workload`, or of an hour at the declared rates.

    Raises:
        DynamoError: The design has nothing to forecast, or the population or the run makes no sense.
    """
    run_seconds = _run_seconds(design) if run_seconds is None else run_seconds
    if not 0 <= run_seconds < math.inf:  # nor is NaN
        message = f"a run of {run_seconds} seconds has no middle.\nTo fix this: 0 or more seconds"
        raise DynamoError(message)
    parameters, tell = parameters or Parameters(), on_progress or say_nothing
    plans = _plans(design)
    not_served = tuple(name for name, each in plans.items() if isinstance(each, NotServed))
    population = _population(
        _without(design, not_served), seed=seed, now=now, scale=scale, sizes=sizes or {}
    )
    demand = demand_of(
        population.design,
        plans,
        population=population,
        parameters=parameters,
        run_seconds=run_seconds,
        on_progress=lambda share: tell("asking for keys", share),
    )
    return Prepared(
        design=design,
        demand=demand,
        seed=seed,
        population=population.counts(),
        parameters=parameters,
        queries=_queries(plans),
        not_served=not_served,
    )


def run_seconds_of(multiples: NDArray[np.float64]) -> float:
    """The seconds at the declared rates that are halfway through a load, at most `MOST_RUN_SECONDS`."""
    return min(MOST_RUN_SECONDS, float(multiples.sum()) / 2)


def _run_seconds(design: Design) -> float:
    load = design.workload or Workload()
    return run_seconds_of(
        multiples_of(load.shape, peak=load.peak, duration_seconds=load.duration_seconds)
    )


def say_nothing(_what: str, _share: float) -> None:
    """What a caller is told who did not ask."""


def _plans(design: Design) -> dict[str, Plan | NotServed]:
    """The plans of a design that has something to forecast."""
    name = design.path or design.name
    if not design.access_patterns:
        message = (
            f"{name} has no access patterns, so nothing is asked of its tables.\n"
            "To fix this: add access_patterns with their rates, in requests a second"
        )
        raise DynamoError(message)
    _require_keys(design)
    plans = plan_all(design)
    if not any(isinstance(outcome, Plan) for outcome in plans.values()):
        message = (
            f"{name} serves none of its access patterns, so nothing can be asked of its tables.\n"
            f"To fix this: pytest-dynamo plan {name} says what each of them is missing"
        )
        raise DynamoError(message)
    return plans


def _require_keys(design: Design) -> None:
    """Each item has a key, without which it could not be written."""
    for entity in design.entities.values():
        for name in design.tables[entity.table].key.attributes:
            if is_sparse(design, entity.name, name):
                message = (
                    f"some items of {entity.name} have no {name}, a key of table {entity.table}, and "
                    "cannot be written: it is made of what not every item has.\n"
                    f"To fix this: leave `present` and `when` out of what {name} is made of"
                )
                raise DynamoError(message)


def _without(design: Design, patterns: Collection[str]) -> Design:
    """The design without some of its access patterns."""
    kept = {name: each for name, each in design.access_patterns.items() if name not in patterns}
    return replace(design, access_patterns=kept)


def _queries(plans: Mapping[str, Plan | NotServed]) -> dict[str, bool]:
    """The patterns that are Queries, and whether they have a limit."""
    return {
        name: outcome.pattern.limit is not None
        for name, outcome in plans.items()
        if isinstance(outcome, Plan) and outcome.operation == "Query"
    }


def _population(
    design: Design, *, seed: int, now: datetime, scale: float, sizes: Mapping[str, int]
) -> Population:
    if not 0 < scale < math.inf:  # nor is NaN
        message = (
            f"a population of {scale} times the design's cannot be forecast.\n"
            "To fix this: a finite share above 0, such as 0.1 or 100"
        )
        raise DynamoError(message)
    for entity, size in sizes.items():
        if entity not in design.entities:
            known = ", ".join(design.entities) or "none"
            message = f"there is no entity '{entity}' to give a size; entities: {known}"
            raise DynamoError(message)
        if size < 1:
            message = (
                f"a population of {size} {entity} leaves nobody to ask for.\nTo fix this: 1 or more"
            )
            raise DynamoError(message)
    return Population(design, seed=seed, now=now, scale=scale, sizes=sizes)
