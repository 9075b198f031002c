"""Latency against the share of calls that were slower, one access pattern a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.measure.latency_values import CURVE_STEP
from pytest_dynamo.report.charts.drawing import Drawing, Point, text_width
from pytest_dynamo.report.charts.log_scale import LogScale, power_above, power_below
from pytest_dynamo.report.charts.scales import tick_text
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

WIDTH, HEIGHT = 380, 190
_RIGHT, _TOP, _BASE = 304, 22, 164
_GAP, _LINE = 8, 15
_LEAST_MS = 0.001
_P99 = 2.0

# Where a percentile lies: at -log10 of the share that is slower.
_TICKS = ((0.30103, "p50"), (1.0, "p90"), (_P99, "p99"), (3.0, "p99.9"), (4.0, "p99.99"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """The axes of all curves of a section: milliseconds, and powers of ten of the share that is slower."""

    low_ms: float
    high_ms: float
    most: float

    def x(self, power: float) -> float:
        """The pixel of a share of 10^-power that is slower."""
        return self.left + power / self.most * (_RIGHT - self.left)

    @property
    def left(self) -> float:
        """Where curves begin: right of the values of the axis."""
        return max(text_width(text) for _, text in self.ticks()) + _GAP

    def ticks(self) -> list[tuple[float, str]]:
        """Powers of ten and how they are written; the highest names the unit."""
        *lower, highest = self.scale.powers()
        ticks = [(power, tick_text(power)) for power in lower]
        return [*ticks, (highest, f"{tick_text(highest)}{NO_BREAK}ms")]

    @property
    def scale(self) -> LogScale:
        """Milliseconds from below to above."""
        return LogScale(low=self.low_ms, high=self.high_ms, start=_BASE, end=_TOP)


def axes_of(curves: Sequence[Sequence[float]]) -> Axes:
    """The axes that hold all of these curves."""
    values = [max(_LEAST_MS, value) for curve in curves for value in curve]
    low, high = power_below(min(values)), power_above(max(values))
    longest = max(len(curve) for curve in curves)
    return Axes(low_ms=low, high_ms=max(high, 10 * low), most=max(_P99, CURVE_STEP * (longest - 1)))


def latency_curves(
    service: Sequence[float], response: Sequence[float], p99: Figure, axes: Axes
) -> Drawing:
    """A drawing of service time, solid, and of response time, dashed, if there is any.

    A dot marks p99, where there were calls enough to tell.
    """
    drawing = Drawing(WIDTH, HEIGHT)
    _grid(drawing, axes)
    if response:
        drawing.line(_points(response, axes), "ink", width=1.3, dashes=(4, 3))
    drawing.line(_points(service, axes), "accent", width=2)
    if reaches_p99(service):
        dot = axes.x(_P99), axes.scale.at(max(_LEAST_MS, p99.value))
        drawing.dot(dot, "accent")
        # Curves rise to the right, so that there is room above them at the left.
        right = max(dot[0] - 4, axes.left + text_width(str(p99)))
        drawing.label(p99, (right, dot[1] - _GAP), anchor="end", role="ink", is_bold=True)
    _names(drawing, service, response, axes)
    return drawing


def reaches_p99(curve: Sequence[float]) -> bool:
    """Whether there were enough calls to tell the one in a hundred that took longest from the others."""
    return CURVE_STEP * (len(curve) - 1) >= _P99


def _grid(drawing: Drawing, axes: Axes) -> None:
    for power, text in axes.ticks():
        y = axes.scale.at(power)
        drawing.line([(axes.left, y), (_RIGHT, y)], "rule-strong" if y == _BASE else "rule")
        drawing.label(text, (axes.left - _GAP, y + 4), anchor="end")
    for power, name in _TICKS:
        if power <= axes.most:
            drawing.line([(axes.x(power), _BASE), (axes.x(power), _BASE + 4)], "rule-strong")
            drawing.label(name, (axes.x(power), _BASE + 18), anchor="middle")


def _points(curve: Sequence[float], axes: Axes) -> list[Point]:
    return [
        (axes.x(number * CURVE_STEP), axes.scale.at(max(_LEAST_MS, value)))
        for number, value in enumerate(curve)
    ]


def _names(
    drawing: Drawing, service: Sequence[float], response: Sequence[float], axes: Axes
) -> None:
    """The names of the curves at their ends; one for both where they end at the same place."""
    end, y = _points(service, axes)[-1]
    if not response:
        drawing.label("service", (end + _GAP, y + 4), role="ink")
        return
    other_end, other_y = _points(response, axes)[-1]
    if abs(other_y - y) >= _LINE:
        drawing.label("service", (end + _GAP, y + 4), role="ink")
        drawing.label("response", (other_end + _GAP, other_y + 4), role="ink")
        return
    middle = (y + other_y) / 2
    end = max(end, other_end) + _GAP
    drawing.label("response,", (end, middle - 3), role="ink")
    drawing.label("service", (end, middle + 12), role="ink")
