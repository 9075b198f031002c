"""Answers the requests of boto3 clients in process, in place of botocore's endpoint.

A request is not prepared, signed or sent, so no credentials are needed. Around the answer botocore's
own steps stay: the errors are its own, and `needs-retry` is emitted after each attempt, so a client
retries as its configuration says. `request-created`, `before-sign`, `before-send`, `before-parse`
and `response-received` are not emitted; a client in adaptive mode backs off between its attempts but
does not pace its first ones, because that hangs on `before-send`.
"""

import io
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.model import OperationModel

from pytest_dynamo.embedded.fronts.answers import (
    CONTENT_TYPE,
    Performing,
    is_plain,
    parsed,
    request_id,
)
from pytest_dynamo.embedded.fronts.json_form import json_of, parameters_of
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.measure.flight import Flight


class Wire:
    """Stands in for the network: gives each request to an engine, a watched one asking what it consumes."""

    def __init__(self, engine: Performing) -> None:
        self._engine = engine

    def send(
        self, endpoint: Any, request: dict[str, Any], operation: OperationModel
    ) -> tuple[AWSResponse, dict[str, Any]]:
        """Answer one request: the HTTP response, and what botocore parses out of it.

        The steps are those of `botocore.endpoint.Endpoint._send_request`.
        """
        attempts = 1
        flight = Flight.current(operation.name)
        endpoint._update_retries_context(request["context"], attempts)  # noqa: SLF001
        answered = self._answered(endpoint, request, operation, flight)
        while endpoint._needs_retry(attempts, operation, request, answered, None):  # noqa: SLF001
            attempts += 1
            endpoint._update_retries_context(request["context"], attempts, answered)  # noqa: SLF001
            if flight is not None:
                flight.attempts = attempts
            answered = self._answered(endpoint, request, operation, flight)
        answered[1]["ResponseMetadata"]["RetryAttempts"] = attempts - 1
        return answered

    def _answered(
        self,
        endpoint: Any,
        request: dict[str, Any],
        operation: OperationModel,
        flight: Flight | None,
    ) -> tuple[AWSResponse, dict[str, Any]]:
        service = operation.service_model.service_name
        try:
            parameters = parameters_of(request["body"], operation)
            if flight is not None:
                flight.depart_in_process(parameters, request["body"])
            answer = self._engine.perform(operation.name, parameters, service)
            if flight is not None:
                flight.arrive_in_process(answer)
        except ServiceError as error:
            body, status = json_of(error.body()), error.status
        else:
            body, status = json_of(answer), 200
            if is_plain(operation.name, service):
                return _with_plain(answer, body, request["url"])
        headers = _headers(body)
        protocol = operation.service_model.resolved_protocol
        # The client's own: a session may have been told how to read timestamps.
        reader = endpoint._response_parser_factory.create_parser(protocol)  # noqa: SLF001
        answer = parsed(reader, body, status, headers, operation)
        return _http(request["url"], status, headers, body), answer


def _with_plain(
    answer: dict[str, Any], body: bytes, url: str
) -> tuple[AWSResponse, dict[str, Any]]:
    """An answer that needs no parsing."""
    headers = _headers(body)
    answer["ResponseMetadata"] = {
        "RequestId": headers["x-amzn-requestid"],
        "HTTPStatusCode": 200,
        "HTTPHeaders": headers,
    }
    return _http(url, 200, headers, body), answer


def _headers(body: bytes) -> dict[str, str]:
    return {
        "content-type": CONTENT_TYPE,
        "content-length": str(len(body)),
        "x-amzn-requestid": request_id(),
    }


def _http(url: str, status: int, headers: dict[str, str], body: bytes) -> AWSResponse:
    return AWSResponse(url, status, headers, _Body(body))  # type: ignore[arg-type]


class _Body(io.BytesIO):
    """The body of a response, read the way urllib3 has it read."""

    def stream(self, **_options: object) -> Iterator[bytes]:
        yield self.read()
