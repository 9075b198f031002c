"""Region, credentials and endpoint for clients that are made while tests are imported."""

import os
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

from pytest_dynamo.deploy import aws_hosts
from pytest_dynamo.embedded.environment import missing_variables, variables

# https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL_DYNAMODB"
_STREAMS_VARIABLE = "AWS_ENDPOINT_URL_DYNAMODB_STREAMS"


def client_environment(endpoint: str | None) -> AbstractContextManager[None]:
    """Set what is missing of region and credentials, and take it back in the end.

    `endpoint` is a URL, a name, or None for the embedded DynamoDB. Clients that name no endpoint
    themselves are sent to a URL, too.
    """
    if endpoint and is_aws(endpoint):
        return variables(_endpoint_variables(endpoint))
    return variables(missing_variables() | _endpoint_variables(endpoint))


def endpoint_environment(url: str) -> AbstractContextManager[None]:
    """Send clients that name no endpoint themselves to a URL that became known later."""
    return variables(_endpoint_variables(url))


def sent_elsewhere(url: str) -> str | None:
    """Where clients that name no endpoint are sent in place of `url`; None if they are sent there."""
    other = os.environ.get(ENDPOINT_VARIABLE)
    return other if other and other.rstrip("/") != url.rstrip("/") else None


def is_aws(endpoint: str) -> bool:
    """Whether an endpoint is AWS itself, where made-up credentials would only confuse."""
    return endpoint == "aws" or aws_hosts.is_aws(urlsplit(endpoint).hostname or "")


def is_url(endpoint: str) -> bool:
    """Whether it is a URL, and not the name of a DynamoDB."""
    return "://" in endpoint


def _endpoint_variables(endpoint: str | None) -> dict[str, str]:
    if endpoint is None or not is_url(endpoint):
        return {}
    names = [ENDPOINT_VARIABLE]
    if not is_aws(endpoint):  # AWS has another endpoint for streams
        names.append(_STREAMS_VARIABLE)
    return {name: endpoint for name in names if name not in os.environ}
