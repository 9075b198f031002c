"""The DynamoDB a test runs on, and the tables in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pytest

from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.plugin.databases.endpoint import Endpoint
from pytest_dynamo.plugin.databases.made_tables import MadeTables
from pytest_dynamo.plugin.guarding.scans import Examined, Scan
from pytest_dynamo.plugin.guarding.watch import Watch
from pytest_dynamo.plugin.matching.sent import is_low_level
from pytest_dynamo.plugin.settings import Settings

if TYPE_CHECKING:
    from boto3 import Session

    from pytest_dynamo.deploy.backend import Backend, BackendKind
    from pytest_dynamo.embedded.engine import HeldCheckpoint


_OF_ONE_PAGE = frozenset({"ExclusiveStartKey", "Segment", "TotalSegments"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamoTable:
    """A table that is there for a test: `name` is the name to send, `design` what is declared."""

    name: str
    design: Table = field(repr=False)


class Tables(dict[str, DynamoTable]):
    """Tables by their names in the design; a name that is none of them is told with those there are."""

    def __missing__(self, name: str) -> DynamoTable:
        __tracebackhide__ = True
        near = get_close_matches(str(name), self, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        msg = f"the design has no table '{name}'{hint}\nIts tables: {', '.join(self)}"
        raise DynamoError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """The DynamoDB of one test; `prefix` is what the names of tables have there in addition.

    `make_client` makes a client when first called, and gives it from then on: it takes longer than a
    table does, and many a test brings its own. `setup_client` makes tables and items, on the embedded
    DynamoDB without the time boto3 takes and without being throttled. `throttle` begins to throttle anew, with full buckets, and with the auto
    scaling of tables by their names there; None where nothing is throttled, or not by us.
    `checkpoint` notes what tables are like, to have them so again; None where only reading them does.
    """

    kind: "BackendKind"
    endpoint: str | None
    make_client: Callable[[], Any]
    setup_client: Any
    session: "Session"
    prefix: str = ""
    made: MadeTables | None = None
    throttle: Callable[[Mapping[str, Table]], None] | None = None
    checkpoint: "Callable[[Iterable[str]], HeldCheckpoint | None] | None" = None
    tables: Tables = field(default_factory=Tables)

    @property
    def client(self) -> Any:  # noqa: ANN401 - boto3 makes the class of a client on the spot
        """A low-level client of boto3, which no other test has."""
        return self.make_client()

    @property
    def names(self) -> Mapping[str, str]:
        """What the tables of the design are called here."""
        return {name: table.name for name, table in self.tables.items()}

    def item(self, table: str, key: WireItem) -> WireItem | None:
        """The item stored in a table of the design under a key, None if there is none."""
        found: WireItem | None = self.setup_client.get_item(
            TableName=self.names[table], Key=key, ConsistentRead=True
        ).get("Item")
        return found

    def resource(self) -> Any:  # noqa: ANN401 - boto3 makes the class of a resource on the spot
        """A boto3 resource."""
        return self.session.resource("dynamodb", endpoint_url=self.endpoint)


class Databases:
    """Opens the DynamoDB of each test: an embedded one, empty, or the endpoint that is set.

    An endpoint is looked at once. All clients come from one session of boto3, which knows after the
    first how to make them: that takes 2 ms then, not 50.
    """

    def __init__(
        self, settings: Settings, *, worker: str, endpoint: Endpoint | None = None
    ) -> None:
        self._settings = settings
        self._endpoint = endpoint or Endpoint(settings, worker=worker)
        self._session: Session | None = None

    def _backend(self) -> "Backend":
        from pytest_dynamo.deploy.backend import open_backend
        from pytest_dynamo.embedded import Throttling

        if self._settings.endpoint:
            return self._endpoint.backend()
        return open_backend(throttling=Throttling() if self._settings.throttle else None)

    @contextmanager
    def open(self) -> Iterator[Database]:
        """Open one.

        Raises:
            BackendError: The endpoint cannot be used.
        """
        backend = self._backend()
        is_embedded = backend.kind == "embedded"
        session = self._session = self._session or _session(backend)
        with backend if is_embedded else nullcontext():
            make_client = cache(partial(session.client, "dynamodb", endpoint_url=backend.endpoint))
            yield Database(
                kind=backend.kind,
                endpoint=backend.endpoint,
                make_client=make_client,
                setup_client=backend.make_setup_client() if is_embedded else make_client(),
                session=session,
                prefix="" if is_embedded else self._endpoint.prefix,
                made=None if is_embedded else self._endpoint.made,
                checkpoint=backend.checkpoint if is_embedded else None,
                throttle=(
                    partial(_throttle, backend) if is_embedded and self._settings.throttle else None
                ),
            )


def _throttle(backend: "Backend", policies: Mapping[str, Table]) -> None:
    from pytest_dynamo.embedded import Throttling

    backend.throttle(Throttling(policies=policies))


def _session(backend: "Backend") -> "Session":
    """A session of boto3; the embedded DynamoDB takes any credentials."""
    from boto3 import Session

    if backend.kind != "embedded":
        return Session(region_name=backend.region)
    return Session(
        aws_access_key_id="embedded", aws_secret_access_key="embedded", region_name=backend.region
    )


DATABASES = pytest.StashKey[Databases]()


@contextmanager
def tables_of(database: Database, design: Design) -> Iterator[Mapping[str, DynamoTable]]:
    """Create the tables of a design, and drop them afterwards."""
    from pytest_dynamo.deploy.create import create_table

    with ExitStack() as stack:
        for table in design.tables.values():
            name = f"{database.prefix}{table.name}"
            if database.made is None:  # the embedded one forgets all tables by itself
                create_table(database.setup_client, table, name)
            else:
                database.made.create(database.setup_client, table, name)
                stack.callback(database.made.drop, database.client, name)
            database.tables[table.name] = DynamoTable(name=name, design=table)
        if database.throttle:
            database.throttle({table.name: table.design for table in database.tables.values()})
        yield database.tables


def attach(watch: Watch, database: Database) -> None:
    """Let a watch look into the database a test runs on."""
    watch.prefix = database.prefix
    if database.kind == "embedded":
        watch.examine = lambda scan, request: examine(database, scan, request)
        watch.describe = lambda name: describe(database.setup_client, name)


def describe(client: Any, name: str) -> Table | None:  # noqa: ANN401 - any boto3 client
    """The table of that name as it is there, None if it is not."""
    from botocore.exceptions import BotoCoreError, ClientError

    from pytest_dynamo.design.table_description import table_of_description

    try:
        return table_of_description(client.describe_table(TableName=name)["Table"])
    except (BotoCoreError, ClientError):  # no such table, or no such name of a table
        return None


def examine(database: Database, scan: Scan, request: Mapping[str, Any]) -> Examined | None:
    """What a scan would read and give back, found out by doing it; None where DynamoDB refuses it."""
    from botocore.exceptions import BotoCoreError, ClientError

    arguments: dict[str, Any] = {"TableName": scan.table}
    if scan.index:
        arguments["IndexName"] = scan.index
    if scan.sent:
        arguments |= {name: value for name, value in request.items() if name not in _OF_ONE_PAGE}
    arguments["ReturnConsumedCapacity"] = "TOTAL"
    client = database.setup_client
    if scan.sent and not is_low_level(request):
        client = database.resource().meta.client
    try:
        pages = (
            [client.scan(**arguments)]
            if "Limit" in arguments
            else list(client.get_paginator("scan").paginate(**arguments))
        )
    except (BotoCoreError, ClientError):
        return None
    return Examined(
        items=sum(page["ScannedCount"] for page in pages),
        read_units=sum(page["ConsumedCapacity"]["CapacityUnits"] for page in pages),
        returned=sum(page["Count"] for page in pages) if scan.sent else None,
    )
