"""A served DynamoDB, and a folder with the two versions of a design."""

import signal

import pytest

from tests.deploying.designs import FIRST, SECOND
from tests.serving import Process


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("designs")
    (folder / "first.yaml").write_text(FIRST)
    (folder / "second.yaml").write_text(SECOND)
    return folder


@pytest.fixture(scope="module")
def served(folder):
    process = Process(folder)
    yield process
    process.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def client(served):
    client = served.client()
    yield client
    client.close()
