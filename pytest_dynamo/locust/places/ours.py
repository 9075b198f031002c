"""The tables that are a load test's own: those it creates, and those that an earlier one has left."""

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.backend import Backend
from pytest_dynamo.deploy.create import create_table, drop_table
from pytest_dynamo.deploy.manifest import (
    MadeTable,
    ManifestFile,
    age_text,
    as_created,
    is_running,
    manifest_name,
    this_process,
)
from pytest_dynamo.deploy.teardown import whereabouts
from pytest_dynamo.design.values import Table
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import tell

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class OwnTables:
    """What is created is noted before, in the manifest of the design's reports, and struck out when dropped.

    On the embedded DynamoDB nothing needs noting: it is gone with its process.
    """

    def __init__(self, backend: Backend, settings: Settings, design: str) -> None:
        self._settings = settings
        self._backend = backend
        self._made: dict[str, MadeTable] = {}
        self._file: ManifestFile | None = None
        self._folder = settings.reports / design
        self.created: list[str] = []

    @property
    def names(self) -> frozenset[str]:
        """The names of the tables that may be written to, seeded and dropped."""
        return frozenset(self._made)

    def is_seeded(self, name: str) -> bool:
        """Whether a table was filled by an earlier run."""
        return name in self._made and self._made[name].is_seeded

    def find(self, client: "DynamoDBClient", wanted: Iterable[str]) -> None:
        """Take over what earlier runs have left of the tables that are wanted; say what else there is."""
        if self._backend.kind == "embedded":
            return
        endpoint, region = self._backend.endpoint or "", self._backend.region
        account = self._backend.account()
        path = self._folder / manifest_name(endpoint, region, account)
        file = ManifestFile(path, endpoint=endpoint, region=region, account=account)
        self._file, names = file, frozenset(wanted)
        others = []
        for made in file.read().tables:
            if is_running(made.maker):
                continue
            if whereabouts(client, made) != "there":
                file.forget(made.name)
            elif made.name not in names:
                others.append(made.name)
            else:
                self._take_over(file, made)
        if others:
            tell(
                f"dynamo: an earlier run has left {', '.join(others)}; "
                f"to drop what was left:  pytest-dynamo teardown {self._settings.reports}"
            )

    def create(self, client: "DynamoDBClient", table: Table, name: str) -> None:
        """Create a table, which is noted before it is asked for, and again when it is there."""
        made = MadeTable(
            name=name,
            requested_at=time.time(),
            maker=this_process(),
            is_kept=self._settings.keep,
        )
        self._note(made)
        try:
            unknown = create_table(
                client,
                table,
                name,
                on_created=lambda description: self._note(as_created(made, description)),
            )
        except BackendError:
            if self._made[name].created_at is None:  # somebody else has created it meanwhile
                self._strike_out(name)
            raise
        self.created.append(name)
        if unknown:
            tell(f"dynamo: {self._backend.place} does not know {', '.join(unknown)}")

    def note_seeded(self, names: Iterable[str]) -> None:
        """Note that tables hold all that they are to hold."""
        for name in names:
            if name in self._made:
                self._note(replace(self._made[name], is_seeded=True))

    def drop(self) -> None:
        """Drop them, but those that are to be kept; what cannot be dropped stays in the manifest."""
        if self._file is None:
            return
        client = self._backend.make_client(retries={"total_max_attempts": 3})
        for made in tuple(self._made.values()):
            if made.is_kept:
                continue
            try:
                if whereabouts(client, made) == "there":
                    drop_table(client, made.name)
                self._strike_out(made.name)
            except (BotoCoreError, ClientError) as error:
                tell(
                    f"dynamo: table {made.name} was created and not dropped: {error}\n"
                    f"  to try again:  pytest-dynamo teardown {self._settings.reports}"
                )

    def _take_over(self, file: ManifestFile, made: MadeTable) -> None:
        """Make what an earlier run has left our own, to be kept if either of the two was to keep it."""
        is_kept = made.is_kept or self._settings.keep
        if not made.is_kept:
            end = "is kept" if is_kept else "is dropped when this one ends"
            tell(
                f"dynamo: table {made.name} was left by a run of {age_text(made)} that was cut off; "
                f"it is used again, and {end}"
            )
        self._made[made.name] = replace(made, maker=this_process(), is_kept=is_kept)
        file.note(self._made[made.name])

    def _strike_out(self, name: str) -> None:
        del self._made[name]
        if self._file is not None:
            self._file.forget(name)

    def _note(self, made: MadeTable) -> None:
        self._made[made.name] = made
        if self._file is not None:
            self._file.note(made)
