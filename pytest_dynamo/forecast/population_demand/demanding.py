"""The demand of a whole design: what each access pattern takes, and of which keys."""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.demand import Demand, Stream
from pytest_dynamo.forecast.population_demand.arms import DrawnArm, arms_of
from pytest_dynamo.forecast.population_demand.arrivals import RUN_SECONDS, Arrivals, Put
from pytest_dynamo.forecast.population_demand.chances import TooInvolvedError
from pytest_dynamo.forecast.population_demand.charging import Charger
from pytest_dynamo.forecast.population_demand.deriving import Derivation
from pytest_dynamo.forecast.population_demand.places import Places
from pytest_dynamo.forecast.population_demand.roles import Choices
from pytest_dynamo.forecast.population_demand.sampling import MOST_PERFORMANCES, Sample, sampled
from pytest_dynamo.forecast.population_demand.shelf import Shelf
from pytest_dynamo.forecast.population_demand.storage import Arms, item_bytes
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.population.makers import Makers
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler
from pytest_dynamo.population.scale import resized
from pytest_dynamo.population.survey import Survey

LARGEST = 2**20
"""How many keys are placed one by one."""

_DRAWN_FROM = 2**18
_KEPT_WHOLE = 2**12
_MOST_BEFORE = 2**11


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PopulationDemand(Demand):
    """A demand that comes from a population, and how sure it is.

    `estimated` are the arms, by access pattern, table or index and direction, whose keys could not be
    worked out and are as performances showed them that were drawn. `relative_errors` are the standard
    errors of the units of all arms, as parts of these.
    """

    estimated: frozenset[tuple[str, Resource, Direction]]
    relative_errors: Mapping[tuple[str, Resource, Direction], float]


def demand_of(
    design: Design,
    plans: Mapping[str, Plan | NotServed],
    *,
    population: Population,
    parameters: Parameters,
    on_progress: Callable[[float], None] | None = None,
    largest: int = LARGEST,
    run_seconds: float = RUN_SECONDS,
) -> PopulationDemand:
    """What the access patterns of a design ask of its tables and indexes at their declared rates.

    Units are means over performances that are drawn and charged one by one, until their standard
    error is below half a percent, from 4,096 of them on below one, or there are 8,192. How requests fall on keys is worked out
    from how members are chosen, and compared with the keys of these performances; where it cannot be
    worked out, or does not agree, it is estimated from them. Up to `largest` keys are placed by their
    real text. A population with more members is drawn from on a smaller scale.

    Collections and items are as they are when the patterns have been performed for `run_seconds` at
    their declared rates.

    `on_progress` is called with the share of the work that is done. Patterns with a rate of 0 are
    left out.

    Raises:
        DynamoError: An access pattern is not served, its rate is no number of requests, or a member
            is needed where there is none.
    """
    served = _served(design, plans)
    if largest < 1:
        message = f"{largest:,} keys cannot be placed one by one.\nTo fix this: 1 or more"
        raise DynamoError(message)
    progress = _Progress(on_progress, len(served) + 1)
    work = _Work(population, plans, parameters, largest, progress, run_seconds)
    growth = dict.fromkeys(_resources(design), 0.0)
    drawn: dict[tuple[str, Resource, Direction], DrawnArm] = {}
    for plan in served:
        sample, arms = work.performed(plan)
        for resource, size in sample.growth_bytes.items():
            growth[resource] += plan.pattern.rate * size / sample.performances
        for each in arms:
            drawn[plan.pattern.name, each.arm.resource, each.arm.direction] = each
        progress.step()
    sizes = work.item_bytes()
    progress.step()
    return PopulationDemand(
        tables=design.tables,
        streams=tuple(_stream(plan, drawn) for plan in served),
        item_bytes=sizes,
        growth_bytes_per_second=growth,
        estimated=frozenset(name for name, each in drawn.items() if each.is_estimated),
        relative_errors={name: each.relative_error for name, each in drawn.items()},
    )


def _stream(plan: Plan, drawn: Mapping[tuple[str, Resource, Direction], DrawnArm]) -> Stream:
    name = plan.pattern.name
    return Stream(
        pattern=name,
        requests_per_second=plan.pattern.rate,
        arms=tuple(each.arm for (pattern, _, _), each in drawn.items() if pattern == name),
    )


