"""What the page about DynamoDB shows, computed from a tally."""

from locust.runners import MasterRunner

from types import SimpleNamespace

import pytest

from pytest_dynamo.locust.following.recent import (
    Recent,
    RecentFigures,
    quantile_ms,
    recent_of,
    span_of,
)
from pytest_dynamo.locust.following.web.counted import (
    MOST_ROWS,
    MOST_STREAMS,
    Scope,
    cut_of,
    give_way_between,
    live_keys,
    live_streams,
    live_throttles,
)
from pytest_dynamo.locust.following.web.course import MOST_POINTS, Course
from pytest_dynamo.locust.following.web.figures import (
    hottest_row,
)
from pytest_dynamo.locust.following.web.table import rows
from pytest_dynamo.measure.call import Arm
from pytest_dynamo.measure.histogram import Histogram
from pytest_dynamo.measure.tally import Tally
from tests.load.invented import (
    ARN,
    LIMITS,
    SHOP,
    STARTED,
    call,
    invented,
    invented_tally,
    throttled,
)

SCOPE = Scope(started=STARTED, settled=STARTED + 10)


def tally_of(*calls, partitions=None):
    tally = Tally(partitions=partitions or {("shop-table", None): 2})
    for one in calls:
        tally.add(one)
    return tally


def histogram(*seconds):
    made = Histogram()
    for each in seconds:
        made.add(each)
    return made


def test_the_last_seconds_are_rates_latencies_and_the_hottest_partition():
    recent = Recent(LIMITS)
    first = tally_of(call(0, "a"), call(0.5, "a", duration_seconds=0.004), throttled(0.6, "a"))
    first.drop("put", STARTED)
    recent.add(span_of(first, 1.0))
    recent.add(span_of(tally_of(call(1, "a")), 1.0))

    found = recent.figures()

    assert (found.offered_per_second, found.done_per_second) == (2.5, 2.0)
    assert found.throttled_share == 0.25
    assert found.p50_ms == pytest.approx(2.0, rel=0.02)
    assert found.response_p99_ms == found.p99_ms == pytest.approx(4.0, rel=0.02)
    assert (found.read_units_per_second, found.write_units_per_second) == (0.0, 4.5)
    assert found.hottest is not None
    assert found.hottest.share_of_limit == 0.045
    assert (found.hottest.resource, found.hottest.direction) == (("shop-table", None), "write")
    assert found.hottest.number in (1, 2)


def test_what_is_too_long_ago_is_forgotten():
    recent = Recent(LIMITS)
    for second in range(20):
        recent.add(span_of(tally_of(*[call(second, "a")] * (1 if second < 15 else 3)), 1.0))

    assert recent.figures().done_per_second == 3.0


class Master(MasterRunner):
    """One without workers, sockets and an end."""

    def __init__(self): ...

    def __del__(self): ...


def test_with_workers_the_last_seconds_hold_two_reports_of_each():
    test = SimpleNamespace(partition_limits=LIMITS, environment=SimpleNamespace(runner=Master()))
    recent = recent_of(test)
    for second in range(1, 13):
        reported = [call(second, "a")] * (9 if second % 3 == 0 else 0)
        recent.add(span_of(tally_of(*reported), 1.0))

    assert recent.figures().done_per_second == 3.0


def test_of_nothing_there_are_no_latencies_and_no_hottest_partition():
    recent = Recent(LIMITS)
    assert recent.figures() == RecentFigures()

    recent.add(span_of(tally_of(), 1.0))

    assert recent.figures() == RecentFigures()
    assert quantile_ms(Histogram(), 0.5) is None


def test_a_call_of_the_warm_up_has_a_latency_and_no_response():
    tally = Tally(from_time=STARTED + 9)
    tally.add(call(0, "a"))
    recent = Recent(LIMITS)
    recent.add(span_of(tally, 1.0))

    assert recent.figures().p99_ms is not None
    assert recent.figures().response_p99_ms is None
    assert recent.figures().hottest is not None


def test_a_course_has_exact_quantiles_however_long_it_gets():
    course = Course()
    for second in range(4 * MOST_POINTS):
        course.add(second, histogram(0.001, 0.001, 0.004), histogram(0.002 if second else 0.1))
    points = course.points()

    assert len(points) <= MOST_POINTS
    assert [points[0].at_seconds, points[1].at_seconds] == [2.0, 6.0]
    assert {round(point.p50_ms, 1) for point in points} == {1.0}
    assert {round(point.p99_ms) for point in points} == {4}
    assert points[0].response_p99_ms == pytest.approx(100, rel=0.02)
    assert points == course.points()


