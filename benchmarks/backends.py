"""The backends that are measured: each opens itself and gives a client of an empty table."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any

import boto3

from benchmarks import servers
from benchmarks.data import COLLECTION, TABLE, WireItem, create_table_arguments, item
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.embedded import Throttling, dynamodb
from pytest_dynamo.measure.observe import transport

REGION = "us-east-1"
_OF_ONE_BATCH = 25

# As many partitions as a new table has, and more in each than can be asked for here.
_WIDE = Parameters(
    partition_read_units=5e5,
    partition_write_units=5e5,
    first_peak_read_units=1e6,
    first_peak_write_units=1e6,
    table_read_quota=1e6,
    table_write_quota=1e6,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A backend that is open.

    `fill` stores items as fast as the backend lets one; `server_cpu_seconds` is the processor time
    used so far by the process that answers, where it is another than ours.
    """

    client: Any
    fill: Callable[[Iterable[WireItem]], None]
    server_cpu_seconds: Callable[[], float] = lambda: 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """A backend, by the words it has in a table."""

    name: str
    title: str
    open: Callable[[], AbstractContextManager[Opened]]


@contextmanager
def _moto() -> Iterator[Opened]:
    from moto import mock_aws
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.dynamodb.models import dynamodb_backends

    with mock_aws():
        client = _made_up_session().client("dynamodb")
        backend = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION]

        def fill(items: Iterable[WireItem]) -> None:
            for one in items:  # what moto's own handler calls, without the way there
                backend.put_item(TABLE, one)

        yield _with_table(client, fill)


@contextmanager
def _null() -> Iterator[Opened]:
    consumed = {"TableName": TABLE, "CapacityUnits": 1.0, "Table": {"CapacityUnits": 1.0}}
    page = [item(number) for number in range(COLLECTION)]
    answers: dict[str, dict[str, Any]] = {
        "PutItem": {"ConsumedCapacity": consumed},
        "GetItem": {"Item": page[0], "ConsumedCapacity": consumed},
        "Query": {"Items": page, "Count": 25, "ScannedCount": 25, "ConsumedCapacity": consumed},
        "TransactWriteItems": {"ConsumedCapacity": [consumed]},
    }
    http = SimpleNamespace(status_code=200, headers={})

    def send(_endpoint: object, _request: object, operation: Any) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401 - botocore's
        return http, answers[operation.name]

    with transport(send):
        yield Opened(client=_made_up_session().client("dynamodb"), fill=lambda _items: None)


@contextmanager
def _embedded() -> Iterator[Opened]:
    with dynamodb() as embedded:
        yield _with_table(embedded.client(), _filler(embedded.direct_client()))


@contextmanager
def _direct() -> Iterator[Opened]:
    with dynamodb() as embedded:
        client = embedded.direct_client()
        yield _with_table(client, _filler(client))


@contextmanager
def _throttled() -> Iterator[Opened]:
    with dynamodb(throttling=Throttling(parameters=_WIDE)) as embedded:
        yield _with_table(embedded.direct_client(), _filler(embedded.unthrottled_client()))


def _server(start: servers.Start) -> Callable[[], AbstractContextManager[Opened]]:
    @contextmanager
    def opened() -> Iterator[Opened]:
        with start() as server:
            client = _made_up_session().client("dynamodb", endpoint_url=server.url)
            yield _with_table(client, _filler(client), server.cpu_seconds)

    return opened


BACKENDS: Mapping[str, Backend] = {
    backend.name: backend
    for backend in (
        Backend(name="moto", title="plain moto", open=_moto),
        Backend(name="dynalite", title="dynalite, HTTP", open=_server(servers.dynalite)),
        Backend(name="local", title="DynamoDB Local, HTTP", open=_server(servers.dynamodb_local)),
        Backend(name="null", title="boto3, null transport", open=_null),
        Backend(name="embedded", title="embedded, boto3", open=_embedded),
        Backend(name="direct", title="embedded, direct client", open=_direct),
        Backend(name="throttled", title="embedded, direct client, throttling", open=_throttled),
        Backend(name="serve", title="`pytest-dynamo serve`, HTTP", open=_server(servers.serve)),
    )
}


def _made_up_session() -> boto3.Session:
    return boto3.Session(
        aws_access_key_id="bench", aws_secret_access_key="bench", region_name=REGION
    )


def _with_table(
    client: Any,  # noqa: ANN401 - any boto3-shaped client
    fill: Callable[[Iterable[WireItem]], None],
    server_cpu_seconds: Callable[[], float] = lambda: 0.0,
) -> Opened:
    client.create_table(**create_table_arguments())
    while client.describe_table(TableName=TABLE)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.1)
    return Opened(client=client, fill=fill, server_cpu_seconds=server_cpu_seconds)


def _filler(client: Any) -> Callable[[Iterable[WireItem]], None]:  # noqa: ANN401 - any client
    def fill(items: Iterable[WireItem]) -> None:
        rest = iter(items)
        while batch := list(islice(rest, _OF_ONE_BATCH)):
            puts = [{"PutRequest": {"Item": one}} for one in batch]
            answer = client.batch_write_item(RequestItems={TABLE: puts})
            if answer["UnprocessedItems"]:
                message = f"a backend left items of a batch unprocessed: {answer}"
                raise RuntimeError(message)

    return fill
