"""One embedded DynamoDB: a function from a request to an answer."""

import logging
import os
import time
from collections.abc import Callable
from random import Random
from threading import RLock
from typing import Any
from weakref import WeakSet

from pytest_dynamo.embedded.control.control_plane import ControlPlane
from pytest_dynamo.embedded.data_plane import OPERATIONS
from pytest_dynamo.embedded.database import Database
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.store.consistency import Consistency
from pytest_dynamo.embedded.validation import validate
from pytest_dynamo.embedded.wire_types import Answer, Request

_LOGGER = logging.getLogger(__name__)


class Engine:
    """Answers the operations of DynamoDB and of its streams, one at a time.

    `clock` gives the seconds since the epoch: items expire, client tokens are forgotten and indexes
    catch up by it. The rest is what `Consistency` says, drawn with `seed`.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        index_lag_seconds: float = 0.0,
        stale_reads: float = 0.0,
        seed: int = 0,
    ) -> None:
        self._clock = clock
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
        self._lock = RLock()
        _locks.add(self._lock)
        self.reset()

    def reset(self) -> None:
        """Forget all tables."""
        with self._lock:
            self._database = Database(clock=self._clock, consistency=self._consistency)
            self._control = ControlPlane(self._database)

    def perform(self, operation: str, parameters: Request, service: str = "dynamodb") -> Answer:
        """Perform one operation, such as `PutItem`, and give its answer.

        `parameters` and answer have binary values as bytes. The parameters are neither changed nor
        kept, and the answer is the caller's own.

        Raises:
            ServiceError: What DynamoDB would refuse; nothing is changed then.
        """
        if service == "dynamodb":
            validate(operation, parameters)
        with self._lock:
            try:
                return self._perform(operation, parameters, service)
            except ServiceError:
                raise
            except Exception as error:
                _LOGGER.exception("the embedded DynamoDB failed to perform %s", operation)
                message = f"{type(error).__name__}: {error}"
                raise ServiceError("InternalServerError", message, status=500) from error

    def _perform(self, operation: str, parameters: Request, service: str) -> Answer:
        self._control.expire()
        if service == "dynamodbstreams":
            return self._control.streams(operation, parameters)
        perform = OPERATIONS.get(operation)
        if perform is not None:
            return perform(self._database, parameters)
        return self._control.perform(operation, parameters)


# A process that forks while a thread performs an operation would leave its child half an operation,
# and a lock that nobody opens. So it waits until none is under way.
_locks: WeakSet[Any] = WeakSet()
_held: list[Any] = []
_forking = RLock()


def _hold_all() -> None:
    _forking.acquire()
    for lock in list(_locks):
        lock.acquire()
        _held.append(lock)


def _release_all() -> None:
    while _held:
        _held.pop().release()
    _forking.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_hold_all, after_in_parent=_release_all, after_in_child=_release_all)
