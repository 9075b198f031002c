"""Four workers beside one against the same `serve`, and how long that takes for an answer by itself.

Locust is run as its users run it; what counts is the requests a second that its report says. Each run has to
have counted every request once: by Locust, by the workers, and in all.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import boto3

from benchmarks.cases import Case, Figure, ratio, shortest
from benchmarks.data import TABLE, create_table_arguments, item
from benchmarks.servers import NotAvailableError, Server, serve

Pairs: TypeAlias = tuple[tuple[float, float], ...]
"""Two figures of each round, that belong together."""

FOUR, ALONE = "four", "alone"

_RUN_SECONDS = 10
_WARM_UP_SECONDS = 4  # four workers begin at once, on two cores
_USERS = 16
_CONNECTIONS = 8
_ANSWERS = 10_000
_DESIGN = """\
version: 1
tables:
  things: {partition_key: PK}
entities:
  Thing: {population: 1000, item: {PK: "THING#{n}", n: {sequence: {start: 1}}, text: {text_bytes: 400}}}
access_patterns:
  get_thing: {get: {PK: "THING#{n}"}, returns: Thing, rate: 1}
"""
_LOCUSTFILE = """\
from pytest_dynamo.locust import DynamoUser


class Getting(DynamoUser):
    design = "things.yaml"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Four workers have to make so many times the requests a second that one makes."""

    name: str
    work: str
    bound: float
    sample: str = FOUR
    cases: tuple[Case, ...] = ()

    def measured(self, samples: Mapping[str, Pairs]) -> Figure:
        """How many times as many."""
        one, four = zip(*samples[FOUR], strict=True)
        return ratio(four, one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """`serve` may take no more than so many seconds of processor time to answer."""

    name: str
    work: str
    bound: float
    sample: str = ALONE
    cases: tuple[Case, ...] = ()

    def measured(self, samples: Mapping[str, Pairs]) -> Figure:
        """The seconds that it takes."""
        return shortest(tuple(seconds for seconds, _ in samples[ALONE]))


def together() -> tuple[Together | Answered, ...]:
    """The bars of workers and of what answers them."""
    return (
        Together(
            name="four-workers",
            work="GetItem of 4 workers against serve, beside 1 worker",
            bound=0.8,
        ),
        Answered(
            name="serve-get",
            work=f"GetItem answered by serve, asked by {_CONNECTIONS} connections",
            bound=80e-6,
        ),
    )


class MiscountedError(Exception):
    """A run whose counts do not agree."""


def measured_in_turn(
    samples: Sequence[str], rounds: int, *, answers: int = _ANSWERS
) -> dict[str, Pairs]:
    """Requests a second of one worker and of four; seconds an answer and answers a second of `serve`."""
    found: dict[str, Pairs] = {}
    with serve() as server:
        if ALONE in samples:
            found[ALONE] = tuple(_alone(server, rounds, answers))
        if FOUR in samples:
            found[FOUR] = tuple(
                (_run(server, workers=1), _run(server, workers=4)) for _ in range(rounds)
            )
    return found


def _run(server: Server, *, workers: int) -> float:
    """The requests a second of a load test."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "things.yaml").write_text(_DESIGN)
        (folder / "locustfile.py").write_text(_LOCUSTFILE)
        (folder / "matplotlib.py").write_text("raise ModuleNotFoundError(name='matplotlib')")
        port = str(_free_port())
        command = [
            *(sys.executable, "-m", "locust", "--headless", "--processes", str(workers)),
            *("--master-bind-port", port, "--master-port", port, "--host", server.url),
            *("-u", str(_USERS), "-r", str(_USERS), "-t", f"{_RUN_SECONDS}s"),
            *(
                "--dynamo-rate",
                "max",
                "--dynamo-warm-up",
                str(_WARM_UP_SECONDS),
                "--dynamo-no-forecast",
            ),
            *("--dynamo-reports", "reports", "--json-file", "locust"),
        ]
        ended = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        if ended.returncode:
            raise NotAvailableError(ended.stderr)
        (run_file,) = folder.glob("reports/*/*/run.json")
        run = json.loads(run_file.read_text())
        checked(run, json.loads((folder / "locust.json").read_text()))
    return float(run["window"]["done_per_second"])


def checked(run: Mapping[str, Any], by_locust: Sequence[Mapping[str, Any]]) -> int:
    """The number of requests in a run.

    Raises:
        MiscountedError: it is not that of Locust, of the workers together, and of all seconds.
    """
    total: int = run["totals"]["requests"]
    counts = {
        "by Locust": sum(entry["num_requests"] for entry in by_locust),
        "by the workers": sum(worker["requests"] for worker in run["how"]["workers"]),
        "over time": sum(run["series"]["requests"]),
    }
    if set(counts.values()) != {total}:
        message = f"{total} requests were counted in all, and {counts}"
        raise MiscountedError(message)
    return total


def _alone(server: Server, rounds: int, answers: int) -> Iterator[tuple[float, float]]:
    """Seconds of processor time an answer takes, and answers a second, of each round."""
    request = _request(server)
    with ExitStack() as stack:
        ask = stack.enter_context(_asking(server, request))
        ask(answers // 4)
        for _ in range(rounds):
            began, cpu_seconds = time.perf_counter(), server.cpu_seconds()
            ask(answers)
            seconds = time.perf_counter() - began
            yield (server.cpu_seconds() - cpu_seconds) / answers, answers / seconds


@contextmanager
def _asking(server: Server, request: bytes) -> Iterator[Any]:
    """Asks for so many answers over several connections, each of which waits for its own."""
    address = urlsplit(server.url)
    with ExitStack() as stack:
        selector = stack.enter_context(DefaultSelector())
        for _ in range(_CONNECTIONS):
            connection = stack.enter_context(
                socket.create_connection((str(address.hostname), address.port or 0))
            )
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(request)
            selector.register(connection, EVENT_READ)

        def ask(answers: int) -> None:
            while answers > 0:
                for key, _ in selector.select():
                    asked: Any = key.fileobj
                    asked.recv(65_536)
                    asked.sendall(request)
                    answers -= 1

        yield ask


def _request(server: Server) -> bytes:
    """A GetItem as clients send it, of an item that is there."""
    client = boto3.client(
        "dynamodb",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="bench",
        aws_secret_access_key="bench",
    )
    client.create_table(**create_table_arguments())
    written = item(0)
    client.put_item(TableName=TABLE, Item=written)
    key = {"PK": written["PK"], "SK": written["SK"]}
    asked = {"TableName": TABLE, "Key": key, "ReturnConsumedCapacity": "INDEXES"}
    body = json.dumps(asked).encode()
    scope = "bench/20260101/us-east-1/dynamodb/aws4_request"
    head = (
        f"POST / HTTP/1.1\r\nHost: {urlsplit(server.url).netloc}\r\n"
        "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\n"
        f"X-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential={scope}, "
        f"SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
