"""A server that was started for this process, and ends with it."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from pytest_dynamo.deploy import server_keeper
from pytest_dynamo.deploy.servers import PORT, STARTABLE, command_of, not_there
from pytest_dynamo.errors import BackendError

START_SECONDS = 60.0
"""How long a server may take to answer; Java takes some seconds of it on a busy machine."""

_LATE_SECONDS = 2.0
_LOOK_SECONDS = 0.05
_STOP_SECONDS = 10.0
_MOST_TRIES = 3
_LAST_LINES = 5
_LAST_BYTES = 16_384

# Nobody checks the signature, but a request without one is refused before it is looked at.
_LIST_TABLES = {
    "X-Amz-Target": "DynamoDB_20120810.ListTables",
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": (
        "AWS4-HMAC-SHA256 Credential=dummy/20260101/us-east-1/dynamodb/aws4_request, "
        "SignedHeaders=host, Signature=dummy"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedServer:
    """A server that listens at `url`, until it is closed or this process ends, however it ends."""

    name: str
    url: str
    _process: "subprocess.Popen[bytes]"
    _output: IO[bytes]

    @property
    def is_running(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def has_ended(self) -> bool:
        """Whether it has ended by itself; of one that was just killed that is known a moment later."""
        if not _answers(self.url):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_LATE_SECONDS)
        return not self.is_running

    def last_lines(self) -> str:
        """What it printed last, for a message."""
        return _last_lines(self._output)

    def close(self) -> None:
        """End it, and what it has started; return when it has ended."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:  # the keeper is stuck: not by anything we know of
            self._process.kill()
            self._process.wait()
        self._output.close()


def start_server(name: str, *, seconds: float = START_SECONDS) -> StartedServer:
    """Start one of `STARTABLE` on a free port of loopback, and wait until it answers.

    Raises:
        BackendError: it is not installed, it ends at once, or it does not answer within `seconds`.
    """
    server = STARTABLE[name]
    command = command_of(server)
    if isinstance(command, str):
        raise BackendError(not_there(server, command))
    return run_server(name, command, seconds=seconds)


def run_server(
    name: str,
    command: tuple[str, ...],
    *,
    seconds: float = START_SECONDS,
    variables: Mapping[str, str] | None = None,
) -> StartedServer:
    """Run a command, in which `PORT` stands for a free port of loopback, and wait until it answers.

    `variables` are added to the environment it has.

    Raises:
        BackendError: it ends at once, or does not answer within `seconds`.
    """
    deadline = time.monotonic() + seconds
    for tries_left in reversed(range(_MOST_TRIES)):
        started = _started(name, command, variables or {})
        try:
            reason = _wait_until_it_answers(started, deadline)
        except BaseException:  # Ctrl-C, above all
            started.close()
            raise
        if not reason:
            return started
        is_running, said = started.is_running, started.last_lines()
        started.close()
        # Somebody may have taken the port in between, so another is tried.
        if is_running or not tries_left:
            break
    message = (
        f"{name} was started and {reason}.\n"
        f"  command   {' '.join(command).replace(PORT, started.url.rpartition(':')[2])}\n"
        + "".join(f"  said      {line}\n" for line in said.splitlines())
        + "To fix this: see why that command does not do; or name a URL, or no endpoint at all."
    )
    raise BackendError(message)


def _started(name: str, command: tuple[str, ...], variables: Mapping[str, str]) -> StartedServer:
    port = _free_port()
    output = tempfile.TemporaryFile()  # noqa: SIM115 - it stays open as long as the server
    process = subprocess.Popen(
        [
            *(sys.executable, "-I", server_keeper.__file__),
            *(part.replace(PORT, str(port)) for part in command),
        ],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        env={**os.environ, **variables},
        start_new_session=True,  # Ctrl-C is for pytest, which still drops its tables then
    )
    url = f"http://127.0.0.1:{port}"
    return StartedServer(name=name, url=url, _process=process, _output=output)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_until_it_answers(started: StartedServer, deadline: float) -> str:
    """An empty text as soon as it answers; or else what happened instead."""
    while True:
        if not started.is_running:
            return "ended at once"
        if _answers(started.url):
            return ""
        if time.monotonic() > deadline:
            return "did not answer in time"
        time.sleep(_LOOK_SECONDS)


def _answers(url: str) -> bool:
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request("POST", "/", body="{}", headers=_LIST_TABLES)
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _last_lines(output: IO[bytes]) -> str:
    # Read beside the server, which goes on writing where it is.
    begin = max(0, os.fstat(output.fileno()).st_size - _LAST_BYTES)
    text = os.pread(output.fileno(), _LAST_BYTES, begin).decode(errors="replace")
    return "\n".join(text.strip().splitlines()[-_LAST_LINES:])
