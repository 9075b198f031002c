"""The client that deploys."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from pytest_dynamo.deploy.backend import Backend

_ATTEMPTS = 3
"""Few, as what passes by itself is waited for where somebody sees it."""


def patient_client(backend: "Backend") -> "DynamoDBClient":
    """A client that sends a request again after a lost connection, and after a moment of throttling."""
    return backend.make_client(retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"})
