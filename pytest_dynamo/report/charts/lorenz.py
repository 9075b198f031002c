"""The Lorenz curve of a load: how much of it lies on how large a part."""

from collections.abc import Sequence

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, Point
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

WIDTH, HEIGHT = 380, 200
_LEFT, _RIGHT, _TOP, _BASE = 52, 372, 14, 172
_GAP = 8
_TICKS = (0, 50, 100)


def lorenz(points: Sequence[float], gini: Figure, role: Role) -> Drawing:
    """A drawing of the curve under the dashed line of an even load, its last step thick.

    `points` are the shares of all units in the coldest part, at equal steps from 0 to 1; `gini` is that of
    the partitions.
    """
    drawing = Drawing(WIDTH, HEIGHT)
    for tick in _TICKS:
        x, y = _at(tick / 100, tick / 100)
        drawing.line([(_LEFT, y), (_RIGHT, y)], "rule" if tick else "rule-strong")
        drawing.label(_percent(tick), (_LEFT - _GAP, y + 4), anchor="end")
        anchor = {0: "start", 100: "end"}.get(tick, "middle")
        drawing.label(_percent(tick), (x, _BASE + 18), anchor=anchor)
    steps = max(1, len(points) - 1)
    curve = [_at(number / steps, point) for number, point in enumerate(points)]
    drawing.area([*curve, _at(1.0, 1.0), _at(0.0, 0.0)], role, opacity=0.2)
    drawing.line([_at(0.0, 0.0), _at(1.0, 1.0)], "muted", dashes=(5, 3))
    drawing.line(curve, role, width=1.8)
    drawing.line(curve[-2:], role, width=4)
    drawing.label(
        gini, (_LEFT + _GAP, _TOP + 22), role="ink", is_bold=True, before="Gini of the partitions "
    )
    drawing.label("dashed: an even load", (_LEFT + _GAP, _TOP + 40))
    return drawing


def _at(part: float, share: float) -> Point:
    return _LEFT + part * (_RIGHT - _LEFT), _BASE - share * (_BASE - _TOP)


def _percent(tick: int) -> str:
    return f"{tick}{NO_BREAK}%" if tick else "0"
