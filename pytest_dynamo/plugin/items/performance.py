"""One performance of an access pattern on a small population."""

from datetime import UTC, datetime
from random import Random

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.seed import seed as seed_items
from pytest_dynamo.deploy.sending import answers, rows_of
from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Design
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.observe import observing, pattern_name
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.databases.tables import Database, Databases, tables_of
from pytest_dynamo.plugin.items.outcome import Outcome, what_is_wrong
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler

MOST_ITEMS = 300
"""How many items there are, unless one member each with all its children is more already."""

_MEMBERS_TRIED = (20, 10, 5, 3, 2, 1)


class Performance:
    """One performance of a plan. `calls` are those of the pattern itself."""

    def __init__(self, design: Design, plan: Plan, databases: Databases, *, seed: int) -> None:
        self.calls: list[Call] = []
        self._design = design
        self._plan = plan
        self._databases = databases
        self._seed = seed
        self._now = datetime.now(UTC)

    def run(self) -> str | None:
        """Perform the pattern; what is wrong with it, None if nothing is."""
        population = small_population(self._design, seed=self._seed, now=self._now)
        items = tuple(population.items())
        arguments = self._arguments(population)
        with self._databases.open() as database, tables_of(database, self._design):
            seed_items(database.setup_client, items, names=database.names)
            try:
                rows = self._perform(database, arguments)
            except ClientError as error:
                return f"failed: {error}"
            outcome = Outcome(
                design=self._design,
                plan=self._plan,
                arguments=arguments,
                items=items,
                calls=tuple(self.calls),
                rows=tuple(rows),
            )
            return what_is_wrong(outcome, database.item)

    def _arguments(self, population: Population) -> Arguments:
        plans = {self._plan.pattern.name: self._plan}
        sampler = Sampler(self._design, population, plans, self._seed)
        rng = Random(self._seed)
        return sampler.arguments(self._plan, rng=rng, now=self._now, existing=True)

    def _perform(self, database: Database, arguments: Arguments) -> list[WireItem]:
        """Send the requests, every page of them; the rows they give back."""
        tables = {table.name: table.design for table in database.tables.values()}
        with (
            observing(self.calls.append, schemas=tables.get),
            pattern_name(self._plan.pattern.name),
        ):
            sent = answers(self._plan, arguments, database.client, database.names)
            return [row for answer in sent for row in rows_of(answer)]


def small_population(design: Design, *, seed: int, now: datetime) -> Population:
    """A population with as many members of each root entity as keep it small."""
    batch = max((pattern.count for pattern in design.access_patterns.values()), default=1)
    for members in _MEMBERS_TRIED:
        sizes = {
            name: min(entity.population or 1, max(members, batch))
            for name, entity in design.entities.items()
            if not entity.parents
        }
        population = Population(design, seed=seed, now=now, sizes=sizes)
        if population.total_items() <= MOST_ITEMS:
            break
    return population
