"""Charts over time: heat maps with their outline, stacked steps, lines against a limit, and their words."""

import struct
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.report.charts.against_limit import against_limit
from pytest_dynamo.report.charts.drawing import Drawing, Label, text_width
from pytest_dynamo.report.charts.hatching import hatching
from pytest_dynamo.report.charts.heat_map import Event, HeatRows, Row, SplitMark, heat_map
from pytest_dynamo.report.charts.heat_outline import outline
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.charts.placing import Placing, label_width, words_of
from pytest_dynamo.report.charts.shapes import heat_png
from pytest_dynamo.report.charts.stacked import Band, stacked
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.partition_heat import PartitionHeat, highest_of
from pytest_dynamo.report.sections.spans import spans
from pytest_dynamo.report.words import Figure

TEN = Bins(number=10, width_seconds=60, from_seconds=0, end_seconds=600)


def figure(text: str, value: float = 0.0) -> Figure:
    return Figure(text=text, value=value, path="x")


def words_on(drawing: Drawing) -> list[str]:
    return [(label.before + label.text).replace("\xa0", " ") for label in drawing.labels]


def overlapping(labels: Sequence[Label]) -> list[tuple[str, str]]:
    """The pairs of labels that lie over one another in a wide face."""

    def box(label: Label) -> tuple[float, float, float, float]:
        width = label_width(label)
        left = label.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
        return left, label.y - 9, left + width, label.y + 3

    boxes = [(label.text, box(label)) for label in labels]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def test_the_outline_goes_around_cells_over_the_limit_in_steps() -> None:
    cells = [[0.5, 1.5, 1.5, 0.2], [0.5, 0.5, 1.1, 0.2]]
    drawn = outline(cells, [0, 10, 20, 30, 40], [0, 8, 16])
    assert sorted(map(tuple, drawn)) == [
        ((10, 0), (10, 8)),
        ((10, 0), (30, 0)),
        ((10, 8), (20, 8)),
        ((20, 8), (20, 16)),
        ((20, 16), (30, 16)),
        ((30, 0), (30, 16)),
    ]
    assert outline([[1.0, 0.3]], [0, 1, 2], [0, 1]) == []


def test_an_outline_of_very_many_pieces_is_drawn_around_wider_cells() -> None:
    cells = [[1.5 if (row + column) % 2 else 0.5 for column in range(601)] for row in range(64)]
    drawn = outline(cells, list(range(602)), list(range(65)))
    assert 0 < len(drawn) <= 800


def test_a_picture_of_heat_has_a_pixel_a_cell_and_a_colour_of_its_own_over_the_end() -> None:
    png = heat_png([[0.0, 1.0, 1.2], [0.5, 0.5, 0.5]])
    assert struct.unpack(">II", png[16:24]) == (3, 2)
    assert png == heat_png([[0.0, 1.0, 1.2], [0.5, 0.5, 0.5]])
    assert b"\xe0\x24\x5e" in png


SLICES = Place([[1.0, 1.0, 4.0], [2.0, 2.0, 2.0], [3.0, 3.0, 3.0], [4.0, 4.0, 4.0]], "heat")
THREE = Bins(number=3, width_seconds=10, from_seconds=0, end_seconds=30)


def test_a_partition_takes_what_its_slices_take() -> None:
    heat = PartitionHeat(SLICES, 2, THREE, ())
    assert heat.cells.tolist() == [[3.0, 3.0, 6.0], [7.0, 7.0, 7.0]]
    assert repr(heat.highest(0, 3, 0)) == "Place('heat.0:2.2', 6.0)"
    assert repr(heat.highest(0, 2, 1)) == "Place('heat.2:4.0', 7.0)"


def test_after_a_split_each_half_takes_its_own() -> None:
    split = SplitMark(at_seconds=10, place=0.25, inside_collection=False)
    heat = PartitionHeat(SLICES, 2, THREE, [split])
    assert heat.cells.tolist() == [
        [3.0, 1.0, 4.0],
        [3.0, 2.0, 2.0],
        [7.0, 7.0, 7.0],
        [7.0, 7.0, 7.0],
    ]
    assert repr(heat.highest(0, 3, 0)) == "Place('heat.0:1.2', 4.0)"
    assert repr(heat.highest(1, 2, 0)) == "Place('heat.1:2.1', 2.0)"


