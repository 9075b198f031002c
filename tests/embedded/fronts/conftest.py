"""An engine that answers as it is told, and clients in front of it."""

import asyncio
import threading
from collections import deque
from contextlib import contextmanager, suppress

import boto3
import pytest
from botocore.config import Config

from pytest_dynamo.embedded.fronts.http_server import HttpServer
from pytest_dynamo.embedded.fronts.wire import Wire
from pytest_dynamo.measure.observe import transport


class FakeEngine:
    """Gives the answers, or raises the errors, that a test lays in; the last one for ever after."""

    def __init__(self):
        self.outcomes = deque([{}])
        self.asked = []

    def will(self, *outcomes):
        self.outcomes = deque(outcomes)

    def perform(self, operation, parameters, service="dynamodb"):
        self.asked.append((service, operation, parameters))
        outcome = self.outcomes.popleft() if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome(parameters) if callable(outcome) else dict(outcome)


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def make_client(no_network, engine):
    """Makes boto3 clients that the fake engine answers."""

    def make(service="dynamodb", **config):
        return boto3.client(
            service,
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",
            config=Config(**config),
        )

    with transport(Wire(engine).send, is_in_process=True):
        yield make


class Served:
    """A server, its port, and a way to stop it."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._main(),))

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self.port = await self.server.start("127.0.0.1", 0)
        self._ready.set()
        await self._end.wait()
        await self.server.stop()

    def begin(self) -> None:
        self._thread.start()
        self._ready.wait()

    def ask_to_stop(self) -> None:
        with suppress(RuntimeError):  # it has stopped before
            self._loop.call_soon_threadsafe(self._end.set)

    def end(self) -> None:
        self.ask_to_stop()
        self._thread.join()


@contextmanager
def serving(engine, **options):
    served = Served(HttpServer(engine, **options))
    served.begin()
    try:
        yield served
    finally:
        served.end()


@pytest.fixture
def serve(engine):
    """Serves the fake engine, or another one, in a thread."""
    return lambda engine=engine, **options: serving(engine, **options)
