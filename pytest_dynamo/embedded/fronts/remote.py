"""An engine in another process, behind its HTTP server, for the one who started it."""

import json
from collections import deque
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from pytest_dynamo.embedded.fronts.answers import CONTENT_TYPE
from pytest_dynamo.embedded.fronts.http_control import (
    PREFIX,
    SECRET_HEADER,
    THROTTLE,
    THROTTLING_HISTORY,
)
from pytest_dynamo.embedded.fronts.json_form import answer_of, json_of
from pytest_dynamo.embedded.fronts.service_models import service_model
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.throttling.history import ThrottlingHistory
from pytest_dynamo.embedded.throttling.json_form import history_from_json, throttling_to_json
from pytest_dynamo.embedded.throttling.settings import Throttling
from pytest_dynamo.errors import BackendError

_TARGETS = {"dynamodb": "DynamoDB_20120810", "dynamodbstreams": "DynamoDBStreams_20120810"}
_SECONDS = 60.0


class RemoteEngine:
    """Performs operations as an engine does, and throttles; may be used by several threads or greenlets."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._idle: deque[HTTPConnection] = deque()

    def perform(
        self, operation: str, parameters: dict[str, Any], service: str = "dynamodb"
    ) -> dict[str, Any]:
        """Perform one operation.

        Raises:
            ServiceError: what DynamoDB would refuse.
            BackendError: the process is gone.
        """
        status, body = self._ask(f"{_TARGETS[service]}.{operation}", json_of(parameters))
        if status != 200:
            raise _refusal(status, body)
        return answer_of(body, service_model(service).operation_model(operation))

    def throttle(self, throttling: Throttling | None) -> None:
        """Throttle requests from now on, or none; the model begins anew.

        Raises:
            BackendError: the process is gone.
        """
        self._command(THROTTLE, throttling_to_json(throttling))

    def throttling_history(self) -> ThrottlingHistory:
        """What has come of throttling since it was switched on.

        Raises:
            BackendError: the process is gone.
        """
        return history_from_json(self._command(THROTTLING_HISTORY, None))

    def close(self) -> None:
        """Close the connections."""
        while self._idle:
            self._idle.pop().close()

    def _command(self, name: str, value: object) -> Any:
        status, body = self._ask(f"{PREFIX}.{name}", json.dumps(value).encode())
        if status != 200:
            reason = f"it answers {status}"
            raise self._gone(reason)
        return json.loads(body)

    def _ask(self, target: str, body: bytes) -> tuple[int, bytes]:
        connection = self._idle.pop() if self._idle else self._dial()
        headers = {
            "X-Amz-Target": target,
            "Content-Type": CONTENT_TYPE,
            SECRET_HEADER: self._secret,
        }
        try:
            connection.request("POST", "/", body, headers)
            response = connection.getresponse()
            answer = response.status, response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise self._gone(str(error) or type(error).__name__) from error
        except BaseException:  # Ctrl-C: an answer nobody has read is no good for the next request
            connection.close()
            raise
        self._idle.append(connection)
        return answer

    def _dial(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self._url).netloc, timeout=_SECONDS)

    def _gone(self, reason: str) -> BackendError:
        return BackendError(f"the embedded DynamoDB at {self._url} is gone: {reason}")


def _refusal(status: int, body: bytes) -> ServiceError:
    members = json.loads(body)
    code = members.pop("__type").rpartition("#")[2]
    message = members.pop("message", None) or members.pop("Message", "")
    return ServiceError(code, message, members=members, status=status)
