"""The embedded DynamoDB as its users see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import boto3

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.environment import REGION, dummy_environment
from pytest_dynamo.embedded.wire import Wire
from pytest_dynamo.measure.observe import transport

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient, DynamoDBServiceResource


class Embedded:
    """An embedded DynamoDB. Its clients work while its `dynamodb()` is open."""

    def __init__(self) -> None:
        self._engine = Engine()

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

    def reset(self) -> None:
        """Forget all tables."""
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
def dynamodb() -> Iterator[Embedded]:
    """Answer every request to DynamoDB in this process, by tables that live as long as this is open.

    That goes for all clients of `dynamodb` and `dynamodbstreams`, whichever session made them and
    whenever, with whatever region, credentials or endpoint. Nothing reaches the network. Clients of
    other services are left alone. One opened inside another has tables of its own; when it is
    closed, the outer one answers again.

    >>> with dynamodb() as embedded:
    ...     embedded.client().list_tables()["TableNames"]
    []
    """
    embedded = Embedded()
    with (
        dummy_environment(),
        transport(Wire(embedded._engine.answer).send),  # noqa: SLF001 - Embedded keeps it to itself
    ):
        yield embedded
