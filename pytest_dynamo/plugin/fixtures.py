"""The fixtures."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from pytest_dynamo.design.values import DECLARED, Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.plugin.calls import Calls
from pytest_dynamo.plugin.designs import DESIGNS
from pytest_dynamo.plugin.forecasts import FORECASTS, DynamoForecast, forecast_under
from pytest_dynamo.plugin.markers import read_markers
from pytest_dynamo.plugin.settings import SETTINGS
from pytest_dynamo.plugin.tables import DATABASES, Database, DynamoTable, attach, tables_of
from pytest_dynamo.plugin.watch import WATCH, own_calls

if TYPE_CHECKING:
    from pytest_dynamo.plugin.populate import Populate


@contextmanager
def _told_without_traceback() -> Iterator[None]:
    """Let a mistake that somebody can put right be its message alone."""
    try:
        yield
    except DynamoError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


@pytest.fixture
def dynamo_design(request: pytest.FixtureRequest) -> Design:
    """The design: the one that is set, or the one that the marker `dynamo_design` names."""
    markers = read_markers(request.node)
    return request.config.stash[DESIGNS].chosen(markers.design).design


@pytest.fixture
def _dynamo_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The DynamoDB of one test: an embedded one of its own, or the endpoint."""
    with _told_without_traceback(), request.config.stash[DATABASES].open() as database:
        if watch := request.node.stash.get(WATCH, None):
            attach(watch, database)
        yield database


@pytest.fixture
def dynamo_client(_dynamo_database: Database) -> Any:  # noqa: ANN401 - boto3 makes its class
    """A low-level boto3 client of the DynamoDB that the test runs on."""
    return _dynamo_database.client


@pytest.fixture
def dynamo_resource(_dynamo_database: Database) -> Any:  # noqa: ANN401 - boto3 makes its class
    """A boto3 resource of the DynamoDB that the test runs on."""
    return _dynamo_database.resource()


@pytest.fixture
def dynamo_tables(
    dynamo_design: Design, _dynamo_database: Database
) -> Iterator[Mapping[str, DynamoTable]]:
    """The tables of the design, empty, by their names in the design."""
    with _told_without_traceback(), tables_of(_dynamo_database, dynamo_design) as tables:
        yield tables


@pytest.fixture
def dynamo_table(dynamo_tables: Mapping[str, DynamoTable]) -> DynamoTable:
    """The table of the design, empty; `.name` is the name to send, `.design` what is declared."""
    if len(dynamo_tables) > 1:
        names = ", ".join(dynamo_tables)
        pytest.fail(
            f"dynamo_table: the design has several tables ({names})\n"
            f'To fix this:  dynamo_tables["{min(dynamo_tables)}"]',
            pytrace=False,
        )
    return next(iter(dynamo_tables.values()))


@pytest.fixture
def dynamo_populate(
    request: pytest.FixtureRequest,
    dynamo_design: Design,
    dynamo_tables: Mapping[str, DynamoTable],
    _dynamo_database: Database,
) -> "Populate":
    """Make and store members of the design: `dynamo_populate("User", orders=30)`."""
    from botocore.exceptions import ClientError

    from pytest_dynamo.deploy.seed import seed
    from pytest_dynamo.plugin.populate import Populate

    names = {name: table.name for name, table in dynamo_tables.items()}

    def store(items: list[tuple[str, Any]]) -> None:
        __tracebackhide__ = True
        try:
            with own_calls():
                seed(_dynamo_database.setup_client, items, names=names)
        except ClientError as error:
            reason = error.response["Error"].get("Message", "")
            msg = f"DynamoDB does not store what dynamo_populate made: {reason}"
            raise DynamoError(msg) from None

    return Populate(dynamo_design, seed=request.config.stash[SETTINGS].rng_seed, store=store)


@pytest.fixture
def dynamo_calls(request: pytest.FixtureRequest) -> Calls:
    """The DynamoDB calls of the test so far, with what they consumed."""
    calls: Calls = request.node.stash[WATCH].calls
    return calls


@pytest.fixture
def dynamo_forecast(request: pytest.FixtureRequest, dynamo_design: Design) -> DynamoForecast:
    """The forecast of the design at its declared rates: `dynamo_forecast.holds_until`."""
    with _told_without_traceback():
        return forecast_under(request.config.stash[FORECASTS], dynamo_design, DECLARED)
