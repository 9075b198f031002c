"""Round numbers for axes and scales."""

from dataclasses import dataclass
from math import ceil, floor, log10

from pytest_dynamo.report.figures import NO_BREAK

_ROUND = (1, 2, 4, 5, 8, 10)
_TIME_STEPS = (1, 2, 5, 10, 15, 30)
_MOST_TICKS = 6
_SECONDS_UNTIL, _MINUTES_UNTIL = 180, 3 * 3_600


def round_top(value: float) -> float:
    """The least round number that is not below a value; half of it is round as well.

    >>> round_top(0.034), round_top(7), round_top(1_000), round_top(0)
    (0.04, 8.0, 1000.0, 1.0)
    """
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(
        (top for step in _ROUND if (top := _exact(step * power)) >= value), _exact(10 * power)
    )


def tick_text(value: float) -> str:
    """A number on an axis, in full.

    >>> tick_text(2500.0), tick_text(0.05)
    ('2,500', '0.05')
    """
    return f"{value:,.10g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """Seconds of a run from `start` to `end`, laid from the pixel `left` to the pixel `right`."""

    start: float
    end: float
    left: float
    right: float

    def x(self, seconds: float) -> float:
        """The pixel of a moment; of one outside, the nearest."""
        share = (seconds - self.start) / (self.end - self.start)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def ticks(self) -> list[tuple[float, str]]:
        """Round moments and how they are written, in one unit, which the last of them names."""
        span = self.end - self.start
        seconds, unit = self._unit(span)
        step = _time_step(span / seconds)
        first, last = ceil(self.start / seconds / step), floor(self.end / seconds / step + 1e-9)
        moments = [number * step for number in range(first, last + 1)]
        texts = [tick_text(moment) for moment in moments[:-1]]
        texts += [f"{tick_text(moment)}{NO_BREAK}{unit}" for moment in moments[-1:]]
        return [(moment * seconds, text) for moment, text in zip(moments, texts, strict=True)]

    @staticmethod
    def _unit(span: float) -> tuple[float, str]:
        if span <= _SECONDS_UNTIL:
            return 1.0, "s"
        return (60.0, "min") if span <= _MINUTES_UNTIL else (3_600.0, "h")


def _time_step(span: float) -> float:
    """The least step, in the unit of the span, that gives no more ticks than are readable."""
    power = 1.0
    while span / (_TIME_STEPS[-1] * power) > _MOST_TICKS:
        power *= 10
    return next(step * power for step in _TIME_STEPS if span / (step * power) <= _MOST_TICKS)


def _exact(value: float) -> float:
    return float(f"{value:.6g}")
