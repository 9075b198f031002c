"""The operations of the data plane: how each is written as a request, and its answer read.

What comes out is what boto3 makes of the same bytes, by botocore's own parser wherever that need not be fast.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4
from zlib import crc32

from botocore import xform_name
from botocore.exceptions import ChecksumError, HTTPClientError, ParamValidationError
from botocore.model import OperationModel
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

from pytest_dynamo.embedded.fronts.answers import parsed
from pytest_dynamo.embedded.fronts.json_form import answer_of as answer_in
from pytest_dynamo.embedded.fronts.json_form import has_binary, json_of, with_bytes
from pytest_dynamo.embedded.fronts.service_models import parser, service_model
from pytest_dynamo.locust.clients.fast.responses import Response
from pytest_dynamo.measure.reading import DATA_PLANE

_MODEL = service_model("dynamodb")
_TARGET = "DynamoDB_20120810."


class MalformedAnswerError(HTTPClientError):
    """What came is no answer of DynamoDB's. With status 200 boto3 makes an empty answer of that."""

    fmt = "{endpoint_url} answered with {status}, and with no JSON object, but with: {beginning}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of the data plane. `tokens` are the parameters that boto3 makes up where they are not given."""

    name: str
    method: str
    target: str
    model: OperationModel
    tokens: tuple[str, ...]


def _operation(name: str) -> Operation:
    model = _MODEL.operation_model(name)
    return Operation(
        name=name,
        method=xform_name(name),
        target=_TARGET + name,
        model=model,
        tokens=tuple(model.idempotent_members),
    )


OPERATIONS = tuple(_operation(name) for name in sorted(DATA_PLANE))


def with_tokens(operation: Operation, parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters with a token for what is to be done once, however often it is sent."""
    missing = {name: str(uuid4()) for name in operation.tokens if name not in parameters}
    return {**parameters, **missing} if missing else parameters


def body_of(operation: Operation, parameters: dict[str, Any]) -> bytes:
    """The body of a request, with binary values as base64 text.

    Raises:
        ParamValidationError: a value is of a type that no parameter has.
    """
    try:
        body = json_of(parameters)
    except TypeError:  # also what orjson does not know and botocore does
        return _body_by_botocore(operation, parameters)
    if has_binary(body):
        body = json_of(with_bytes(parameters, operation.model))
    return body


def _body_by_botocore(operation: Operation, parameters: dict[str, Any]) -> bytes:
    shape: Any = operation.model.input_shape
    report = ParamValidator().validate(parameters, shape)
    if report.has_errors():
        raise ParamValidationError(report=report.generate_report())
    serializer = create_serializer(_MODEL.resolved_protocol, include_validation=False)
    request = serializer.serialize_to_request(parameters, operation.model)
    body: bytes = request["body"]
    return body


def answer_of(operation: Operation, response: Response, url: str) -> dict[str, Any]:
    """The answer in a response, but for the number of retries; one that tells of an error included.

    Raises:
        ChecksumError: it is not what was sent.
        MalformedAnswerError: it is no JSON object.
    """
    headers, body = response.headers, response.body
    expected = headers.get("x-amz-crc32")
    if expected is not None and expected != (actual := str(crc32(body))):
        raise ChecksumError(
            checksum_type="crc32", expected_checksum=expected, actual_checksum=actual
        )
    try:
        if response.status >= 300:
            reader = parser(_MODEL.resolved_protocol)
            return parsed(reader, body, response.status, headers, operation.model)
        answer = answer_in(body, operation.model)
        answer["ResponseMetadata"] = {
            "RequestId": headers.get("x-amzn-requestid", ""),
            "HTTPStatusCode": response.status,
            "HTTPHeaders": headers,
        }
    except (ValueError, TypeError, AttributeError):  # no JSON, no UTF-8, or no object
        beginning = repr(body[:80])[1:]
        status = response.status
        raise MalformedAnswerError(endpoint_url=url, status=status, beginning=beginning) from None
    return answer
