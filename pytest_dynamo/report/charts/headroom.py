"""How far a design goes, as one bar: what holds, what is throttled up to the target, what a fix adds."""

from dataclasses import dataclass

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing, text_width
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.words import Figure

_HEIGHT, _TOP, _BOTTOM, _TICK = 82.0, 30.0, 48.0, 7.0
_ABOVE, _BELOW, _LAST = 17.0, 66.0, 81.0
_GAP = 14.0
_BOLD = 1.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Headroom:
    """Rates in requests a second: what holds, what is asked for, and what holds with a fix."""

    holds: Figure
    target: Figure
    fixed: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Words that want to stand at `x`, and the rows they may stand in, the best first."""

    before: str
    figure: Figure | None
    x: float
    rows: tuple[float, ...]
    role: Role = "ink"
    is_bold: bool = False

    @property
    def width(self) -> float:
        text = self.before + (self.figure.text if self.figure else "")
        return text_width(text) * (_BOLD if self.is_bold else 1.0)


def headroom_bar(shown: Headroom, width: float) -> Drawing:
    """A drawing of so many pixels' width, from 0 to the highest of the rates."""
    drawing = Drawing(width, _HEIGHT)
    rates = [shown.holds.value, shown.target.value, shown.fixed.value if shown.fixed else 0.0]
    scale = width / max(rates)
    holds, target = shown.holds.value * scale, shown.target.value * scale
    is_short = shown.target.value > shown.holds.value
    size = _BOTTOM - _TOP
    drawing.box((0, _TOP), (width, size), "rule")
    drawing.box((0, _TOP), (holds, size), "ink")
    if is_short:
        drawing.box((holds, _TOP), (target - holds, size), "throttle", opacity=0.3)
    if shown.fixed and shown.fixed.value < shown.target.value:
        fixed = shown.fixed.value * scale
        drawing.line([(fixed, _TOP), (fixed, _BOTTOM)], "ink", width=1.5)
    tick: Role = "throttle" if is_short else "accent"
    x = min(max(target, 1.5), width - 1.5)
    drawing.line([(x, _TOP - _TICK), (x, _BOTTOM + _TICK)], "paper", width=5.0)
    drawing.line([(x, _TOP - _TICK), (x, _BOTTOM + _TICK)], tick, width=2.5)
    _label(drawing, _words(shown, holds, target, width))
    return drawing


def _words(shown: Headroom, holds: float, target: float, width: float) -> list[_Words]:
    """All words of a bar, those that matter most first."""
    is_short = shown.target.value > shown.holds.value
    words = [
        _Words(
            before=f"holds until{NO_BREAK}",
            figure=shown.holds,
            x=0.0 if is_short else holds,
            rows=(_ABOVE,),
            is_bold=True,
        ),
        _Words(
            before=f"target{NO_BREAK}",
            figure=shown.target,
            x=target,
            rows=(_ABOVE, _BELOW),
            role="throttle" if is_short else "accent",
            is_bold=True,
        ),
        _Words(
            before="requests a second, modelled",
            figure=None,
            x=0.0,
            rows=(_BELOW, _LAST),
            role="muted",
        ),
    ]
    if shown.fixed:
        fixed = _Words(
            before=f"with the fix{NO_BREAK}",
            figure=shown.fixed,
            x=shown.fixed.value * width / max(shown.fixed.value, shown.target.value),
            rows=(_ABOVE, _BELOW, _LAST),
        )
        words.insert(2, fixed)
    if is_short:
        middle = (holds + target) / 2
        words.append(
            _Words(before="throttled", figure=None, x=middle, rows=(_BELOW,), role="throttle")
        )
    return words


def _label(drawing: Drawing, words: list[_Words]) -> None:
    """Each in its first row where it has room; words that have none anywhere are left out."""
    taken: list[tuple[float, float, float]] = []
    for each in words:
        left = min(max(each.x - each.width / 2, 0.0), drawing.width - each.width)
        for row in each.rows:
            clear = all(
                row != other or left > end + _GAP or left + each.width < start - _GAP
                for other, start, end in taken
            )
            if clear:
                taken.append((row, left, left + each.width))
                _write(drawing, each, left, row)
                break


def _write(drawing: Drawing, words: _Words, left: float, row: float) -> None:
    """Words at the edges are anchored there, so that they end where the bar does in any font."""
    at_start, at_end = left <= 0, left + words.width >= drawing.width
    anchor = "start" if at_start else "end" if at_end else "middle"
    x = 0.0 if at_start else drawing.width if at_end else left + words.width / 2
    before = words.before if words.figure else ""
    drawing.label(
        words.figure or words.before,
        (x, row),
        anchor=anchor,
        role=words.role,
        is_bold=words.is_bold,
        before=before,
    )
