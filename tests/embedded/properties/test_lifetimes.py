"""Blocks inside blocks, blocks that fail, clients that outlive them, and processes that fork."""

import os
import pickle
import signal
import threading

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

from pytest_dynamo.embedded import dynamodb


@pytest.fixture
def outside():
    """A client of the user's own, for an endpoint where nothing listens."""
    return boto3.client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        endpoint_url="http://127.0.0.1:9",
        config=Config(retries={"max_attempts": 0}, connect_timeout=1),
    )


def names(client):
    return client.list_tables()["TableNames"]


def test_the_innermost_block_answers_boto3_and_each_direct_client_its_own(outside, create_table):
    with dynamodb() as outer:
        create_table(outer.client(), "outer")
        with dynamodb() as inner:
            assert names(outer.client()) == names(outside) == []
            assert names(outer.direct_client()) == ["outer"]
            create_table(outer.client(), "inner")
            assert names(inner.direct_client()) == ["inner"]
        assert names(outside) == names(inner.client()) == ["outer"]
        assert names(inner.direct_client()) == ["inner"]
    with pytest.raises(EndpointConnectionError):
        names(outside)


def test_a_block_may_end_before_one_that_was_opened_in_it(outside, create_table):
    outer, inner = dynamodb(), dynamodb()
    outer.__enter__()
    create_table(inner.__enter__().direct_client(), "inner")
    outer.__exit__(None, None, None)
    assert names(outside) == ["inner"]
    inner.__exit__(None, None, None)
    with pytest.raises(EndpointConnectionError):
        names(outside)


def test_an_exception_ends_a_block(outside):
    with pytest.raises(KeyError), dynamodb():
        raise KeyError
    with pytest.raises(EndpointConnectionError):
        names(outside)


@pytest.mark.parametrize("kind", ["client", "direct_client"])
def test_errors_can_be_sent_to_another_process(embedded, create_table, kind):
    client = getattr(embedded, kind)()
    create_table(client)
    item = {"pk": {"S": "a"}, "sk": {"S": "b"}}
    client.put_item(TableName="things", Item=item)
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as refused:
        client.put_item(
            TableName="things",
            Item=item,
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    sent = pickle.loads(pickle.dumps(refused.value))
    assert isinstance(sent, ClientError)
    assert sent.response == refused.value.response
    assert sent.response["Item"] == item


def test_a_reset_forgets_all_and_the_clients_go_on(embedded, create_table):
    client = embedded.direct_client()
    create_table(client)
    embedded.reset()
    assert names(client) == []
    create_table(client)
    assert client.scan(TableName="things")["Count"] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_forked_process_has_the_tables_whatever_the_threads_were_doing(embedded, create_table):
    client = embedded.direct_client()
    create_table(client, global_=[("by_group", ["grp"], [], {"ProjectionType": "ALL"})])
    stopping = threading.Event()

    def write():
        number = 0
        while not stopping.is_set():
            number += 1
            item = {"pk": {"S": "p"}, "sk": {"S": f"{number % 50}"}, "grp": {"S": f"{number}"}}
            client.put_item(TableName="things", Item=item)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        assert [status_of_child(client) for _ in range(10)] == [0] * 10
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def status_of_child(client):
    """0 if a child finds as many items in the index as in the table, and can write."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    signal.alarm(10)  # it would hang rather than fail
    status = 1
    try:
        client.put_item(TableName="things", Item={"pk": {"S": "new"}, "sk": {"S": "0"}})
        counts = [
            client.scan(TableName="things", **index)["Count"]
            for index in ({}, {"IndexName": "by_group"})
        ]
        status = int(counts[0] != counts[1] + 1)
    finally:
        os._exit(status)
