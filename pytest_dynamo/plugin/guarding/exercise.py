"""Whether a test performed the access patterns its markers name, and within their limits."""

from collections.abc import Iterator

import pytest

from pytest_dynamo.plugin.guarding.calls import Calls, describe_call
from pytest_dynamo.plugin.markers import Exercise, nearest
from pytest_dynamo.plugin.matching.matcher import Matcher

_MOST_CALLS_SHOWN = 5
_PAGED = ("Query", "Scan")


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
    over = [
        f"  {name.removeprefix('max_').replace('_', ' '):<14} {taken:>7,.10g}   limit {limit:,.10g}"
        for name, taken in _taken(own)
        if (limit := getattr(exercise.limits, name)) is not None and taken > limit
    ]
    if over:
        message = "\n".join([_over(exercise.pattern, own), *over, *_calls(own)])
        pytest.fail(message, pytrace=False)


def _taken(calls: Calls) -> Iterator[tuple[str, float]]:
    yield "max_read_units", calls.read_units
    yield "max_write_units", calls.write_units
    yield "max_items_examined", calls.items_examined
    yield "max_pages", sum(call.operation in _PAGED for call in calls)
    yield "max_calls", len(calls)


def _over(pattern: str, calls: Calls) -> str:
    count = f"{len(calls)} call{'s' * (len(calls) > 1)}"
    return f"access pattern '{pattern}' took more than the test allows, in {count}"


def _not_performed(pattern: str, calls: Calls) -> str:
    lines = [f"this test is to perform access pattern '{pattern}', and did not"]
    if not calls:
        return f"{lines[0]}\n  it made no call to DynamoDB at all"
    return "\n".join([*lines, *_calls(calls)])


def _calls(calls: Calls) -> Iterator[str]:
    for call in calls[:_MOST_CALLS_SHOWN]:
        served = f"access pattern '{call.pattern}'" if call.pattern else "no access pattern"
        yield f"  called    {call.location or '?'}: {describe_call(call)}   {served}"
    if len(calls) > _MOST_CALLS_SHOWN:
        yield f"            and {len(calls) - _MOST_CALLS_SHOWN} more"
