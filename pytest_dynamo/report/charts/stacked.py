"""Several counts over the time of a run, one upon the other in steps, each named where it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, Label, Point, fitted, text_width
from pytest_dynamo.report.charts.hatching import Column, hatching
from pytest_dynamo.report.charts.over_time import Bins, time_ticks
from pytest_dynamo.report.charts.placing import Placing, label_width, words_of
from pytest_dynamo.report.charts.scales import TimeAxis, round_top, tick_text
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

MOST_BANDS = 3
"""So many bands can be told from one another without colour: tinted, and hatched either way."""

_TOP, _HEIGHT, _GAP = 30, 200, 8
_RIGHT_ROOM = 26
_COLUMN = 2.0
_LINE, _KEY_LINE, _SWATCH = 16, 18, 14
_TINT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A count in each bin, and its name in two parts: by what, and why."""

    name: str
    detail: str
    counts: Sequence[float]


def stacked(
    bands: Sequence[Band], bins: Bins, role: Role, *, width: float, unit: str, first: Figure | None
) -> Drawing:
    """A drawing of bands, the first at the bottom, in counts a second; a line marks the `first` of them."""
    together = bins.together(int(width / _COLUMN))
    grouped = bins.grouped(together)
    rates = [_rates(band.counts, bins, together) for band in bands]
    highest = max(map(sum, zip(*rates, strict=True)), default=0.0)
    top = round_top(highest)
    left = max(text_width(tick_text(value)) for value in (top, top / 2)) + _GAP
    axis = bins.axis(left, width - _RIGHT_ROOM)
    layers = _layers(rates, [axis.x(edge) for edge in grouped.edges()], top)
    spots = [_spot(band, layer) for band, layer in zip(bands, layers, strict=True)]
    keyed = [number for number, spot in enumerate(spots) if spot is None]
    shift = _TOP + _KEY_LINE * len(keyed)
    drawing = Drawing(width, shift + _HEIGHT + 24)
    _grid(drawing, axis, top, shift)
    drawing.label(unit, (0, 12))
    for number, layer in enumerate(layers):
        _layer(drawing, number, [_moved(column, shift) for column in layer], role)
    placing = Placing(drawing)
    for row, number in enumerate(keyed):
        _key(drawing, number, bands[number], role, _TOP + row * _KEY_LINE, width)
    for band, spot in zip(bands, spots, strict=True):
        if spot is not None:
            _named(placing, band, (spot[0], spot[1] + shift))
    if first is not None:
        _first(drawing, placing, first, axis, shift)
    time_ticks(drawing, axis, shift + _HEIGHT)
    return drawing


def _rates(counts: Sequence[float], bins: Bins, together: int) -> list[float]:
    """Counts a second, of so many bins together."""
    seconds = bins.width_seconds * together
    groups = range(0, bins.number, together)
    return [sum(counts[begin : begin + together]) / seconds for begin in groups]


def _layers(
    rates: Sequence[Sequence[float]], edges: Sequence[float], top: float
) -> list[list[Column]]:
    """The columns of each band, with the bottom of the chart at `_HEIGHT`; those of no width are left out."""
    under, layers = [0.0] * len(rates[0]) if rates else [], []
    for band in rates:
        over = [low + each for low, each in zip(under, band, strict=True)]
        layers.append(
            [
                (begin, end, _HEIGHT * (1 - high / top), _HEIGHT * (1 - low / top))
                for (begin, end), low, high in zip(pairwise(edges), under, over, strict=True)
                if end > begin
            ]
        )
        under = over
    return layers


def _moved(column: Column, down: float) -> Column:
    return (column[0], column[1], column[2] + down, column[3] + down)


def _grid(drawing: Drawing, axis: TimeAxis, top: float, shift: float) -> None:
    for value in (top, top / 2, 0.0):
        y = shift + _HEIGHT * (1 - value / top)
        drawing.line([(axis.left, y), (axis.right, y)], "rule" if value else "rule-strong")
        drawing.label(tick_text(value), (axis.left - _GAP, y + 4), anchor="end")


def _layer(drawing: Drawing, number: int, columns: Sequence[Column], role: Role) -> None:
    """One band: the first is tinted, the others are hatched, one way and the other."""
    if not columns:
        return
    over: list[Point] = [at for x0, x1, top, _ in columns for at in ((x0, top), (x1, top))]
    under: list[Point] = [at for x0, x1, _, low in columns for at in ((x0, low), (x1, low))]
    if number == 0:
        drawing.area([*over, *reversed(under)], role, opacity=_TINT)
    elif lines := hatching(columns, rises=number == 1):
        drawing.lines(lines, role, width=1.2)
    drawing.line(over, role, width=1.6)


def _spot(band: Band, columns: Sequence[Column]) -> Point | None:
    """Where in a band there is room for its name, as the middle between the two lines of it."""
    name, detail = _lines(band)
    width = max(label_width(name), label_width(detail)) + 2 * _GAP
    best: tuple[float, Point] | None = None
    end, room = 0, 2 * _LINE + _GAP
    for begin, column in enumerate(columns):
        end = max(end, begin)
        while end < len(columns) and columns[end][1] - column[0] < width:
            end += 1
        if end == len(columns):
            break
        covered = columns[begin : end + 1]
        top, low = max(each[2] for each in covered), min(each[3] for each in covered)
        if low - top >= room and (best is None or low - top > best[0] + 1):
            best = low - top, ((column[0] + covered[-1][1]) / 2, (top + low) / 2)
    return None if best is None else best[1]


def _lines(band: Band) -> tuple[Label, Label]:
    return (
        words_of(band.name, anchor="middle", role="ink", is_bold=True),
        words_of(band.detail, anchor="middle", role="ink"),
    )


def _named(placing: Placing, band: Band, middle: Point) -> None:
    for label, down in zip(_lines(band), (-3, _LINE - 3), strict=True):
        placing.put(label, [(middle[0], middle[1] + down)])


def _key(drawing: Drawing, number: int, band: Band, role: Role, y: float, width: float) -> None:
    """The name of a band that has no room for it, above the chart with a sample of the band."""
    sample = [(0.0, float(_SWATCH), y - 10, y)]
    _layer(drawing, number, sample, role)
    text = f"{band.name}{NO_BREAK}· {band.detail}"
    room = width - _SWATCH - _GAP
    drawing.label(fitted(text, room), (_SWATCH + _GAP, y), role="ink")


def _first(drawing: Drawing, placing: Placing, first: Figure, axis: TimeAxis, shift: float) -> None:
    x = axis.x(first.value)
    drawing.line([(x, shift - 4), (x, shift + _HEIGHT)], "rule-strong", dashes=(2, 3))
    label = words_of(first, before="first at ", role="ink")
    long = label_width(label)
    low, high = shift + _HEIGHT - _GAP, shift + _LINE
    placing.put(
        label, [(x - long - _GAP, low), (x + _GAP, high), (x + _GAP, low), (x - long - _GAP, high)]
    )