def test_the_items_of_one_key_are_shown_in_equal_parts_and_are_no_figure() -> None:
    split = SplitMark(at_seconds=10, place=0.8, inside_collection=True)
    heat = PartitionHeat(SLICES, 2, THREE, [split])
    assert heat.cells.tolist()[2:] == [[7.0, 5.0, 5.0], [7.0, 2.0, 2.0]]
    assert repr(heat.highest(0, 3, 1)) == "Place('heat.2:4.0', 7.0)"
    assert heat.highest(1, 3, 1) is None
    assert heat.highest(1, 3, 0) is not None


def test_bins_drawn_together_show_the_highest_of_them() -> None:
    assert highest_of(np.array([[1.0, 5.0, 2.0, 3.0, 4.0]]), 2).tolist() == [[5.0, 3.0, 4.0]]
    long = Bins(number=3_600, width_seconds=1, from_seconds=0, end_seconds=3_600)
    assert long.together(600) == 6
    assert (long.grouped(6).number, long.grouped(6).width_seconds) == (600, 6)
    assert TEN.together(600) == 1


def rows(number: int) -> list[Row]:
    return [
        Row(
            name=f"partition {each + 1}",
            short_name=f"{each + 1}",
            peak=figure(f"{each} %", each / 100),
            is_over=each == 2,
        )
        for each in range(number)
    ]


def test_a_wide_map_names_its_rows_and_what_happened() -> None:
    shown = HeatRows(
        cells=[[0.1] * 10, [0.2] * 10, [1.5] * 10],
        rows=rows(3),
        hottest=2,
        events=[
            Event(words="first throttle", at=figure("2:01", 121)),
            Event(words="first throttle", at=figure("2:02", 122)),
        ],
        has_outline=True,
        row_heading="partition",
    )
    wide: Drawing = heat_map(shown, TEN, width=720)
    narrow: Drawing = heat_map(shown, TEN, width=350)
    ticks = ["0", "2", "4", "6", "8", "10 min"]
    assert words_on(wide) == [
        "peak",
        *("partition 1", "0 %", "partition 2", "1 %", "partition 3", "2 %"),
        "first throttle 2:01",
        *ticks,
    ]
    assert words_on(narrow) == [
        *("partition", "peak", "1", "0 %", "2", "1 %", "3", "2 %", "throttle 2:01"),
        *ticks,
    ]
    hottest = [label for label in wide.labels if label.is_bold]
    assert [(label.text, label.role) for label in hottest] == [
        ("partition 3", "ink"),
        ("2 %", "throttle"),
    ]


@pytest.mark.parametrize("width", [720, 380, 350])
@pytest.mark.parametrize("number", [1, 4, 64, 500])
def test_no_words_of_a_map_lie_over_one_another(number: int, width: float) -> None:
    moments = range(0, 600, 40)
    events = [Event(words=f"partition {at} split", at=figure(f"{at}:00", at)) for at in moments]
    shown = HeatRows(
        cells=[[0.5] * 10] * number,
        rows=rows(number),
        hottest=number // 2,
        events=events,
        row_heading="partition",
    )
    drawing: Drawing = heat_map(shown, TEN, width=width)
    assert overlapping(drawing.labels) == []
    assert len(words_on(drawing)) > 8


def test_hatching_stays_within_its_columns_and_runs_on_through_them() -> None:
    one = hatching([(0, 40, 0, 40)], rises=True)
    parts = hatching([(0, 10, 0, 40), (10, 40, 0, 40)], rises=True)
    assert [(line[0], line[-1]) for line in parts] == [(line[0], line[-1]) for line in one]
    assert all(0 <= x <= 40 and -0.01 <= y <= 40.01 for line in one for x, y in line)
    assert hatching([(0, 40, 7, 7)], rises=False) == []


