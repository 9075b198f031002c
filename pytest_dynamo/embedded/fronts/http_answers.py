"""From an HTTP request to an HTTP response, in DynamoDB's JSON protocol.

Which status, body and error answer a request that does not reach an operation was captured from
DynamoDB by the authors of dynalite, https://github.com/architect/dynalite. A request needs no
signature here: whoever reaches the port may use the tables.
"""

import logging
import zlib
from dataclasses import dataclass
from http import HTTPStatus

from pytest_dynamo.embedded.fronts.answers import CONTENT_TYPE, Performing, request_id
from pytest_dynamo.embedded.fronts.http_control import PREFIX, Control
from pytest_dynamo.embedded.fronts.http_request import Request
from pytest_dynamo.embedded.fronts.json_form import json_of, parameters_of
from pytest_dynamo.embedded.fronts.service_models import service_model
from pytest_dynamo.embedded.service_error import ServiceError

_LOGGER = logging.getLogger(__name__)

_SERVICES = {"DynamoDB_20120810": "dynamodb", "DynamoDBStreams_20120810": "dynamodbstreams"}
_CONTENT_TYPES = frozenset({CONTENT_TYPE, "application/json"})
_SERIALIZATION = b'{"__type":"com.amazon.coral.service#SerializationException"}'
_UNKNOWN_OPERATION = b'{"__type":"com.amazon.coral.service#UnknownOperationException"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One response, without the headers that each one has."""

    status: int
    body: bytes
    content_type: str = CONTENT_TYPE

    def encoded(self, *, date: str, closes: bool, is_head: bool = False) -> bytes:
        """The bytes to send: `date` as HTTP writes it, `closes` if the connection ends with it."""
        head = (
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
            f"Server: pytest-dynamo\r\n"
            f"Date: {date}\r\n"
            f"x-amzn-RequestId: {request_id()}\r\n"
            f"x-amz-crc32: {zlib.crc32(self.body)}\r\n"
            f"Content-Type: {self.content_type}\r\n"
            f"Content-Length: {len(self.body)}\r\n"
            f"{'Connection: close' if closes else 'Connection: keep-alive'}\r\n\r\n"
        )
        return head.encode("latin-1") + (b"" if is_head else self.body)


def respond(
    engine: Performing, request: Request, region: str, control: Control | None = None
) -> Response:
    """Answer one request; `control` obeys those that are no DynamoDB's."""
    if request.path != "/":
        return _NOT_FOUND
    if request.method in ("GET", "HEAD"):
        # The space at the end is DynamoDB's.
        text = f"healthy: dynamodb.{region}.amazonaws.com "
        return Response(status=200, body=text.encode(), content_type="text/plain")
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or (request.body and content_type not in _CONTENT_TYPES):
        return _NOT_FOUND
    return _performed(engine, request, control)


def _performed(engine: Performing, request: Request, control: Control | None) -> Response:
    prefix, _, name = request.headers.get("x-amz-target", "").partition(".")
    service = _SERVICES.get(prefix)
    if prefix == PREFIX and control is not None:
        obeyed = control.answer_to(name, request.headers, request.body)
        if obeyed is not None:
            return Response(status=200, body=obeyed)
    if service is None or name not in service_model(service).operation_names:
        return Response(status=400, body=_UNKNOWN_OPERATION)
    try:
        parameters = parameters_of(request.body, service_model(service).operation_model(name))
    except ServiceError:
        return Response(status=400, body=_SERIALIZATION)
    try:
        answer = engine.perform(name, parameters, service)
    except ServiceError as error:
        return Response(status=error.status, body=json_of(error.body()))
    except Exception as error:
        _LOGGER.exception("%s failed", name)
        failure = ServiceError("InternalServerError", type(error).__name__, status=500)
        return Response(status=500, body=json_of(failure.body()))
    return Response(status=200, body=json_of(answer))


_NOT_FOUND = Response(
    status=404, body=b"<UnknownOperationException/>\n", content_type="application/xml"
)
