"""The charts of keys, skew, latency, retries, item sizes, the model and the design: words and shapes."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.report.charts.curves import axes_of, latency_curves
from pytest_dynamo.report.charts.dots import Difference, differences
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.entity_chart import Entity, entity_chart
from pytest_dynamo.report.charts.extents import Extent, extents
from pytest_dynamo.report.charts.layers import Placed, placed
from pytest_dynamo.report.charts.lines import Level, Line, lines
from pytest_dynamo.report.charts.log_scale import LogScale, power_above, power_below
from pytest_dynamo.report.charts.lorenz import lorenz
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.charts.partition_shares import partition_shares
from pytest_dynamo.report.charts.rows import Row, Rows
from pytest_dynamo.report.charts.segment_bars import Mark, Segment, SegmentBar, segment_bars
from pytest_dynamo.report.charts.svg import Styles, page_svg
from pytest_dynamo.report.words import Figure

at_leisure = settings(deadline=None, database=None, max_examples=60)


def figure(text: str, value: float = 1.0) -> Figure:
    return Figure(text=text, value=value, path="x")


def spelled_out(path: str) -> str:
    """The commands of a path in full: a step to one side or down names both coordinates."""
    found, point = [], ["", ""]
    for command, written in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = written.split()
        if command in "HV":
            numbers = [*numbers, point[1]] if command == "H" else [point[0], *numbers]
        point = numbers[-2:] or point
        found.append(" ".join(["L" if command in "HV" else command, *numbers]))
    return " ".join(found)


def shapes(drawing: Drawing) -> list[tuple[str, str]]:
    """The colours of each shape and its corners, from left to right and from top to bottom."""
    styles = Styles()
    svg = page_svg(drawing, name="x", title="", description="", styles=styles)
    roles = {
        name: re.findall(r"var\(--([a-z-]+)\)", style)
        for name, style in (line[1:-1].split("{") for line in styles.css().splitlines())
    }
    return [
        ("/".join(roles[each.get("class", "")]), spelled_out(each.get("d", "")))
        for each in ET.fromstring(svg).iter()
        if each.tag.endswith("path")
    ]


def spans(drawing: Drawing, role: str) -> list[tuple[float, float]]:
    """From where to where shapes of a colour reach across."""
    found = []
    for colour, path in shapes(drawing):
        if colour == role:
            across = [float(x) for x in re.findall(r"[ML] (-?[\d.]+) ", path)]
            found.append((min(across), max(across)))
    return found


def said(drawing: Drawing) -> list[str]:
    return [label.before + label.text for label in drawing.labels]


def test_a_log_scale_has_equal_steps_for_equal_factors() -> None:
    scale = LogScale(low=1.0, high=1_000.0, start=0.0, end=300.0)

    assert [round(scale.at(value), 6) for value in (1, 10, 100, 1_000)] == [0, 100, 200, 300]
    assert (scale.at(0.0), round(scale.at(1e9), 6)) == (0.0, 300.0)
    assert scale.powers() == [1.0, 10.0, 100.0, 1_000.0]


@at_leisure
@given(st.floats(min_value=1e-6, max_value=1e9))
def test_powers_of_ten_enclose_a_value(value: float) -> None:
    assert power_below(value) <= value * (1 + 1e-6)
    assert value <= power_above(value) * (1 + 1e-6)


BARS = [
    SegmentBar(
        row=Row(label="USER#42", figures=(figure("1,200"), figure("40 %")), is_bad=True),
        segments=(Segment(value=1_000, role="write"), Segment(value=200, role="throttle")),
    ),
    SegmentBar(
        row=Row(label="USER#1", figures=(figure("300"), figure("10 %"))),
        segments=(Segment(value=300, role="write"), Segment(value=0, role="throttle")),
    ),
]


def drawn_bars(width: float) -> Drawing:
    return segment_bars(
        BARS,
        ("units a second", "share"),
        full=1_200,
        width=width,
        mark=Mark(value=1_000, words="one partition serves", figure=figure("1,000")),
    )


def test_bars_stand_between_their_words_and_figures_where_there_is_room() -> None:
    drawing = drawn_bars(720)
    place = Rows(
        rows=[bar.row for bar in BARS],
        headings=("units a second", "share"),
        width=720,
        has_note=True,
    )
    left, unit = place.left, place.lane_width / 1_200

    assert sorted(said(drawing)) == sorted(
        [
            *("units a second", "1,200", "300", "share", "40 %", "10 %", "USER#42", "USER#1"),
            "one partition serves 1,000",
        ]
    )
    assert spans(drawing, "write") == [
        pytest.approx((left, left + 1_000 * unit), abs=0.1),
        pytest.approx((left, left + 300 * unit), abs=0.1),
    ]
    (excess,) = spans(drawing, "throttle")
    assert excess == pytest.approx((left + 1_000 * unit, left + 1_200 * unit), abs=0.1)
    assert len(spans(drawing, "ink")) == 1


def test_bars_take_the_whole_width_where_there_is_little() -> None:
    drawing = drawn_bars(350)

    assert said(drawing) == [
        *("units a second", "1,200", "300", "USER#42", "USER#1", "one partition serves 1,000"),
    ]
    assert spans(drawing, "write") == [
        pytest.approx((0, 1_000 / 1_200 * 350), abs=0.1),
        pytest.approx((0, 87.5), abs=0.1),
    ]
    assert len(spans(drawing, "ink")) == len(BARS)


def test_the_figure_of_a_bad_row_has_the_colour_of_what_is_bad() -> None:
    roles = {label.text: label.role for label in drawn_bars(720).labels}

    assert (roles["1,200"], roles["300"], roles["40 %"]) == ("throttle", "ink", "muted")


@pytest.mark.parametrize("width", [720, 350])
def test_the_words_of_rows_leave_room_for_their_figures(width: float) -> None:
    row = Row(label="W" * 200, figures=(figure("1,234,567"), figure("99 %")))
    place = Rows(rows=[row], headings=("units a second", "share"), width=width)
    drawing = place.drawing()
    label = next(each for each in drawing.labels if "…" in each.text)

    assert len(label.text) < 60
    assert place.lane_width > 200


def test_partition_shares_stand_beside_the_even_share() -> None:
    drawing = partition_shares(
        [0.5, 0.3, 0.2], figure("50 %"), figure("1.5 × the mean"), "throttle"
    )

    assert said(drawing) == [
        *("50\xa0%", "25\xa0%", "0\xa0%", "50 %", "1.5 × the mean"),
        "3 partitions, the hottest first",
    ]
    assert [role for role, _ in shapes(drawing)] == [
        *("rule", "rule", "rule-strong", "rule-strong", "rule-strong", "throttle", "ink"),
    ]


@pytest.mark.parametrize("number", [1, 64, 65, 4_000])
def test_many_partitions_are_one_shape(number: int) -> None:
    drawing = partition_shares([1 / number] * number, figure("1 %"), figure("1 × the mean"), "read")

    assert len(shapes(drawing)) <= 5 + 64


def test_the_last_step_of_a_lorenz_curve_is_thick() -> None:
    drawing = lorenz([0.0, 0.1, 0.3, 1.0], figure("0.6"), "write")

    assert "Gini of the partitions 0.6" in said(drawing)
    curve, last = [path for role, path in shapes(drawing) if role == "write"][1:]
    assert curve.endswith(last.removeprefix("M"))
    assert last.split() == ["M", "265.3", "124.6", "L", "372", "14"]


def test_a_latency_curve_has_its_p99_and_both_names() -> None:
    service, response = [1.0] * 9, [1.0, *[100.0] * 8]
    axes = axes_of([service, response])
    drawing = latency_curves(service, response, figure("1 ms", 1.0), axes)

    assert said(drawing) == [
        *("1", "10", "100\xa0ms", "p50", "p90", "p99", "1 ms", "service", "response"),
    ]
    assert [role for role, _ in shapes(drawing)][-3:] == ["ink", "accent", "accent"]


def test_too_few_calls_have_no_p99() -> None:
    axes = axes_of([[1.0] * 8])

    assert said(latency_curves([1.0] * 8, [], figure("1 ms"), axes))[-2:] == ["p99", "service"]


def test_curves_that_end_together_share_their_name() -> None:
    axes = axes_of([[1.0, 2.0]])

    assert said(latency_curves([1.0, 2.0], [1.0, 2.0], figure("2 ms", 2.0), axes))[-2:] == [
        "response,",
        "service",
    ]
    assert said(latency_curves([1.0, 2.0], [], figure("2 ms", 2.0), axes))[-1] == "service"


def test_a_curve_of_nothing_but_zeros_can_be_drawn() -> None:
    axes = axes_of([[0.0]])

    assert said(latency_curves([0.0], [], figure("0 ms", 0.0), axes))[:2] == ["0.001", "0.01\xa0ms"]


def test_lines_are_interrupted_where_nothing_was_measured() -> None:
    bins = Bins(number=5, width_seconds=1.0, from_seconds=0.0, end_seconds=5.0)
    drawing = lines(
        [Line(values=[50, 60, None, 70, 80], name="share of a core", role="accent")],
        bins,
        level=Level(value=90, words="not trusted above 90 %"),
        least_top=100,
        unit="\xa0%",
    )

    assert said(drawing)[:5] == [
        *("100\xa0%", "50\xa0%", "0", "share of a core", "not trusted above 90 %"),
    ]
    assert len(spans(drawing, "accent")) == 3  # two stretches, and the piece beside the name
    assert len(spans(drawing, "warn")) == 2  # the level, and the piece beside its words


def test_lines_with_too_few_values_end_early() -> None:
    bins = Bins(number=3, width_seconds=1.0, from_seconds=0.0, end_seconds=3.0)
    drawing = lines([Line(values=[1.0], name="sent", role="ink")], bins)

    assert [round(right - left, 1) for left, right in spans(drawing, "ink")] == [2.0, 16.0]


def extent(largest: float, possible: float | None) -> Extent:
    row = Row(label="Order", figures=(figure("900"), figure("500")))
    return Extent(
        row=row, smallest=100, p5=200, median=500, p95=800, largest=largest, possible=possible
    )


@pytest.mark.parametrize("width", [720, 350])
def test_item_sizes_lie_between_the_smallest_and_the_limit(width: float) -> None:
    drawing = extents([extent(900, 2_000)], ("largest, bytes", "median, bytes"), width)

    assert said(drawing)[-5:] == [
        *("64\xa0bytes", "1\xa0KB", "4\xa0KB", "32\xa0KB", "400\xa0KB"),
    ]
    ((_, limit),) = spans(drawing, "throttle")
    middle = spans(drawing, "write")[0]
    assert middle[0] < middle[1] < limit
    assert [role for role, _ in shapes(drawing)].count("paper/rule-strong") == 1


def test_an_item_that_can_outgrow_the_limit_is_marked() -> None:
    drawing = extents([extent(900, 900_000)], ("largest, bytes", "median, bytes"), 720)
    roles = [role for role, _ in shapes(drawing)]

    assert "paper/throttle" in roles
    assert extents([extent(900, None)], ("a", "b"), 720).height == drawing.height


def test_a_difference_beyond_the_scale_is_a_ring_at_its_end() -> None:
    rows = [
        Difference(row=Row(label="writes", figures=(figure("+1 %"),)), share=0.01),
        Difference(row=Row(label="reads", figures=(figure("+900 %"),)), share=9.0),
    ]
    near, far = (differences(each, ("difference",), 720) for each in (rows[:1], rows))

    assert said(near)[-3:] == ["−4\xa0%", "0", "+4\xa0%"]
    assert said(far)[-3:] == ["−100\xa0%", "0", "+100\xa0%"]
    assert "paper/accent" not in [role for role, _ in shapes(near)]
    assert [role for role, _ in shapes(far)].count("paper/accent") == 1


SHOP = {
    "User": (),
    "Order": ("User",),
    "Email": ("User",),
    "Line": ("Order", "Product"),
    "Product": (),
    "Session": (),
}


def test_what_belongs_to_another_stands_beside_it() -> None:
    assert placed(SHOP, 4) == [
        Placed(name="User", layer=0, row=0),
        Placed(name="Order", layer=1, row=0, under="User"),
        Placed(name="Line", layer=2, row=0, under="Order", also=("Product",)),
        Placed(name="Email", layer=1, row=1, under="User"),
        Placed(name="Product", layer=0, row=2),
        Placed(name="Session", layer=0, row=3),
    ]


def test_those_that_stand_alone_fill_the_columns() -> None:
    places = placed({f"E{number}": () for number in range(6)}, 4)

    assert [(each.layer, each.row) for each in places] == [
        *((0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1)),
    ]


@at_leisure
@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghx"), max_size=3))
)
def test_each_stands_once_in_a_place_of_its_own_whatever_belongs_to_what(
    parents: dict[str, list[str]],
) -> None:
    places = placed(parents, 4)

    assert sorted(each.name for each in places) == sorted(parents)
    assert len({(each.layer, each.row) for each in places}) == len(places)


def entities(parents: dict[str, tuple[str, ...]]) -> list[Entity]:
    return [Entity(name=name, items=figure("7 items"), parents=of) for name, of in parents.items()]


def test_entities_are_boxes_with_lines_between_them() -> None:
    drawing = entity_chart(entities(SHOP), 720)

    assert said(drawing)[::2] == ["User", "Order", "Line", "Email", "Product", "Session"]
    assert (
        len(spans(drawing, "muted")) == 4
    )  # three from the one they stand beside, one from another
    assert len(spans(drawing, "paper")) == len(SHOP)


def test_entities_are_an_indented_list_where_there_is_little_room() -> None:
    drawing = entity_chart(entities(SHOP), 350)
    names = [label for label in drawing.labels if label.is_bold]

    assert [(label.text, label.x) for label in names] == [
        *(("User", 0), ("Order", 20), ("Line", 40), ("Email", 20), ("Product", 0), ("Session", 0)),
    ]
    assert "and of Product" in said(drawing)


def test_entities_of_many_generations_are_a_list_at_any_width() -> None:
    chain = {"E0": (), **{f"E{number}": (f"E{number - 1}",) for number in range(1, 8)}}
    drawing = entity_chart(entities(chain), 720)

    assert [label.x for label in drawing.labels if label.is_bold] == [20 * n for n in range(8)]
