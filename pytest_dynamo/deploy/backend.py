"""Which DynamoDB is used: the embedded one, an endpoint, or AWS; and clients of it."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from pytest_dynamo.deploy.aws import aws_session, is_aws, refusal
from pytest_dynamo.deploy.capabilities import AWS, EMBEDDED, UNKNOWN, Profile
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.deploy.recognition import recognise
from pytest_dynamo.embedded import Embedded, Throttling, ThrottlingHistory, dynamodb
from pytest_dynamo.embedded.environment import credentials_are_configured
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from pytest_dynamo.embedded.engine import HeldCheckpoint

BackendKind: TypeAlias = Literal["embedded", "endpoint", "aws"]

_ENDPOINT_REGION = "us-east-1"
_CONNECT_SECONDS = 2.0

# One attempt, so that every throttled request is seen and none is waited for; and more connections
# than botocore's ten, because many users share one client.
_CLIENT: Mapping[str, Any] = {
    "retries": {"total_max_attempts": 1, "mode": "standard"},
    "max_pool_connections": 50,
    "connect_timeout": _CONNECT_SECONDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """A DynamoDB that is ready for use; to be closed in the end.

    `endpoint` is the URL of an endpoint or of AWS, and None for the embedded DynamoDB. `place` says
    where it is in a message, `profile` what kind of DynamoDB it is and can be trusted for.
    """

    kind: BackendKind
    endpoint: str | None
    region: str
    place: str
    profile: Profile
    _session: boto3.Session | Embedded
    _open: ExitStack = field(default_factory=ExitStack)

    def make_client(self, **config: object) -> "DynamoDBClient":
        """A client; `config` are members of botocore's `Config` that replace the defaults here."""
        merged: Any = {**_CLIENT, **config}
        if isinstance(self._session, Embedded):
            return self._session.client(config=Config(**merged))
        with explained(self.place):
            return self._session.client(
                "dynamodb", endpoint_url=self.endpoint, config=Config(**merged)
            )

    def make_setup_client(self, **config: object) -> "DynamoDBClient":
        """A client to make tables and items with.

        On the embedded DynamoDB it is the direct one, as it is fast, and it is not throttled.
        """
        if isinstance(self._session, Embedded):
            return cast("DynamoDBClient", self._session.unthrottled_client())
        return self.make_client(**config)

    def throttle(self, throttling: Throttling | None) -> None:
        """Throttle requests from now on, or none; an endpoint and AWS do as they like."""
        if isinstance(self._session, Embedded):
            self._session.throttle(throttling)

    def throttling_history(self) -> ThrottlingHistory:
        """What has come of throttling since it was switched on; nothing, but on the embedded DynamoDB."""
        if isinstance(self._session, Embedded):
            return self._session.throttling_history()
        return ThrottlingHistory()

    def checkpoint(self, names: Iterable[str]) -> "HeldCheckpoint | None":
        """Some tables as they are now, to be restored; None but on the embedded DynamoDB."""
        if isinstance(self._session, Embedded):
            return self._session.checkpoint(names)
        return None

    def close(self) -> None:
        """Close the embedded DynamoDB; its tables are gone then. Others need no closing."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_backend(
    host: str | None = None,
    *,
    allow_aws: bool = False,
    region: str | None = None,
    tables: Iterable[str] = (),
    throttling: Throttling | None = None,
) -> Backend:
    """The DynamoDB at a URL, or an embedded one if there is no URL, which throttles if told how.

    AWS is refused unless it is allowed. What is asked of AWS before that is whose account it is and
    what the `tables` are like, to say so in the refusal.

    Raises:
        BackendError: no credentials, no region or a wrong one, nothing listens, or AWS is not allowed.
    """
    if host is None:
        stack = ExitStack()
        embedded = stack.enter_context(dynamodb(throttling=throttling or False))
        return Backend(
            kind="embedded",
            endpoint=None,
            region=_ENDPOINT_REGION,
            place="the embedded DynamoDB",
            profile=EMBEDDED,
            _session=embedded,
            _open=stack,
        )
    if is_aws(_hostname(host)):
        session = aws_session(host, region)
        backend = _remote("aws", host, session, AWS)
        if not allow_aws:
            raise BackendError(refusal(session, backend.make_client(read_timeout=2), tables))
        return backend
    backend = _remote("endpoint", host, _endpoint_session(host, region), UNKNOWN)
    return replace(backend, profile=recognise(host, backend.make_client(read_timeout=5)))


def _hostname(host: str) -> str:
    url = urlsplit(host)
    try:
        is_url = url.scheme in ("http", "https") and url.port != 0
    except ValueError:  # a port that is no number, or too large a one
        is_url = False
    if not is_url or not url.hostname:
        message = (
            f"{host!r} is not the URL of a DynamoDB.\n"
            f"To fix this: write it with scheme and port, for example http://127.0.0.1:8000."
        )
        raise BackendError(message)
    return url.hostname


def _remote(kind: BackendKind, host: str, session: boto3.Session, profile: Profile) -> Backend:
    return Backend(
        kind=kind,
        endpoint=host,
        region=session.region_name,
        place=host,
        profile=profile,
        _session=session,
    )


def _endpoint_session(host: str, region: str | None) -> boto3.Session:
    """What is configured of region and credentials, and otherwise anything: an endpoint checks none."""
    with explained(host):
        chosen = region or boto3.Session().region_name or _ENDPOINT_REGION
        if credentials_are_configured():
            return boto3.Session(region_name=chosen)
        return boto3.Session(
            aws_access_key_id="dummy", aws_secret_access_key="dummy", region_name=chosen
        )
