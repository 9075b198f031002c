"""The embedded DynamoDB as its users see it."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3

from pytest_dynamo.embedded.engine import Engine, HeldCheckpoint, Unthrottled
from pytest_dynamo.embedded.environment import REGION, dummy_environment
from pytest_dynamo.embedded.fronts.answers import Performing
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.fronts.wire import Wire
from pytest_dynamo.embedded.throttling.history import ThrottlingHistory
from pytest_dynamo.embedded.throttling.settings import Throttling
from pytest_dynamo.measure.observe import transport

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient, DynamoDBServiceResource


class Embedded:
    """An embedded DynamoDB. Its clients of boto3 work while its `dynamodb()` is open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def client(self, **options: Any) -> "DynamoDBClient":
        """A low-level client; needs no region and no credentials. Takes boto3's own options."""
        with _making_clients:
            return _session().client("dynamodb", **options)

    def streams_client(self, **options: Any) -> Any:
        """A low-level client of DynamoDB Streams."""
        with _making_clients:
            return _session().client("dynamodbstreams", **options)

    def resource(self, **options: Any) -> "DynamoDBServiceResource":
        """A resource, whose tables and items are Python objects."""
        with _making_clients:
            return _session().resource("dynamodb", **options)

    @property
    def engine(self) -> Performing:
        """What answers requests, for a client of another kind."""
        return self._engine

    def direct_client(self) -> DirectClient:
        """A client with the calls, answers and errors of boto3's, without the time boto3 takes."""
        return DirectClient(self._engine)

    def unthrottled_client(self) -> DirectClient:
        """A direct client whose requests are never throttled and use nothing up: for fixtures and seeding."""
        return DirectClient(Unthrottled(self._engine))

    def throttle(self, throttling: Throttling | None) -> None:
        """Throttle requests from now on, as `throttling` says; or none, without it.

        The model begins anew: tables have as many partitions as their settings ask for, and all buckets are
        full.
        """
        self._engine.throttle(throttling)

    def throttling_history(self) -> ThrottlingHistory:
        """The partitions there are, their splits, and what was throttled, since throttling was switched on."""
        return self._engine.throttling_history()

    def checkpoint(self, names: Iterable[str]) -> HeldCheckpoint:
        """Some tables as they are now, to be restored after they have been written to."""
        return self._engine.checkpoint(names)

    def reset(self) -> None:
        """Forget all tables. What is throttled stays."""
        self._engine.reset()


# Making clients is not safe for threads: https://docs.aws.amazon.com/boto3/latest/guide/session.html
_making_clients = Lock()


@cache
def _session() -> boto3.Session:
    """One session for all, because each one reads the models of the services anew."""
    return boto3.Session(
        aws_access_key_id="embedded", aws_secret_access_key="embedded", region_name=REGION
    )


@contextmanager
def dynamodb(
    *,
    clock: Callable[[], float] = time.time,
    index_lag: float = 0.0,
    stale_reads: float = 0.0,
    seed: int = 0,
    throttling: Throttling | bool = False,
) -> Iterator[Embedded]:
    """Answer every request to DynamoDB in this process, by tables that live as long as this is open.

    That goes for all clients of `dynamodb` and `dynamodbstreams`, whichever session made them and
    whenever, with whatever region, credentials or endpoint. Nothing reaches the network. Clients of
    other services are left alone. One opened inside another has tables of its own; when it is
    closed, the outer one answers again.

    `clock` gives the seconds since the epoch, by which items with a time to live expire. With
    `index_lag`, what is written appears in global indexes so many seconds later. `stale_reads` is the
    share, from 0 to 1, of eventually consistent reads that see a table as it was a second ago, drawn with
    `seed`. With `throttling`, True or the settings, requests are throttled as DynamoDB would.

    >>> with dynamodb() as embedded:
    ...     embedded.client().list_tables()["TableNames"]
    []
    """
    engine = Engine(
        clock=clock,
        index_lag_seconds=index_lag,
        stale_reads=stale_reads,
        seed=seed,
        throttling=Throttling() if throttling is True else throttling or None,
    )
    with dummy_environment(), transport(Wire(engine).send, is_in_process=True):
        yield Embedded(engine)
