"""The page about DynamoDB as HTML: what it says in each state, and what it makes of keys."""

import re
from xml.etree import ElementTree

import matplotlib
import pytest

from pytest_dynamo.locust.following.recent import RecentFigures
from pytest_dynamo.locust.following.web.charts import latency_chart
from pytest_dynamo.locust.following.web.course import CoursePoint
from pytest_dynamo.locust.following.web.figures import LiveFigures, LiveReport, LiveThrottle
from pytest_dynamo.locust.following.web.page import (
    clock,
    content_policy,
    headline,
    reason,
    render_fragment,
    render_page,
    status,
    tiles,
    tone,
)
from pytest_dynamo.locust.following.web.sheet import CIVIDIS, Sheet
from pytest_dynamo.measure.call import Arm
from pytest_dynamo.measure.load_values import GeneratorFigures
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.report.charts.colours import HEAT_MAP, OVER_LIMIT
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.words import plain
from tests.load.invented import NASTY, call, invented, invented_tally


def words(html: str) -> str:
    """The text of HTML as a reader sees it."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def figures() -> LiveFigures:
    return invented(invented_tally())


@pytest.fixture(scope="module")
def html(figures) -> str:
    return render_fragment(figures)


def test_before_a_test_the_page_says_where_to_start_one():
    html = render_page(LiveFigures())

    assert "No test has been started" in html
    assert '<a href="./">Go to Locust’s page</a>' in html
    assert "<h2" not in html


def test_while_a_test_runs_each_section_says_what_it_shows(html):
    said = words(html)

    for expected in (
        "Test 1 is running",
        "10 s of 1 min",
        "10 % of the requests are throttled",
        "Most often TableWriteKeyRangeThroughputExceeded .",
        "limit 200",
        "10 % of all requests were throttled, most often",
        "The hottest partition is at",
        "100 % is 100 write units a second",
        "alone takes",
        "99 % are answered within 2 ms, and within 12 ms of when they were due",
        "40 requests a second are done, of 40 offered",
        "400 in all, 40 failed.",
        "The load generator keeps up",
        "Late at most, of 99 % of the requests 12 ms",
        "not told",
    ):
        assert expected in said


def test_others_get_a_turn_between_the_sections(figures):
    turns = []
    render_fragment(figures, lambda: turns.append(1))

    assert len(turns) == 7


def test_the_fragment_is_well_formed_and_no_id_occurs_twice(html):
    root = ElementTree.fromstring(f"<div>{html.replace(' open>', '>')}</div>")
    ids = [element.get("id") for element in root.iter() if element.get("id")]

    assert len(ids) == len(set(ids))
    labelled = " ".join(element.get("aria-labelledby", "") for element in root.iter()).split()
    assert set(labelled) <= set(ids)
    assert not [element for element in root.iter() if element.get("style")]


def test_the_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else():
    policy = content_policy()
    sources = dict(part.strip().split(" ", 1) for part in policy.split(";"))

    assert sources["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/]+='", sources["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/]+='", sources["style-src"])
    assert sources["connect-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in re.sub(r'xmlns="[^"]+"', "", render_page(LiveFigures()))


def test_keys_and_names_are_text_whatever_they_hold():
    html = render_fragment(invented(invented_tally(keys=NASTY), design=NASTY[0]))

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert "\\n" in html
    assert "\u202e" not in html
    assert "🧁" * 60 not in html


def test_keys_are_not_there_where_they_are_to_be_hidden():
    html = render_fragment(invented(invented_tally(), keys=(), has_hidden_keys=True))

    assert "USER#" not in html
    assert "Keys are not shown, as --dynamo-hash-keys asks" in html


def test_nothing_yet_is_said_as_such():
    html = render_fragment(invented(Tally(), seconds=0.0, state="running", run_time_seconds=None))

    for expected in (
        "Nothing was requested yet",
        "Nothing was consumed yet",
        "Nothing was throttled",
        "No partition is warm yet",
        "No key yet",
        "Nothing was answered yet",
    ):
        assert expected in html


def test_a_run_whose_throttling_is_not_modelled_says_so():
    figures = invented(invented_tally(throttles=False), throttling="not modelled")

    assert "Throttling is not modelled here" in render_fragment(figures)
    assert (tone(figures), plain(headline(figures))) == ("holds", "Nothing is throttled")
    assert plain(reason(figures)).startswith("The hottest partition is at")


def test_what_is_left_out_is_counted(figures):
    html = render_fragment(invented(invented_tally(), streams_left_out=3, warm_up_seconds=0.0))

    assert "3 that consumed less are left out." in html
    assert "The table leaves the warm-up out." not in html


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "10\u00a0% of the requests are throttled"),
        ({"state": "reported"}, "10\u00a0% of the requests were throttled"),
        ({"recent": RecentFigures()}, "Throttled 40 times, and not just now"),
        ({"throttled": 0, "state": "stopped"}, "Nothing was throttled"),
    ],
)
def test_the_headline_is_the_finding(changes, said):
    assert plain(headline(invented(invented_tally(), **changes))) == said


def test_a_generator_that_does_not_keep_up_comes_first():
    made = GeneratorFigures(cpu_share=0.97, verdict="The load generator was the bottleneck: …")
    figures = invented(invented_tally(throttles=False), generator=made)

    assert plain(reason(figures)) == made.verdict
    assert tone(figures) == ""
    assert render_fragment(figures).count(made.verdict) == 2


def test_a_test_that_has_only_failed_has_no_reason_to_tell():
    figures = invented(Tally(), requests=3)

    assert (reason(figures), tone(figures)) == ((), "holds")


def test_throttles_of_the_warm_up_alone_have_no_reason():
    figures = invented(invented_tally(), throttles=())

    assert "were throttled</h2>" in render_fragment(figures)


def test_a_first_throttle_nobody_knows_is_left_empty():
    throttle = LiveThrottle(reason="X", resource="", count=1, first_seconds=None)

    assert 'data-label="First after"></td>' in render_fragment(
        invented(invented_tally(), throttles=(throttle,))
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "10\u00a0s of 1\u00a0min"),
        ({"warm_up_seconds": 20.0}, "10\u00a0s of 1\u00a0min, warming up"),
        ({"state": "stopped"}, "10\u00a0s"),
        ({"state": "waiting"}, ""),
    ],
)
def test_the_clock_says_how_far_the_test_is(changes, said):
    assert clock(invented(invented_tally(), **changes)) == said


def test_a_test_that_has_ended_leads_to_its_report():
    report = LiveReport(number=1, design="shop", started=0.0, duration_seconds=60.0, requests=2_400)
    html = render_fragment(invented(invented_tally(), state="reported", reports=(report,)))

    assert '<a href="dynamo/report/1">Open the report of test 1</a>' in html
    assert "Of the whole test" in html
    assert "00:00:00 UTC" in html
    without = invented(invented_tally(), state="reported")
    assert "No report page was written" in render_fragment(without)
    assert status(invented(Tally(), state="stopped")).endswith("its report is being written")


@pytest.mark.parametrize(
    ("limit", "note"), [(2.0, "at list prices, of $2.00"), (None, "at list prices")]
)
def test_what_was_spent_stands_beside_what_may_be(limit, note):
    tile = tiles(invented(invented_tally(), dollars=1.234, most_dollars=limit))[-1]

    assert (tile.label, tile.figure, plain(tile.note)) == ("Spent", "$1.23", note)
    assert len(tiles(invented(Tally()))) == 6


def test_the_colours_of_heat_are_those_of_the_report():
    colours = matplotlib.colormaps[HEAT_MAP]
    expected = [matplotlib.colors.to_hex(colours(number / 31)) for number in range(32)]

    assert list(CIVIDIS) == expected


def test_cells_of_equal_colour_are_one_run_and_those_beyond_the_scale_stand_out():
    sheet = Sheet(100, 10)
    sheet.heat([[0.0, 0.0, 1.0, 1.2]], (0, 0), (100, 10))
    sheet.heat([], (0, 0), (100, 10))
    svg = sheet.element(name="n", title="<t>", description="d & d")

    assert f'd="M0.0 5.0h50.4" stroke="{CIVIDIS[0]}"' in svg
    assert f'd="M75.0 5.0h25.4" stroke="{OVER_LIMIT}"' in svg
    assert "&lt;t&gt;" in svg
    assert "d &amp; d" in svg


def test_a_dot_may_be_hollow():
    sheet = Sheet(10, 10)
    sheet.dot((5, 5), "ink")
    sheet.dot((5, 5), "ink", is_hollow=True)

    assert sheet.element(name="n", title="t", description="d").count("<circle") == 2


def test_names_of_lines_that_end_close_together_do_not_overlap():
    points = [
        CoursePoint(at_seconds=second, p50_ms=1.0, p99_ms=1.01, response_p99_ms=1.02)
        for second in (0.5, 1.5)
    ]
    bins = Bins(number=2, width_seconds=1.0, from_seconds=0.0, end_seconds=2.0)
    heights = [label.y for label in latency_chart(points, bins).labels if "p" in label.text]

    assert len(heights) == 3
    assert all(abs(one - two) >= 14 for one in heights for two in heights if one is not two)


def test_a_single_point_is_a_stroke():
    point = CoursePoint(at_seconds=0.5, p50_ms=1.0, p99_ms=2.0)
    bins = Bins(number=1, width_seconds=1.0, from_seconds=0.0, end_seconds=1.0)
    svg = latency_chart([point], bins).element(name="n", title="t", description="d")

    assert "NaN" not in svg
    assert svg.count("response") == 0


def test_a_table_without_a_limit_and_a_test_that_warms_up_say_no_more_than_they_know():
    tally = Tally(from_time=2e9)
    tally.add(call(0.5, "a", arms=(Arm(table="other", write_units=2.0, partition_keys=("a",)),)))
    said = words(render_fragment(invented(tally)))

    assert "none declared" in said
    assert "99 % are answered within 2 ms" in said
    assert "of when they were due" not in said
