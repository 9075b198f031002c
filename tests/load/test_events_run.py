"""`designs/events.yaml`, a design that breaks, as `loadtests/events.py` loads it and as it is forecast."""

from collections.abc import Callable

import pytest

REASON = "TableWriteKeyRangeThroughputExceeded"
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/event-log"


@pytest.fixture(scope="module")
def run(make_locust: Callable):
    """A hundred events a second, to partitions that serve forty."""
    locust = make_locust()
    locust.leave_the_page_out()
    ended = locust.run(
        *("-f", "loadtests/events.py", "-u", "5", "-r", "5", "-t", "4s", "--dynamo-forecast"),
        *("--dynamo-rate", "0.04x", "--dynamo-population", "500", "--dynamo-warm-up", "1"),
        *("--dynamo-model", "partition_write_units=40"),
    )
    assert ended.code == 0, ended.err
    return ended.run


def test_the_day_is_throttled_and_the_devices_of_the_index_are_not(run):
    (reason,) = run["throttle_reasons"]
    assert (reason["reason"], reason["resource"]) == (REASON, ARN)
    assert {key["key"][:6] for key in reason["keys"]} == {"DAY#20"}
    assert {limit["index"] for limit in run["throttling"]["limits"]} == {None}


def test_the_forecast_names_the_same_partition_the_same_reason_and_the_same_key(run):
    forecast, (met,) = run["forecast"]["first_throttle"], run["throttling"]["limits"]
    (reason,) = run["throttle_reasons"]
    assert (forecast["reason"], forecast["key"]) == (REASON, reason["first_key"])
    partition = forecast["partition"]
    assert (partition["first"], partition["last"]) == (met["first_place"], met["last_place"])


def test_the_forecast_consumes_what_was_consumed(run):
    writes = [row for row in run["comparison"]["units"] if row["direction"] == "write"]
    assert [row["difference_by_request"] for row in writes] == [
        pytest.approx(0, abs=0.02),
        pytest.approx(0, abs=0.02),
    ]
    assert run["forecast"]["throttled_share"] == pytest.approx(
        run["totals"]["throttled"] / run["totals"]["requests"], abs=0.15
    )


def test_no_number_of_partitions_would_help(run):
    forecast = run["forecast"]
    assert forecast["ceiling"] == pytest.approx(forecast["holds_until"], rel=0.01)
    assert forecast["ceiling_bound"]["key"].startswith("DAY#")
