"""The DynamoDB that a boto3 client is for, and what it needs to be spoken to without that client.

boto3's own client is asked, so that regions, endpoints, profiles, certificates and time-outs are found
where boto3 finds them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

from botocore.exceptions import NoCredentialsError
from botocore.utils import normalize_url_path

from pytest_dynamo.errors import DynamoError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An address of DynamoDB. `host` is as the header Host has it; `path` is what is asked for there.

    `verify` is boto3's: whether certificates are verified, or the file of those that are trusted.
    """

    url: str
    hostname: str
    port: int
    host: str
    path: str
    region: str
    is_tls: bool
    verify: bool | str
    connect_seconds: float
    read_seconds: float


def service_of(client: "DynamoDBClient") -> Service:
    """The address that a boto3 client is for.

    Raises:
        DynamoError: boto3 would go there through a proxy, which the fast client does not.
    """
    session = cast("Any", client)._endpoint.http_session  # noqa: SLF001 - it is told nowhere else
    config: Any = client.meta.config
    url = client.meta.endpoint_url.rstrip("/") + "/"
    if proxy := session._proxy_config.proxy_url_for(url):  # noqa: SLF001
        message = (
            f"{url} is reached through the proxy {urlsplit(proxy).hostname}, which the fast client cannot "
            f"use.\nTo fix this: NO_PROXY={urlsplit(url).hostname}, or --dynamo-client boto3"
        )
        raise DynamoError(message)
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    usual_port = 443 if is_tls else 80
    hostname, port = parts.hostname or "", parts.port or usual_port
    host = f"[{hostname}]" if ":" in hostname else hostname
    return Service(
        url=url,
        hostname=hostname,
        port=port,
        host=host if port == usual_port else f"{host}:{port}",
        path=quote(normalize_url_path(parts.path), safe="/~"),
        region=client.meta.region_name,
        is_tls=is_tls,
        verify=session._verify,  # noqa: SLF001
        connect_seconds=config.connect_timeout,
        read_seconds=config.read_timeout,
    )


def credentials_of(client: "DynamoDBClient") -> Any:  # noqa: ANN401 - of one of botocore's classes
    """The credentials of a boto3 client, which refresh themselves if they are of that kind.

    Raises:
        NoCredentialsError: There are none.
    """
    credentials = cast("Any", client)._get_credentials()  # noqa: SLF001 - it is told nowhere else
    if credentials is None:
        raise NoCredentialsError
    return credentials
