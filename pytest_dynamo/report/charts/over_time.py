"""Something over the time of a run: a line over a tint, and a limit where there is one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, Point, text_width
from pytest_dynamo.report.charts.scales import TimeAxis, round_top, tick_text
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

Kind = TypeVar("Kind", bound=Drawing)

WIDTH = 380
_TOP, _BASE, _HEIGHT = 18, 142, 166
_RIGHT_ROOM, _GAP = 26, 8
_TICK_LENGTH, _TICK_DROP = 4, 18
_STEPS_UNTIL = 120
_LIMIT_IN_VIEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """The time bins of a run: how many, how wide, and when, in seconds since its start.

    `from_seconds` may lie before 0: bins begin on whole multiples of their width, a run does not.
    """

    number: int
    width_seconds: float
    from_seconds: float
    end_seconds: float
    warm_up_until: float = 0.0

    def axis(self, left: float, right: float) -> TimeAxis:
        """The axis from the run's start to the end of its last bin."""
        last = self.from_seconds + self.number * self.width_seconds
        end = max(self.end_seconds, 0.0) or max(last, self.width_seconds)
        return TimeAxis(start=0.0, end=end, left=left, right=right)

    def edges(self) -> list[float]:
        """The moments between bins, the first and the last edge included."""
        return [self.from_seconds + each * self.width_seconds for each in range(self.number + 1)]

    def together(self, most: int) -> int:
        """How many bins have to be drawn as one for there to be no more than so many."""
        return max(1, -(-self.number // most))

    def grouped(self, together: int) -> "Bins":
        """Wider bins, each of so many of these; the last may reach beyond them."""
        number = -(-self.number // together)
        return replace(self, number=number, width_seconds=self.width_seconds * together)

    def bin_at(self, seconds: float) -> int:
        """The bin that holds a moment; of one outside, the nearest."""
        number = int((seconds - self.from_seconds) // self.width_seconds)
        return min(max(number, 0), max(self.number - 1, 0))

    def filled(self) -> range:
        """The bins of which at least half lies in the run; the others would look like a dip."""
        edges = self.edges()
        numbers = [
            number
            for number, (start, end) in enumerate(pairwise(edges))
            if min(end, self.end_seconds) - max(start, 0.0) >= self.width_seconds / 2
        ]
        return range(numbers[0], numbers[-1] + 1) if numbers else range(self.number)


def over_time(
    values: Sequence[float],
    bins: Bins,
    role: Role,
    *,
    limit: Figure | None = None,
    sheet: Callable[[float, float], Kind] = Drawing,  # type: ignore[assignment]
) -> Kind:
    """A drawing of one value a bin; a limit far above all of them is left out of the view."""
    drawing = sheet(WIDTH, _HEIGHT)
    highest = max(values, default=0.0)
    shows_limit = limit is not None and 0 < limit.value <= _LIMIT_IN_VIEW * highest
    top = round_top(max(highest, limit.value if limit and shows_limit else 0.0))
    left = max(text_width(tick_text(value)) for value in (top, top / 2)) + _GAP
    axis = bins.axis(left, WIDTH - _RIGHT_ROOM)
    _warm_up(drawing, bins, axis)
    for value in (top, top / 2, 0.0):
        y = _y(value, top)
        drawing.line([(left, y), (axis.right, y)], "rule" if value else "rule-strong")
        drawing.label(tick_text(value), (left - _GAP, y + 4), anchor="end")
    if values:
        outline = course(values, bins, axis, lambda value: _y(value, top))
        ground = [(outline[0][0], _BASE), *outline, (outline[-1][0], _BASE)]
        drawing.area(ground, role, opacity=0.2)
        drawing.line(outline, role, width=1.6)
    if limit is not None and shows_limit:
        _limit(drawing, axis, limit, top)
    time_ticks(drawing, axis, _BASE)
    return drawing


def time_ticks(drawing: Drawing, axis: TimeAxis, base: float) -> None:
    """Ticks and their times under the line at `base`."""
    for seconds, text in axis.ticks():
        x = axis.x(seconds)
        drawing.line([(x, base), (x, base + _TICK_LENGTH)], "rule-strong")
        drawing.label(text, (x, base + _TICK_DROP), anchor="middle")


def _warm_up(drawing: Drawing, bins: Bins, axis: TimeAxis) -> None:
    width = axis.x(bins.warm_up_until) - axis.left
    if width > 0:
        drawing.box((axis.left, _TOP), (width, _BASE - _TOP), "rule", opacity=0.45)


def course(
    values: Sequence[float], bins: Bins, axis: TimeAxis, y: Callable[[float], float]
) -> list[Point]:
    """Steps as wide as a bin; where there are too many to be seen, a line through their middles."""
    edges = [axis.x(edge) for edge in bins.edges()]
    filled = [(y(values[each]), edges[each], edges[each + 1]) for each in bins.filled()]
    if len(filled) > _STEPS_UNTIL:
        return [((start + end) / 2, height) for height, start, end in filled]
    return [point for height, start, end in filled for point in ((start, height), (end, height))]


def _limit(drawing: Drawing, axis: TimeAxis, limit: Figure, top: float) -> None:
    y = _y(limit.value, top)
    drawing.line([(axis.left, y), (axis.right, y)], "ink", width=1.2, dashes=(5, 3))
    drawing.label(limit, (axis.left + 4, y - 5), role="ink", before=f"limit{NO_BREAK}")


def _y(value: float, top: float) -> float:
    return _BASE - value / top * (_BASE - _TOP)
