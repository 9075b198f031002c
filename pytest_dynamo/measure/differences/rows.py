"""What is made of one run to compare it: figures with their noise, taken over its whole bins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pytest_dynamo.measure.differences.noise import Estimate
from pytest_dynamo.measure.differences.values import Scope, Unit
from pytest_dynamo.measure.run_values import Run

WHOLE = Scope()

Row: TypeAlias = tuple[str, Scope, Unit, Estimate]
"""One figure: its metric, what it is of, its unit, and its value with the interval of that."""

Figures: TypeAlias = dict[tuple[str, Scope], tuple[Unit, Estimate]]
"""Figures by what they are and what they are of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeBins:
    """The bins of a run that lie in its measured time as a whole, how wide each is, and how many requests it holds."""

    chosen: slice
    requests: tuple[int, ...]
    width_seconds: float

    def of(self, series: Sequence[float]) -> list[float]:
        """What a series has in these bins."""
        return [float(each) for each in series[self.chosen]]


def whole_bins(run: Run) -> WholeBins:
    """The bins that begin and end in the measured time of a run."""
    series, window = run.series, run.window
    numbers = [
        number
        for number in range(len(series.requests))
        if series.from_seconds + number * series.bin_seconds >= window.from_seconds
        and series.from_seconds + (number + 1) * series.bin_seconds <= window.to_seconds
    ]
    chosen = slice(numbers[0], numbers[-1] + 1) if numbers else slice(0, 0)
    return WholeBins(
        chosen=chosen, requests=series.requests[chosen], width_seconds=series.bin_seconds
    )
