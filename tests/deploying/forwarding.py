"""What stands between a command and its DynamoDB, and kills the command at a moment that is chosen."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

READS = ("Describe", "List", "Get", "Query", "Scan")


class Forwarder(ThreadingHTTPServer):
    """Hands requests on, counts those that change something, and after the chosen one sends a signal.

    `before` its answer: DynamoDB has done it, and the command never hears of it. `after` it: the command has
    heard, and none of its requests gets through any more. Changes with a text in them are `refused`, with a code
    and a message; or they are `lost` on the way.
    """

    daemon_threads = True

    def __init__(self, url: str, number: int = 0, when: Literal["before", "after"] = "before"):
        super().__init__(("127.0.0.1", 0), Handler)
        self.beyond, self.number, self.when = urlsplit(url), number, when
        self.changes: list[str] = []
        self.signal = signal.SIGKILL
        self.process: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()
        self.is_over = False
        self.refused: tuple[bytes, str, str] | None = None
        self.lost: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def end_it(self) -> None:
        self.is_over = self.signal == signal.SIGKILL
        os.kill(self.process.pid, self.signal)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Forwarder

    def do_GET(self) -> None:
        self.hand_on()

    def do_POST(self) -> None:
        self.hand_on()

    def hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        operation = self.headers.get("X-Amz-Target", "").partition(".")[2]
        is_change = bool(operation) and not operation.startswith(READS)
        server = self.server
        with server.lock:
            if server.is_over:
                return self.say_nothing()
            if server.when == "after" and server.number and len(server.changes) == server.number:
                server.end_it()
                return self.say_nothing()
            if is_change and server.refused and server.refused[0] in body:
                return self.refuse(*server.refused[1:])
            if is_change and server.lost and server.lost in body:
                return self.say_nothing()
            answer = self.asked(body)
            if is_change and answer.status == http.HTTPStatus.OK:
                server.changes.append(operation)
                if server.when == "before" and len(server.changes) == server.number:
                    server.end_it()
                    return self.say_nothing()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "date", "server"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)
        return None

    def refuse(self, code: str, message: str) -> None:
        said = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message}
        content = json.dumps(said).encode()
        self.send_response(http.HTTPStatus.BAD_REQUEST)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def say_nothing(self) -> None:
        self.close_connection = True

    def asked(self, body: bytes) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(
            self.server.beyond.hostname, self.server.beyond.port, timeout=30
        )
        connection.request(self.command, self.path, body, dict(self.headers))
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the base has it
        """Say nothing."""


@contextmanager
def forwarding(url: str, number: int = 0, when: Literal["before", "after"] = "before"):
    with Forwarder(url, number, when) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:  # a thread that goes on would keep the tests from ending
            server.shutdown()
            thread.join()


def process(folder: Path, arguments: Sequence[str], **settings: object) -> subprocess.Popen[str]:
    """A command of ours that runs in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest_dynamo.cli", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **settings,
    )


def killed(
    url: str,
    folder: Path,
    arguments: Sequence[str],
    number: int,
    when: Literal["before", "after"],
    number_of_signal: int = signal.SIGKILL,
) -> tuple[int, str, str]:
    """Run a command until it has made so many changes; its exit code, output and errors."""
    with forwarding(url, number, when) as server:
        server.signal = number_of_signal
        server.process = process(folder, [*arguments, "--endpoint", server.url])
        out, err = server.process.communicate(timeout=60)
        return server.process.returncode, out, err
