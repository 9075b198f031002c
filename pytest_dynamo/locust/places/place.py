"""Where a load test takes place: a backend, the tables in it, and the population they hold."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.backend import Backend, open_backend
from pytest_dynamo.deploy.conformity import check_tables
from pytest_dynamo.deploy.create import create_table, drop_table
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.deploy.seed import seed
from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.locust.modelling.model import (
    partitions_at_start,
    throttling_figures,
    throttling_of,
)
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import Progress, tell
from pytest_dynamo.locust.terminal.interrupt import Interrupts
from pytest_dynamo.measure.flow import partitions_of
from pytest_dynamo.measure.throttling_values import ThrottlingFigures
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.scale import scale_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_ITEMS_EMBEDDED = 5_000
"""The most that is seeded on embedded unless more is asked for: about a second's worth."""
SETUP_ATTEMPTS = 10
"""A table that is created or seeded may throttle; it is tried again, unlike the load itself."""


class Place:
    """The tables of a design in a backend, under the names they have there, and their population.

    `now` is the moment the population is made at, the same in all processes of a run.

    Raises:
        BackendError: The backend cannot be used, or is AWS and that is not allowed.
    """

    def __init__(
        self, design: Design, settings: Settings, *, now: datetime, connections: int
    ) -> None:
        self._design = design
        self._settings = settings
        self.now = now
        self.connections = connections
        self.names: Mapping[str, str] = {name: settings.prefix + name for name in design.tables}
        self.backend = open_backend(
            settings.host, allow_aws=settings.allow_aws, tables=self.names.values()
        )
        self.scale = population_scale(settings.population, design, self.backend, now)
        self.population = Population(design, seed=settings.rng_seed, now=now, scale=self.scale)
        self.partitions = partitions_of(design.tables.values(), settings.parameters)
        self._created: list[str] = []

    @property
    def schemas(self) -> Mapping[str, Table]:
        """The tables of the design by the names they have here."""
        return {self.names[name]: table for name, table in self._design.tables.items()}

    @property
    def is_new(self) -> bool:
        """Whether all tables were created for this run, so that nothing else is in them."""
        return len(self._created) == len(self._design.tables)

    def prepare(self) -> None:
        """Create the tables that are missing, and seed those that are empty.

        On AWS tables are only created under a prefix, and those that were there before are only
        seeded when that was asked for.

        Raises:
            BackendError: The tables cannot be had.
        """
        client = self.backend.make_setup_client(retries={"total_max_attempts": SETUP_ATTEMPTS})
        with explained(self.backend.place):
            if self.backend.kind != "aws" or self._settings.prefix:
                self._create_missing(client)
            check_tables(self.backend, self._design, self.names)
            to_seed = [name for name in self._design.tables if self._wants_items(client, name)]
            if to_seed:
                self._seed(client, to_seed)

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
        if self.backend.kind != "embedded" and not self._settings.keep:
            client = self.backend.make_client()
            for name in self._created:
                try:
                    drop_table(client, self.names[name])
                except (BotoCoreError, ClientError) as error:
                    tell(f"dynamo: table {self.names[name]} was created and not dropped: {error}")
        self.backend.close()

    def _create_missing(self, client: "DynamoDBClient") -> None:
        existing = {
            name
            for page in client.get_paginator("list_tables").paginate()
            for name in page["TableNames"]
        }
        for table in self._design.tables.values():
            if self.names[table.name] in existing:
                continue
            self._created.append(table.name)
            unknown = create_table(client, table, self.names[table.name])
            if unknown:
                tell(f"dynamo: {self.backend.place} does not know {', '.join(unknown)}")

    def _wants_items(self, client: "DynamoDBClient", name: str) -> bool:
        if name in self._created or self._settings.seed_tables:
            return True
        if self.backend.kind == "aws":
            return False
        first = client.scan(TableName=self.names[name], Limit=1, Select="COUNT")
        return not first["Count"]

    def _seed(self, client: "DynamoDBClient", tables: list[str]) -> None:
        counts = self.population.counts()
        total = sum(
            count for name, count in counts.items() if self._design.entities[name].table in tables
        )
        share = "" if self.scale == 1 else f", {100 * self.scale:.3g} % of the design's population"
        items = ((table, item) for table, item in self.population.items() if table in tables)
        interrupts = Interrupts()
        with interrupts.heeded():
            progress = Progress(f"dynamo: seeding {total:,} items{share}", total)

            def on_progress(done: int) -> None:
                interrupts.check()
                progress(done)

            seeded = seed(client, items, on_progress, self.names)
        progress.end(f"dynamo: seeded {seeded:,} items{share}")


def population_scale(asked: str | None, design: Design, backend: Backend, now: datetime) -> float:
    """The scale at which a population has the size that was asked for."""
    if asked is not None:
        return scale_of(asked, design, now)
    whole = max(Population(design, now=now).total_items(), 1)
    return min(1.0, MOST_ITEMS_EMBEDDED / whole) if backend.kind == "embedded" else 1.0
