"""One embedded DynamoDB: a function from a request to an answer."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from pytest_dynamo.embedded.checkpoint import Checkpoint
from pytest_dynamo.embedded.control.control_plane import ControlPlane
from pytest_dynamo.embedded.data_plane import OPERATIONS
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.locks import lock_across_forks
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.store.consistency import Consistency
from pytest_dynamo.embedded.throttling.history import ThrottlingHistory, history
from pytest_dynamo.embedded.throttling.model import ThroughputModel
from pytest_dynamo.embedded.throttling.settings import Throttling
from pytest_dynamo.embedded.validation import validate
from pytest_dynamo.embedded.wire_types import Answer, Request

_LOGGER = logging.getLogger(__name__)


class Engine:
    """Answers the operations of DynamoDB and of its streams, one at a time.

    `clock` gives the seconds since the epoch: items expire, client tokens are forgotten and indexes
    catch up by it. With `throttling` requests are throttled. The rest is what `Consistency` says, drawn
    with `seed`.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        index_lag_seconds: float = 0.0,
        stale_reads: float = 0.0,
        seed: int = 0,
        throttling: Throttling | None = None,
    ) -> None:
        self._clock = clock
        self._throttling = throttling
        self._consistency = (
            Consistency(
                clock=clock,
                random=Random(seed),
                index_lag_seconds=index_lag_seconds,
                stale_reads=stale_reads,
            )
            if index_lag_seconds or stale_reads
            else None
        )
        self._lock = lock_across_forks()
        self.reset()

    def reset(self) -> None:
        """Forget all tables."""
        with self._lock:
            self._database = Database(clock=self._clock, consistency=self._consistency)
            self._control = ControlPlane(self._database)
            self._database.throttle(self._model())

    def checkpoint(self, names: Iterable[str]) -> "HeldCheckpoint":
        """Some tables as they are now; one checkpoint of a table replaces the one before.

        Raises:
            KeyError: There is no table of such a name.
        """
        with self._lock:
            return HeldCheckpoint(Checkpoint(self._database, names), self._lock)

    def throttle(self, throttling: Throttling | None) -> None:
        """Throttle requests from now on, or none; the model begins anew, with all buckets full."""
        with self._lock:
            self._throttling = throttling
            self._database.throttle(self._model())

    def throttling_history(self) -> ThrottlingHistory:
        """What has come of throttling since it was switched on; nothing while it is off."""
        with self._lock:
            model = self._database.throughput
            if model is None:
                return ThrottlingHistory()
            tables = self._database.tables.values()
            admissions = [each.admission for each in tables if each.admission is not None]
            return history(admissions, model.time.now())

    def perform_unthrottled(
        self, operation: str, parameters: Request, service: str = "dynamodb"
    ) -> Answer:
        """Perform one operation as `perform` does, past the model: it is neither throttled nor charged."""
        with self._lock:
            model = self._database.throughput
            if model is None:
                return self.perform(operation, parameters, service)
            with model.bypassed():
                return self.perform(operation, parameters, service)

    def perform(self, operation: str, parameters: Request, service: str = "dynamodb") -> Answer:
        """Perform one operation, such as `PutItem`, and give its answer.

        `parameters` and answer have binary values as bytes. The parameters are neither changed nor
        kept, and the answer is the caller's own.

        Raises:
            ServiceError: What DynamoDB would refuse; nothing is changed then.
        """
        try:
            if service == "dynamodb":
                validate(operation, parameters)
            with self._lock:
                return self._perform(operation, parameters, service)
        except ServiceError:
            raise
        except Exception as error:
            _LOGGER.exception("the embedded DynamoDB failed to perform %s", operation)
            message = f"{type(error).__name__}: {error}"
            raise ServiceError("InternalServerError", message, status=500) from error

    def _model(self) -> ThroughputModel | None:
        return None if self._throttling is None else ThroughputModel(self._throttling, self._clock)

    def _perform(self, operation: str, parameters: Request, service: str) -> Answer:
        self._control.expire()
        if service == "dynamodbstreams":
            return self._control.streams(operation, parameters)
        perform = OPERATIONS.get(operation)
        if perform is not None:
            return perform(self._database, parameters)
        return self._control.perform(operation, parameters)


class HeldCheckpoint:
    """A checkpoint that may be used while other threads send requests."""

    def __init__(self, checkpoint: Checkpoint, lock: Any) -> None:
        self._checkpoint = checkpoint
        self._lock = lock

    def changed(self) -> Mapping[str, int | None]:
        """The tables that are not as they were, each with how many items are not; None if not the same."""
        with self._lock:
            return self._checkpoint.changed()

    def restore(self) -> None:
        """Give the tables the items they had."""
        with self._lock:
            self._checkpoint.restore()


class Unthrottled:
    """An engine whose requests are never throttled, for those who set tables up."""

    def __init__(self, engine: Engine) -> None:
        self.perform = engine.perform_unthrottled
