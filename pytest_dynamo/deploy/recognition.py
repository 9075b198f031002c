"""Which DynamoDB listens at an endpoint, told by its answers."""

import socket
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.capabilities import (
    AWS,
    DYNALITE,
    DYNAMODB_LOCAL,
    LOCALSTACK,
    MOTO,
    SERVED,
    UNKNOWN,
    Profile,
)
from pytest_dynamo.deploy.faults import NOT_DYNAMODB, NOTHING_LISTENS
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CONNECT_SECONDS = 2.0


def check_listens(place: str) -> None:
    """Make sure that something listens at a URL; that is found out soon.

    Raises:
        BackendError: nothing does.
    """
    url = urlsplit(place)
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        socket.create_connection((str(url.hostname), port), timeout=_CONNECT_SECONDS).close()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BackendError(NOTHING_LISTENS.format(place=place, reason=reason)) from error


def recognise(place: str, client: "DynamoDBClient") -> Profile:
    """Which DynamoDB answers at a URL; `UNKNOWN` if nothing tells.

    Raises:
        BackendError: nothing listens there, or it does not answer like a DynamoDB.
    """
    check_listens(place)
    try:
        answer: Mapping[str, Any] = client.list_tables(Limit=1)
    except (BotoCoreError, ClientError) as error:
        message = NOT_DYNAMODB.format(place=place, reason=str(error).splitlines()[0])
        raise BackendError(message) from error
    if "TableNames" not in answer:
        reason = "it was asked for its tables, and its answer names none"
        raise BackendError(NOT_DYNAMODB.format(place=place, reason=reason))
    profile = by_headers(answer["ResponseMetadata"]["HTTPHeaders"])
    if profile is UNKNOWN and _is_localstack(urlsplit(place)):
        return LOCALSTACK
    return profile


def by_headers(headers: Mapping[str, str]) -> Profile:
    """Which DynamoDB gave an answer, by the headers of it, whose names are in lower case.

    Measured: DynamoDB Local is served by Jetty, moto by Werkzeug; dynalite names no server, and Node.js
    tells how long it keeps the connection. AWS says `Server` of its own, also where a tunnel or another
    name leads to it.

    >>> by_headers({"server": "Jetty(12.0.31)"}).title
    'DynamoDB Local'
    """
    server = headers.get("server", "")
    if any(name.startswith("x-localstack") for name in headers):
        return LOCALSTACK
    if server.startswith("Jetty("):
        return DYNAMODB_LOCAL
    if server.startswith("Werkzeug/"):
        return MOTO
    if server == "pytest-dynamo":
        return SERVED
    if server == "Server" and "x-amzn-requestid" in headers:
        return AWS
    if not server and headers.get("keep-alive", "").startswith("timeout="):
        return DYNALITE
    return UNKNOWN


def _is_localstack(url: SplitResult) -> bool:
    """Whether what listens there tells of its health as LocalStack does.

    https://docs.localstack.cloud/aws/capabilities/networking/internal-endpoints/
    """
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.netloc.rpartition("@")[2], timeout=_CONNECT_SECONDS)
    try:
        connection.request("GET", "/_localstack/health")
        answer = connection.getresponse()
        return answer.status == HTTPStatus.OK and b'"services"' in answer.read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
