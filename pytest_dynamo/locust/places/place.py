"""Where a load test takes place: a backend, the tables in it, and the population they hold."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pytest_dynamo.deploy.backend import Backend, open_backend
from pytest_dynamo.deploy.conformity import check_tables
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.deploy.production import check_production
from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.locust.modelling.model import (
    partitions_at_start,
    throttling_figures,
    throttling_of,
)
from pytest_dynamo.locust.places.ours import OwnTables
from pytest_dynamo.locust.places.protection import (
    PRODUCTION_OPTION,
    WriteGuard,
    allow_text,
    check_writes,
)
from pytest_dynamo.locust.places.seeding_costs import SeedingCosts
from pytest_dynamo.locust.places.stock import Stock, population_scale
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.flow import partitions_of
from pytest_dynamo.measure.spending import Consumed
from pytest_dynamo.measure.throttling_values import ThrottlingFigures
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.people import Population

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SETUP_ATTEMPTS = 10
"""A table that is created or seeded may throttle; it is tried again, unlike the load itself."""


class Place:
    """The tables of a design in a backend, under the names they have there, and their population.

    `now` is the moment the population is made at, the same in all processes of a run. Without a
    `backend` the one that the settings name is opened.

    Raises:
        BackendError: The backend cannot be used, or is AWS and that is not allowed.
    """

    def __init__(
        self,
        design: Design,
        settings: Settings,
        *,
        now: datetime,
        connections: int,
        backend: Backend | None = None,
        design_sha256: str = "",
    ) -> None:
        self._design = design
        self._settings = settings
        self.connections = connections
        self.names: Mapping[str, str] = {name: settings.prefix + name for name in design.tables}
        self.backend = backend or open_backend(
            settings.host,
            allow_aws=settings.allow_aws,
            tables=self.names.values(),
            allow_text=allow_text(settings, self.names.values()),
        )
        self.scale = population_scale(settings.population, design, self.backend, now)
        self._stock = Stock(
            design,
            settings,
            self.backend,
            names=self.names,
            now=now,
            scale=self.scale,
            design_sha256=design_sha256,
        )
        self.partitions = partitions_of(design.tables.values(), settings.parameters)
        self.guard: WriteGuard | None = None
        self._seeding_costs = SeedingCosts(design.tables, settings.max_dollars)
        self._ours = OwnTables(self.backend, settings, design.name)

    @property
    def schemas(self) -> Mapping[str, Table]:
        """The tables of the design by the names they have here."""
        return {self.names[name]: table for name, table in self._design.tables.items()}

    @property
    def population(self) -> Population:
        """What the tables hold: what was seeded, or what was found there."""
        return self._stock.population

    @property
    def now(self) -> datetime:
        """The moment the population is made at; that of an earlier run, if that has seeded the tables."""
        return self._stock.now

    @property
    def found(self) -> tuple[str, ...]:
        """The tables of the design whose items were there before, and were sampled."""
        return self._stock.found

    @property
    def is_new(self) -> bool:
        """Whether all tables were created for this run, so that nothing else is in them."""
        return len(self._ours.created) == len(self._design.tables)

    @property
    def seeding_units(self) -> Consumed:
        """What seeding and the search for keys have consumed, where that is paid for."""
        return self._seeding_costs.units

    @property
    def own_tables(self) -> Collection[str]:
        """The tables that load tests have created, by the names they have here."""
        return self._ours.names

    def prepare(
        self,
        performed: Iterable[Plan] = (),
        make_seeding_client: "Callable[[Backend], DynamoDBClient] | None" = None,
    ) -> None:
        """Create the tables that are missing, and seed what is the run's own.

        On AWS tables are only created under a prefix. Those that were there before are only seeded, and
        written to by the access patterns `performed`, when that was asked for. Where nothing is paid
        for, a faster client than boto3's may seed.

        Raises:
            BackendError: The tables cannot be had, or may not be used as they would be.
        """
        client = self.backend.make_setup_client(retries={"total_max_attempts": SETUP_ATTEMPTS})
        with explained(self.backend.place):
            self._check_production()
            self._ours.find(client, self.names.values())
            existing = self._existing(client)
            if self.backend.kind != "embedded" and not self._settings.may_write:
                check_writes(
                    performed,
                    place=self.backend.place,
                    protected=existing - self._ours.names,
                    names=self.names,
                )
            if self.backend.kind != "aws" or self._settings.prefix:
                self._create_missing(client, existing)
            check_tables(self.backend, self._design, self.names)
            self.protect(self._ours.names)
            self._stock.remember(client)
            to_seed = [name for name in self._design.tables if self._wants_items(client, name)]
            if to_seed:
                created = [name for name in to_seed if self.names[name] in self._ours.created]
                with self._paid(), self._writer(client, make_seeding_client) as writer:
                    self._stock.seed(writer, to_seed, created)
                self._ours.note_seeded(self.names[name] for name in to_seed)
            if self.backend.kind != "embedded":
                known = {*to_seed, *self._stock.seeded_by_us()}
                self.find(name for name in self._design.tables if name not in known)
                self._stock.require_members(performed)

    def find(self, tables: Iterable[str], tell_of: Callable[[str], None] = tell) -> None:
        """Take the members of the entities in some tables of the design from what is in them."""
        with self._paid():
            self._stock.sample(self.backend.make_setup_client(), tables, tell_of)

    def protect(self, ours: Collection[str]) -> None:
        """Let the clients of this process write to these tables alone, unless all may be written to."""
        if self.backend.kind != "embedded" and not self._settings.may_write:
            self.guard = WriteGuard(place=self.backend.place, ours=ours, names=self.names)

    @property
    def throttling(self) -> Literal["modelled", "not modelled", "observed"]:
        """Who throttles requests here, if anybody does."""
        if self.backend.kind != "embedded":
            return "observed"
        return "modelled" if self._settings.throttles else "not modelled"

    def begin_to_throttle(self) -> None:
        """Throttle from now on where that is modelled, by a model that begins with full buckets."""
        if self.throttling == "modelled":
            self.backend.throttle(throttling_of(self._settings, self.schemas))
            self.partitions = partitions_at_start(
                self.backend.throttling_history(), self.partitions, self.schemas
            )

    def cease_to_throttle(self) -> ThrottlingFigures | None:
        """Throttle no more; what the model did, where there was one."""
        if self.throttling != "modelled":
            return None
        history = self.backend.throttling_history()
        self.backend.throttle(None)
        return throttling_figures(history, self._settings, self.schemas, self.partitions)

    def close(self) -> None:
        """Drop the tables that this run created, unless they are to be kept; leave the backend."""
        had = self._ours.names
        try:
            self._ours.drop()
            if had and not self._ours.names:
                self._stock.forget()
        finally:
            self.backend.close()

    def _paid(self) -> AbstractContextManager[None]:
        """Count what is consumed meanwhile, where that is paid for."""
        if self.backend.kind != "aws":
            return nullcontext()
        return self._seeding_costs.counted(self.schemas.get)

    @contextmanager
    def _writer(
        self,
        client: "DynamoDBClient",
        make: "Callable[[Backend], DynamoDBClient] | None",
    ) -> "Iterator[DynamoDBClient]":
        """The client that seeds: what AWS is asked for is counted, which goes by boto3's hooks."""
        if make is None or self.backend.kind != "endpoint":
            yield client
            return
        with closing(make(self.backend)) as writer:
            yield writer

    def _check_production(self) -> None:
        """Nobody else's production is on this machine."""
        if not self.backend.is_on_this_machine:
            check_production(
                self.names.values(),
                self.backend.account_aliases(),
                self._settings.production,
                place=self.backend.place,
                option=PRODUCTION_OPTION,
            )

    def _existing(self, client: "DynamoDBClient") -> frozenset[str]:
        """Which of the tables are there."""
        there = {
            name
            for page in client.get_paginator("list_tables").paginate()
            for name in page["TableNames"]
        }
        return frozenset(self.names.values()) & there

    def _create_missing(self, client: "DynamoDBClient", existing: Collection[str]) -> None:
        for table in self._design.tables.values():
            if self.names[table.name] not in existing:
                self._ours.create(client, table, self.names[table.name])

    def _wants_items(self, client: "DynamoDBClient", name: str) -> bool:
        """Whether a table is to be seeded: one of ours that is not yet, others where that was asked for."""
        there = self.names[name]
        if self._settings.seed_tables:
            return True
        if there in self._ours.names:
            return not self._ours.is_seeded(there)
        if not client.scan(TableName=there, Limit=1, Select="COUNT")["Count"]:
            tell(
                f"dynamo: table {there} is empty. It was there before this run and is not seeded; "
                "to seed it:  --dynamo-seed"
            )
        return False
