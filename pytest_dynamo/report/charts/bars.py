"""Bars, each under its own words, so that long names have the whole width."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, fitted, text_width
from pytest_dynamo.report.words import Figure

WIDTH = 380
_ROW, _BASE_LINE, _BAR_TOP, _BAR_HEIGHT = 36, 13, 19, 9
_DETAIL = 16
_GAP, _LEAST_WIDTH = 12, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: what it stands for, with a second line where one is not enough, and how it looks."""

    label: str
    detail: str = ""
    figure: Figure
    role: Role
    is_outlined: bool = False


def bars(rows: Sequence[Bar]) -> Drawing:
    """A drawing of bars on one scale, from 0 to the longest."""
    detail = _DETAIL if any(row.detail for row in rows) else 0
    height = _ROW + detail
    drawing = Drawing(WIDTH, height * len(rows))
    longest = max(row.figure.value for row in rows)
    for number, row in enumerate(rows):
        top = number * height
        room = WIDTH - text_width(row.figure.text) - _GAP
        drawing.label(fitted(row.label, room), (0, top + _BASE_LINE), role="ink")
        drawing.label(row.figure, (WIDTH, top + _BASE_LINE), anchor="end", role="ink", is_bold=True)
        if row.detail:
            drawing.label(fitted(row.detail, WIDTH), (0, top + _BASE_LINE + _DETAIL))
        bar_top = top + detail + _BAR_TOP
        width = max(_LEAST_WIDTH, row.figure.value / longest * WIDTH) if longest else _LEAST_WIDTH
        drawing.line([(0, bar_top + _BAR_HEIGHT), (WIDTH, bar_top + _BAR_HEIGHT)], "rule")
        drawing.box(
            (0, bar_top),
            (width, _BAR_HEIGHT),
            row.role,
            opacity=0.3 if row.is_outlined else 1.0,
            is_outlined=row.is_outlined,
        )
    return drawing
