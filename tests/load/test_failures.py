"""What is said of calls that fail: their words, once for each kind."""

from locust.exception import RescheduleTask

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from pytest_dynamo.locust.recording.failures import LONGEST_TEXT, MOST_TOLD, Failures
from pytest_dynamo.locust.scenarios.roles import ended_by_a_failed_call


def refused(code, text="No.\nmore"):
    return ClientError({"Error": {"Code": code, "Message": text}}, "GetItem")


@pytest.fixture
def told():
    return []


def test_each_kind_is_told_once_for_each_task_and_throttles_never(told):
    failures = Failures(tell_of=told.append)
    nobody = EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
    for task, error in (
        ("read", refused("ValidationException", "The provided key element does not match")),
        ("read", refused("ValidationException")),
        ("read", refused("ThrottlingException")),
        ("write", refused("ValidationException", "x" * 1_000)),
        ("write", refused("AccessDenied", "")),
        ("write", nobody),
    ):
        failures.add(task, error)

    assert told == [
        "dynamo: a call of read failed: ValidationException: The provided key element does not match",
        f"dynamo: a call of write failed: ValidationException: {'x' * LONGEST_TEXT}",
        "dynamo: a call of write failed: AccessDenied",
        f"dynamo: a call of write failed: EndpointConnectionError: {nobody}",
    ]


def test_no_more_than_some_are_told_and_none_where_keys_are_hashed(told):
    failures, silent = (
        Failures(tell_of=told.append),
        Failures(with_texts=False, tell_of=told.append),
    )
    for number in range(MOST_TOLD + 5):
        failures.add(f"task_{number}", refused("ValidationException"))
        silent.add(f"task_{number}", refused("ValidationException"))

    assert len(told) == MOST_TOLD
    assert told[0] == "dynamo: a call of task_0 failed: ValidationException: No."


def test_a_task_that_a_failed_call_ends_says_so_to_its_user(told):
    error = refused("ValidationException")

    def read(_user):
        raise error

    task = ended_by_a_failed_call(read, lambda *said: told.append(said))
    with pytest.raises(RescheduleTask):
        task("a user")

    assert told == [("a user", "read", error)]
