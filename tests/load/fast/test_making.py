"""Which client makes the load, as the options and the place have it."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.clients import making
from pytest_dynamo.locust.clients.fast.telling import TellingClient
from pytest_dynamo.locust.clients.in_process import InProcessClient
from pytest_dynamo.locust.clients.making import MOST_CONNECTIONS, check_retries, make_client
from pytest_dynamo.locust.clients.named import NamedClient


@dataclass
class Place:
    """As much of a place as a client is made of."""

    backend: object
    guard: object = None
    names: dict = field(default_factory=dict)
    schemas: dict = field(default_factory=dict)


def settings(client, retries="none"):
    return SimpleNamespace(client=client, retries=retries)


class Remote:
    """Stands for an endpoint, of which only clients are made."""

    kind = "endpoint"
    engine = None

    def __init__(self, server):
        self.url = server.url
        self.configs = []

    def make_client(self, **config):
        import boto3
        from botocore.config import Config

        self.configs.append(config)
        return boto3.client(
            "dynamodb",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",
            config=Config(**config),
        )


def test_on_an_endpoint_fast_sends_the_calls_itself(server, monkeypatch):
    sources = []
    telling = making.Telling
    monkeypatch.setattr(
        making, "Telling", lambda *a, **b: sources.append(b["source"]) or telling(*a, **b)
    )
    backend = Remote(server)
    client = make_client(Place(backend), settings("fast", "standard:4"), None)
    assert isinstance(client, TellingClient)
    assert backend.configs == [
        {
            "max_pool_connections": MOST_CONNECTIONS,
            "retries": {"mode": "standard", "total_max_attempts": 4},
        }
    ]
    client.close()
    backend.kind = "embedded"  # shared with other processes
    client = make_client(Place(backend), settings("fast"), None)
    client.close()
    assert sources == ["observed", "modelled"]


@pytest.mark.parametrize(
    ("retries", "config"),
    [("legacy:7", {"mode": "legacy", "total_max_attempts": 7}), ("adaptive", {"mode": "adaptive"})],
)
def test_boto3_has_all_modes_of_retries(server, retries, config):
    backend = Remote(server)
    client = make_client(Place(backend), settings("boto3", retries), None)
    assert isinstance(client, NamedClient)
    assert backend.configs == [{"max_pool_connections": MOST_CONNECTIONS, "retries": config}]
    client._client.close()


def test_embedded_in_this_process_fast_is_the_engine_itself_and_tries_once():
    with open_backend() as backend:
        assert isinstance(make_client(Place(backend), settings("fast"), None), InProcessClient)
        assert isinstance(make_client(Place(backend), settings("boto3"), None), NamedClient)
        with pytest.raises(
            DynamoError, match="the fast client tries once, and --dynamo-retries is standard"
        ):
            check_retries(Place(backend), settings("fast", "standard"))
        check_retries(Place(backend), settings("boto3", "standard"))
