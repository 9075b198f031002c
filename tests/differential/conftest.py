"""An endpoint to compare with: that of DYNAMO_ENDPOINT, or moto's own server in this process."""

import os
import sys
from pathlib import Path

import pytest

# The parts of this test are one package of their own, beside it.
sys.path.insert(0, str(Path(__file__).parent))

MOTO_OPERATIONS = 400
ENDPOINT_OPERATIONS = 5_000


@pytest.fixture(scope="session")
def endpoint_url():
    """Where the other side answers; moto's server if nothing else is named."""
    named = os.environ.get("DYNAMO_ENDPOINT")
    if named:
        yield named
        return
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def endpoint(endpoint_url):
    """The other side."""
    from against.endpoint import Endpoint

    return Endpoint.at(endpoint_url, os.environ)


@pytest.fixture(scope="session")
def seed():
    """What the operations are drawn from: the same seed, the same operations."""
    return int(os.environ.get("DYNAMO_SEED", "1"))


@pytest.fixture(scope="session")
def operations(endpoint):
    """How many operations are compared."""
    usual = MOTO_OPERATIONS if "DYNAMO_ENDPOINT" not in os.environ else ENDPOINT_OPERATIONS
    return int(os.environ.get("DYNAMO_OPERATIONS", usual))
