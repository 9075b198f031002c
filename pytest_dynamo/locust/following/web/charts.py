"""The charts of the page: those of the report, on the sheet of this page, and latencies over time."""

from collections.abc import Sequence
from math import ceil, floor, log10

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.locust.following.web.course import CoursePoint
from pytest_dynamo.locust.following.web.figures import (
    LiveBins,
    LiveFigures,
    LiveStream,
    hottest_row,
)
from pytest_dynamo.locust.following.web.sheet import Sheet
from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Point, text_width
from pytest_dynamo.report.charts.heat_map import HeatRows, Row, heat_legend, heat_map
from pytest_dynamo.report.charts.over_time import WIDTH, Bins, over_time, time_ticks
from pytest_dynamo.report.charts.scales import TimeAxis, tick_text
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

_TOP, _BASE, _HEIGHT = 18, 190, 214
_GAP, _LINE_HEIGHT = 8, 14
_NAMES_ROOM = 92


def bins_of(figures: LiveFigures) -> Bins:
    """The bins in the report's own form, up to the last that is complete."""
    bins: LiveBins = figures.bins
    end = bins.from_seconds + bins.number * bins.width_seconds
    return Bins(
        number=bins.number,
        width_seconds=bins.width_seconds,
        from_seconds=bins.from_seconds,
        end_seconds=max(end, 1.0),
        warm_up_until=min(figures.warm_up_seconds, max(end, 0.0)),
    )


def rate_chart(
    values: Sequence[float], bins: Bins, role: Role, *, limit: float | None = None
) -> Sheet:
    """Something a second over time, and the limit on it where there is one."""
    shown = None if limit is None else Figure(text=number_text(limit), value=limit, path="")
    return over_time(values, bins, role, limit=shown, sheet=Sheet)


def heat_chart(stream: LiveStream, bins: Bins, top: float) -> Sheet:
    """The heat of the partitions of a stream; colours end at `top`, a share of the limit."""
    cells = [[value / top for value in row] for row in stream.heat]
    together = ceil(stream.partitions / len(stream.heat))
    hottest, peak = hottest_row(stream)
    rows = []
    for number, line in enumerate(stream.heat):
        highest = max(line, default=0.0)
        shown = Figure(text=percent_text(highest, NO_BREAK), value=highest, path="")
        name = str(number * together + 1)
        rows.append(Row(name=name, short_name=name, peak=shown, is_over=highest > 1))
    marked = hottest if peak > 0 else None
    shown_rows = HeatRows(cells=cells, rows=rows, hottest=marked, row_heading="partition")
    return heat_map(shown_rows, bins, sheet=Sheet)


def legend(top: float, *, is_over: bool) -> Sheet:
    """The colours from nothing to the end of the scale."""
    return heat_legend(top, is_over=is_over, sheet=Sheet)


def latency_chart(points: Sequence[CoursePoint], bins: Bins) -> Sheet:
    """Latencies over time, each ten times the one below."""
    sheet = Sheet(WIDTH, _HEIGHT)
    lines: list[tuple[str, Role, tuple[float, float] | None, list[tuple[float, float]]]] = [
        ("p50", "muted", None, [(each.at_seconds, each.p50_ms) for each in points]),
        ("p99", "accent", None, [(each.at_seconds, each.p99_ms) for each in points]),
        (
            f"response{NO_BREAK}p99",
            "ink",
            (5, 3),
            [(each.at_seconds, each.response_p99_ms) for each in points if each.response_p99_ms],
        ),
    ]
    values = [value for _, _, _, row in lines for _, value in row if value > 0]
    low = floor(log10(min(values, default=1.0)))
    high = max(ceil(log10(max(values, default=10.0))), low + 1)
    decades = range(low, high + 1)
    names = {power: f"{tick_text(10.0**power)}{NO_BREAK}ms" for power in decades}
    axis = bins.axis(max(map(text_width, names.values())) + _GAP, WIDTH - _NAMES_ROOM)
    for power, name in names.items():
        y = _y(10.0**power, low, high)
        sheet.line([(axis.left, y), (axis.right, y)], "rule" if power > low else "rule-strong")
        sheet.label(name, (axis.left - _GAP, y + 4), anchor="end")
    ends: list[tuple[float, str, Role]] = []
    for name, role, dashes, row in lines:
        path = _path(row, axis, low, high)
        if path:
            sheet.line(path, role, width=1.6, dashes=dashes)
            ends.append((path[-1][1], name, role))
    for y, name, role in _apart(ends):
        sheet.label(name, (axis.right + _GAP, y + 4), role="ink" if role == "ink" else "muted")
    time_ticks(sheet, axis, _BASE)
    return sheet


def _path(row: Sequence[tuple[float, float]], axis: TimeAxis, low: int, high: int) -> list[Point]:
    """The points of a line; one that has a single point is as long as a stroke."""
    path = [(axis.x(at), _y(value, low, high)) for at, value in row if value > 0]
    return path if len(path) > 1 else [(x + dx, y) for x, y in path for dx in (-3.0, 3.0)]


def _y(value: float, low: int, high: int) -> float:
    return _BASE - (log10(value) - low) / (high - low) * (_BASE - _TOP)


def _apart(ends: list[tuple[float, str, Role]]) -> list[tuple[float, str, Role]]:
    """Names at the ends of their lines, moved up as far as they would lie over one another."""
    placed: list[tuple[float, str, Role]] = []
    for y, name, role in sorted(ends, reverse=True):
        above = placed[-1][0] - _LINE_HEIGHT if placed else float(_BASE)
        placed.append((min(y, above), name, role))
    return placed
