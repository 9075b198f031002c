"""Which attempts are made again, and that botocore decides it."""

from random import Random

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ChecksumError, ClientError, ConnectionClosedError

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust import fast_client
from pytest_dynamo.locust.clients.fast.retrying import retry_config
from pytest_dynamo.locust.settings.reading import check_fast_retries
from tests.load.fast.conftest import CREDENTIALS, KEY, failure, response

FULL = response({"Item": {"pk": {"S": "a"}}})
THROTTLED = failure("ProvisionedThroughputExceededException")
BROKEN = response({}, **{"x-amz-crc32": 1})


class Waiting:
    """Waits no second, and remembers how many it was to wait."""

    def __init__(self, monkeypatch):
        self.seconds = []
        monkeypatch.setattr("random.random", Random(1).random)

    def __call__(self, seconds):
        self.seconds.append(seconds)


@pytest.fixture
def waiting(monkeypatch):
    return Waiting(monkeypatch)


@pytest.fixture
def make_patient(make_client, waiting):
    def make(retries):
        client = make_client(retries=retries)
        client._caller._wait = waiting
        return client

    return make


def closed(_connection):
    pass


@pytest.mark.parametrize(
    "failing",
    [THROTTLED, failure("InternalServerError", "500 Oh"), closed, BROKEN, response(b"<html>")],
)
def test_standard_tries_again_what_may_go_well_then(server, make_patient, waiting, failing):
    client = make_patient("standard")
    server.will(failing, failing, FULL)
    answer = client.get_item(**KEY)
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    assert len(server.requests) == 3
    assert len(waiting.seconds) == 2


@pytest.mark.parametrize("retries", ["none", "standard"])
def test_what_is_refused_for_good_is_not_tried_again(server, make_patient, retries):
    server.will(failure("ConditionalCheckFailedException"), FULL)
    with pytest.raises(ClientError) as caught:
        make_patient(retries).get_item(**KEY)
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0


@pytest.mark.parametrize(
    ("failing", "error"),
    [(THROTTLED, ClientError), (closed, ConnectionClosedError), (BROKEN, ChecksumError)],
)
def test_the_last_attempt_is_what_the_caller_is_told_of(server, make_patient, failing, error):
    server.will(failing)
    with pytest.raises(error):
        make_patient("standard:2").get_item(**KEY)
    assert len(server.requests) == 2


def test_once_is_once(server, make_patient):
    server.will(THROTTLED)
    with pytest.raises(ClientError):
        make_patient("none").get_item(**KEY)
    assert len(server.requests) == 1


def test_attempts_and_waits_are_those_of_boto3(server, make_patient, waiting, monkeypatch):
    slept = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", slept.append)
    client = boto3.client(
        "dynamodb",
        endpoint_url=server.url,
        region_name="us-east-1",
        config=Config(retries={"mode": "standard"}),
        **CREDENTIALS,
    )
    server.will(THROTTLED)
    with pytest.raises(ClientError) as theirs:
        client.get_item(**KEY)
    client.close()
    attempts = len(server.requests)

    with pytest.raises(ClientError) as ours:
        make_patient("standard").get_item(**KEY)

    assert len(server.requests) == 2 * attempts
    assert len(waiting.seconds) == len(slept) == attempts - 1
    assert str(ours.value) == str(theirs.value)


def test_the_quota_ends_retries_as_boto3s_does_and_successes_refill_it(server, make_patient):
    client = make_patient("standard")
    server.will(THROTTLED)
    reached = False
    for _ in range(100):
        with pytest.raises(ClientError) as caught:
            client.get_item(**KEY)
        reached = "RetryQuotaReached" in caught.value.response["ResponseMetadata"]
        if reached:
            break
    assert reached
    server.will(FULL)
    for _ in range(20):
        client.get_item(**KEY)
    server.will(THROTTLED, FULL)
    assert client.get_item(**KEY)["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_transaction_is_tried_again_under_the_same_token(server, make_patient):
    client = make_patient("standard")
    server.will(closed, FULL)
    client.transact_write_items(TransactItems=[{"Delete": KEY}])
    first, second = (request.partition(b'"ClientRequestToken":')[2] for request in server.requests)
    assert first
    assert first == second
    client.transact_write_items(TransactItems=[{"Delete": KEY}], ClientRequestToken="mine")
    assert b'"ClientRequestToken":"mine"' in server.requests[2]


def test_modes_are_botocores(make_client):
    assert retry_config("none") == {"mode": "standard", "total_max_attempts": 1}
    assert retry_config("standard:5") == {"mode": "standard", "total_max_attempts": 5}
    assert retry_config("adaptive") == {"mode": "adaptive"}
    check_fast_retries("standard:5")
    with pytest.raises(DynamoError, match="none and standard, and not legacy"):
        check_fast_retries("legacy:3")
    with pytest.raises(DynamoError, match="and not adaptive"):
        fast_client(retries="adaptive")
    with pytest.raises(DynamoError, match="'standard:many' is no way to try again"):
        fast_client(retries="standard:many")


def test_the_retries_of_a_config_do_not_replace_those_that_were_asked_for(server, make_client):
    client = fast_client(
        endpoint_url=server.url,
        region_name="us-east-1",
        config=Config(retries={"mode": "legacy"}, max_pool_connections=7),
        **CREDENTIALS,
    )
    assert client.meta.config.retries == {"mode": "standard", "total_max_attempts": 1}
    assert client.meta.config.max_pool_connections == 7
    client.close()
