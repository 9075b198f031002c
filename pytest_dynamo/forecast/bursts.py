"""How long saved-up capacity lasts, worked out without simulating it.

A limit lets so many units a second pass, and what was not used of it is saved up. All arguments are
units, units a second, and seconds; a time that never comes is infinite.
"""

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A limit that saves up: its rate, and what it has saved at the start."""

    units_per_second: float
    units: float


def step_lasts(saved: Saved, demand_per_second: float) -> float:
    """How long a demand that begins at once is served before the first throttling.

    100 units a second that were idle for 300 s bear 900 a second for 37.5 s:

    >>> step_lasts(Saved(units_per_second=100, units=30_000), 900)
    37.5
    """
    over = demand_per_second - saved.units_per_second
    return saved.units / over if over > 0 else inf


def largest_step(saved: Saved, seconds: float) -> float:
    """The demand, in units a second, that is served until the limit is raised after so many seconds.

    >>> largest_step(Saved(units_per_second=100, units=30_000), 240)
    225.0
    """
    return saved.units_per_second + saved.units / seconds if seconds > 0 else inf
