"""Answers in the form in which botocore's clients give them.

Operations of the data plane answer with strings, numbers, bytes, lists and maps only. There the
engine's answer already is what botocore would parse out of its JSON; everything else goes through
JSON and botocore's own parser.
"""

import itertools
import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol, cast

from botocore.model import OperationModel, ServiceModel

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.measure.reading import DATA_PLANE

CONTENT_TYPE = "application/x-amz-json-1.0"

_numbers = itertools.count(1)
_MESSAGE = frozenset({"message", "Message"})

_prefix = os.urandom(16).hex().upper()


class Performing(Protocol):
    """What answers requests: the engine."""

    def perform(
        self, operation: str, parameters: dict[str, Any], service: str = "dynamodb"
    ) -> dict[str, Any]:
        """Perform one operation; its refusals are `ServiceError`."""
        ...


def request_id() -> str:
    """An identity no other request of this process has, in capitals and digits as AWS's."""
    return f"{_prefix}{next(_numbers):020X}"


def metadata(status: int) -> dict[str, Any]:
    """ResponseMetadata of an answer that came over no network at the first attempt."""
    return {
        "RequestId": request_id(),
        "HTTPStatusCode": status,
        "HTTPHeaders": {},
        "RetryAttempts": 0,
    }


def is_plain(operation: str, service: str) -> bool:
    """Whether the engine's answers to an operation are already what botocore makes of them."""
    return operation in DATA_PLANE and service == "dynamodb"


def parsed(
    reader: Any, body: bytes, status: int, headers: Mapping[str, str], operation: OperationModel
) -> dict[str, Any]:
    """What botocore's endpoint makes of an HTTP response, by the same steps.

    `reader` is one of botocore's parsers.
    """
    response = {
        "status_code": status,
        "headers": headers,
        "body": body,
        "context": {"operation_name": operation.name},
    }
    answer: dict[str, Any] = reader.parse(response, operation.output_shape)
    if status >= 300:
        shape = operation.service_model.shape_for_error_code(answer["Error"]["Code"])
        if shape is not None:
            answer.update(reader.parse(response, shape))
    return answer


def refused(error: ServiceError, model: ServiceModel) -> dict[str, Any]:
    """What botocore makes of an error answer, without the way through JSON; RetryAttempts is 0."""
    members = _error_members(model, error.code)
    own = {name: value for name, value in error.members.items() if name in members}
    text: dict[str, Any] = {name: error.message for name in _MESSAGE & members}
    return {
        "Error": {"Message": error.message, "Code": error.code},
        "ResponseMetadata": metadata(error.status),
        **text,
        **own,
    }


@lru_cache(maxsize=256)
def _error_members(model: ServiceModel, code: str) -> frozenset[str]:
    shape: Any = cast("Any", model).shape_for_error_code(code)
    return frozenset() if shape is None else frozenset(shape.members)
