"""The fast client by itself, for scripts."""

import argparse
from typing import Any

import boto3
from botocore.config import Config

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.clients.fast.client import FastClient
from pytest_dynamo.locust.clients.fast.retrying import retry_config
from pytest_dynamo.locust.settings.reading import check_fast_retries, read_retries

MOST_CONNECTIONS = 100
"""How many a script's client has at most, unless its `Config` says otherwise."""


def fast_client(
    *,
    retries: str = "none",
    config: Config | None = None,
    **options: Any,  # noqa: ANN401 - as boto3's
) -> FastClient:
    """A client with the calls, answers and errors of `boto3.client("dynamodb")`, in a tenth of its time.

    `options` are those of `boto3.client`: endpoint_url, region_name, aws_access_key_id,
    aws_secret_access_key, aws_session_token, verify. `config` may set connect_timeout and read_timeout, in
    seconds, and max_pool_connections. `retries` is `none`, or `standard` or `standard:5` to have boto3's
    standard mode. It is a context manager, and to be closed.

    Raises:
        DynamoError: `retries` is anything else, or boto3 would go through a proxy.
        NoCredentialsError: there are no credentials.
    """
    try:
        check_fast_retries(read_retries(retries))
    except argparse.ArgumentTypeError as mistake:
        raise DynamoError(str(mistake)) from None
    any_retries: Any = retry_config(retries)
    merged = Config(max_pool_connections=MOST_CONNECTIONS).merge(config or Config())
    merged = merged.merge(Config(retries=any_retries))
    return FastClient(boto3.client("dynamodb", config=merged, **options))
