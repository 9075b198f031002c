"""The boto3 client of a user: `name=` on every call, and the names the tables have there."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_dynamo.deploy.sending import renamed
from pytest_dynamo.measure.observe import pattern_name

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Answer: TypeAlias = Mapping[str, Any]


class NamedClient:
    """A low-level boto3 DynamoDB client whose calls take `name=`, under which they are counted.

    Everything else is boto3's: `client.get_item(TableName=…, Key=…, name="checkout")`. Calls name
    the tables as the design does; `names` says what they are called where they are sent.
    """

    def __init__(self, client: "DynamoDBClient", names: Mapping[str, str]) -> None:
        self._client = client
        self._names = {ours: theirs for ours, theirs in names.items() if ours != theirs}

    def __getattr__(self, attribute: str) -> Any:  # noqa: ANN401 - whatever the client has
        found = getattr(self._client, attribute)
        if attribute not in self._client.meta.method_to_api_mapping:
            return found
        method = self._named(found)
        setattr(self, attribute, method)  # the next look-up does not come here
        return method

    def _named(self, method: Callable[..., Answer]) -> Callable[..., Answer]:
        def call(*, name: str | None = None, **arguments: object) -> Answer:
            if self._names:
                arguments = renamed(arguments, self._names)
            if name is None:
                return method(**arguments)
            with pattern_name(name):
                return method(**arguments)

        return call
