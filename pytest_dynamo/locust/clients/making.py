"""Which client makes the load."""

from pytest_dynamo.locust.clients.named import NamedClient
from pytest_dynamo.locust.clients.sink import Sink
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.locust.settings.values import Settings

LEAST_CONNECTIONS = 50


def make_client(place: Place, settings: Settings, sink: Sink) -> NamedClient:  # noqa: ARG001
    """The client of all users of a process, as `--dynamo-client` and the place have it.

    boto3's calls are watched by botocore's hooks, which tell the sink; the others tell it themselves.
    """
    client = place.backend.make_client(
        max_pool_connections=max(place.connections, LEAST_CONNECTIONS)
    )
    return NamedClient(client, place.names)
