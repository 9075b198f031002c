"""How large items are, on a logarithmic scale up to the largest that DynamoDB stores."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log2

from pytest_dynamo.capacity.item_size import MAX_ITEM_BYTES
from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.log_scale import LogScale
from pytest_dynamo.report.charts.rows import Row, Rows
from pytest_dynamo.report.figures import NO_BREAK

_KB = 1_024
_TICKS = ((_KB, "1"), (4 * _KB, "4"), (32 * _KB, "32"), (MAX_ITEM_BYTES, "400"))
_FOOT, _TICK_DROP, _INSET = 26, 18, 24
_THICK, _MEDIAN = 8, 9
_STARTS = 16, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The bytes of an entity's items; `possible` is the largest that its design allows, where known."""

    row: Row
    smallest: float
    p5: float
    median: float
    p95: float
    largest: float
    possible: float | None = None


def extents(rows: Sequence[Extent], headings: Sequence[str], width: float) -> Drawing:
    """A drawing of a row an entity: thin its range, thick the middle 90 %, a tick for the median.

    A ring is the largest item that is possible; the line in the throttle colour is DynamoDB's limit.
    """
    place = Rows(rows=[each.row for each in rows], headings=headings, width=width, foot=_FOOT)
    drawing = place.drawing()
    smallest = min(each.smallest for each in rows)
    scale = LogScale(
        low=2.0 ** floor(log2(min(_STARTS[1], max(_STARTS[0], smallest)))),
        high=max(MAX_ITEM_BYTES, *(each.possible or each.largest for each in rows)),
        start=place.left,
        end=place.left + place.lane_width - _INSET,
    )
    _ticks(drawing, scale, place)
    for number, each in enumerate(rows):
        _extent(drawing, scale, each, place.middle(number))
    return drawing


def _ticks(drawing: Drawing, scale: LogScale, place: Rows) -> None:
    base = place.bottom
    drawing.line([(scale.start, base), (scale.end, base)], "rule-strong")
    start = f"{scale.low:,.0f}{NO_BREAK}bytes"
    drawing.label(start, (scale.start, base + _TICK_DROP))
    for size, text in _TICKS:
        x = scale.at(size)
        if size == MAX_ITEM_BYTES:
            place.cross(drawing, x, "throttle", width=2)
        else:
            place.cross(drawing, x, "rule")
        drawing.label(f"{text}{NO_BREAK}KB", (x, base + _TICK_DROP), anchor="middle")


def _extent(drawing: Drawing, scale: LogScale, each: Extent, y: float) -> None:
    largest = scale.at(each.largest)
    drawing.line([(scale.at(each.smallest), y), (largest, y)], "rule-strong", width=2)
    if each.possible is not None and each.possible > each.largest:
        possible = scale.at(each.possible)
        drawing.line([(largest, y), (possible, y)], "rule-strong", dashes=(2, 3))
        role: Role = "throttle" if each.possible > MAX_ITEM_BYTES else "rule-strong"
        drawing.dot((possible, y), role, is_hollow=True)
    first, last = scale.at(each.p5), scale.at(each.p95)
    drawing.box((first, y - _THICK / 2), (max(2.0, last - first), _THICK), "write")
    median = scale.at(each.median)
    drawing.line([(median, y - _MEDIAN), (median, y + _MEDIAN)], "ink", width=2)
