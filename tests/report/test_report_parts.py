"""The parts of a report: places, figures, words, scales, drawings."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.report.charts.drawing import Drawing, fitted, text_width
from pytest_dynamo.report.charts.scales import TimeAxis, round_top
from pytest_dynamo.report.charts.svg import Styles, page_svg
from pytest_dynamo.report.figures import count, duration, milliseconds, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import Figure, Name, plain, visible

at_leisure = settings(deadline=None, database=None, max_examples=60)

RUN = Place({"totals": {"requests": 8, "throttled": 2}, "none": 0, "rows": [{"a": 1.5}]})


def test_a_place_knows_the_path_that_led_to_it() -> None:
    assert [row["a"].path for row in RUN["rows"]] == ["rows.0.a"]
    assert RUN["rows"][0]["a"].value == 1.5
    assert not RUN["none"]
    assert repr(RUN["none"]) == "Place('none', 0)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.004, "< 0.01"),
        (0.05, "0.05"),
        (0.5, "0.5"),
        (9.996, "10"),
        (12.34, "12.3"),
        (123.4, "123"),
        (1_234.5, "1,234"),
        (2_000_000, "2,000,000"),
    ],
)
def test_units_are_shown_to_three_digits_or_to_the_whole(value: float, text: str) -> None:
    assert units(Place(value, "x")) == Figure(text=text, value=value, path="x")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0 %"),
        (0.00001, "< 0.01 %"),
        (0.0032, "0.32 %"),
        (0.041, "4.1 %"),
        (0.31, "31 %"),
        (0.9999, "> 99 %"),
        (0.995, "> 99 %"),
        (1.0, "100 %"),
        (15.5, "1,550 %"),
    ],
)
def test_only_nothing_is_0_per_cent_and_only_everything_is_100(value: float, text: str) -> None:
    assert percent(Place(value)).text.replace("\xa0", " ") == text


def test_a_quotient_has_the_paths_of_both_its_figures() -> None:
    totals = RUN["totals"]
    assert percent(totals["throttled"], of=totals["requests"]) == Figure(
        text="25\xa0%", value=0.25, path="totals.throttled / totals.requests"
    )
    assert percent(totals["throttled"], of=RUN["none"]).value == 0.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (5.27, "5.3 s"), (59.6, "1 min"), (125, "2 min 5 s"), (7_200, "120 min")],
)
def test_a_duration_is_in_minutes_and_seconds(seconds: float, text: str) -> None:
    assert duration(Place(seconds)).text.replace("\xa0", " ") == text


def test_milliseconds_and_counts_have_their_unit_and_commas() -> None:
    assert milliseconds(Place(1.234)).text == "1.23\xa0ms"
    assert count(Place(1_234)).text == "1,234"


def test_a_sentence_is_the_sum_of_its_parts() -> None:
    assert plain((Name("a"), " takes ", percent(Place(0.5)), ".")) == "a takes 50\xa0%."


@at_leisure
@given(st.text())
def test_nothing_in_a_visible_text_is_invisible(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in shown)


def test_a_name_of_nothing_is_seen() -> None:
    assert str(Name("")) == '""'


@at_leisure
@given(st.floats(min_value=1e-6, max_value=1e12))
def test_the_top_of_a_scale_is_near_and_not_below(value: float) -> None:
    assert value <= round_top(value) * (1 + 1e-5)
    assert round_top(value) <= value * 2 * (1 + 1e-5)


@at_leisure
@given(st.floats(min_value=0.1, max_value=1e6))
def test_a_time_axis_has_a_few_round_ticks_within_it(end: float) -> None:
    ticks = TimeAxis(start=0.0, end=end, left=0, right=100).ticks()
    assert 1 <= len(ticks) <= 7
    assert ticks[0][0] == 0
    assert all(0 <= seconds <= end * 1.001 for seconds, _ in ticks)


def test_the_last_tick_names_the_unit() -> None:
    def texts(end: float) -> list[str]:
        return [text for _, text in TimeAxis(start=0.0, end=end, left=0, right=1).ticks()]

    assert texts(30) == ["0", "5", "10", "15", "20", "25", "30\xa0s"]
    assert texts(600) == ["0", "2", "4", "6", "8", "10\xa0min"]
    assert texts(36_000) == ["0", "2", "4", "6", "8", "10\xa0h"]


@at_leisure
@given(st.text(max_size=300), st.floats(min_value=20, max_value=400))
def test_a_fitted_text_fits(text: str, width: float) -> None:
    shown = fitted(text, width)
    assert text_width(shown) <= width or len(shown) <= 2


def test_a_drawing_has_no_style_no_colour_and_no_id_of_its_own() -> None:
    drawing = Drawing(100, 50)
    drawing.box((10, 10), (20, 5), "read", is_outlined=True)
    drawing.heat([[0.0, 0.5], [1.0, 2.0]], (0, 0), (50, 50))
    drawing.label("a < b", (3.14159, 4), role="ink", anchor="end")
    styles = Styles()
    svg = page_svg(drawing, name="x", title="A title", description="<words>", styles=styles)
    root = ET.fromstring(svg)
    assert "style=" not in svg
    assert [each.get("id") for each in root.iter() if each.get("id")] == [
        "x-title",
        "x-description",
    ]
    assert [child.tag for child in root] == ["title", "desc", "path", "path", "image", "text"]
    assert "#" not in styles.css()
    assert "var(--read)" in styles.css()
    assert root[-1].attrib == {"x": "3.1", "y": "4", "class": "ink end"}
    assert root[4].get("width") == "2"


def test_equal_styles_share_a_class() -> None:
    styles = Styles()
    assert [
        styles.class_of(style) for style in ("fill: none", "stroke: #14181f", "fill: none")
    ] == [
        "s0",
        "s1",
        "s0",
    ]
    assert styles.css() == ".s0{fill: none}\n.s1{stroke: var(--ink)}"