def test_a_band_is_named_where_it_lies_and_one_without_room_above_the_chart() -> None:
    bands = [
        Band(name="orders", detail="TableWriteKeyRange", counts=[0, 0, *[600] * 8]),
        Band(name="GSI1", detail="IndexWriteKeyRange", counts=[0] * 9 + [6]),
    ]
    drawing = stacked(bands, TEN, "throttle", width=720, unit="a second", first=figure("2:01", 121))
    assert words_on(drawing) == [
        *("20", "10", "0", "a second", "GSI1 · IndexWriteKeyRange"),
        *("orders", "TableWriteKeyRange", "first at 2:01"),
        *("0", "2", "4", "6", "8", "10 min"),
    ]
    assert overlapping(drawing.labels) == []
    assert {label.role for label in drawing.labels if label.text in ("orders", "GSI1")} == {"ink"}


@pytest.mark.parametrize("width", [720, 350])
@settings(deadline=None, database=None, max_examples=25)
@given(
    st.lists(st.lists(st.integers(0, 5_000), min_size=10, max_size=10), min_size=1, max_size=3),
    st.integers(0, 600),
)
def test_no_words_of_stacked_bands_lie_over_one_another(
    width: float, counts: list[list[int]], first: int
) -> None:
    detail = "IndexWriteKeyRangeThroughputExceeded"
    bands = [Band(name=f"table-{n}", detail=detail, counts=each) for n, each in enumerate(counts)]
    drawing = stacked(bands, TEN, "throttle", width=width, unit="x", first=figure("9:59", first))
    assert overlapping(drawing.labels) == []
    assert {each for each in words_on(drawing) if "table-" in each}


def test_what_was_consumed_is_on_the_scale_of_its_limit() -> None:
    drawing = against_limit(
        [10.0 * each for each in range(10)],
        TEN,
        "write",
        limit=1_000,
        limit_words=words_of("4 partitions × 250", role="ink"),
        most=figure("90", 90),
        first=figure("5:00", 300),
    )
    assert words_on(drawing) == [
        *("1,000", "500", "0", "4 partitions × 250", "at most 90", "first throttle 5:00"),
        *("0", "2", "4", "6", "8", "10 min"),
    ]
    assert overlapping(drawing.labels) == []


def test_a_scale_holds_what_went_beyond_the_limit() -> None:
    drawing = against_limit(
        [60.0] * 10, TEN, "read", limit=40, limit_words=words_of("limit"), most=figure("60", 60)
    )
    assert words_on(drawing)[:3] == ["80", "40", "0"]


@settings(deadline=None, database=None, max_examples=40)
@given(
    st.lists(st.floats(0, 2_000), min_size=10, max_size=10),
    st.floats(1, 2_000),
    st.integers(0, 600),
)
def test_no_words_against_a_limit_lie_over_one_another(
    values: list[float], limit: float, first: int
) -> None:
    drawing = against_limit(
        values,
        TEN,
        "read",
        limit=limit,
        limit_words=words_of("12 partitions × 3,000", role="ink"),
        most=figure("12,345", 1),
        first=figure("10:00", first),
    )
    words = [label for label in drawing.labels if not label.text.replace(",", "").isdigit()]
    assert overlapping(words) == []


def test_words_are_put_at_the_first_free_place_or_left_out() -> None:
    drawing = Drawing(200, 40)
    placing = Placing(drawing)
    assert placing.put(words_of("one"), [(0, 20)])
    assert placing.put(words_of("two"), [(5, 20), (100, 20)])
    assert not placing.put(words_of("three"), [(0, 20), (190, 20)])
    assert [(label.text, label.x) for label in drawing.labels] == [("one", 0), ("two", 100)]
    assert label_width(words_of("one")) == text_width("one")


def test_a_table_over_time_has_rows_of_whole_minutes() -> None:
    assert [(span.first, span.last, span.begins) for span in spans(TEN, 5)] == [
        (0, 2, "0:00"),
        (2, 4, "2:00"),
        (4, 6, "4:00"),
        (6, 8, "6:00"),
        (8, 10, "8:00"),
    ]
    hour = Bins(number=3_600, width_seconds=1, from_seconds=-0.5, end_seconds=3_599.5)
    assert [span.begins for span in spans(hour, 12)][:3] == ["0:00", "5:00", "10:00"]
    assert len(spans(hour, 12)) == 12
    series = Place([1.0, 7.0, 3.0, *[0.0] * 7], "series")
    assert repr(spans(TEN, 5)[0].highest(series)) == "Place('series.1', 7.0)"
