"""What the low-level clients of this project have in common with boto3's, besides the operations.

Paginators and waiters are botocore's own, over the client's own methods.
"""

from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Any, Self

from botocore import xform_name
from botocore.exceptions import OperationNotPageableError
from botocore.paginate import Paginator, PaginatorModel
from botocore.waiter import Waiter, WaiterModel, create_waiter_with_client

from pytest_dynamo.embedded.fronts.service_models import service_model
from pytest_dynamo.embedded.validation.structure.shapes import loader

_SERVICE = "dynamodb"
_MODEL = service_model(_SERVICE)

OPERATIONS: Mapping[str, str] = {xform_name(name): name for name in _MODEL.operation_names}
"""The methods of a client, and the operation that each performs."""


class LowLevelClient:
    """A client with a method for each operation, and nothing that would have to be closed."""

    def can_paginate(self, operation_name: str) -> bool:
        """Whether there is a paginator for a method."""
        return OPERATIONS.get(operation_name) in _paginators()

    def get_paginator(self, operation_name: str) -> "Paginator[Any]":
        """A paginator, of botocore's own class, for a method.

        Raises:
            OperationNotPageableError: the operation answers with all there is at once.
        """
        if not self.can_paginate(operation_name):
            raise OperationNotPageableError(operation_name=operation_name)
        operation = OPERATIONS[operation_name]
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
