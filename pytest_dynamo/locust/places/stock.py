"""What the tables of a place hold: a population that was seeded, or one that was found there."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pytest_dynamo.deploy.backend import Backend
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.places.sampling import found_population
from pytest_dynamo.locust.places.seed_state import SeedKey, SeedState, forget_state, read_state
from pytest_dynamo.locust.places.seeding import CONNECTIONS, seed_tables, verify
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.found.performable import unperformable
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.scale import scale_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_ITEMS_EMBEDDED = 5_000
"""The most that is seeded on embedded unless more is asked for: about a second's worth."""
SHARED_CONNECTIONS = 4
"""To an embedded DynamoDB in another process: enough that it need not wait for us."""
_WHOLE_FROM = 1_000
"""From so many per cent on they are told without digits after the point; others with three digits."""


class Stock:
    """The population of a place.

    It is made at `now`, unless tables were seeded by an earlier run: then it is the one that run has
    made. The entities of tables that this run finds filled, and not by an earlier one, have the
    members that are in them; `found` are these tables.
    """

    def __init__(
        self,
        design: Design,
        settings: Settings,
        backend: Backend,
        *,
        names: Mapping[str, str],
        now: datetime,
        scale: float,
        design_sha256: str,
    ) -> None:
        self._design = design
        self._settings = settings
        self._backend = backend
        self._names = names
        self._scale = scale
        self._key = SeedKey(
            place=backend.place,
            tables=tuple(names.values()),
            design_sha256=design_sha256,
            seed=settings.rng_seed,
            scale=scale,
        )
        self._folder = None if backend.kind == "embedded" else settings.reports / design.name
        self._state: SeedState | None = None
        self._there: Mapping[str, str] = {}
        self.found: tuple[str, ...] = ()
        self.now = now
        self.population = self._made_at(now)

    def remember(self, client: "DynamoDBClient") -> None:
        """Go by the population that an earlier run has seeded, or has begun to seed, if one has."""
        if self._folder is None:
            return
        self._there = {
            table: _identity(client.describe_table(TableName=name)["Table"])
            for table, name in self._names.items()
        }
        self._state = read_state(self._folder, self._key, self._there)
        if self._state:
            self.now = datetime.fromtimestamp(self._state.now, UTC)
            self.population = self._made_at(self.now)

    def seed(
        self, client: "DynamoDBClient", tables: Collection[str], created: Collection[str]
    ) -> None:
        """Put the items of some tables into them, from where an earlier run was cut off, and read some back.

        `created` are the tables that were empty before.

        Raises:
            BackendError: They cannot be written, or are not there when they were.
        """
        earlier = self._state
        if earlier and not earlier.is_finished and set(earlier.tables) == set(tables):
            state = earlier
        else:
            state = SeedState(
                key=self._key,
                now=self.now.timestamp(),
                tables={table: self._there.get(table, "") for table in tables},
                total=self.population.total_items(tables),
                done=0,
            )
        try:
            self._state = seed_tables(
                client,
                self.population,
                state,
                names=self._names,
                folder=self._folder,
                connections=self.connections,
                share=share_of_the_design(self._scale),
            )
        except KeyboardInterrupt:
            if self._folder and self._settings.keep:
                tell("\ndynamo: to go on from here:  the same command again")
            raise
        self._read_back(client, tables, created)

    def _read_back(
        self, client: "DynamoDBClient", tables: Collection[str], created: Collection[str]
    ) -> None:
        exact = [table for table in tables if table in created] if self._folder is None else ()
        verify(
            client,
            self.population,
            {table: self._names[table] for table in tables},
            place=self._backend.place,
            expected={table: self.population.total_items([table]) for table in exact},
            shows_keys=not self._settings.hashes_keys,
        )

    def seeded_by_us(self) -> frozenset[str]:
        """The tables whose items are known, as we have put them there."""
        return (
            frozenset(self._state.tables)
            if self._state and self._state.is_finished
            else frozenset()
        )

    def sample(
        self, client: "DynamoDBClient", tables: Iterable[str], tell_of: Callable[[str], None] = tell
    ) -> None:
        """Take the members of the entities in some tables from what is in them; `tell_of` is told."""
        self.found = tuple(tables)
        if self.found:
            self.population = found_population(
                client, self.population, self.found, self._names, tell_of=tell_of
            )

    def require_members(self, performed: Iterable[Plan]) -> None:
        """Refuse access patterns for which no item was found.

        Raises:
            BackendError: There are some; it says what each lacks.
        """
        lacking = unperformable(self._design, self.population, performed) if self.found else {}
        if not lacking:
            return
        lines = "".join(f"  {name}: no {' and no '.join(of)}\n" for name, of in lacking.items())
        message = (
            f"{_counted(len(lacking), 'access pattern')} cannot be performed: nothing of what they are "
            f"about is among the items of {', '.join(self._names[table] for table in self.found)}:\n{lines}"
            f"To fix this: leave them out with --exclude-tags {' '.join(lacking)}, fill the tables, with "
            "--dynamo-seed for example, or correct the key templates of the design"
        )
        raise BackendError(message)

    def forget(self) -> None:
        """Forget what was seeded: the tables are gone."""
        if self._folder is not None:
            forget_state(self._folder, self._key)

    @property
    def connections(self) -> int:
        """How many batches of items are best under way at once."""
        if self._backend.profile.name == "moto":
            return 1  # its server does not stand two threads in one table
        if self._backend.kind != "embedded":
            return CONNECTIONS
        return 1 if self._backend.engine is not None else SHARED_CONNECTIONS

    def _made_at(self, now: datetime) -> Population:
        return Population(self._design, seed=self._settings.rng_seed, now=now, scale=self._scale)


def population_scale(asked: str | None, design: Design, backend: Backend, now: datetime) -> float:
    """The scale at which a population has the size that was asked for."""
    if asked is not None:
        return scale_of(asked, design, now)
    whole = max(Population(design, now=now).total_items(), 1)
    return min(1.0, MOST_ITEMS_EMBEDDED / whole) if backend.kind == "embedded" else 1.0


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def share_of_the_design(scale: float) -> str:
    """How that is said beside a number of items; nothing of all of them."""
    if scale == 1:
        return ""
    per_cent = 100 * scale
    text = f"{per_cent:,.0f}" if per_cent >= _WHOLE_FROM else f"{per_cent:.3g}"
    return f", {text} % of the design's population"


def _identity(description: Mapping[str, object]) -> str:
    """What tells a table from another that had its name before."""
    return str(description.get("TableId") or description["CreationDateTime"])
