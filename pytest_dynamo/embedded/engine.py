"""One embedded DynamoDB: its tables, and a function from a request to an answer."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Any, cast

from botocore import xform_name

from pytest_dynamo.embedded.backend import EmbeddedBackend
from pytest_dynamo.embedded.control_plane import EmbeddedHandler
from pytest_dynamo.embedded.metering import METERED, meter
from pytest_dynamo.embedded.moto_names import TRACKED, JsonRESTError
from pytest_dynamo.embedded.streams import EmbeddedStreamsBackend, EmbeddedStreamsHandler

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to the client: an HTTP status and a body that JSON can carry, or its text."""

    status: int
    body: Mapping[str, Any] | str


class Engine:
    """Answers the operations of DynamoDB and of its streams, one at a time."""

    def __init__(self) -> None:
        self._lock = RLock()
        self.reset()

    def reset(self) -> None:
        """Forget all tables."""
        with self._lock:
            self._backend = EmbeddedBackend()
            self._streams = EmbeddedStreamsBackend(self._backend)

    def answer(self, service: str, operation: str, parameters: dict[str, Any]) -> Answer:
        """Answer one operation.

        `parameters` are in wire form, with binary values as bytes. They may be changed.
        """
        with self._lock:
            try:
                return Answer(status=200, body=self._perform(service, operation, parameters))
            except JsonRESTError as error:  # every error moto means to answer with
                return Answer(status=error.code, body=error.description)
            except Exception as error:
                _LOGGER.exception("moto failed to answer %s", operation)
                return _failure("InternalServerError", 500, f"{type(error).__name__}: {error}")
            finally:
                for tracked in TRACKED:
                    tracked.instances_tracked.clear()  # type: ignore[union-attr]

    def _perform(self, service: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        if service == "dynamodbstreams":
            streams = EmbeddedStreamsHandler(self._streams, parameters)
            answered: dict[str, Any] = getattr(streams, xform_name(operation))().result or {}
            return answered
        handler = EmbeddedHandler(self._backend, parameters)
        with self._backend.operation() as journal:
            body = cast("dict[str, Any]", handler.perform(operation).result or {})
            if operation in METERED:
                meter(operation, parameters, journal, body)
        return body


def _failure(code: str, status: int, message: str) -> Answer:
    return Answer(status=status, body={"__type": code, "message": message})
