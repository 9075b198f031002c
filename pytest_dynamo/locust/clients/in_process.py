"""The client of a load test whose DynamoDB is embedded in the same process: straight into its engine."""

from collections.abc import Callable
from typing import Any

from botocore import xform_name

from pytest_dynamo.embedded.fronts.answers import Performing
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.locust.clients.telling import Telling
from pytest_dynamo.measure.reading import DATA_PLANE, Exchange


class InProcessClient(DirectClient):
    """A direct client whose calls take `name=`, and are told of.

    A call never gives way to other greenlets.
    """

    def __init__(self, engine: Performing, telling: Telling) -> None:
        super().__init__(engine)
        self._tell = telling.call

    def _send(self, parameters: dict[str, Any], exchange: Exchange) -> dict[str, Any]:
        return self.answer_to(exchange.operation, parameters)


def _method(operation: str) -> Callable[..., Any]:
    def call(self: InProcessClient, *, name: str | None = None, **parameters: Any) -> Any:  # noqa: ANN401 - as boto3's
        return self._tell(self._send, operation, parameters, name)

    return call


for _operation in DATA_PLANE:
    setattr(InProcessClient, xform_name(_operation), _method(_operation))
