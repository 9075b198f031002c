"""What became of a figure from run to run: a small chart with a dot a run, each a link to its report.

Written as SVG directly: nothing here needs matplotlib, and a list of runs should be quick.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.scales import round_top

_WIDTH, _HEIGHT, _TOP, _BASE = 380.0, 118.0, 16.0, 92.0
_EDGE, _RADIUS = 6.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A figure of one run: where its report is, when it ran, the figure, and how it is written."""

    href: str
    when: str
    value: float
    text: str
    is_broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A figure over runs, the oldest first; `scale` writes a value of its axis."""

    title: str
    scale: Callable[[float], str]
    dots: tuple[Dot, ...]


def trend_svg(trend: Trend) -> str:
    """The chart of a trend as a figure of HTML; runs are evenly apart, in the order of time."""
    from markupsafe import Markup

    first, last = trend.dots[0], trend.dots[-1]
    top = round_top(max(dot.value for dot in trend.dots))
    points = _points(trend.dots, top)
    line = " ".join(
        f"{'L' if number else 'M'}{x:.1f} {y:.1f}" for number, (x, y) in enumerate(points)
    )
    dots = Markup("").join(
        Markup(
            '<a href="{}" tabindex="-1" aria-label="{}: {}"><circle class="dot{}" cx="{:.1f}" cy="{:.1f}" r="{}"/></a>'
        ).format(dot.href, dot.when, dot.text, " broken" * dot.is_broken, x, y, _RADIUS)
        for dot, (x, y) in zip(trend.dots, points, strict=True)
    )
    said = f"From {first.text} on {first.when} to {last.text} on {last.when}, in {len(trend.dots)} runs."
    return Markup(
        '<figure class="panel"><figcaption><h2>{title}</h2><p>{said}</p></figcaption>'
        '<svg class="chart" viewBox="0 0 {width:g} {height:g}" role="group" aria-label="{title}: {said}">'
        '<path class="grid" d="M0 {above:g}H{width:g}"/><path class="axis" d="M0 {base:g}H{width:g}"/>'
        '<text class="muted" x="0" y="{label:g}">{top}</text><path class="trend" d="{line}"/>{dots}'
        '<text class="muted" x="0" y="{below:g}">{first}</text>'
        '<text class="muted end" x="{width:g}" y="{below:g}">{last}</text></svg></figure>'
    ).format(
        title=trend.title,
        said=said,
        width=_WIDTH,
        height=_HEIGHT,
        above=_TOP,
        label=_TOP - 5,
        top=trend.scale(top),
        base=_BASE,
        below=_BASE + 20,
        line=line,
        dots=dots,
        first=first.when,
        last=last.when,
    )


def _points(dots: Sequence[Dot], top: float) -> list[tuple[float, float]]:
    step = (_WIDTH - 2 * _EDGE) / max(1, len(dots) - 1)
    return [
        (_EDGE + number * step, _BASE - dot.value / top * (_BASE - _TOP))
        for number, dot in enumerate(dots)
    ]
