"""The process of an embedded DynamoDB that several processes share: started by `shared_engine`, for no one else."""

import asyncio
import os
import signal
import sys

from pytest_dynamo.embedded.engine import Engine
from pytest_dynamo.embedded.fronts.http_control import Control
from pytest_dynamo.embedded.fronts.http_server import HttpServer

SECRET_VARIABLE = "PYTEST_DYNAMO_SECRET"
"""Holds what a request has to know to throttle; no argument, as others may read those."""


async def serve(port: int, secret: str) -> None:
    """Serve a new engine on loopback, until SIGTERM."""
    engine, stop = Engine(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = HttpServer(engine, control=Control(engine, secret), grace_seconds=1.0)
    await server.start("127.0.0.1", port)
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), os.environ.pop(SECRET_VARIABLE)))
