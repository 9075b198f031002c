"""The client that puts a population into the tables of an endpoint."""

from typing import TYPE_CHECKING, cast

from pytest_dynamo.deploy.backend import Backend
from pytest_dynamo.locust.clients.fast.client import FastClient

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 10
"""An endpoint that is seeded may falter; unlike the load, a request is tried again."""


def seeding_client(backend: Backend) -> "DynamoDBClient":
    """A fast client, which leaves the processor to the items; to be closed."""
    retries = {"mode": "standard", "total_max_attempts": ATTEMPTS}
    return cast("DynamoDBClient", FastClient(backend.make_client(retries=retries)))
