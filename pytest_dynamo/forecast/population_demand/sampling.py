"""Performances that are drawn, and what they take on average."""

from dataclasses import dataclass, field
from math import sqrt
from random import Random
from typing import TypeAlias

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.forecast.population_demand.charging import Charger
from pytest_dynamo.forecast.population_demand.touches import Charges, Origin
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.draws import salt_of
from pytest_dynamo.population.performance import Sampler
from pytest_dynamo.population.survey import Survey

RUNS = 16
"""Performances are drawn in so many independent runs, whose means tell how sure the whole is."""
AT_ONCE = 16
"""So many performances of each run are drawn before it is asked whether that is enough."""
LEAST_PERFORMANCES, LEAST_QUERIES = 1_024, 512
"""So many are drawn even if all of them are alike: what happens seldom may take a hundred times as much.

A Query reads several items at once, so that it meets what is seldom sooner.
"""
MANY_PERFORMANCES = 4_096
MOST_PERFORMANCES = 8_192
RELATIVE_ERROR = 0.005
"""The standard error of the units of a table or index, as part of them, that is good enough."""
RELATIVE_ERROR_OF_MANY = 0.01
"""What is good enough after many performances."""

ArmName: TypeAlias = tuple[Resource, Direction]

READS = frozenset({"Query", "Scan", "GetItem", "BatchGetItem", "TransactGetItems"})

# Its multiples leave no gaps between 0 and 1, however many there are: the golden ratio.
_STEP = 0.6180339887498949


class EvenRandom(Random):
    """A generator whose first draw of each performance is evenly spread over all of them.

    That draw chooses the member that a performance is about; spread evenly it settles the mean sooner
    than chance does. The others are left to chance: what is even in several draws at once has patterns of its own
    among the few members that take most. Each of several runs begins elsewhere.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._places = [super(EvenRandom, self).random() for _ in range(RUNS)]
        self._next: float | None = None

    def begin(self, run: int) -> None:
        """Begin another performance of a run."""
        self._next = self._places[run] = (self._places[run] + _STEP) % 1.0

    def random(self) -> float:
        """A number from 0 up to, but not including, 1."""
        first, self._next = self._next, None
        return super().random() if first is None else first


class Mean:
    """A mean over performances, and how sure it is, from the means of the runs."""

    def __init__(self) -> None:
        self._totals = [0.0] * RUNS

    def add(self, run: int, value: float) -> None:
        """Another number, of one of the runs."""
        self._totals[run] += value

    def of(self, count: int) -> float:
        """The mean over so many performances, those counted that took nothing."""
        return sum(self._totals) / count

    def relative_error(self) -> float:
        """The standard error of the mean, as part of it."""
        mean = sum(self._totals) / RUNS
        if not mean:
            return 0.0
        variance = sum((total - mean) ** 2 for total in self._totals) / (RUNS - 1)
        return sqrt(variance / RUNS) / abs(mean)


@dataclass(slots=True, kw_only=True)
class Sample:
    """What performances of one pattern took.

    `units` and `partition_units` are by table or index and direction, `touched` the keys there by how
    they came to be touched, each with its partition units.
    """

    performances: int = 0
    units: dict[ArmName, Mean] = field(default_factory=dict)
    partition_units: dict[ArmName, float] = field(default_factory=dict)
    touched: dict[ArmName, dict[Origin, list[tuple[str, float]]]] = field(default_factory=dict)
    growth_bytes: dict[Resource, float] = field(default_factory=dict)

    def add(self, run: int, charges: Charges) -> None:
        """Another performance, of one of the runs."""
        self.performances += 1
        taken: dict[ArmName, float] = {}
        for touch in charges.touches:
            name = (touch.resource, touch.direction)
            taken[name] = taken.get(name, 0.0) + touch.units
            weighed = self.partition_units.get(name, 0.0) + touch.partition_units
            self.partition_units[name] = weighed
            touched = self.touched.setdefault(name, {}).setdefault(touch.origin, [])
            touched.append((touch.key, touch.partition_units))
        for name, units in taken.items():
            self.units.setdefault(name, Mean()).add(run, units)
        for resource, size in charges.growth_bytes.items():
            self.growth_bytes[resource] = self.growth_bytes.get(resource, 0.0) + size

    def is_settled(self, least: int) -> bool:
        """Whether the means are known well enough, after so many performances at least."""
        if self.performances < least:
            return False
        is_many = self.performances >= MANY_PERFORMANCES
        allowed = RELATIVE_ERROR_OF_MANY if is_many else RELATIVE_ERROR
        return all(mean.relative_error() <= allowed for mean in self.units.values())


def sampled(
    plan: Plan,
    sampler: Sampler,
    survey: Survey,
    charger: Charger,
    *,
    thoroughly: bool = False,
    before: int = 0,
) -> Sample:
    """Draw performances of a pattern and charge them; as many as there may be if `thoroughly`.

    So many of a pattern that writes as `before` says come first, whose writes the others find.

    Raises:
        DynamoError: A parameter's value cannot be made.
    """
    rng = EvenRandom(salt_of(survey.seed, plan.pattern.name, "demand"))
    sample = Sample()
    least = LEAST_QUERIES if plan.operation == "Query" else LEAST_PERFORMANCES

    def charges(run: int | None = None) -> Charges:
        # What is written has to be met again as often as by chance.
        if run is not None and plan.operation in READS:
            rng.begin(run)
        survey.seen.clear()
        survey.is_watching = True
        try:
            arguments = sampler.arguments(plan, rng=rng, now=survey.now)
        finally:
            survey.is_watching = False
        return charger.charges(plan, arguments)

    for _ in range(before if plan.operation not in READS else 0):
        charges()
    while sample.performances < MOST_PERFORMANCES:
        for turn in range(RUNS * AT_ONCE):
            run = turn % RUNS
            sample.add(run, charges(run))
        if sample.is_settled(least) and not thoroughly:
            break
    return sample
