"""boto3's own code for retries meets throttling as it would on DynamoDB."""

import time

import pytest
from botocore.config import Config

ITEM = {"pk": {"S": "a"}, "sk": {"S": "a"}}
PUT = {"TableName": "orders", "Item": ITEM}
MODES = ("legacy", "standard", "adaptive")


@pytest.fixture
def waiting(monkeypatch, clock):
    """What is slept between attempts goes by on the clock, and takes no time."""
    seconds = []

    def sleep(duration):
        seconds.append(duration)
        clock.now += duration

    monkeypatch.setattr(time, "sleep", sleep)
    return seconds


@pytest.mark.parametrize("mode", MODES)
def test_a_throttled_request_is_tried_again_until_there_is_room(
    throttled, create, clock, waiting, mode
):
    embedded = throttled(partition_write_units=10.0)
    client = embedded.client(config=Config(retries={"mode": mode}))
    create(embedded.unthrottled_client())
    retries = [client.put_item(**PUT)["ResponseMetadata"]["RetryAttempts"] for _ in range(4)]
    assert retries[:3] == [0, 0, 0]
    assert retries[3] == len(waiting) >= 1
    assert 0 < sum(waiting) < 10


@pytest.mark.parametrize("mode", MODES)
def test_it_is_tried_as_often_as_the_client_is_told(throttled, create, monkeypatch, mode):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    embedded = throttled(partition_write_units=1.0)
    retries = {"mode": mode, "total_max_attempts": 3}
    client = embedded.client(config=Config(retries=retries))
    create(embedded.unthrottled_client())
    client.put_item(**PUT)
    with pytest.raises(client.exceptions.ThrottlingException) as caught:
        client.put_item(**PUT)
    metadata = caught.value.response["ResponseMetadata"]
    assert (metadata["RetryAttempts"], metadata["MaxAttemptsReached"]) == (2, True)
    assert len(slept) == 2
    ((_, limit),) = embedded.throttling_history().throttled.items()
    assert limit.count == 3


@pytest.mark.parametrize(("mode", "retried"), [("legacy", 0), ("standard", 2), ("adaptive", 2)])
def test_a_quota_of_the_account_is_no_reason_to_try_again_for_an_old_client(
    throttled, create, monkeypatch, mode, retried
):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    embedded = throttled(table_write_quota=1.0)
    retries = {"mode": mode, "total_max_attempts": 3}
    client = embedded.client(config=Config(retries=retries))
    create(embedded.unthrottled_client())
    client.put_item(**PUT)
    with pytest.raises(client.exceptions.RequestLimitExceeded) as caught:
        client.put_item(**PUT)
    assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == retried


def test_a_cancelled_transaction_is_not_tried_again(throttled, create, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it was tried again"))
    embedded = throttled(partition_write_units=1.0)
    client = embedded.client()
    create(embedded.unthrottled_client())
    client.put_item(**PUT)
    with pytest.raises(client.exceptions.TransactionCanceledException):
        client.transact_write_items(TransactItems=[{"Put": PUT}])
