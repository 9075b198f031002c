"""The endpoint of a session: started where it is a name, looked at once, ended with the session."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypedDict
from uuid import uuid4

import pytest

from pytest_dynamo.errors import BackendError
from pytest_dynamo.plugin.databases.environment import (
    client_environment,
    endpoint_environment,
    is_url,
    sent_elsewhere,
)
from pytest_dynamo.plugin.databases.made_tables import MadeTables
from pytest_dynamo.plugin.settings import Settings

if TYPE_CHECKING:
    from pytest_dynamo.deploy.backend import Backend
    from pytest_dynamo.deploy.capabilities import Profile
    from pytest_dynamo.deploy.server_process import StartedServer

_MOST_NAMED = 20


class Handed(TypedDict):
    """What the process that controls a run of pytest-xdist hands to its workers."""

    url: str
    profile: str
    run: str


class Endpoint:
    """What the setting `endpoint` leads to; nothing is done about it where that is the embedded one.

    `handed` is given in a worker of pytest-xdist: there the endpoint has been looked at already.
    """

    def __init__(self, settings: Settings, *, worker: str, handed: Handed | None = None) -> None:
        self._settings = settings
        self._worker = worker
        self._run = handed["run"] if handed else uuid4().hex[:8]
        named = settings.endpoint
        self._url = handed["url"] if handed else named if named and is_url(named) else None
        self._profile_name = handed["profile"] if handed else ""
        self._server: StartedServer | None = None
        self._backend: Backend | None = None
        self._open = ExitStack()
        self._left: list[str] = []
        self.made = MadeTables()

    @property
    def prefix(self) -> str:
        """What table names begin with: no other run and no other worker has these."""
        return self._prefix_of(self._worker)

    def _prefix_of(self, worker: str) -> str:
        return f"{self._settings.prefix}{self._run}-{worker}-"

    def configure(self) -> None:
        """Give clients that are made while tests are imported what they need."""
        self._open.enter_context(client_environment(self._url or self._settings.endpoint))

    def start(self) -> None:
        """Start what is named, and look at the endpoint.

        Raises:
            BackendError: it cannot be started, or cannot be used.
        """
        if not self._settings.endpoint:
            return
        if self._url is None:
            self._url = self._started(self._settings.endpoint)
            self._open.enter_context(endpoint_environment(self._url))
        backend = self.backend()
        if backend.kind == "aws" and not self._settings.prefix:
            message = (
                "dynamo_prefix is empty, and on AWS each table is named with a prefix.\n"
                "To fix this:  --dynamo-prefix=pytest-"
            )
            raise BackendError(message)

    def _started(self, name: str) -> str:
        from pytest_dynamo.deploy.aws import aws_url
        from pytest_dynamo.deploy.server_process import start_server
        from pytest_dynamo.deploy.servers import LISTENING

        self._profile_name = name
        if name == "aws":
            return aws_url()
        if name in LISTENING:
            return LISTENING[name]
        self._server = start_server(name)
        self._open.callback(self._server.close)
        return self._server.url

    def backend(self) -> "Backend":
        """The endpoint, opened once.

        Raises:
            BackendError: it cannot be used.
        """
        from pytest_dynamo.deploy.backend import open_backend
        from pytest_dynamo.deploy.recognition import check_listens

        if self._backend is None:
            self._backend = open_backend(self._url, allow_aws=self._settings.allow_aws)
        elif self._backend.kind == "endpoint":
            # boto3 would try for ten seconds, and that in each of the tests that are left.
            check_listens(self._backend.place)
        return self._backend

    def handed(self) -> Handed | None:
        """What workers of pytest-xdist are to know."""
        if self._url is None:
            return None
        return {"url": self._url, "profile": self._profile().name, "run": self._run}

    def _profile(self) -> "Profile":
        from pytest_dynamo.deploy.capabilities import UNKNOWN, profile_named

        profile = self._backend.profile if self._backend else UNKNOWN
        return profile_named(self._profile_name) if profile is UNKNOWN else profile

    def described(self) -> str:
        """What the session runs on, for the header."""
        if not self._settings.endpoint:
            return "embedded"
        if self._backend is None:  # tests are only collected
            return self._settings.endpoint
        profile = self._profile()
        if not profile.name:
            return f"{self._url} (capacity observed; which DynamoDB it is was not recognised)"
        return f"{profile.title} at {self._url} (capacity observed{profile.caveat})"

    @property
    def caveat(self) -> str:
        """What follows "observed" where capacity is told: empty where it can be believed."""
        return self._profile().caveat if self._backend else ""

    def notes(self) -> Iterator[str]:
        """What the user may not expect of the settings together."""
        settings = self._settings
        if not settings.endpoint:
            return
        if settings.throttle:
            yield "--dynamo-throttle has no effect: an endpoint throttles or not as it likes"
        if settings.allow_aws and self._backend and self._backend.kind != "aws":
            yield f"--dynamo-allow-aws has no effect: {self._url} is not AWS"
        if self._url and (other := sent_elsewhere(self._url)):
            yield (
                f"AWS_ENDPOINT_URL_DYNAMODB is {other}: clients of your code that name no endpoint go "
                "there, and find no tables of the tests"
            )

    def drop_tables(self) -> tuple[str, ...]:
        """Drop the tables that this process made and that are still there; those that could not be."""
        if not self.made.names or self._backend is None:
            return ()
        return self.made.drop_all(self._backend.make_setup_client(read_timeout=10))

    def leave(self, names: tuple[str, ...]) -> None:
        """Note tables that could not be dropped."""
        self._left += names

    def look_after(self, worker: str) -> None:
        """Note what a worker that died has left behind: its names are known, its record is lost."""
        if self._backend is None:
            return
        from botocore.exceptions import BotoCoreError, ClientError

        pages = self._backend.make_setup_client().get_paginator("list_tables")
        try:
            prefix = self._prefix_of(worker)
            found = [name for page in pages.paginate() for name in page["TableNames"]]
        except (BotoCoreError, ClientError):
            return
        self._left += [name for name in found if name.startswith(prefix)]

    def last_words(self) -> Iterator[str]:
        """What is to be said at the end: tables that are left, a server that did not live to see it."""
        if self._server and self._server.has_ended():
            yield f"dynamo: {self._server.name} ended during the session. The last it said:"
            yield from (f"  {line}" for line in self._server.last_lines().splitlines())
        elif self._left and not self._server:  # its tables go with it
            count = f"{len(self._left)} table{'' if len(self._left) == 1 else 's'}"
            yield f"dynamo: {count} of this session could not be dropped and may still be at {self._url}:"
            yield from (f"  {name}" for name in self._left[:_MOST_NAMED])
            if len(self._left) > _MOST_NAMED:
                yield f"  and {len(self._left) - _MOST_NAMED} more"
            yield "To fix this: drop them by hand"

    def close(self) -> None:
        """End what was started, and take back what was set."""
        self._open.close()


ENDPOINT = pytest.StashKey[Endpoint]()
