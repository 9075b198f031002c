"""Which DynamoDB is used: the embedded one, an endpoint, or AWS; and clients of it."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from pytest_dynamo.deploy.aws import ALLOW, account_aliases, account_of, aws_session, refusal
from pytest_dynamo.deploy.aws_hosts import is_aws, is_loopback
from pytest_dynamo.deploy.capabilities import AWS, EMBEDDED, UNKNOWN, Profile
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.deploy.recognition import recognise
from pytest_dynamo.deploy.shared_engine import SharedEngine, check_is_here
from pytest_dynamo.embedded import Embedded, Throttling, ThrottlingHistory, dynamodb
from pytest_dynamo.embedded.environment import credentials_are_configured
from pytest_dynamo.embedded.fronts.answers import Performing
from pytest_dynamo.embedded.fronts.direct import DirectClient
from pytest_dynamo.embedded.fronts.remote import RemoteEngine
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

    `endpoint` is the URL of an endpoint or of AWS, and None for the embedded DynamoDB, unless that is
    shared with other processes. `place` says where it is in a message, `profile` what kind of DynamoDB it is and can be trusted for.
    """

    kind: BackendKind
    endpoint: str | None
    region: str
    place: str
    profile: Profile
    _session: boto3.Session | Embedded
    _open: ExitStack = field(default_factory=ExitStack)
    _remote: RemoteEngine | None = None

    def make_client(self, **config: object) -> "DynamoDBClient":
        """A client; `config` are members of botocore's `Config` that replace the defaults here."""
        merged: Any = {**_CLIENT, **config}
        if isinstance(self._session, Embedded):
            return self._session.client(config=Config(**merged))
        with explained(self.place):
            return self._session.client(
                "dynamodb", endpoint_url=self.endpoint, config=Config(**merged)
            )

    def make_client_of(self, service: str) -> Any:  # noqa: ANN401 - whatever boto3 has
        """A client of another AWS service, of the account and the region of this one.

        Raises:
            BackendError: This is not AWS, or there are no credentials.
        """
        if self.kind != "aws" or isinstance(self._session, Embedded):
            message = f"{self.place} has no {service}: it is not AWS"
            raise BackendError(message)
        few: Any = {"retries": {"total_max_attempts": 2}, "connect_timeout": 2, "read_timeout": 5}
        with explained(self.place):
            return self._session.client(service, config=Config(**few))  # type: ignore[call-overload]

    @property
    def engine(self) -> Performing | None:
        """What answers requests, where that is in this process."""
        return self._session.engine if isinstance(self._session, Embedded) else None

    def make_setup_client(self, **config: object) -> "DynamoDBClient":
        """A client to make tables and items with.

        On the embedded DynamoDB it is the direct one, as it is fast, and it is not throttled; where that
        is shared, only as long as nothing is.
        """
        if isinstance(self._session, Embedded):
            return cast("DynamoDBClient", self._session.unthrottled_client())
        if self._remote is not None:
            return cast("DynamoDBClient", DirectClient(self._remote))
        return self.make_client(**config)

    def throttle(self, throttling: Throttling | None) -> None:
        """Throttle requests from now on, or none; an endpoint and AWS do as they like."""
        embedded = self._embedded
        if embedded is not None:
            embedded.throttle(throttling)

    def throttling_history(self) -> ThrottlingHistory:
        """What has come of throttling since it was switched on; nothing, but on the embedded DynamoDB."""
        embedded = self._embedded
        return ThrottlingHistory() if embedded is None else embedded.throttling_history()

    @property
    def _embedded(self) -> Embedded | RemoteEngine | None:
        """What can be told to throttle: by those who opened it, and not by those who joined."""
        return self._session if isinstance(self._session, Embedded) else self._remote

    @property
    def is_on_this_machine(self) -> bool:
        """Whether it is embedded, or an endpoint of loopback: nobody else's DynamoDB."""
        return self.kind == "embedded" or (
            self.kind == "endpoint" and is_loopback(_hostname(self.endpoint or ""))
        )

    def account(self) -> str | None:
        """The number of the account; None but on AWS, and where it will not say."""
        if self.kind != "aws" or isinstance(self._session, Embedded):
            return None
        return account_of(self._session)

    def account_aliases(self) -> tuple[str, ...]:
        """The names of the account; none but on AWS, and where it will not say."""
        if self.kind != "aws" or isinstance(self._session, Embedded):
            return ()
        return account_aliases(self._session)

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
    allow_text: str = ALLOW,
) -> Backend:
    """The DynamoDB at a URL, or an embedded one if there is no URL, which throttles if told how.

    AWS is refused unless it is allowed. What is asked of AWS before that is whose account it is and
    what the `tables` are like, to say so in the refusal, which ends with `allow_text`. An endpoint that
    answers as AWS does, behind another name, is AWS.

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
            client = backend.make_client(read_timeout=2)
            raise BackendError(refusal(session, client, tables, allow_text))
        return backend
    session = _endpoint_session(host, region)
    backend = _remote("endpoint", host, session, UNKNOWN)
    client = backend.make_client(read_timeout=5)
    profile = recognise(host, client)
    if profile is not AWS:
        return replace(backend, profile=profile)
    if not allow_aws:
        raise BackendError(refusal(session, client, tables, allow_text))
    return replace(backend, kind="aws", profile=AWS)


def share_backend() -> Backend:
    """An embedded DynamoDB that other processes of this machine may join.

    Raises:
        BackendError: It cannot be started.
    """
    stack = ExitStack()
    shared = SharedEngine.start()
    stack.callback(shared.close)
    return _shared(shared.url, stack, shared.remote)


def join_backend(url: str) -> Backend:
    """The embedded DynamoDB that another process shares at a URL; it is throttled by that process.

    Raises:
        BackendError: It is on another machine.
    """
    check_is_here(url)
    return _shared(url, ExitStack(), None)


def _shared(url: str, stack: ExitStack, remote: RemoteEngine | None) -> Backend:
    return Backend(
        kind="embedded",
        endpoint=url,
        region=_ENDPOINT_REGION,
        place=f"the embedded DynamoDB (shared, {url})",
        profile=EMBEDDED,
        _session=boto3.Session(
            aws_access_key_id="embedded",
            aws_secret_access_key="embedded",
            region_name=_ENDPOINT_REGION,
        ),
        _open=stack,
        _remote=remote,
    )


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
