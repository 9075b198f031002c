"""How hot something is over time: a row each, a colour a cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pytest_dynamo.report.charts.drawing import Drawing, Label, Point, fitted, text_width
from pytest_dynamo.report.charts.heat_outline import outline
from pytest_dynamo.report.charts.over_time import WIDTH, Bins, Kind, time_ticks
from pytest_dynamo.report.charts.placing import Placing, label_width
from pytest_dynamo.report.charts.scales import TimeAxis, tick_text
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

_TOP, _GAP = 24, 8
_ROW, _WIDE_ROW, _LEAST_HEIGHT = 20, 26, 40
_MOST_HEIGHT, _MOST_WIDE_HEIGHT = 240, 448
_WIDE = 600
_NAMES_SHARE = 0.3
_LABEL_ROOM = 15
_BASE_LINE = 4
_MOST_LINES = 24
_LEAST_DIVIDED = 5
_TICK, _EVENT_RISE = 5, 9

_RAMP_WIDTH, _RAMP_HEIGHT, _RAMP_CELLS = 200, 12, 64
_BEYOND = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a heat map: its name, a shorter one for where there is little room, and its peak.

    `is_over` says that the peak is over a limit.
    """

    name: str
    short_name: str = ""
    peak: Figure | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitMark:
    """When and where in the hash space, 0 to 1, a partition became two."""

    at_seconds: float
    place: float
    inside_collection: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in the run: the moment, and words that come before it."""

    words: str
    at: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRows:
    """What a heat map shows: lines of cells, as shares of the end of the scale, and the rows they make up.

    Each row has equally many lines. Row number `hottest` is marked. With `has_outline` the cells over 1 are
    outlined. Splits are of the space that the rows divide, from 0 at the top to 1.
    """

    cells: Sequence[Sequence[float]]
    rows: Sequence[Row]
    hottest: int | None = None
    splits: Sequence[SplitMark] = ()
    events: Sequence[Event] = ()
    has_outline: bool = False
    row_heading: str = ""
    peak_heading: str = "peak"


def heat_map(
    shown: HeatRows,
    bins: Bins,
    *,
    width: float = WIDTH,
    sheet: Callable[[float, float], Kind] = Drawing,  # type: ignore[assignment]
) -> Kind:
    """A drawing of rows of cells over time.

    A split is a line from its time on, as from then on there are two partitions, and a tick above the map.
    """
    each, most = (_WIDE_ROW, _MOST_WIDE_HEIGHT) if width >= _WIDE else (_ROW, _MOST_HEIGHT)
    height = min(most, max(_LEAST_HEIGHT, each * len(shown.rows)))
    drawing = sheet(width, _TOP + height + 24)
    names = _names(shown.rows, width)
    left = max(map(_bold_width, names), default=0.0) + _GAP
    right = max((_bold_width(row.peak.text) for row in shown.rows if row.peak), default=0.0)
    axis = bins.axis(left, width - max(right, text_width(shown.peak_heading)) - _GAP)
    _cells(drawing, shown, bins, axis, height)
    if bins.warm_up_until > 0:
        x = axis.x(bins.warm_up_until)
        drawing.line([(x, _TOP), (x, _TOP + height)], "heat-line", width=1.2, dashes=(3, 3))
    _rows(drawing, shown, names, axis, height)
    if shown.has_outline:
        across = [axis.x(edge) for edge in bins.edges()]
        down = [_TOP + height * line / len(shown.cells) for line in range(len(shown.cells) + 1)]
        if drawn := outline(shown.cells, across, down):
            drawing.lines(drawn, "heat-line", width=1.6)
    _splits(drawing, shown.splits, axis, height)
    _events(drawing, shown, axis, left)
    time_ticks(drawing, axis, _TOP + height)
    return drawing


def _names(rows: Sequence[Row], width: float) -> list[str]:
    """The names of the rows, the short ones where those in full take too much."""
    room = width * _NAMES_SHARE
    names = [row.name for row in rows]
    if width < _WIDE and all(row.short_name for row in rows):
        names = [row.short_name for row in rows]
    return [fitted(name, room / 1.08) for name in names]


def _cells(drawing: Drawing, shown: HeatRows, bins: Bins, axis: TimeAxis, height: float) -> None:
    for begin, end in _pieces(edges := bins.edges(), axis):
        # Each reaches under the next, or the paper would shine through where they meet.
        left, right = axis.x(edges[begin]), min(axis.x(edges[end]) + 1, axis.right)
        cells = [line[begin:end] for line in shown.cells]
        drawing.heat(cells, (left, _TOP), (right - left, height))


def _pieces(edges: Sequence[float], axis: TimeAxis) -> list[tuple[int, int]]:
    """The ranges of bins that are drawn as a picture each, whose cells are equally wide.

    A first and a last bin may reach beyond the run. What lies in it is narrower than other cells.
    """
    last = len(edges) - 1
    cuts = {0, last}
    if edges[0] < axis.start:
        cuts.add(1)
    if edges[-1] > axis.end:
        cuts.add(last - 1)
    return [
        (begin, end)
        for begin, end in pairwise(sorted(cuts))
        if axis.x(edges[begin]) < axis.x(edges[end])
    ]


def _rows(
    drawing: Drawing, shown: HeatRows, names: Sequence[str], axis: TimeAxis, height: float
) -> None:
    """Lines between rows, their names at the left, their peaks at the right."""
    if shown.row_heading and drawing.width < _WIDE:
        drawing.label(shown.row_heading, (0, _TOP - _EVENT_RISE))
    if any(row.peak for row in shown.rows):
        drawing.label(shown.peak_heading, (drawing.width, _TOP - _EVENT_RISE), anchor="end")
    each = height / len(shown.rows)
    if each > _LEAST_DIVIDED and len(shown.rows) > 1:
        tops = [_TOP + position * each for position in range(1, len(shown.rows))]
        lines: list[list[Point]] = [[(axis.left, top), (axis.right, top)] for top in tops]
        drawing.lines(lines, "paper", width=1.2)
    for number in _labelled(len(shown.rows), shown.hottest, each):
        row, y = shown.rows[number], _TOP + (number + 0.5) * each + _BASE_LINE
        marked = number == shown.hottest
        role = "ink" if marked else "muted"
        drawing.label(names[number], (0, y), role=role, is_bold=marked)
        if row.peak is not None:
            peak_role = "throttle" if row.is_over else role
            at = (drawing.width, y)
            drawing.label(row.peak, at, anchor="end", role=peak_role, is_bold=marked or row.is_over)


def _labelled(rows: int, hottest: int | None, each: float) -> list[int]:
    """The rows with room for words: the hottest first, then from the top."""
    chosen: list[int] = []
    for row in sorted(range(rows), key=lambda row: row != hottest):
        if all(abs(row - other) * each >= _LABEL_ROOM for other in chosen):
            chosen.append(row)
    return sorted(chosen)


def _splits(drawing: Drawing, splits: Sequence[SplitMark], axis: TimeAxis, height: float) -> None:
    """Where partitions were split: of the hash space a line, inside one key's items a dashed one.

    So many lines that they would hide the map are left out.
    """
    for split in splits if len(splits) <= _MOST_LINES else ():
        x, y = axis.x(split.at_seconds), _TOP + split.place * height
        dashes = (4.0, 3.0) if split.inside_collection else None
        drawing.line([(x, y), (axis.right, y)], "heat-line", width=1.2, dashes=dashes)
        drawing.dot((x, y), "heat-line", radius=2.5)
    for x in sorted({round(axis.x(split.at_seconds)) for split in splits}):
        drawing.line([(x, _TOP - _TICK), (x, _TOP)], "ink", width=1.4)


def _events(drawing: Drawing, shown: HeatRows, axis: TimeAxis, left: float) -> None:
    """A tick above the map for each event, and its words where there is room for them."""
    placing, y = Placing(drawing), _TOP - _EVENT_RISE
    heading = text_width(shown.row_heading) if drawing.width < _WIDE else left - 2 * _GAP
    placing.take((0, y - _LABEL_ROOM), (heading, 2 * _LABEL_ROOM))
    placing.take((axis.right, y - _LABEL_ROOM), (drawing.width - axis.right, 2 * _LABEL_ROOM))
    for event in shown.events:
        x = axis.x(event.at.value)
        drawing.line([(x, _TOP - _TICK), (x, _TOP)], "ink", width=1.4)
        before = f"{event.words} " if drawing.width >= _WIDE else f"{event.words.split()[-1]} "
        label = Label(
            x=x, y=y, text=event.at.text, figure=event.at, before=before, role="ink", anchor="start"
        )
        half = label_width(label) / 2
        placing.put(label, [(x - half, y), (x, y), (x - 2 * half, y)])


def _bold_width(text: str) -> float:
    return 1.08 * text_width(text)


def heat_legend(
    scale_top: float,
    *,
    is_over: bool,
    sheet: Callable[[float, float], Kind] = Drawing,  # type: ignore[assignment]
) -> Kind:
    """The colours from nothing to the end of the scale, a share of a partition's limit."""
    drawing = sheet(WIDTH, _RAMP_HEIGHT + 22)
    ramp = [[cell / (_RAMP_CELLS - 1) for cell in range(_RAMP_CELLS)]]
    drawing.heat(ramp, (0, 0), (_RAMP_WIDTH, _RAMP_HEIGHT))
    base = _RAMP_HEIGHT + 16
    drawing.label("0", (0, base))
    top = f"{tick_text(round(scale_top * 100, 6))}{NO_BREAK}%"
    drawing.label(top, (_RAMP_WIDTH, base), anchor="end")
    if is_over:
        left = _RAMP_WIDTH + 8
        drawing.heat([[_BEYOND]], (left, 0), (24, _RAMP_HEIGHT))
        drawing.label("over its limit", (left, base), role="throttle", is_bold=True)
    return drawing
