"""Several lines over the time of a run, with their names at them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, Point, text_width
from pytest_dynamo.report.charts.over_time import Bins, time_ticks
from pytest_dynamo.report.charts.scales import TimeAxis, round_top, tick_text

WIDTH, HEIGHT = 380, 190
_TOP, _BASE = 36, 166
_RIGHT_ROOM, _GAP, _PIECE = 26, 8, 16
_DASHES = 5.0, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Values, one a bin, None where there is none; `name` stands above, after a piece of the line."""

    values: Sequence[float | None]
    name: str
    role: Role
    width: float = 1.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A dashed line across at a value; `words` stand above, as names do."""

    value: float
    words: str


def lines(
    rows: Sequence[Line],
    bins: Bins,
    *,
    level: Level | None = None,
    least_top: float = 0.0,
    unit: str = "",
) -> Drawing:
    """A drawing of lines over each other, the first at the back; the scale ends at `least_top` or above."""
    drawing = Drawing(WIDTH, HEIGHT)
    known = [value for row in rows for value in row.values if value is not None]
    top = round_top(max([least_top, *known]))
    left = max(text_width(tick_text(value) + unit) for value in (top, top / 2)) + _GAP
    axis = bins.axis(left, WIDTH - _RIGHT_ROOM)
    for value in (top, top / 2, 0.0):
        y = _y(value, top)
        drawing.line([(left, y), (axis.right, y)], "rule" if value else "rule-strong")
        drawing.label(
            tick_text(value) + (unit if value else ""), (left - _GAP, y + 4), anchor="end"
        )
    named = 0.0
    if level is not None:
        y = _y(level.value, top)
        drawing.line([(left, y), (axis.right, y)], "warn", width=1.4, dashes=_DASHES)
    for row in rows:
        for points in _runs(row.values, bins, axis, top):
            drawing.line(points, row.role, width=row.width)
        named = _name(drawing, row.name, named, row.role, row.width)
    if level is not None:
        _name(drawing, level.words, named, "warn", 1.4, _DASHES)
    time_ticks(drawing, axis, _BASE)
    return drawing


def _name(
    drawing: Drawing,
    name: str,
    left: float,
    role: Role,
    width: float,
    dashes: tuple[float, float] | None = None,
) -> float:
    """A piece of a line and its name, above the chart; where the next one begins."""
    drawing.line([(left, 9), (left + _PIECE, 9)], role, width=width, dashes=dashes)
    drawing.label(name, (left + _PIECE + 6, 13), role="ink")
    return left + _PIECE + 6 + text_width(name) + 2 * _GAP


def _runs(
    values: Sequence[float | None], bins: Bins, axis: TimeAxis, top: float
) -> list[list[Point]]:
    """The points of each stretch without a gap, in the middles of bins; a single one becomes a dash."""
    stretches: list[list[Point]] = [[]]
    edges = bins.edges()
    for number in bins.filled():
        value = values[number] if number < len(values) else None
        if value is None:
            stretches.append([])
            continue
        y = _y(value, top)
        stretches[-1].append((axis.x((edges[number] + edges[number + 1]) / 2), y))
    return [
        points if len(points) > 1 else [points[0], (points[0][0] + 2, points[0][1])]
        for points in stretches
        if points
    ]


def _y(value: float, top: float) -> float:
    return _BASE - value / top * (_BASE - _TOP)
