"""Differences as dots on stems, with the band that is close enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.rows import Row, Rows
from pytest_dynamo.report.charts.scales import round_top
from pytest_dynamo.report.figures import NO_BREAK

BAND = 0.02
"""A difference of so much is within what a model is held to."""

_FOOT, _TICK_DROP, _INSET = 26, 18, 26
_FURTHEST = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far a figure is from what it was to be, as a share of that."""

    row: Row
    share: float


def differences(rows: Sequence[Difference], headings: Sequence[str], width: float) -> Drawing:
    """A drawing of a row a difference, from 0 to its dot; one beyond the scale is a ring at its end."""
    place = Rows(rows=[each.row for each in rows], headings=headings, width=width, foot=_FOOT)
    drawing = place.drawing()
    furthest = max(abs(each.share) for each in rows)
    end = min(_FURTHEST, round_top(max(2 * BAND, furthest)))
    middle = place.left + place.lane_width / 2
    reach = place.lane_width / 2 - _INSET

    def x(share: float) -> float:
        return middle + max(-1.0, min(1.0, share / end)) * reach

    size = x(BAND) - x(-BAND), place.bottom - place.top
    drawing.box((x(-BAND), place.top), size, "rule", opacity=0.6)
    drawing.line([(middle, place.top), (middle, place.bottom)], "rule-strong")
    base = place.bottom + _TICK_DROP
    drawing.label(f"−{100 * end:,.10g}{NO_BREAK}%", (x(-end), base), anchor="middle")
    drawing.label("0", (middle, base), anchor="middle")
    drawing.label(f"+{100 * end:,.10g}{NO_BREAK}%", (x(end), base), anchor="middle")
    for number, each in enumerate(rows):
        y = place.middle(number)
        drawing.line([(middle, y), (x(each.share), y)], "accent", width=2)
        drawing.dot((x(each.share), y), "accent", radius=4.5, is_hollow=abs(each.share) > end)
    return drawing
