"""The fast client of a load test: `name=` on every call, each of which is told of."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_dynamo.embedded.fronts.json_form import has_binary
from pytest_dynamo.locust.clients.fast.client import FastClient
from pytest_dynamo.locust.clients.fast.operations import (
    OPERATIONS,
    Operation,
    body_of,
    with_tokens,
)
from pytest_dynamo.locust.clients.named import NamedClient
from pytest_dynamo.locust.clients.telling import Telling
from pytest_dynamo.measure.flight import read_body
from pytest_dynamo.measure.reading import Exchange, Refusal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class TellingClient(FastClient):
    """A fast client whose calls take `name=`, and are told of.

    `names` says what the tables of the design are called where it sends to.
    """

    def __init__(
        self, client: "DynamoDBClient", telling: Telling, *, names: Mapping[str, str]
    ) -> None:
        super().__init__(client)
        self._rest = NamedClient(client, names)
        self._tell = telling.call
        self._senders = {one.name: partial(self._send, one) for one in OPERATIONS}

    def _send(
        self, operation: Operation, parameters: dict[str, Any], exchange: Exchange
    ) -> dict[str, Any]:
        """Send a request; its attempts are noted, and its bytes as they are in JSON."""
        refusals: list[Refusal] = []
        exchange.refusals = refusals
        body = body_of(operation, with_tokens(operation, parameters))
        if has_binary(body):
            exchange.request = read_body(body)
        try:
            return self._caller.call(operation, body, refusals)
        finally:
            exchange.attempts = len(refusals) + 1


def _method(operation: Operation) -> Callable[..., Any]:
    def call(self: TellingClient, *, name: str | None = None, **parameters: Any) -> Any:  # noqa: ANN401 - as boto3's
        return self._tell(self._senders[operation.name], operation.name, parameters, name)

    return call


for _operation in OPERATIONS:
    setattr(TellingClient, _operation.method, _method(_operation))
