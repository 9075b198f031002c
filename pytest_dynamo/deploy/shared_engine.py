"""An embedded DynamoDB in a process of its own, for processes that are to see the same tables."""

import secrets
import sys
from http.client import HTTPConnection, HTTPException
from typing import Self
from urllib.parse import urlsplit

from pytest_dynamo.deploy import shared_server
from pytest_dynamo.deploy.server_process import StartedServer, run_server
from pytest_dynamo.deploy.servers import PORT
from pytest_dynamo.embedded.fronts.remote import RemoteEngine
from pytest_dynamo.errors import BackendError

_CONNECT_SECONDS = 2.0


class SharedEngine:
    """The engine at `url`. Whoever started it may throttle it; it ends with that process, however that ends."""

    def __init__(self, server: StartedServer, remote: RemoteEngine) -> None:
        self.url = server.url
        self.remote = remote
        self._server = server

    @classmethod
    def start(cls) -> Self:
        """Start one on a free port of loopback.

        Raises:
            BackendError: it cannot be started.
        """
        secret = secrets.token_hex()
        command = (sys.executable, "-m", shared_server.__name__, PORT)
        variables = {shared_server.SECRET_VARIABLE: secret}
        server = run_server("the embedded DynamoDB", command, variables=variables)
        return cls(server, RemoteEngine(server.url, secret))

    def close(self) -> None:
        """End it, and return when it has ended."""
        self.remote.close()
        self._server.close()


def check_is_here(url: str) -> None:
    """Make sure that the engine another process has started is on this machine.

    Raises:
        BackendError: it is not: loopback is another one on each machine.
    """
    connection = HTTPConnection(urlsplit(url).netloc, timeout=_CONNECT_SECONDS)
    try:
        connection.request("GET", "/")
        reason = _not_ours(connection.getresponse().headers.get("Server", ""))
    except (OSError, HTTPException) as error:
        reason = str(error) or type(error).__name__
    finally:
        connection.close()
    if reason:
        message = (
            f"the tables of this run are in the embedded DynamoDB at {url} of the machine its master runs "
            f"on, and from here they cannot be reached: {reason}.\n"
            "To fix this: start workers on the machine of the master, or give the master the address of "
            "an endpoint that all of them reach, for example --host http://192.0.2.1:8000"
        )
        raise BackendError(message)


def _not_ours(server: str) -> str:
    return "" if server == "pytest-dynamo" else "something else listens there"
