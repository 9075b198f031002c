"""Threads, greenlets and connections at once: nothing is lost, nothing is done twice."""

import asyncio
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.embedded.fronts.http_server import HttpServer
from tests.embedded.properties.at_once import RawHttp, Worker, check, create
from tests.greenlets import traced_by_greenlet

ROUNDS = 60
ROOT = Path(__file__).parents[3]


@contextmanager
def served(engine):
    """The port of a server in front of an engine, in a thread of its own."""
    ready, ports = threading.Event(), []

    async def serve():
        server = HttpServer(engine)
        ports.append(await server.start("127.0.0.1", 0))
        loops.append((asyncio.get_running_loop(), end := asyncio.Event()))
        ready.set()
        await end.wait()
        await server.stop()

    loops = []
    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield ports[0]
    finally:
        loop, end = loops[0]
        loop.call_soon_threadsafe(end.set)
        thread.join()


def run_all(workers):
    threads = [threading.Thread(target=each.run, args=(ROUNDS,)) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_eight_clients_of_three_kinds_lose_nothing():
    with dynamodb() as embedded, served(embedded._engine) as port:
        create(embedded.direct_client())
        clients = [embedded.direct_client() for _ in range(3)]
        clients += [embedded.client() for _ in range(2)]
        clients += [RawHttp(port) for _ in range(3)]
        workers = [Worker(number, client) for number, client in enumerate(clients)]
        run_all(workers)
        for client in clients[5:]:
            client.connection.close()
        done = check(embedded.direct_client(), workers)
        assert done["batched"] == 8 * ROUNDS * 5


def test_one_direct_client_may_be_used_by_all_threads():
    with dynamodb() as embedded:
        client = embedded.direct_client()
        create(client)
        workers = [Worker(number, client) for number in range(8)]
        run_all(workers)
        check(client, workers)


def test_greenlets_lose_nothing():
    """In a process of its own, patched before anything else is imported, as Locust does it."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.embedded.properties.at_once", "gevent", "1"],
        cwd=ROOT,
        env=traced_by_greenlet(os.environ),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("acknowledged\n")
