"""The shares of partitions in the load of a table or index, the largest first."""

from collections.abc import Sequence

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, Point, text_width
from pytest_dynamo.report.charts.scales import round_top
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

WIDTH, HEIGHT = 380, 200
_TOP, _BASE, _RIGHT = 14, 172, 372
_GAP, _LINE = 8, 16
_SEPARATE_UNTIL = 64
_BAR_SHARE = 0.72


def partition_shares(
    shares: Sequence[float], largest: Figure, over_mean: Figure, role: Role
) -> Drawing:
    """A drawing of bars, with the even share as a dashed line and the two figures at the first bar.

    `role` is that of the first bar; the others are neutral.
    """
    drawing = Drawing(WIDTH, HEIGHT)
    top = round_top(shares[0])
    left = text_width(_percent(top)) + _GAP
    for value in (top, top / 2, 0.0):
        y = _y(value, top)
        drawing.line([(left, y), (_RIGHT, y)], "rule" if value else "rule-strong")
        drawing.label(_percent(value), (left - _GAP, y + 4), anchor="end")
    step = (_RIGHT - left) / len(shares)
    width = step * (_BAR_SHARE if len(shares) <= _SEPARATE_UNTIL else 1.0)
    if len(shares) > 1:
        _others(drawing, shares, left, step, width, top)
    _bar(drawing, left, width, shares[0], top, role)
    even = 1 / len(shares)
    drawing.line([(left, _y(even, top)), (_RIGHT, _y(even, top))], "ink", width=1.2, dashes=(5, 3))
    x = left + width + _GAP
    drawing.label(largest, (x, _y(shares[0], top) + 12), role="ink", is_bold=True)
    drawing.label(over_mean, (x, _y(shares[0], top) + 12 + _LINE), role="ink")
    drawing.label(f"{len(shares):,} partitions, the hottest first", (left, _BASE + 18))
    return drawing


def _others(
    drawing: Drawing, shares: Sequence[float], left: float, step: float, width: float, top: float
) -> None:
    """All bars but the first: one by one, or as one shape where they would be too thin to part."""
    if len(shares) <= _SEPARATE_UNTIL:
        for number, share in enumerate(shares[1:], start=1):
            _bar(drawing, left + number * step, width, share, top, "rule-strong")
        return
    outline: list[Point] = [(left + step, _BASE)]
    for number, share in enumerate(shares[1:], start=1):
        y = _y(share, top)
        outline += [(left + number * step, y), (left + (number + 1) * step, y)]
    drawing.area([*outline, (outline[-1][0], _BASE)], "rule-strong")


def _bar(drawing: Drawing, left: float, width: float, share: float, top: float, role: Role) -> None:
    y = _y(share, top)
    drawing.box((left, y), (max(1.0, width), _BASE - y), role)


def _y(value: float, top: float) -> float:
    return _BASE - value / top * (_BASE - _TOP)


def _percent(share: float) -> str:
    return f"{100 * share:,.10g}{NO_BREAK}%"
