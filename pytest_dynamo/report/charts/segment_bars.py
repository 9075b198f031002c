"""Bars of several parts on one scale, with figures beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.rows import Row, Rows
from pytest_dynamo.report.words import Figure

_BAR, _LEAST_WIDTH = 12, 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a bar, in the unit of the scale."""

    value: float
    role: Role
    is_outlined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentBar:
    """A bar: its words, and its parts from the left."""

    row: Row
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line across all bars, with its words and figure."""

    value: float
    words: str
    figure: Figure | None = None


def segment_bars(
    bars: Sequence[SegmentBar],
    headings: Sequence[str],
    *,
    full: float,
    width: float,
    mark: Mark | None = None,
) -> Drawing:
    """A drawing of bars from 0 to `full`, each of its parts from the left."""
    place = Rows(
        rows=[bar.row for bar in bars],
        headings=headings,
        width=width,
        has_note=mark is not None,
    )
    drawing = place.drawing()
    for number, bar in enumerate(bars):
        left, top = place.left, place.middle(number) - _BAR / 2
        for segment in bar.segments:
            if segment.value <= 0:
                continue
            extent = max(_LEAST_WIDTH, segment.value / full * place.lane_width)
            drawing.box(
                (left, top),
                (extent, _BAR),
                segment.role,
                opacity=0.3 if segment.is_outlined else 1.0,
                is_outlined=segment.is_outlined,
            )
            left += extent
    if mark is not None:
        _mark(drawing, mark, place, full)
    return drawing


def _mark(drawing: Drawing, mark: Mark, place: Rows, full: float) -> None:
    """The line over the bars, and its words above them, on the side where there is more room."""
    x = place.left + mark.value / full * place.lane_width
    place.cross(drawing, x, "ink", width=1.4)
    is_right = mark.value > full / 2
    options = {"anchor": "end" if is_right else "start", "role": "ink"}
    if mark.figure is not None:
        options["before"] = f"{mark.words} "
    drawing.label(mark.figure or mark.words, (x, place.note_base), **options)
