"""With which exit code a run ends, by how it ended."""

from types import SimpleNamespace

import pytest

from pytest_dynamo.locust.conducting.ending import Ending, ending_of, exit_code
from pytest_dynamo.locust.recording.raised import Raised
from pytest_dynamo.measure.call import Call, Throttle
from pytest_dynamo.measure.load_values import GateFigures
from pytest_dynamo.measure.tally import Tally

PASSED = GateFigures(gate="p99>20ms", value=3.0, is_passed=True)
FAILED = GateFigures(gate="p99>2ms", value=3.0, is_passed=False)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, None),
        ({"gates": (PASSED,)}, None),
        ({"gates": (PASSED, FAILED)}, 3),
        ({"is_at_limit": True}, 3),
        ({"failures": 5, "throttled": 5}, 0),
        ({"failures": 5, "throttled": 5, "gates": (PASSED,)}, 0),
        ({"failures": 5, "throttled": 5, "gates": (FAILED,)}, 3),
        ({"failures": 6, "throttled": 5}, None),
        ({"failures": 5, "throttled": 5, "exceptions": 1}, None),
        ({"failures": 5, "throttled": 5, "is_broken": True}, 2),
        ({"exceptions": 1}, None),
        ({"is_interrupted": True, "gates": (FAILED,)}, 130),
        ({"is_interrupted": True, "decided": 2}, 2),
        ({"decided": 0, "gates": (FAILED,)}, 0),
    ],
)
def test_the_code_by_what_happened_where_none_is_left_to_locust(facts, code):
    assert exit_code(Ending(**facts)) == code


def a_test(failures, *calls):
    """What the ending of a load test goes by; Locust has counted so many failures."""
    total = Tally()
    for call in calls:
        total.add(call)
    stats = SimpleNamespace(total=SimpleNamespace(num_failures=failures))
    return SimpleNamespace(
        environment=SimpleNamespace(process_exit_code=None, stats=stats),
        total=total,
        is_at_limit=False,
        gates=(),
        raised=Raised(),
    )


THROTTLED = Call(
    operation="GetItem",
    started=1.0,
    duration_seconds=0.1,
    error="ThrottlingException",
    throttles=(Throttle(reason="TableReadKeyRangeThroughputExceeded"),),
)
OTHER = Call(operation="GetItem", started=1.0, duration_seconds=0.1, error="InternalServerError")


@pytest.mark.parametrize(
    ("failures", "calls", "code"),
    [
        (0, (), None),
        (2, (THROTTLED, THROTTLED), 0),
        (2, (THROTTLED, OTHER), None),
        (3, (THROTTLED, THROTTLED), None),  # one of another user's
        (0, (THROTTLED,), 0),  # Locust was told to forget it
    ],
)
def test_what_other_users_failed_at_counts_as_well(failures, calls, code):
    ending = ending_of(a_test(failures, *calls), interrupted=False)

    assert exit_code(ending) == code


def test_an_exception_of_a_task_counts():
    test = a_test(1, THROTTLED)
    test.raised.add(KeyError("name"))

    assert ending_of(test, interrupted=False).exceptions == 1
