"""From a request as botocore prepared it to an answer as botocore parses it, without HTTP between.

The request is not signed, so no credentials are needed; the answer goes through botocore's own
parser, so errors and types are the client's own. The hooks of botocore in between (`before-sign`,
`before-send`, `needs-retry`) are not called.
"""

import base64
import io
import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.model import OperationModel

from pytest_dynamo.embedded.engine import Answer

Answering = Callable[[str, str, dict[str, Any]], Answer]


class Wire:
    """Stands in for the network: gives each request to a function that answers it."""

    def __init__(self, answer: Answering) -> None:
        self._answer = answer

    def send(
        self, endpoint: Any, request: dict[str, Any], operation: OperationModel
    ) -> tuple[AWSResponse, dict[str, Any]]:
        """Answer one request: the HTTP response, and what botocore parses out of it."""
        parameters = _parameters(request["body"])
        answer = self._answer(operation.service_model.service_name, operation.name, parameters)
        text = answer.body if isinstance(answer.body, str) else _json(answer.body)
        return _parsed(endpoint, request["url"], operation, answer.status, text.encode())


def _parameters(body: bytes) -> dict[str, Any]:
    """The parameters of a request, with binary attribute values as bytes."""
    has_binary = b'"B"' in body or b'"BS"' in body
    parameters: dict[str, Any] = json.loads(
        body or b"{}", object_hook=_decoded if has_binary else None
    )
    return parameters


def _decoded(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) == 1:
        match value:
            case {"B": str(text)}:
                return {"B": base64.b64decode(text)}
            case {"BS": list(texts)}:
                return {"BS": [base64.b64decode(text) for text in texts]}
    return value


def _json(body: Any) -> str:
    return json.dumps(body, default=_plain)


def _plain(value: object) -> object:
    """How the JSON protocol carries what JSON does not have."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    message = f"moto answered with {value!r}, which has no form in JSON"
    raise TypeError(message)


def _parsed(
    endpoint: Any, url: str, operation: OperationModel, status: int, body: bytes
) -> tuple[AWSResponse, dict[str, Any]]:
    """What `botocore.endpoint.Endpoint` makes of an HTTP response, by the same steps."""
    headers = HeadersDict(
        {
            "content-type": "application/x-amz-json-1.0",
            "content-length": str(len(body)),
            "x-amzn-requestid": uuid.uuid4().hex.upper(),
        }
    )
    response = {
        "status_code": status,
        "headers": headers,
        "body": body,
        "context": {"operation_name": operation.name},
    }
    protocol = operation.service_model.resolved_protocol
    parser = endpoint._response_parser_factory.create_parser(protocol)  # noqa: SLF001
    parsed = parser.parse(response, operation.output_shape)
    if status >= 300:
        endpoint._add_modeled_error_fields(response, parsed, operation, parser)  # noqa: SLF001
    parsed["ResponseMetadata"]["RetryAttempts"] = 0
    http = AWSResponse(url, status, headers, _Body(body))  # type: ignore[arg-type]
    return http, parsed


class _Body(io.BytesIO):
    """The body of a response, read the way urllib3 has it read."""

    def stream(self, **_options: object) -> Any:
        yield self.read()
