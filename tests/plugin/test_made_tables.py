"""Only tables that a session has made are dropped."""

import boto3
import pytest

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.design.values import KeySchema, Table
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError
from pytest_dynamo.plugin.databases.endpoint import Endpoint
from pytest_dynamo.plugin.databases.made_tables import MadeTables
from pytest_dynamo.plugin.settings import Settings

TABLE = Table(
    name="orders",
    key=KeySchema(partition_key=("pk",)),
    attribute_types={"pk": "S"},
    deletion_protection=True,
)


@pytest.fixture
def client():
    with dynamodb() as embedded:
        yield embedded.client()


def names(client):
    return client.list_tables()["TableNames"]


def test_what_was_made_is_dropped_also_with_deletion_protection(client):
    made = MadeTables()
    made.create(client, TABLE, "mine")
    assert made.names == ("mine",)
    made.drop(client, "mine")
    assert (made.names, names(client)) == ((), [])


def test_a_table_of_somebody_else_is_neither_remembered_nor_dropped(client):
    create_table(client, TABLE, "theirs")
    made = MadeTables()
    with pytest.raises(BackendError, match="there is one of that name already"):
        made.create(client, TABLE, "theirs")
    assert made.names == ()
    with pytest.raises(BackendError) as caught:
        made.drop(client, "theirs")
    assert str(caught.value) == (
        "table 'theirs' is not dropped: this session has not made it.\n"
        "To fix this: drop it by hand, if it is to go."
    )
    assert made.drop_all(client) == ()
    assert names(client) == ["theirs"]


def test_a_table_made_twice_stays_ours(client):
    made = MadeTables()
    made.create(client, TABLE, "mine")
    with pytest.raises(BackendError):
        made.create(client, TABLE, "mine")
    assert made.names == ("mine",)


def test_a_creation_that_is_interrupted_is_remembered(client):
    def interrupt(**_):
        raise KeyboardInterrupt

    made = MadeTables()
    client.meta.events.register("before-call.dynamodb.DescribeTable", interrupt)
    with pytest.raises(KeyboardInterrupt):
        made.create(client, TABLE, "mine")
    client.meta.events.unregister("before-call.dynamodb.DescribeTable", interrupt)
    assert made.names == ("mine",)
    assert made.drop_all(client) == ()
    assert names(client) == []


def test_what_cannot_be_dropped_is_the_answer(client):
    def refuse(**_):
        raise BackendError

    made = MadeTables()
    made.create(client, TABLE, "one")
    made.create(client, TABLE, "two")
    client.meta.events.register("before-call.dynamodb.DeleteTable", refuse)
    assert made.drop_all(client) == ("one", "two")


def test_what_the_endpoint_refuses_is_one_message(client):
    other = Table(name="orders", key=KeySchema(partition_key=("pk",)), attribute_types={"pk": "S"})
    with pytest.raises(BackendError) as caught:
        MadeTables().create(client, other, "no name!")
    first, last = str(caught.value).splitlines()
    assert first.startswith(
        f"{client.meta.endpoint_url} does not make table 'orders' as the design has it: "
    )
    assert "no name!" in first
    assert last == (
        "To fix this: run the design on a DynamoDB that has what it needs, or change the design"
    )


def test_an_endpoint_that_does_not_answer_is_one_message():
    client = boto3.client(
        "dynamodb",
        endpoint_url="http://127.0.0.1:1",
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )
    with pytest.raises(BackendError, match="nothing answers at http://127.0.0.1:1"):
        MadeTables().create(client, TABLE, "mine")


def test_tables_that_are_left_are_listed_up_to_a_point():
    endpoint = Endpoint(Settings(endpoint="http://127.0.0.1:1"), worker="main")
    assert list(endpoint.last_words()) == []
    endpoint.leave(tuple(f"table-{number}" for number in range(22)))
    first, *listed, more, last = endpoint.last_words()
    assert first == (
        "dynamo: 22 tables of this session could not be dropped and may still be at http://127.0.0.1:1:"
    )
    assert listed == [f"  table-{number}" for number in range(20)]
    assert (more, last) == ("  and 2 more", "To fix this: drop them by hand")
