"""A client that calls the engine itself, without boto3 between.

Its calls look like boto3's, its answers and errors are boto3's. What it leaves out is what boto3 does
around a call: no hooks, no retries (`RetryAttempts` is always 0), no idempotency token of its own, no
HTTP headers. Parameters are not checked before they are sent: what boto3 refuses with
ParamValidationError the service refuses here, with the error it answers to such a request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, Self

from botocore import xform_name
from botocore.exceptions import OperationNotPageableError
from botocore.hooks import HierarchicalEmitter
from botocore.model import OperationModel, ServiceModel
from botocore.paginate import Paginator, PaginatorModel
from botocore.waiter import Waiter, WaiterModel, create_waiter_with_client

from pytest_dynamo.embedded.environment import REGION
from pytest_dynamo.embedded.fronts.answers import (
    Performing,
    is_plain,
    metadata,
    parsed,
    refused,
)
from pytest_dynamo.embedded.fronts.json_form import json_of, with_bytes
from pytest_dynamo.embedded.fronts.service_models import exceptions, parser, service_model
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.embedded.validation.structure.shapes import loader
from pytest_dynamo.measure.observe import is_observed, observed_in_process

_SERVICE = "dynamodb"
_MODEL = service_model(_SERVICE)
_EXCEPTIONS = exceptions(_SERVICE)
_OPERATIONS: Mapping[str, str] = {xform_name(name): name for name in _MODEL.operation_names}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMeta:
    """What `client.meta` tells, as far as there is anything to tell without an endpoint."""

    service_model: ServiceModel
    region_name: str
    events: HierarchicalEmitter
    method_to_api_mapping: Mapping[str, str]


class DirectClient:
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
            method_to_api_mapping=_OPERATIONS,
        )

    def can_paginate(self, operation_name: str) -> bool:
        """Whether there is a paginator for a method."""
        return _OPERATIONS.get(operation_name) in _paginators()

    def get_paginator(self, operation_name: str) -> "Paginator[Any]":
        """A paginator, of botocore's own class, for a method.

        Raises:
            OperationNotPageableError: the operation answers with all there is at once.
        """
        if not self.can_paginate(operation_name):
            raise OperationNotPageableError(operation_name=operation_name)
        operation = _OPERATIONS[operation_name]
        model = PaginatorModel({"pagination": _paginators()}).get_paginator(operation)
        return Paginator(getattr(self, operation_name), model, _MODEL.operation_model(operation))

    @property
    def waiter_names(self) -> list[str]:
        """The names that `get_waiter` knows."""
        return list(_waiters())

    def get_waiter(self, waiter_name: str) -> Waiter:
        """A waiter, of botocore's own class.

        Raises:
            ValueError: there is none of that name.
        """
        if waiter_name not in _waiters():
            message = f"Waiter does not exist: {waiter_name}"
            raise ValueError(message)
        ourselves: Any = self
        return create_waiter_with_client(_waiters()[waiter_name], _waiter_model(), ourselves)

    def close(self) -> None:
        """Do nothing: nothing is open. For code that closes its clients."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

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

    def performed(client: DirectClient, parameters: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = client._perform(name, parameters)  # noqa: SLF001 - a method of the client
        except ServiceError as error:
            answer = client._again(error, operation, parameters)  # noqa: SLF001
        answer["ResponseMetadata"] = metadata(200)
        return answer

    def plain(self: DirectClient, **parameters: Any) -> dict[str, Any]:
        if is_observed():
            return observed_in_process(name, parameters, lambda given: performed(self, given))
        return performed(self, parameters)

    def read(self: DirectClient, **parameters: Any) -> dict[str, Any]:
        answer = performed(self, parameters)
        metadata = answer.pop("ResponseMetadata")
        answer = parsed(parser(_MODEL.resolved_protocol), json_of(answer), 200, {}, operation)
        return {**answer, "ResponseMetadata": metadata}

    return plain if is_plain(name, _SERVICE) else read


def _add_methods() -> None:
    for method_name, operation_name in _OPERATIONS.items():
        method = _method(_MODEL.operation_model(operation_name))
        method.__name__ = method_name
        method.__qualname__ = f"{DirectClient.__name__}.{method_name}"
        method.__doc__ = f"Perform {operation_name}; parameters and answer are those of boto3."
        setattr(DirectClient, method_name, method)


@cache
def _paginators() -> Mapping[str, Any]:
    found: Mapping[str, Any] = loader().load_service_model(_SERVICE, "paginators-1")["pagination"]
    return found


@cache
def _waiter_model() -> WaiterModel:
    return WaiterModel(loader().load_service_model(_SERVICE, "waiters-2"))


@cache
def _waiters() -> Mapping[str, str]:
    return {xform_name(name): name for name in _waiter_model().waiter_names}


_add_methods()
