"""Charts that have several runs in them: bars of what holds, lines over time, curves of latency."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.measure.latency_values import CURVE_STEP
from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.curves import Axes
from pytest_dynamo.report.charts.drawing import Drawing, Point, fitted, text_width
from pytest_dynamo.report.charts.over_time import WIDTH, Bins, time_ticks
from pytest_dynamo.report.charts.scales import TimeAxis, round_top, tick_text
from pytest_dynamo.report.comparing.sides import Dashes
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

_ROW, _BAR, _TOP, _GAP = 38.0, 20.0, 26.0, 10.0
_NAMES_SHARE, _BOLD = 0.28, 1.08
_LINE_TOP, _LINE_BASE, _LINE_HEIGHT = 18.0, 142.0, 166.0
_RIGHT_ROOM = 26.0
_LEAST_MS = 0.001
_CURVE_HEIGHT = 190.0

# Where a percentile lies on the axis of a latency curve: at -log10 of the share that is slower.
_TICKS = ((0.30103, "p50"), (1.0, "p90"), (2.0, "p99"), (3.0, "p99.9"), (4.0, "p99.99"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBar:
    """How far a run goes, in requests a second, and whether it throttled before what was offered."""

    name: str
    holds: Figure
    role: Role
    is_broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """Values over the time of a run, or a curve of latency, and how its line looks."""

    values: Sequence[float]
    role: Role
    dashes: Dashes
    bins: Bins | None = None


def run_bars(rows: Sequence[RunBar], offered: Figure, width: float) -> Drawing:
    """A bar a run from 0 to the highest rate, and a line at the offered one across all of them."""
    base = _TOP + _ROW * len(rows)
    drawing = Drawing(width, base + 20)
    room = width * _NAMES_SHARE
    left = min(room, max(_BOLD * text_width(row.name) for row in rows)) + _GAP
    right = width - max(_BOLD * text_width(row.holds.text) for row in rows) - _GAP
    scale = (right - left) / max(offered.value, *(row.holds.value for row in rows))
    line = left + offered.value * scale
    for number, row in enumerate(rows):
        top, held = _TOP + number * _ROW + (_ROW - _BAR) / 2, row.holds.value * scale
        drawing.label(fitted(row.name, room / _BOLD), (0, top + 15), role="ink", is_bold=True)
        drawing.box((left, top), (right - left, _BAR), "surface")
        if row.is_broken:
            drawing.box((left + held, top), (line - left - held, _BAR), "throttle", opacity=0.3)
        drawing.box((left, top), (max(1.0, held), _BAR), row.role)
        drawing.label(row.holds, (width, top + 15), anchor="end", role="ink", is_bold=True)
    drawing.line([(line, _TOP - 6), (line, base)], "paper", width=5.0)
    drawing.line([(line, _TOP - 6), (line, base)], "ink", width=2.5)
    before = f"offered{NO_BREAK}"
    half = _BOLD * text_width(before + offered.text) / 2
    x = min(max(line, left + half), width - half)
    drawing.label(offered, (x, _TOP - 11), anchor="middle", role="ink", is_bold=True, before=before)
    drawing.label("holds until, requests a second", (left, base + 15))
    return drawing


def lines_over_time(lines: Sequence[RunLine]) -> Drawing:
    """A drawing of a value a bin of each run, all from the start of their runs, on one scale."""
    drawing = Drawing(WIDTH, _LINE_HEIGHT)
    top = round_top(max((max(line.values, default=0.0) for line in lines), default=0.0))
    left = max(text_width(tick_text(value)) for value in (top, top / 2)) + 8
    longest = max((line.bins.end_seconds for line in lines if line.bins), default=1.0)
    axis = TimeAxis(start=0.0, end=longest, left=left, right=WIDTH - _RIGHT_ROOM)
    for value in (top, top / 2, 0.0):
        y = _y(value, top)
        drawing.line([(left, y), (axis.right, y)], "rule" if value else "rule-strong")
        drawing.label(tick_text(value), (left - 8, y + 4), anchor="end")
    for line in lines:
        if line.bins is None or not line.values:
            continue
        points = _outline(line.values, line.bins, axis, top)
        drawing.line(points, line.role, width=1.4 if line.dashes else 1.8, dashes=line.dashes)
    time_ticks(drawing, axis, _LINE_BASE)
    return drawing


def latency_lines(lines: Sequence[RunLine], axes: Axes) -> Drawing:
    """A drawing of the latency curves of an access pattern, one a run."""
    drawing = Drawing(WIDTH, _CURVE_HEIGHT)
    _grid(drawing, axes)
    for line in lines:
        points = [
            (axes.x(number * CURVE_STEP), axes.scale.at(max(_LEAST_MS, value)))
            for number, value in enumerate(line.values)
        ]
        drawing.line(points, line.role, width=1.4 if line.dashes else 1.8, dashes=line.dashes)
    return drawing


def key_of(lines: Sequence[tuple[str, Role, Dashes]]) -> Drawing:
    """Which line is which run."""
    each = 20.0
    drawing = Drawing(WIDTH, each * len(lines))
    for number, (name, role, dashes) in enumerate(lines):
        y = number * each + 10
        drawing.line([(0, y), (44, y)], role, width=1.4 if dashes else 1.8, dashes=dashes)
        drawing.label(fitted(name, WIDTH - 54), (54, y + 4), role="ink")
    return drawing


def _outline(values: Sequence[float], bins: Bins, axis: TimeAxis, top: float) -> list[Point]:
    """A line through the middles of the bins that the run fills."""
    edges = bins.edges()
    return [
        (axis.x((edges[number] + edges[number + 1]) / 2), _y(values[number], top))
        for number in bins.filled()
    ]


def _grid(drawing: Drawing, axes: Axes) -> None:
    """Lines at powers of ten of milliseconds, and ticks at percentiles."""
    powers = axes.scale.powers()
    left, right, base = axes.x(0), axes.x(axes.most), axes.scale.at(powers[0])
    for power in powers:
        y = axes.scale.at(power)
        drawing.line([(left, y), (right, y)], "rule-strong" if y == base else "rule")
        unit = f"{NO_BREAK}ms" if power == powers[-1] else ""
        drawing.label(tick_text(power) + unit, (left - 8, y + 4), anchor="end")
    for power, name in _TICKS:
        if power <= axes.most:
            drawing.line([(axes.x(power), base), (axes.x(power), base + 4)], "rule-strong")
            drawing.label(name, (axes.x(power), base + 18), anchor="middle")


def _y(value: float, top: float) -> float:
    return _LINE_BASE - value / top * (_LINE_BASE - _LINE_TOP)
