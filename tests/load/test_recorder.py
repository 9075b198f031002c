"""One call is one request event and one entry in the tally."""

from locust.env import Environment

from dataclasses import dataclass, field, replace

import pytest

from pytest_dynamo.locust.arrivals.lateness import begin_late
from pytest_dynamo.locust.recording.recorder import MOST_FAILURES, OTHER_FAILURES, Recorder
from pytest_dynamo.measure.call import Arm, Attempt, Call, Throttle

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


def test_each_attempt_that_was_tried_again_is_a_failed_request_of_its_own(environment, recorder):
    first = Attempt(
        error="ThrottlingException",
        duration_seconds=0.001,
        waited_seconds=0.05,
        throttles=THROTTLED.throttles,
    )
    again = Attempt(error="InternalServerError", duration_seconds=0.002, waited_seconds=1.0)

    recorder.record(
        replace(READ, duration_seconds=1.06, attempts=3, failed_attempts=(first, again))
    )

    told = [(event["response_time"], str(event["exception"])) for event in environment.fired]
    assert told == [
        (1.0, "ThrottlingException: TableWriteKeyRangeThroughputExceeded"),
        (2.0, "InternalServerError"),
        (pytest.approx(7.0), "None"),
    ]
    started = [event["start_time"] for event in environment.fired]
    assert started == pytest.approx([102.0, 102.051, 103.053])
    tally = recorder.tally
    assert [sum(row.values()) for row in (tally.requests, tally.failures, tally.throttled)] == [
        3,
        2,
        1,
    ]
    counted = tally.patterns["GetItem"]
    assert (counted.requests, counted.attempts, counted.throttled_attempts) == (1, 3, 1)


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


def test_the_response_time_of_the_first_call_of_a_late_task_counts_from_when_it_was_due(recorder):
    begin_late(0.5)

    recorder.record(READ)
    recorder.record(READ)

    response = recorder.tally.patterns["GetItem"].response
    assert response.quantile(1.0) == pytest.approx(0.502, rel=0.02)
    assert response.quantile(0.5) == pytest.approx(0.002, rel=0.02)


def test_locust_is_told_of_few_different_errors(environment, recorder):
    for number in range(MOST_FAILURES + 5):
        recorder.record(replace(THROTTLED, error=f"Error{number}", throttles=()))
    recorder.record(replace(THROTTLED, error="Error0", throttles=()))

    told = [str(event["exception"]) for event in environment.fired]
    assert told[MOST_FAILURES - 1 : MOST_FAILURES + 1] == ["Error99", OTHER_FAILURES]
    assert told[-1] == "Error0"
    assert len(set(told)) == MOST_FAILURES + 1
    assert recorder.tally.patterns["create_order"].failures == MOST_FAILURES + 6
