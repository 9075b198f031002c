"""An embedded DynamoDB, a table in it, and no network."""

import socket

import pytest
from hypothesis import HealthCheck, settings

from pytest_dynamo.embedded import dynamodb

settings.register_profile(
    "embedded", deadline=None, suppress_health_check=list(HealthCheck), database=None
)
settings.load_profile("embedded")

AWS_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_DYNAMODB",
)


@pytest.fixture(autouse=True)
def unconfigured(monkeypatch, tmp_path):
    """No region, no credentials, in no variable and no file."""
    for name in AWS_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


@pytest.fixture
def no_network(monkeypatch):
    """Any attempt to reach the network fails the test."""

    def refuse(*arguments, **_options):
        pytest.fail(f"the network was asked for {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def embedded(no_network):
    with dynamodb() as opened:
        yield opened


@pytest.fixture
def client(embedded):
    return embedded.client()


@pytest.fixture
def create_table():
    """Creates a table: keys and indexes by attribute names, all of type S if not said otherwise."""

    def create(client, name="things", *, sort_key="sk", global_=(), local=(), types=None, **more):
        def key_schema(partition_key, sort_key):
            keys = [{"AttributeName": each, "KeyType": "HASH"} for each in partition_key]
            return keys + [{"AttributeName": each, "KeyType": "RANGE"} for each in sort_key]

        sort_keys = [sort_key] if sort_key else []
        indexes = {
            "GlobalSecondaryIndexes": [
                {
                    "IndexName": index,
                    "KeySchema": key_schema(partition_key, sorting),
                    "Projection": projection,
                }
                for index, partition_key, sorting, projection in global_
            ],
            "LocalSecondaryIndexes": [
                {
                    "IndexName": index,
                    "KeySchema": key_schema(["pk"], [sorting]),
                    "Projection": projection,
                }
                for index, sorting, projection in local
            ],
        }
        names = dict.fromkeys(["pk", *sort_keys])
        for index in [each for kind in indexes.values() for each in kind]:
            names |= dict.fromkeys(key["AttributeName"] for key in index["KeySchema"])
        client.create_table(
            TableName=name,
            KeySchema=key_schema(["pk"], sort_keys),
            AttributeDefinitions=[
                {"AttributeName": each, "AttributeType": (types or {}).get(each, "S")}
                for each in names
            ],
            BillingMode="PAY_PER_REQUEST",
            **{kind: found for kind, found in indexes.items() if found},
            **more,
        )

    return create


@pytest.fixture
def things(client, create_table):
    """The table `things`: keys pk and sk, index by_group on grp, projecting note."""
    projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["note"]}
    create_table(client, global_=[("by_group", ["grp"], [], projection)])
    return "things"
