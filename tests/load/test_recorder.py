"""One call is one request event and one entry in the tally."""

from locust.env import Environment

from dataclasses import dataclass, field

import pytest

from pytest_dynamo.locust.following.status_line import status_line
from pytest_dynamo.locust.recording.recorder import Recorder
from pytest_dynamo.measure.call import Arm, Call, Throttle

THROTTLED = Call(
    operation="PutItem",
    started=101.0,
    duration_seconds=0.004,
    error="ThrottlingException",
    throttles=(Throttle(reason="TableWriteKeyRangeThroughputExceeded"),),
    pattern="create_order",
)
READ = Call(
    operation="GetItem",
    started=102.0,
    duration_seconds=0.002,
    arms=(Arm(table="t", read_units=0.5, partition_keys=("USER#1",)),),
)


@dataclass
class Allowing:
    """Stands for the performer; allows some errors."""

    allowed: set = field(default_factory=set)

    def allows(self, pattern, error, cancellations):
        return error in self.allowed


@pytest.fixture
def environment():
    environment = Environment()
    environment.fired = []
    environment.events.request.add_listener(lambda **event: environment.fired.append(event))
    return environment


@pytest.fixture
def recorder(environment):
    return Recorder(
        environment=environment,
        performer=Allowing({"ConditionalCheckFailedException"}),
        partitions={},
        from_time=100.0,
    )


def test_a_throttled_call_is_a_failed_request_that_says_why(environment, recorder):
    recorder.record(THROTTLED)

    (event,) = environment.fired
    assert (event["request_type"], event["name"]) == ("PutItem", "create_order")
    assert event["response_time"] == 4.0
    assert str(event["exception"]) == "ThrottlingException: TableWriteKeyRangeThroughputExceeded"
    assert recorder.tally.patterns["create_order"].failures == 1


def test_a_call_without_a_name_goes_by_its_operation(environment, recorder):
    recorder.record(READ)

    (event,) = environment.fired
    assert (event["name"], event["exception"]) == ("GetItem", None)


def test_what_its_pattern_allows_for_is_no_failure(environment, recorder):
    recorder.record(
        Call(
            operation="PutItem",
            started=101.0,
            duration_seconds=0.001,
            error="ConditionalCheckFailedException",
            pattern="create_order",
        )
    )

    assert environment.fired[0]["exception"] is None
    assert recorder.tally.patterns["create_order"].failures == 0


def test_what_a_worker_hands_over_is_what_its_master_counts(environment, recorder):
    worker = Recorder(environment=environment, performer=Allowing(), partitions={}, from_time=100.0)
    worker.record(THROTTLED)
    worker.drop("create_order", 103.0)
    recorder.record(READ)

    recorder.take_over(worker.hand_over())

    assert recorder.tally.patterns["create_order"].throttled == 1
    assert recorder.tally.dropped == 1
    assert sum(recorder.tally.requests.values()) == 2
    assert not worker.hand_over().requests


@pytest.mark.parametrize(("started", "dropped"), [(108.9, 1), (109.1, 0)])
def test_a_call_that_is_cut_off_is_dropped_if_it_had_been_under_way_for_long(
    monkeypatch, recorder, started, dropped
):
    monkeypatch.setattr("pytest_dynamo.locust.recording.recorder.time.time", lambda: 110.0)

    recorder.cut_off("create_order", started)

    assert recorder.tally.dropped == dropped


def test_the_line_of_progress_tells_the_last_few_seconds(recorder):
    recorder.record(READ)
    recorder.record(THROTTLED)
    recorder.drop("create_order", 103.0)

    line = status_line(102.2, recorder.hand_over(), 0.5)

    assert line == (
        "01:42  offered 6/s  done 4/s  p50 2.0 ms  p99 4.0 ms  RCU 1  WCU 0  throttled 50.0 %"
    )
    assert not recorder.hand_over().requests