class _Work:
    """What all access patterns share: the population, what is known of it, how it is drawn from."""

    def __init__(
        self,
        population: Population,
        plans: Mapping[str, Plan | NotServed],
        parameters: Parameters,
        largest: int,
        progress: "_Progress",
        run_seconds: float,
    ) -> None:
        design = population.design
        self._survey = Survey(population)
        self._places = Places(self._survey, progress.keys)
        self._choices = Choices(self._survey, largest)
        self._makers = Makers(population.seed)
        self._is_real = max(population.counts().values(), default=0) <= largest
        self._drawn_from = self._survey if self._is_real else Survey(_smaller(population))
        self._sampler = Sampler(design, self._drawn_from, dict(plans), seed=population.seed)
        self._arms = {table.name: Arms(table) for table in design.tables.values()}
        places = self._places if self._is_real else Places(self._drawn_from)
        self._run_seconds = run_seconds
        putting = self._putting(plans, places, largest)
        arrivals = Arrivals(self._drawn_from, putting, run_seconds=run_seconds)
        self._shelf = Shelf(self._drawn_from, places, arrivals, largest)
        self._charger = Charger(self._drawn_from, self._shelf, self._arms, parameters)

    def _putting(
        self, plans: Mapping[str, Plan | NotServed], places: Places, largest: int
    ) -> list[Put]:
        """The patterns that put new items into the population that is drawn from."""
        choices = self._choices if self._is_real else Choices(self._drawn_from, largest)
        found: list[Put] = []
        for name in self._survey.design.access_patterns:
            plan = plans[name]
            if isinstance(plan, Plan) and any(each.kind == "put" for each in plan.pattern.actions):
                derivation = None
                with suppress(TooInvolvedError):
                    derivation = Derivation(plan, choices, places, self._makers)
                found.append((plan, derivation))
        return found

    def performed(self, plan: Plan) -> tuple[Sample, tuple[DrawnArm, ...]]:
        """Performances of a pattern, and the arms they make.

        Where these have to tell the keys, too, there are more of them.
        """
        derivation = self._derivation(plan)
        sample = self._sample(plan, thoroughly=False)
        arms = arms_of(plan, sample, derivation, is_real=self._is_real)
        if any(each.is_estimated for each in arms) and sample.performances < MOST_PERFORMANCES:
            sample = self._sample(plan, thoroughly=True)
            arms = arms_of(plan, sample, derivation, is_real=self._is_real)
        return sample, arms

    def _derivation(self, plan: Plan) -> Derivation | None:
        try:
            return Derivation(plan, self._choices, self._places, self._makers)
        except TooInvolvedError:
            return None

    def _sample(self, plan: Plan, *, thoroughly: bool) -> Sample:
        before = round(min(MOST_PERFORMANCES, plan.pattern.rate * self._run_seconds))
        self._shelf.begin(before)
        return sampled(
            plan,
            self._sampler,
            self._drawn_from,
            self._charger,
            thoroughly=thoroughly,
            before=min(before, _MOST_BEFORE),
        )

    def item_bytes(self) -> dict[Resource, float]:
        """What all items take, by table and global index."""
        scale = {
            entity: self._survey.count(entity) / max(1, self._drawn_from.count(entity))
            for entity in self._survey.design.entities
        }
        return item_bytes(self._drawn_from, self._arms, scale)


class _Progress:
    """Reports the share of the work that is done, which never falls."""

    def __init__(self, on_progress: Callable[[float], None] | None, steps: int) -> None:
        self._on_progress = on_progress
        self._steps = steps
        self._done = 0
        self._keys = 0

    def step(self) -> None:
        """Another step is done."""
        self._done += 1
        self._keys = 0
        self._report(0.0)

    def keys(self, more: int) -> None:
        """So many more keys are made; how many there will be is not known."""
        self._keys += more
        self._report(1 - math.exp(-self._keys / LARGEST))

    def _report(self, part: float) -> None:
        if self._on_progress is not None:
            self._on_progress(min(1.0, (self._done + part) / self._steps))


def _served(design: Design, plans: Mapping[str, Plan | NotServed]) -> list[Plan]:
    """The plans of all patterns that are asked for at all."""
    found: list[Plan] = []
    for name, pattern in design.access_patterns.items():
        outcome = plans[name]
        if isinstance(outcome, NotServed):
            raise DynamoError(str(outcome))
        if not (math.isfinite(pattern.rate) and pattern.rate >= 0):
            message = (
                f"access pattern '{name}' has a rate of {pattern.rate:g} requests a second.\n"
                "To fix this: a number of 0 or more"
            )
            raise DynamoError(message)
        if pattern.rate:
            found.append(outcome)
    return found


def _resources(design: Design) -> list[Resource]:
    """Every table and every global index."""
    found: list[Resource] = []
    for table in design.tables.values():
        found.append((table.name, None))
        found.extend((table.name, index.name) for index in table.global_indexes)
    return found


def _smaller(population: Population) -> Population:
    """The same population with fewer members, and families as large as before."""
    counts = population.counts()
    factor = _DRAWN_FROM / max(counts.values())

    def root(entity: str) -> int:
        return max(min(counts[entity], _KEPT_WHOLE), round(counts[entity] * factor))

    return resized(population, root)
