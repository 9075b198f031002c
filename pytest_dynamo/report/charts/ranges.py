"""Ranges on a logarithmic scale: from the median to the longest."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from pytest_dynamo.report.charts.drawing import Drawing, fitted, text_width
from pytest_dynamo.report.charts.scales import tick_text
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

WIDTH = 380
_ROW, _BASE_LINE, _MIDDLE = 38, 13, 26
_EDGE, _GAP, _LEAST = 14, 12, 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The latencies of one access pattern, in milliseconds."""

    label: str
    median: float
    p99: Figure
    longest: float


def ranges(rows: Sequence[Range]) -> Drawing:
    """A drawing of rows on one scale: a ring for the median, a dot for p99, a line to the longest."""
    base = _ROW * len(rows) + 4
    drawing = Drawing(WIDTH, base + 22)
    low = floor(log10(max(_LEAST, min(row.median for row in rows))))
    high = max(low + 1, ceil(log10(max(_LEAST, *(row.longest for row in rows)))))

    def x(value: float) -> float:
        share = (log10(max(_LEAST, value)) - low) / (high - low)
        return _EDGE + max(0.0, share) * (WIDTH - 2 * _EDGE)

    for power in range(low, high + 1):
        at = x(10.0**power)
        drawing.line([(at, 0), (at, base)], "rule")
        unit = f"{NO_BREAK}ms" if power == high else ""
        anchor = "end" if power == high else "middle"
        edge = WIDTH if power == high else at
        drawing.label(tick_text(10.0**power) + unit, (edge, base + 17), anchor=anchor)
    for number, row in enumerate(rows):
        top = number * _ROW
        room = WIDTH - text_width(row.p99.text) - _GAP
        drawing.label(fitted(row.label, room), (0, top + _BASE_LINE), role="ink")
        drawing.label(row.p99, (WIDTH, top + _BASE_LINE), anchor="end", role="ink", is_bold=True)
        y = top + _MIDDLE
        drawing.line([(x(row.median), y), (x(row.longest), y)], "rule-strong", width=1.2)
        drawing.line([(x(row.median), y), (x(row.p99.value), y)], "accent", width=3)
        drawing.dot((x(row.p99.value), y), "accent")
        drawing.dot((x(row.median), y), "accent", is_hollow=True)
    return drawing
