"""Region, credentials and endpoint for clients that are made while tests are imported."""

import os
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

from pytest_dynamo.embedded.environment import missing_variables, variables

_AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


def client_environment(endpoint: str | None) -> AbstractContextManager[None]:
    """Set what is missing, and take it back in the end.

    With an endpoint, clients that name none themselves are sent there, too
    (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
    """
    added = {} if endpoint and _is_aws(endpoint) else missing_variables()
    if endpoint and "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
        added["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint
    return variables(added)


def _is_aws(endpoint: str) -> bool:
    """Whether an endpoint is AWS itself, where made-up credentials would only confuse."""
    return (urlsplit(endpoint).hostname or "").endswith(_AWS_DOMAINS)
