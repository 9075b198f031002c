"""The designs that teach something, loaded by their load tests: the wrong half is throttled, the right one is not.

Partitions hold a tenth here, and a tenth of the rates is offered, or a little more.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

KEY_OF_TABLE = "TableWriteKeyRangeThroughputExceeded"
KEY_OF_INDEX = "IndexWriteKeyRangeThroughputExceeded"
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table"


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A load, and what of it is throttled."""

    name: str
    rate: str
    reason: str
    resource: str
    throttled: set[str]
    items: str = "600"


LESSONS = [
    Lesson(
        name="saas",
        rate="0.15x",
        reason=KEY_OF_TABLE,
        resource=f"{ARN}/documents",
        throttled={"create_document"},
    ),
    Lesson(
        name="telemetry",
        rate="0.13x",
        reason=KEY_OF_TABLE,
        resource=f"{ARN}/readings-by-day",
        throttled={"record_reading"},
    ),
    Lesson(
        name="leaderboard",
        rate="0.13x",
        reason=KEY_OF_INDEX,
        resource=f"{ARN}/players/index/board",
        throttled={"set_score"},
    ),
    Lesson(
        name="sessions",
        rate="0.15x",
        reason=KEY_OF_INDEX,
        resource=f"{ARN}/swept-sessions/index/by_end",
        throttled={"start_swept_session", "sweep_session"},
        items="2_000",
    ),
]


def loaded(make_locust: Callable, name: str, *options: str):
    locust = make_locust()
    locust.leave_the_page_out()
    return locust.run(
        *("-f", f"loadtests/{name}.py", "-u", "5", "-r", "5", "-t", "4s"),
        *("--dynamo-warm-up", "1", "--dynamo-model", "partition_write_units=100", *options),
    )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_the_wrong_half_is_throttled_and_the_right_one_is_not(make_locust, lesson):
    ended = loaded(
        make_locust,
        lesson.name,
        *("--dynamo-rate", lesson.rate, "--dynamo-population", lesson.items),
    )
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    run = ended.run
    (reason,) = run["throttle_reasons"]
    assert (reason["reason"], reason["resource"]) == (lesson.reason, lesson.resource)
    assert {each["name"] for each in run["patterns"] if each["throttled"]} == lesson.throttled


def test_a_message_with_joined_keys_takes_more_write_units(make_locust):
    ended = loaded(make_locust, "chat", "--dynamo-rate", "0.2x", "--dynamo-population", "300")
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended.err
    patterns = {each["name"]: each for each in ended.run["patterns"]}
    joined, plain = (
        patterns[name]["write_units"] / patterns[name]["requests"]
        for name in ("post_joined_message", "post_message")
    )
    assert 2 < plain < joined < 4
    assert patterns["catch up"]["requests"] > 0
