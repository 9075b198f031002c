"""Which client makes the load."""

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.clients.fast.retrying import retry_config
from pytest_dynamo.locust.clients.fast.telling import TellingClient
from pytest_dynamo.locust.clients.guarding import guarded
from pytest_dynamo.locust.clients.in_process import InProcessClient
from pytest_dynamo.locust.clients.named import NamedClient
from pytest_dynamo.locust.clients.sink import Sink
from pytest_dynamo.locust.clients.telling import Telling
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.locust.settings.values import Settings

MOST_CONNECTIONS = 10_000
"""More than there are ever calls under way, which users and their `max_in_flight` bound, and only they. A
client opens one where a call finds none idle, and boto3 throws away what is more than this."""


def make_client(
    place: Place, settings: Settings, sink: Sink
) -> NamedClient | InProcessClient | TellingClient:
    """The client of all users of a process, as `--dynamo-client` and the place have it.

    boto3's calls are watched by botocore's hooks, which tell the sink; the others tell it themselves.
    Where tables are protected those on the network refuse to write to them.
    """
    engine, is_fast = place.backend.engine, settings.client == "fast"
    telling = Telling(
        sink,
        names=place.names,
        schemas=place.schemas.get,
        source="modelled" if place.backend.kind == "embedded" else "observed",
    )
    if is_fast and engine is not None:
        return InProcessClient(engine, telling)
    client = place.backend.make_client(
        max_pool_connections=MOST_CONNECTIONS,
        retries=retry_config(settings.retries),
    )
    if not is_fast:
        return guarded(NamedClient(client, place.names), place.guard)
    return guarded(TellingClient(client, telling, names=place.names), place.guard)


def check_retries(place: Place, settings: Settings) -> None:
    """Refuse retries that the client of a place would not make.

    Raises:
        DynamoError: The client there tries once, and more was asked for.
    """
    if (
        settings.client == "fast"
        and place.backend.engine is not None
        and settings.retries != "none"
    ):
        message = (
            f"on the embedded DynamoDB the fast client tries once, and --dynamo-retries is {settings.retries}.\n"
            "To fix this: --dynamo-client boto3, which tries again as an application does"
        )
        raise DynamoError(message)
