"""What the operations of the control plane work on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from botocore import xform_name

from pytest_dynamo.embedded.control.backend import ControlBackend
from pytest_dynamo.embedded.control.moto_names import DynamoHandler
from pytest_dynamo.embedded.control.streams import Streams
from pytest_dynamo.embedded.control.table import ControlTable
from pytest_dynamo.embedded.control.values import copied
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.store.expiry import Expiry
from pytest_dynamo.embedded.wire_types import Request


class Handler(DynamoHandler):
    """moto's operations, called without an HTTP request."""

    def __init__(self, backend: ControlBackend) -> None:
        super().__init__()
        self._backend = backend

    @property
    def dynamodb_backend(self) -> ControlBackend:
        """Where the tables are; moto would look among its own."""
        return self._backend


@dataclass(slots=True, kw_only=True)
class World:
    """A database, what moto knows of its tables, and what belongs to none of them.

    `expiring` has the tables with a time to live by name. `backups`, `exports` and `imports` are by
    ARN; `numbers` makes their names differ.
    """

    database: Database
    streams: Streams
    backend: ControlBackend
    handler: Handler
    expiring: dict[str, tuple[ControlTable, Expiry]] = field(default_factory=dict)
    backups: dict[str, Any] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)
    imports: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    def of(cls, database: Database) -> "World":
        """The control plane's view of a database, which has no tables yet."""
        streams = Streams(database.clock)
        backend = ControlBackend(database, streams)
        return cls(database=database, streams=streams, backend=backend, handler=Handler(backend))

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds since the epoch."""
        return self.database.clock

    def moto(self, operation: str, request: Request) -> dict[str, Any]:
        """Perform an operation of moto's by its name in the API, such as `CreateTable`."""
        self.handler.body = dict(request)
        result: dict[str, Any] = getattr(self.handler, xform_name(operation))().result or {}
        return copied(result)  # type: ignore[no-any-return]