def test_seconds_without_requests_are_no_points():
    course = Course(4.0)
    course.add(1.0, Histogram(), Histogram())
    course.add(5.0, histogram(0.001), Histogram())

    (point,) = course.points()

    assert (point.at_seconds, point.response_p99_ms) == (6.0, None)


def test_series_end_with_the_last_complete_bin():
    tally = tally_of(call(0, "a"), call(8.7, "a"), call(9.7, "a"))
    cut = cut_of(tally, SCOPE)

    assert cut.bins.from_seconds == pytest.approx(-0.4)
    assert cut.rates(tally.requests) == (1, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    assert cut_of(tally, Scope(started=STARTED, settled=STARTED)).rates(tally.requests) == ()


def test_bins_are_taken_together_where_there_are_many():
    tally = tally_of(*(call(second, "a") for second in range(400)))
    cut = cut_of(tally, Scope(started=STARTED, settled=STARTED + 400))

    assert (cut.together, cut.bins.width_seconds, cut.bins.number) == (3, 3.0, 133)
    assert set(cut.rates(tally.requests)) == {1.0}


def test_a_stream_has_its_declared_limit_and_the_heat_of_its_partitions():
    tally = invented_tally()
    streams = list(live_streams(tally, SHOP, cut_of(tally, SCOPE), LIMITS))

    named = [(stream.resource, stream.direction, stream.limit) for stream in streams]
    assert named == [
        (("shop-table", None), "write", 200.0),
        (("shop-table", None), "read", 600.0),
        (("shop-table", "GSI1"), "read", 600.0),
    ]
    write = streams[0]
    assert len(write.heat) == write.partitions
    summed = [sum(each) * LIMITS["write"] for each in zip(*write.heat, strict=True)]
    assert summed == pytest.approx(write.series)


def test_of_many_partitions_several_share_a_row_which_shows_the_hottest():
    partitions = {("shop-table", None): 3 * MOST_ROWS}
    tally = tally_of(*(call(1, f"k{number}") for number in range(50)), partitions=partitions)
    (stream,) = live_streams(tally, SHOP, cut_of(tally, SCOPE), LIMITS)

    assert len(stream.heat) == MOST_ROWS
    number, peak = hottest_row(stream)
    flow = tally.flows[("shop-table", None), "write"]
    assert peak == max(flow.partition_units) / LIMITS["write"]
    assert number == flow.partition_units.index(max(flow.partition_units)) // 3


def test_what_consumed_least_is_left_out_and_others_get_a_turn_between():
    tally = Tally()
    for number in range(MOST_STREAMS + 3):
        arms = (Arm(table=f"t{number:02}", write_units=float(number + 1)),)
        tally.add(call(0, "a", arms=arms))
    turns = []
    streams = give_way_between(
        live_streams(tally, SHOP, cut_of(tally, SCOPE), LIMITS), lambda: turns.append(1)
    )

    assert [stream.table for stream in streams] == [f"t{number:02}" for number in range(3, 15)]
    assert len(turns) == MOST_STREAMS


def test_reasons_come_by_their_number_with_the_time_of_the_first():
    tally = invented_tally()
    first, second = live_throttles(tally, STARTED)

    assert (first.reason, first.resource) == ("TableWriteKeyRangeThroughputExceeded", ARN)
    assert first.count == second.count == 16
    assert first.first_seconds == pytest.approx(9 / 40)


def test_keys_come_by_what_they_take_of_one_partition():
    tally = tally_of(call(0, "a"), call(1, "b"), call(2, "b"))
    hottest, next_one = live_keys(tally, 3.0, LIMITS)

    assert (hottest.key, hottest.units_per_second, hottest.share) == ("b", 2.0, 2 / 3)
    assert hottest.share_of_limit == 0.02
    assert next_one.key == "a"
    assert live_keys(tally, 0.0, LIMITS) == ()


def test_the_tab_has_a_row_for_each_stream_and_one_for_all():
    figures = invented(invented_tally(keys=["<b>"]))
    found = rows(figures)

    assert [(row["name"], row["direction"]) for row in found[:2]] == [
        ("shop-table", "writes"),
        ("shop-table", "reads"),
    ]
    assert found[0]["limit"] == "200"
    assert "<b>" not in str(found)  # pages of any origin may read this
    assert found[0]["hottest"].endswith("%")
    assert found[-1]["name"] == "400 requests, 40 throttled"


def test_the_tab_of_a_test_that_has_only_begun_has_no_figures_yet():
    figures = invented(tally_of(call(9.9, "a")), has_hidden_keys=True, keys=(), seconds=0.1)
    (row, _) = rows(figures)

    assert (row["now"], row["hottest"]) == ("", "")
