"""AWS as a backend: which region, whose account, and the refusal to touch it unasked."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.aws_hosts import region_of
from pytest_dynamo.deploy.faults import NO_CREDENTIALS, NO_REGION, explained
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ALLOW = "to run against it:  --dynamo-allow-aws"
"""What to do about a refusal, where nothing else is said."""

_ONE_SHORT_TRY = Config(connect_timeout=2, read_timeout=2, retries={"total_max_attempts": 1})


def aws_session(host: str, region: str | None) -> boto3.Session:
    """A session for the region that a URL names, or else for the given or the configured one.

    Raises:
        BackendError: no region, one that AWS does not have, or no credentials. Nothing was sent.
    """
    named = region_of(urlsplit(host).hostname or "")
    with explained(host):
        chosen = named or region or boto3.Session().region_name
        if not chosen:
            raise BackendError(NO_REGION.format(place=host))
        session = boto3.Session(region_name=chosen)
        known = _regions(session)
        if chosen not in known:
            near = get_close_matches(chosen, known, n=3)
            message = (
                f"AWS has no region {chosen!r} with DynamoDB. Nothing was sent.\n"
                f"To fix this: write the region as AWS does"
                + (f"; did you mean {', '.join(near)}?" if near else ", for example eu-west-1.")
            )
            raise BackendError(message)
        if session.get_credentials() is None:
            raise BackendError(NO_CREDENTIALS.format(place=host))
    return session


def _regions(session: boto3.Session) -> list[str]:
    return [
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("dynamodb", partition)
    ]


def aws_url(region: str | None = None) -> str:
    """Where AWS is in a region, or in the one that is configured.

    Raises:
        BackendError: no region is configured. Nothing was sent.
    """
    place = "AWS"
    with explained(place):
        session = boto3.Session(region_name=region)
        if not session.region_name:
            raise BackendError(NO_REGION.format(place=place))
        # A variable that sends clients elsewhere is not what the name asks for.
        options: Any = {"ignore_configured_endpoint_urls": True}
        url: str = session.client("dynamodb", config=Config(**options)).meta.endpoint_url
    return url


def refusal(
    session: boto3.Session, client: "DynamoDBClient", tables: Iterable[str], allow: str = ALLOW
) -> str:
    """Why nothing is done: it is AWS, this account, and these tables as they are now; what allows it.

    Asks the security token service whose credentials these are, and describes the tables; what AWS
    will not tell is left out.
    """
    parts = ["this is AWS", *_account(session), *(_table(client, name) for name in tables)]
    return f"{', '.join(parts)}. Nothing was sent.\n  {allow}"


def account_of(session: boto3.Session) -> str | None:
    """The number of the account that credentials belong to; None where AWS will not say."""
    try:
        answer = session.client("sts", config=_ONE_SHORT_TRY).get_caller_identity()
    except (BotoCoreError, ClientError):
        return None
    return str(answer["Account"])


def account_aliases(session: boto3.Session) -> tuple[str, ...]:
    """The names of the account that credentials belong to; none where AWS will not say."""
    try:
        answer = session.client("iam", config=_ONE_SHORT_TRY).list_account_aliases()
    except (BotoCoreError, ClientError):
        return ()
    return tuple(answer["AccountAliases"])


def _account(session: boto3.Session) -> Iterator[str]:
    """The account the credentials belong to, with its middle left out."""
    account = account_of(session)
    if account:
        yield f"account {account[:4]}…{account[-4:]}"


def _table(client: "DynamoDBClient", name: str) -> str:
    try:
        found = client.describe_table(TableName=name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return f"table {name} (not there)"
    except (BotoCoreError, ClientError):
        return f"table {name}"
    return f"table {name} ({found['TableStatus']}, {found['ItemCount']:,} items)"
