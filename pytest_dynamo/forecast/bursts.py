"""When a limit throttles for the first time, and how much, worked out without simulating it.

A limit lets so many units a second pass, and what was not used of it is saved up, to a depth. All
arguments are units, units a second, and seconds; a time that never comes is infinite. The simulation
is held against these in its tests; the forecast takes from them how long saved-up capacity lasts.
"""

from dataclasses import dataclass
from math import inf, sqrt


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A limit that saves up: its rate, the most it saves, and what it has saved at the start."""

    units_per_second: float
    most_units: float
    units: float


def step_lasts(saved: Saved, demand_per_second: float) -> float:
    """How long a demand that begins at once is served before the first throttling.

    100 units a second that were idle for 300 s bear 900 a second for 37.5 s:

    >>> step_lasts(Saved(units_per_second=100, most_units=30_000, units=30_000), 900)
    37.5
    """
    over = demand_per_second - saved.units_per_second
    return saved.units / over if over > 0 else inf


def ramp_lasts(saved: Saved, start_per_second: float, growth_per_second: float) -> float:
    """How long a demand that grows by so many units a second every second is served.

    What is left over before the demand reaches the limit is saved up, as far as there is room.

    >>> ramp_lasts(Saved(units_per_second=3_000, most_units=900_000, units=0), 0, 10)
    600.0
    """
    spare = saved.units_per_second - start_per_second
    if growth_per_second <= 0:
        return step_lasts(saved, start_per_second)
    if spare < 0:
        # The demand is over the limit from the start: -spare·t + growth·t²/2 units are taken.
        root = sqrt(spare * spare + 2 * growth_per_second * saved.units)
        return (root + spare) / growth_per_second
    crosses = spare / growth_per_second
    units = min(saved.most_units, saved.units + spare * spare / (2 * growth_per_second))
    return crosses + sqrt(2 * units / growth_per_second)


def accepted(saved: Saved, seconds: float, *, queue_seconds: float = 0.0) -> float:
    """The units that pass under an endless demand; a global index may lag by a queue's worth more.

    >>> index = Saved(units_per_second=1_000, most_units=300, units=300)
    >>> accepted(index, 600), accepted(index, 600, queue_seconds=30.0)
    (600300.0, 630300.0)
    """
    return saved.units + (seconds + queue_seconds) * saved.units_per_second


def throttled_until(saved: Saved, demand_per_second: float, seconds: float) -> float:
    """The units of a demand that are throttled until the limit is raised after so many seconds.

    >>> full = Saved(units_per_second=100, most_units=30_000, units=30_000)
    >>> throttled_until(full, 200, 240), throttled_until(full, 300, 240)
    (0.0, 18000.0)
    """
    over = demand_per_second - saved.units_per_second
    return max(0.0, seconds - step_lasts(saved, demand_per_second)) * over if over > 0 else 0.0


def largest_step(saved: Saved, seconds: float) -> float:
    """The demand, in units a second, that is served until the limit is raised after so many seconds.

    >>> largest_step(Saved(units_per_second=100, most_units=30_000, units=30_000), 240)
    225.0
    """
    return saved.units_per_second + saved.units / seconds if seconds > 0 else inf
