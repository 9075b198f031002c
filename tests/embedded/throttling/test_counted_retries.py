"""Each attempt that boto3 makes by itself is counted, with its reason and what was waited after it."""

import time
from pathlib import Path

import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import KeySchema, Table
from pytest_dynamo.measure.gates import figures_of_tally
from pytest_dynamo.measure.observe import observing, transport
from pytest_dynamo.measure.pattern_figures import pattern_figures, retry_figures
from pytest_dynamo.measure.tally import Tally

REPOSITORY = Path(__file__).parents[3]
PUT = {"TableName": "orders", "Item": {"pk": {"S": "a"}, "sk": {"S": "a"}}}
REASON = "TableWriteKeyRangeThroughputExceeded"
LEGACY = [0.05 * 2**tries for tries in range(9)]
"""What botocore's legacy mode waits for DynamoDB: 25.55 seconds in all, without any jitter."""

ORDERS = Table(
    name="orders",
    key=KeySchema(partition_key=("pk",), sort_key=("sk",)),
    attribute_types={"pk": "S", "sk": "S"},
)


@pytest.fixture
def slept(monkeypatch):
    """What is slept takes no time, and goes by on the clock that durations are measured with."""
    seconds, real = [], time.perf_counter
    monkeypatch.setattr(time, "sleep", seconds.append)
    monkeypatch.setattr(time, "perf_counter", lambda: real() + sum(seconds))
    return seconds


@pytest.fixture
def calls():
    calls = []
    with observing(calls.append, schemas={"orders": ORDERS}.get):
        yield calls


def throttled_client(throttled, create, mode):
    """A client whose next put is throttled, as nothing moves the clock of the model."""
    embedded = throttled(partition_write_units=1.0)
    client = embedded.client(config=Config(retries={"mode": mode}))
    create(embedded.unthrottled_client())
    client.put_item(**PUT)
    return client


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_a_call_has_every_attempt_its_reason_and_its_wait(throttled, create, slept, calls, mode):
    client = throttled_client(throttled, create, mode)

    with pytest.raises(client.exceptions.ThrottlingException) as caught:
        client.put_item(**PUT)

    retries = caught.value.response["ResponseMetadata"]["RetryAttempts"]
    through, call = calls
    assert (through.attempts, through.failed_attempts) == (1, ())
    assert (call.error, call.attempts) == ("ThrottlingException", retries + 1)
    failed = call.failed_attempts
    assert len(failed) == retries == len(slept) > 1
    assert {one.error for one in failed} == {"ThrottlingException"}
    throttles = {(one.reason, one.partition_keys) for row in failed for one in row.throttles}
    assert throttles == {(REASON, ("a",))}
    assert [one.waited_seconds for one in failed] == pytest.approx(slept, abs=0.01)
    assert call.duration_seconds == pytest.approx(sum(slept), abs=0.5)
    assert call.service_seconds < 0.1


def test_legacy_mode_hides_ten_attempts_and_25_seconds_and_the_figures_show_them(
    throttled, create, slept, calls
):
    client = throttled_client(throttled, create, "legacy")
    with pytest.raises(client.exceptions.ThrottlingException):
        client.put_item(**PUT)
    design, tally = load_design(REPOSITORY / "designs/orders.yaml"), Tally()

    for call in calls:
        tally.add(call, "put")

    assert slept == pytest.approx(LEGACY)
    together, put = retry_figures(tally, design)
    assert (together.pattern, put.pattern, put.calls) == (None, "put", 2)
    assert (put.attempts, put.throttled_attempts) == (11, 9)
    assert put.waited_seconds == pytest.approx(sum(LEGACY), abs=0.05)
    row = next(one for one in pattern_figures(tally, design, {}, 1.0) if one.name == "put")
    assert (row.requests, row.failures, row.throttled) == (11, 10, 10)
    for series, count in ((tally.requests, 11), (tally.failures, 10), (tally.throttled, 10)):
        assert sum(series.values()) == count
    assert list(tally.throttles.values()) == [10]
    assert max(tally.requests) - min(tally.requests) >= 25  # each at its own time
    assert figures_of_tally(tally, 1.0)["throttles"] == 10 / 11


def test_over_the_network_what_was_no_answer_is_an_attempt_as_well(slept, calls, throttled):
    answers = [
        ConnectionClosedError(endpoint_url="http://x"),
        AWSResponse("http://x", 500, {}, Body(b'{"__type":"InternalServerError"}')),
        AWSResponse("http://x", 200, {"x-amz-crc32": "1"}, Body(b"{}")),
        AWSResponse("http://x", 200, {}, Body(b"{}")),
    ]

    def answer(**_):
        one = answers.pop(0)
        if isinstance(one, Exception):
            raise one
        return one

    client = throttled().client(config=Config(retries={"mode": "legacy"}))
    client.meta.events.register("before-send.dynamodb.*", answer)
    with transport(None):
        client.put_item(**PUT)

    (call,) = calls
    assert (call.error, call.attempts) == (None, 4)
    errors = [one.error for one in call.failed_attempts]
    assert errors == ["ConnectionClosedError", "InternalServerError", "ChecksumError"]
    assert [one.throttles for one in call.failed_attempts] == [(), (), ()]


class Body:
    """What urllib3 gives a response to read."""

    def __init__(self, content):
        self._content = content

    def stream(self, **_):
        yield self._content
