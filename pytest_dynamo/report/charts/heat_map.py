"""Where in the hash space the load lies, over time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.over_time import WIDTH, Bins, Kind, time_ticks
from pytest_dynamo.report.charts.scales import TimeAxis, tick_text
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

_TOP, _LEFT, _RIGHT = 20, 34, 56
_ROW, _LEAST_HEIGHT, _MOST_HEIGHT = 12, 144, 336
_LABEL_ROOM = 13
_BASE_LINE = 4
_MOST_LINES = 24

_RAMP_WIDTH, _RAMP_HEIGHT, _RAMP_CELLS = 200, 12, 128
_BEYOND = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A partition of a heat map: its number, and its hottest cell."""

    number: int
    peak: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitMark:
    """When and where in the hash space, 0 to 1, a partition became two."""

    at_seconds: float
    place: float
    inside_collection: bool


def heat_map(
    cells: Sequence[Sequence[float]],
    bins: Bins,
    partitions: Sequence[Partition],
    hottest: int | None,
    splits: Sequence[SplitMark] = (),
    sheet: Callable[[float, float], Kind] = Drawing,  # type: ignore[assignment]
) -> Kind:
    """A drawing of slices (rows, in hash order) over time; `cells` as shares of the scale.

    `partitions` divide the rows evenly. The one whose number is `hottest` is marked. A split is a
    line from its time on, as from then on there are two partitions, and a tick above the map.
    """
    height = min(_MOST_HEIGHT, max(_LEAST_HEIGHT, _ROW * len(cells)))
    base = _TOP + height
    drawing = sheet(WIDTH, base + 24)
    axis = bins.axis(_LEFT, WIDTH - _RIGHT)
    for begin, end in _pieces(edges := bins.edges(), axis):
        # Each reaches under the next, or the paper would shine through where they meet.
        left, right = axis.x(edges[begin]), min(axis.x(edges[end]) + 1, axis.right)
        drawing.heat([row[begin:end] for row in cells], (left, _TOP), (right - left, height))
    if bins.warm_up_until > 0:
        x = axis.x(bins.warm_up_until)
        drawing.line([(x, _TOP), (x, base)], "heat-line", width=1.2, dashes=(3, 3))
    _partitions(drawing, partitions, hottest, height)
    _splits(drawing, splits, axis, height)
    time_ticks(drawing, axis, base)
    return drawing


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


def _partitions(
    drawing: Drawing, partitions: Sequence[Partition], hottest: int | None, height: float
) -> None:
    """Lines between partitions, their numbers at the left, their peaks at the right."""
    drawing.label("partition", (0, _TOP - 8))
    drawing.label("peak", (WIDTH, _TOP - 8), anchor="end")
    each = height / len(partitions)
    labelled = _labelled(partitions, hottest, each)
    for position, partition in enumerate(partitions):
        top = _TOP + position * each
        if position and each > 2:
            drawing.line([(_LEFT, top), (WIDTH - _RIGHT, top)], "paper", width=1.4)
        if partition.number not in labelled:
            continue
        marked = partition.number == hottest
        y = top + each / 2 + _BASE_LINE
        role = "ink" if marked else "muted"
        drawing.label(
            f"{partition.number}", (_LEFT - 8, y), anchor="end", role=role, is_bold=marked
        )
        drawing.label(partition.peak, (WIDTH, y), anchor="end", role=role, is_bold=marked)


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
        drawing.line([(x, _TOP - 5), (x, _TOP)], "ink", width=1.4)


def _labelled(partitions: Sequence[Partition], hottest: int | None, each: float) -> set[int]:
    """The numbers of those with room for words: the hottest first, then from the top."""
    rows = sorted(range(len(partitions)), key=lambda row: partitions[row].number != hottest)
    chosen: list[int] = []
    for row in rows:
        if all(abs(row - other) * each >= _LABEL_ROOM for other in chosen):
            chosen.append(row)
    return {partitions[row].number for row in chosen}


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
