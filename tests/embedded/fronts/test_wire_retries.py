"""A boto3 client in front of an engine that throttles retries as it would over HTTP."""

import time

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.measure.observe import observing

CALL = {"TableName": "things", "Key": {"pk": {"S": "a"}}}
RETRYABLE = {
    "ProvisionedThroughputExceededException": 400,
    "ThrottlingException": 400,
    "TransactionInProgressException": 400,
    "InternalServerError": 500,
}
MODES = ("legacy", "standard", "adaptive")


@pytest.fixture
def slept(monkeypatch):
    """What is slept between attempts, in place of sleeping."""
    seconds = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


def throttled(code="ThrottlingException"):
    return ServiceError(code, "slow down", status=RETRYABLE[code])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", RETRYABLE)
def test_what_is_worth_another_try_is_tried_again(make_client, engine, slept, mode, code):
    engine.will(throttled(code), throttled(code), {"Item": {}})
    answer = make_client(retries={"mode": mode}).get_item(**CALL)
    assert (answer["Item"], answer["ResponseMetadata"]["RetryAttempts"]) == ({}, 2)
    assert (len(engine.asked), len(slept)) == (3, 2)


@pytest.mark.parametrize("mode", MODES)
def test_the_last_error_is_raised_when_all_attempts_are_used(make_client, engine, slept, mode):
    engine.will(throttled("ProvisionedThroughputExceededException"))
    client = make_client(retries={"mode": mode, "total_max_attempts": 3})
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException) as caught:
        client.get_item(**CALL)
    metadata = caught.value.response["ResponseMetadata"]
    assert (metadata["MaxAttemptsReached"], metadata["RetryAttempts"]) == (True, 2)
    assert len(engine.asked) == 3
    assert "(reached max retries: 2)" in str(caught.value)


@pytest.mark.parametrize("mode", MODES)
def test_a_refusal_is_not_tried_again(make_client, engine, slept, mode):
    engine.will(ServiceError("ConditionalCheckFailedException", "no"))
    client = make_client(retries={"mode": mode})
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as caught:
        client.put_item(TableName="things", Item={})
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 0
    assert (len(engine.asked), slept) == (1, [])


def test_a_client_told_to_try_once_tries_once(make_client, engine, slept):
    engine.will(throttled())
    client = make_client(retries={"total_max_attempts": 1})
    with pytest.raises(ClientError, match="slow down"):
        client.get_item(**CALL)
    assert (len(engine.asked), slept) == (1, [])


@pytest.mark.parametrize("mode", MODES)
def test_attempts_reach_the_observers(make_client, engine, slept, mode):
    engine.will(throttled(), throttled(), {"Item": {}})
    calls = []
    with observing(calls.append):
        make_client(retries={"mode": mode}).get_item(**CALL)
    assert [(call.attempts, call.error) for call in calls] == [(3, None)]


def test_each_attempt_is_in_the_context_as_botocore_keeps_it(make_client, engine, slept):
    contexts = []
    engine.will(throttled(), {"Item": {}})
    client = make_client(retries={"mode": "standard"})
    client.meta.events.register_first(
        "needs-retry.dynamodb.GetItem",
        lambda attempts, request_dict, response, **_: contexts.append(
            (attempts, dict(request_dict["context"]["retries"]), response[0].status_code)
        ),
    )
    client.get_item(**CALL)
    identity = contexts[0][1]["invocation-id"]
    assert contexts == [
        (1, {"attempt": 1, "invocation-id": identity}, 400),
        (2, {"attempt": 2, "invocation-id": identity, "max": 4}, 200),
    ]


def test_a_standard_client_runs_out_of_retry_quota_and_gets_it_back(make_client, engine, slept):
    client = make_client(retries={"mode": "standard"})
    engine.will(throttled("InternalServerError"))
    asked = []
    for _ in range(60):
        engine.asked.clear()
        with pytest.raises(client.exceptions.InternalServerError):
            client.get_item(**CALL)
        asked.append(len(engine.asked))
    assert (asked[0], asked[-1]) == (4, 1)
    engine.will({"Item": {}})
    for _ in range(50):
        client.get_item(**CALL)
    engine.will(throttled("InternalServerError"), {"Item": {}})
    assert client.get_item(**CALL)["ResponseMetadata"]["RetryAttempts"] == 1
