"""A server that does with each request what a test tells it, and fast clients of it."""

from locust.env import Environment  # noqa: F401 - first, as in every load test

import json
import socket
import ssl
import threading
import zlib
from collections import deque
from email.utils import formatdate

import boto3
import gevent
import pytest
from botocore.config import Config

from pytest_dynamo.locust import fast_client

CREDENTIALS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
AWS_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
)
KEY = {"TableName": "things", "Key": {"pk": {"S": "a"}}}
PATIENCE_SECONDS = 10


@pytest.fixture(autouse=True)
def unconfigured(monkeypatch, tmp_path):
    for name in AWS_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def new_session(monkeypatch):
    """A session that has looked for no credentials yet."""
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def until(is_so):
    """Wait until something is so, letting other greenlets go on; fail if it takes too long."""
    with gevent.Timeout(PATIENCE_SECONDS):
        while not is_so():
            gevent.sleep(0.005)


def response(body, status="200 OK", **headers):
    """The bytes of a response; a body that is no bytes is sent as JSON, with its checksum."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers.setdefault("x-amz-crc32", zlib.crc32(body))
    headers.setdefault("Content-Length", len(body))
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def failure(code, status="400 Bad Request", message="because", **headers):
    kind = f"com.amazonaws.dynamodb.v20120810#{code}"
    return response({"__type": kind, "message": message}, status, **headers)


def dated(seconds):
    return formatdate(seconds, usegmt=True)


class Scripted:
    """Answers each request with the next of `steps`; the last one for ever after.

    A step is the bytes of a response, or does something with the connection and then closes it.
    """

    def __init__(self, context=None):
        self.steps = deque([response({})])
        self.requests = []
        self.dialled = self.hung_up = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._context = context
        self._open = []
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}"

    def will(self, *steps):
        self.steps = deque(steps)

    def close(self):
        self._listening.close()
        for connection in self._open:
            connection.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.dialled += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            while request := self._request(connection):
                self.requests.append(request)
                step = self.steps.popleft() if len(self.steps) > 1 else self.steps[0]
                if callable(step):
                    step(connection)
                    break
                connection.sendall(step)
        except (OSError, ssl.SSLError):
            pass
        connection.close()
        self.hung_up += 1

    def _request(self, connection):
        received = b""
        while b"\r\n\r\n" not in received or not received.endswith(b"}"):
            block = connection.recv(65536)
            if not block:
                return b""
            received += block
        return received


@pytest.fixture
def server():
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def make_client(server):
    """Makes fast clients of the server; they are closed after the test."""
    made = []

    def make(url=None, *, retries="none", verify=None, read_timeout=5, most=10, **options):
        client = fast_client(
            endpoint_url=url or server.url,
            region_name="us-east-1",
            retries=retries,
            verify=verify,
            config=Config(connect_timeout=1, read_timeout=read_timeout, max_pool_connections=most),
            **(CREDENTIALS | options),
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client):
    return make_client()
