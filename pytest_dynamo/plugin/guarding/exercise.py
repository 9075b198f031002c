"""Whether a test performed the access patterns its markers name, and within their limits."""

import pytest

from pytest_dynamo.plugin.guarding.calls import Calls
from pytest_dynamo.plugin.guarding.described import called_lines
from pytest_dynamo.plugin.guarding.limits import lines_over
from pytest_dynamo.plugin.markers import Exercise, nearest
from pytest_dynamo.plugin.matching.matcher import Matcher


def check_names(exercises: tuple[Exercise, ...], matchers: tuple[Matcher, ...]) -> None:
    """Make sure that the access patterns named are declared.

    Raises:
        pytest.fail.Exception: One is not; the message has the nearest.
    """
    declared = [name for matcher in matchers for name in matcher.plans]
    for exercise in exercises:
        if exercise.pattern not in declared:
            paths = ", ".join(matcher.design.path for matcher in matchers)
            without = f"; no access patterns in {paths}" if paths else "; no design is set"
            hint = nearest(exercise.pattern, declared) or without
            msg = f"@pytest.mark.access_pattern: there is no '{exercise.pattern}'{hint}"
            pytest.fail(msg, pytrace=False)


def check_exercise(exercise: Exercise, calls: Calls) -> None:
    """Compare what a test did with its marker.

    Raises:
        pytest.fail.Exception: The pattern was not performed, or took more than it may.
    """
    own = calls.filter(pattern=exercise.pattern)
    if not own:
        pytest.fail(_not_performed(exercise.pattern, calls), pytrace=False)
    over = list(lines_over(own, exercise.limits))
    if over:
        message = "\n".join([_over(exercise.pattern, own), *over, *called_lines(own)])
        pytest.fail(message, pytrace=False)


def _over(pattern: str, calls: Calls) -> str:
    count = f"{len(calls)} call{'s' * (len(calls) > 1)}"
    return f"access pattern '{pattern}' took more than the test allows, in {count}"


def _not_performed(pattern: str, calls: Calls) -> str:
    lines = [f"this test is to perform access pattern '{pattern}', and did not"]
    if not calls:
        return f"{lines[0]}\n  it made no call to DynamoDB at all"
    return "\n".join([*lines, *called_lines(calls)])
