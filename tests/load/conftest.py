"""Runs Locust in a process of its own, as its users do: pytest's own is never patched by gevent."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.greenlets import traced_by_greenlet

# The modules of the Locust room that compute are tested in this process, where nothing is patched.
os.environ["LOCUST_SKIP_MONKEY_PATCH"] = "1"

REPOSITORY = Path(__file__).parents[2]
NOT_PASSED_ON = ("AWS_", "LOCUST_", "BOTO")

# An audit hook sees gevent's sockets as well, and cannot be taken away again.
NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "a unix socket"
        if host not in ("127.0.0.1", "::1", "localhost", "a unix socket"):
            raise PermissionError(f"the test allows no connection to {host}")

sys.addaudithook(refuse)
"""

TINY = """
version: 1
name: tiny
tables:
  things: {partition_key: PK}
entities:
  Thing:
    population: 10
    item: {PK: "THING#{n}", n: {sequence: {start: 1}}}
  Lock:
    population: 1
    item: {PK: LOCK}
access_patterns:
  get_thing: {get: {PK: "THING#{n}"}, returns: Thing, keys: {Thing: {zipf: 1}}, rate: 20}
  take_lock: {put: Lock, keys: {Lock: uniform}, condition: attribute_not_exists(PK), rate: 10}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A Locust run that has ended."""

    code: int
    out: str
    err: str
    reports: Path

    @property
    def folder(self) -> Path:
        """The only folder of a run that was written."""
        (found,) = self.reports.glob("*/*/")
        return found

    @property
    def run(self) -> dict[str, Any]:
        """What `run.json` holds."""
        return json.loads((self.folder / "run.json").read_text())

    @property
    def counted_by_locust(self) -> int:
        """The number of requests by Locust's own `--json-file`."""
        entries = json.loads((self.reports / "locust.json").read_text())
        return sum(entry["num_requests"] for entry in entries)

    @property
    def message(self) -> str:
        """What was said on standard error, Locust's own log left out."""
        lines = self.err.splitlines()
        return "\n".join(line for line in lines if line and not line.startswith("["))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Locust:
    """Starts `locust` without AWS variables and without a network, and waits for its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports = folder / "reports"
        self.reports.mkdir()
        (folder / "sitecustomize.py").write_text(NO_NETWORK)
        passed_on = {k: v for k, v in os.environ.items() if not k.startswith(NOT_PASSED_ON)}
        kept = traced_by_greenlet(passed_on)
        self.environment = {**kept, "HOME": str(folder), "PYTHONPATH": str(folder)}

    def write(self, name: str, text: str) -> Path:
        """A file beside which nothing else stands."""
        path = self.folder / name
        path.write_text(text)
        return path

    def leave_the_page_out(self) -> None:
        """Have no matplotlib: rendering takes longer than all else, and other tests look at it."""
        self.write("matplotlib.py", "raise ModuleNotFoundError(name='matplotlib')")

    def run_of(self, folder: str) -> dict[str, Any]:
        """What the `run.json` of a folder of this name holds."""
        (found,) = self.reports.glob(f"*/{folder}/run.json")
        return json.loads(found.read_text())

    def start(self, *arguments: str, cwd: Path = REPOSITORY) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "locust", *arguments]
        if "--web-port" not in arguments:
            command += ["--headless"]
        if "--processes" in arguments:
            port = str(free_port())  # tests run side by side
            command += ["--master-bind-port", port, "--master-port", port]
        command += ["--json-file", str(self.reports / "locust")]
        if "--dynamo-forecast" not in arguments:
            command += ["--dynamo-no-forecast"]  # it takes a second or two, and few look at it
        elif "--dynamo-advice" not in arguments:
            command += ["--dynamo-no-advice"]  # the same
        if "--dynamo-reports" not in arguments:
            command += ["--dynamo-reports", str(self.reports)]
        with (self.folder / "out").open("w") as out, (self.folder / "err").open("w") as err:
            return subprocess.Popen(
                command,
                cwd=cwd,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    def end(self, process: subprocess.Popen[str]) -> Ended:
        try:
            process.wait(timeout=60)
        finally:
            process.kill()
            process.wait()
        out, err = ((self.folder / name).read_text() for name in ("out", "err"))
        return Ended(code=process.returncode, out=out, err=err, reports=self.reports)

    def run(self, *arguments: str, cwd: Path = REPOSITORY) -> Ended:
        return self.end(self.start(*arguments, cwd=cwd))

    def wait_for(self, text: str, process: subprocess.Popen[str]) -> None:
        while text not in (self.folder / "err").read_text() and process.poll() is None:
            time.sleep(0.05)

    def interrupted_at(self, text: str, *arguments: str) -> Ended:
        """Press Ctrl-C when a line with this text has been said."""
        process = self.start(*arguments)
        self.wait_for(text, process)
        process.send_signal(signal.SIGINT)
        return self.end(process)


@pytest.fixture(scope="module")
def make_locust(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Locust]:
    return lambda: Locust(tmp_path_factory.mktemp("locust"))


@pytest.fixture
def locust(tmp_path: Path) -> Locust:
    return Locust(tmp_path)


@pytest.fixture
def read() -> Callable[..., Any]:
    """The settings that options give, as Locust reads them."""
    from locust.argument_parser import get_empty_argument_parser, setup_parser_arguments

    from pytest_dynamo.locust.settings.options import add_options
    from pytest_dynamo.locust.settings.values import settings_of

    parser = get_empty_argument_parser(default_config_files=[])
    setup_parser_arguments(parser)
    add_options(parser)
    return lambda *arguments, host=None: settings_of(parser.parse_args(list(arguments)), host)


@pytest.fixture
def tiny_design() -> str:
    return TINY


@pytest.fixture
def tiny(locust: Locust) -> Iterator[Callable[[str], str]]:
    """Write a locustfile on a tiny design; the argument is the body of its class."""
    locust.write("tiny.yaml", TINY)

    def write(body: str = "") -> str:
        text = (
            "from locust import tag, task\n"
            "from pytest_dynamo.locust import DynamoUser\n\n"
            "class Tiny(DynamoUser):\n"
            "    design = 'tiny.yaml'\n\n" + body
        )
        return str(locust.write("locustfile.py", text))

    return write
