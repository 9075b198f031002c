"""The time of a run in a few stretches of whole minutes, for tables of what happened when."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.figures import clock_text
from pytest_dynamo.report.place import Place

_MINUTE = 60
_STEPS = (1, 2, 5, 10, 15, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some bins one after the other: from number `first` up to `last`, and when that begins."""

    first: int
    last: int
    begins: str

    def highest(self, series: Place) -> Place:
        """The highest value of a series in these bins."""
        values: Sequence[float] = series.value
        return series[max(range(self.first, self.last), key=values.__getitem__)]


def spans(bins: Bins, most: int) -> list[Span]:
    """No more than so many spans that cover all bins: each a minute, or as many as it takes.

    Of a run of under two minutes they are shorter.
    """
    run_seconds = bins.number * bins.width_seconds
    lengths = [float(step * _MINUTE) for step in _STEPS]
    if run_seconds < 2 * _MINUTE:
        lengths = [max(bins.width_seconds, float(step)) for step in (1, 2, 5, 10, 15, 30)]
    length = next((each for each in lengths if run_seconds / each <= most), run_seconds / most)
    each = max(1, ceil(length / bins.width_seconds))
    return [
        Span(
            first=first,
            last=min(first + each, bins.number),
            begins=clock_text(max(0.0, bins.from_seconds + first * bins.width_seconds)),
        )
        for first in range(0, bins.number, each)
    ]
