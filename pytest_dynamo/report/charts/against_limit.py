"""What was consumed over time, on the scale of the limit."""

from collections.abc import Sequence

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, Label, Point, text_width
from pytest_dynamo.report.charts.over_time import WIDTH, Bins, course, time_ticks
from pytest_dynamo.report.charts.placing import Placing, label_width, words_of
from pytest_dynamo.report.charts.scales import TimeAxis, round_top, tick_text
from pytest_dynamo.report.words import Figure

_TOP, _GAP, _RIGHT_ROOM = 18, 8, 26
_HEIGHT, _FLAT_HEIGHT, _FLAT = 124, 84, 0.25
_LINE = 16


def against_limit(
    values: Sequence[float],
    bins: Bins,
    role: Role,
    *,
    limit: float,
    limit_words: Label,
    most: Figure,
    first: Figure | None = None,
) -> Drawing:
    """A drawing of units a second from 0 to the limit, or to what went beyond it.

    `most` is the highest value, and `first` the moment of the first throttle, which is a dot.
    What takes less than a fourth of its limit says less, and is drawn flatter.
    """
    highest = max(values, default=0.0)
    height = _HEIGHT if highest >= _FLAT * limit else _FLAT_HEIGHT
    drawing = Drawing(WIDTH, _TOP + height + 24)
    top = limit if highest <= limit else round_top(highest)
    left = max(text_width(tick_text(value)) for value in (top, top / 2)) + _GAP
    axis, base = bins.axis(left, WIDTH - _RIGHT_ROOM), float(_TOP + height)

    def y(value: float) -> float:
        return base - min(value / top, 1.0) * height

    _ground(drawing, bins, axis, top, base)
    outline = course(values, bins, axis, y)
    if outline:
        drawing.area([(outline[0][0], base), *outline, (outline[-1][0], base)], role, opacity=0.2)
        drawing.line(outline, role, width=1.8)
    drawing.line([(left, y(limit)), (axis.right, y(limit))], "ink", width=1.6)
    placing = Placing(drawing)
    below = y(limit) + _LINE
    placing.put(limit_words, [(left + _GAP, below), (left + _GAP, y(limit) - 5)])
    if outline:
        _most(placing, outline, most, (left, axis.right), y(limit))
    if first is not None:
        _dot(
            drawing, placing, first, (axis.x(first.value), _height_at(outline, axis.x(first.value)))
        )
    time_ticks(drawing, axis, base)
    return drawing


def _ground(drawing: Drawing, bins: Bins, axis: TimeAxis, top: float, base: float) -> None:
    """The warm-up, and the lines of the scale."""
    warm_up = axis.x(bins.warm_up_until) - axis.left
    if bins.warm_up_until > 0 and warm_up > 0:
        drawing.box((axis.left, _TOP), (warm_up, base - _TOP), "rule", opacity=0.45)
    for value in (top, top / 2, 0.0):
        y = base - value / top * (base - _TOP)
        drawing.line([(axis.left, y), (axis.right, y)], "rule" if value else "rule-strong")
        drawing.label(tick_text(value), (axis.left - _GAP, y + 4), anchor="end")


def _most(
    placing: Placing, outline: Sequence[Point], most: Figure, view: tuple[float, float], near: float
) -> None:
    """The highest value, over its place on the line; close to the limit under it."""
    x, y = min(outline, key=lambda point: point[1])
    label = words_of(most, before="at most ", role="ink", is_bold=True, anchor="middle")
    half, (left, right) = label_width(label) / 2, view
    x = min(max(x, left + half), right - half)
    over, under = (x, y - 6), (x, y + _LINE + 2)
    others = [(right - half, over[1]), (right - half, under[1])]
    placing.put(label, [over, *others, under] if y - near > _LINE + 6 else [under, *others])


def _height_at(outline: Sequence[Point], x: float) -> float:
    """How high the line is at a pixel, or at the nearest it has."""
    return min(outline, key=lambda point: abs(point[0] - x), default=(x, 0.0))[1]


def _dot(drawing: Drawing, placing: Placing, first: Figure, at: Point) -> None:
    """The moment of the first throttle, on the line."""
    drawing.dot(at, "throttle", radius=4)
    label = words_of(first, before="first throttle ", role="ink")
    long, (x, y) = label_width(label), at
    sides = [(x + _GAP, y + _LINE), (x + _GAP, y - _GAP), (x - long - _GAP, y - _GAP)]
    placing.put(label, [side for side in sides if side[1] < drawing.height - 28])
