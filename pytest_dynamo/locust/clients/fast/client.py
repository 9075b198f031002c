"""boto3's low-level client, with the operations of the data plane over connections of our own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pytest_dynamo.embedded.fronts.low_level import LowLevelClient
from pytest_dynamo.locust.clients.fast.caller import Caller
from pytest_dynamo.locust.clients.fast.connections import Connections
from pytest_dynamo.locust.clients.fast.operations import (
    OPERATIONS,
    Operation,
    body_of,
    with_tokens,
)
from pytest_dynamo.locust.clients.fast.retrying import Retries
from pytest_dynamo.locust.clients.fast.service import credentials_of, service_of
from pytest_dynamo.locust.clients.fast.signer import Signer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class FastClient(LowLevelClient):
    """A client whose calls, answers and errors are those of boto3's low-level client, in a tenth of its time.

    It goes where a boto3 client would, which also makes the calls that are none of the data plane.
    Parameters are not checked before they are sent: what boto3 refuses with ParamValidationError
    the service refuses here. Calls may be made from any greenlet of one thread; when there are as many under way as
    there may be connections, the next waits.

    Raises:
        DynamoError: boto3 would go through a proxy.
        NoCredentialsError: There are no credentials.
    """

    def __init__(self, client: "DynamoDBClient") -> None:
        service = service_of(client)
        self._rest: Any = client
        self.exceptions = client.exceptions
        config: Any = client.meta.config
        self.connections = Connections(service, config.max_pool_connections)
        self._caller = Caller(
            url=service.url,
            signer=Signer(service, credentials_of(client)),
            connections=self.connections,
            exceptions=client.exceptions,
            retries=Retries(client),
        )

    def close(self) -> None:
        """Close all connections."""
        self.connections.close()
        self._rest.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever boto3's client has
        if name.startswith("_"):
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(self._rest, name)

    def _perform(self, operation: Operation, parameters: dict[str, Any]) -> dict[str, Any]:
        body = body_of(operation, with_tokens(operation, parameters))
        return self._caller.call(operation, body, [])


def _method(operation: Operation) -> Callable[..., dict[str, Any]]:
    def call(self: FastClient, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as boto3's
        return self._perform(operation, parameters)

    call.__name__ = operation.method
    call.__qualname__ = f"{FastClient.__name__}.{operation.method}"
    call.__doc__ = f"Perform {operation.name}; parameters and answer are those of boto3."
    return call


for _operation in OPERATIONS:
    setattr(FastClient, _operation.method, _method(_operation))
