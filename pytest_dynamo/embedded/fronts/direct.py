"""A client that calls the engine itself, without boto3 between.

Its calls look like boto3's, its answers and errors are boto3's. What it leaves out is what boto3 does
around a call: no hooks, no retries (`RetryAttempts` is always 0), no idempotency token of its own, no
HTTP headers. Parameters are not checked before they are sent: what boto3 refuses with
ParamValidationError the service refuses here, with the error it answers to such a request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.hooks import HierarchicalEmitter
from botocore.model import OperationModel, ServiceModel

from pytest_dynamo.embedded.environment import REGION
from pytest_dynamo.embedded.fronts.answers import (
    Performing,
    is_plain,
    metadata,
    parsed,
    refused,
)
from pytest_dynamo.embedded.fronts.json_form import json_of, with_bytes
from pytest_dynamo.embedded.fronts.low_level import OPERATIONS, LowLevelClient
from pytest_dynamo.embedded.fronts.service_models import exceptions, parser, service_model
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.measure.observe import is_observed, observed_in_process

_SERVICE = "dynamodb"
_MODEL = service_model(_SERVICE)
_EXCEPTIONS = exceptions(_SERVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMeta:
    """What `client.meta` tells, as far as there is anything to tell without an endpoint."""

    service_model: ServiceModel
    region_name: str
    events: HierarchicalEmitter
    method_to_api_mapping: Mapping[str, str]


class DirectClient(LowLevelClient):
    """A low-level client with a method for each operation: `client.query(TableName=…)`.

    Binary values are given as bytes, bytearray or boto3's Binary, and come back as bytes. Calls may be
    made from several threads.
    """

    def __init__(self, engine: Performing, *, region: str = REGION) -> None:
        self._perform = engine.perform
        self.exceptions = _EXCEPTIONS
        self.meta = ClientMeta(
            service_model=_MODEL,
            region_name=region,
            events=HierarchicalEmitter(),
            method_to_api_mapping=OPERATIONS,
        )

    def answer_to(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Perform an operation, and tell nobody who watches; the answer is that of the engine.

        Raises:
            ClientError: the modelled exception of the error.
        """
        try:
            answer = self._perform(operation, parameters)
        except ServiceError as error:
            answer = self._again(error, _MODEL.operation_model(operation), parameters)
        answer["ResponseMetadata"] = metadata(200)
        return answer

    def __getattr__(self, name: str) -> Any:
        message = f"{type(self).__name__!r} object has no attribute {name!r}"
        raise AttributeError(message)

    def _again(
        self, error: ServiceError, operation: OperationModel, parameters: dict[str, Any]
    ) -> dict[str, Any]:
        """Perform what was refused once more if it held binary in another form than bytes.

        To look for that ahead of each call would cost more than many a call. A refused request has
        changed nothing.

        Raises:
            ClientError: the modelled exception of the error.
        """
        if error.code in _MAYBE_BINARY:
            try:
                converted = with_bytes(parameters, operation)
            except RecursionError:  # nested too deep, and refused for that
                converted = parameters
            if converted is not parameters:
                try:
                    return self._perform(operation.name, converted)
                except ServiceError as second:
                    error = second
        raise _EXCEPTIONS.from_code(error.code)(refused(error, _MODEL), operation.name) from None


_MAYBE_BINARY = frozenset({"SerializationException", "ValidationException"})


def _method(operation: OperationModel) -> Callable[..., dict[str, Any]]:
    """The method for an operation."""
    name = operation.name

    def plain(self: DirectClient, **parameters: Any) -> dict[str, Any]:
        if is_observed():
            return observed_in_process(name, parameters, lambda given: self.answer_to(name, given))
        return self.answer_to(name, parameters)

    def read(self: DirectClient, **parameters: Any) -> dict[str, Any]:
        answer = self.answer_to(name, parameters)
        metadata = answer.pop("ResponseMetadata")
        answer = parsed(parser(_MODEL.resolved_protocol), json_of(answer), 200, {}, operation)
        return {**answer, "ResponseMetadata": metadata}

    return plain if is_plain(name, _SERVICE) else read


def _add_methods() -> None:
    for method_name, operation_name in OPERATIONS.items():
        method = _method(_MODEL.operation_model(operation_name))
        method.__name__ = method_name
        method.__qualname__ = f"{DirectClient.__name__}.{method_name}"
        method.__doc__ = f"Perform {operation_name}; parameters and answer are those of boto3."
        setattr(DirectClient, method_name, method)


_add_methods()
