"""What a design says of the load it has to bear, and of what it is held to under it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_dynamo.design.values.place import NOWHERE, Place

LoadShape: TypeAlias = Literal["step", "ramp", "diurnal"]

HIGHEST_PEAK = 1e9
SHORTEST_SECONDS, LONGEST_SECONDS = 1.0, 7 * 86_400.0
"""What can be forecast: it goes second by second, and holds a few numbers for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The load that a design is forecast under, and the limits that the forecast has to keep.

    `peak` multiplies the declared rates; `shape` says how the load gets there within the duration.
    `holds_until` and `ceiling` are requests a second, at least; `usable_capacity` is a share of 1, at
    least, `throttled` one at most, and `monthly_price` US dollars on demand, at most. What is None is
    not asked for.
    """

    peak: float = 1.0
    duration_seconds: float = 3_600.0
    shape: LoadShape = "step"
    holds_until: float | None = None
    ceiling: float | None = None
    usable_capacity: float | None = None
    throttled: float | None = None
    monthly_price: float | None = None
    place: Place = NOWHERE


DECLARED = Workload()
"""The declared rates, from the first second on, for an hour."""
