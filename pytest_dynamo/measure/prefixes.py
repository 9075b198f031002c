"""Units by how partition keys begin, over the time of a run."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.measure.timeline import Series, add_to, folded

MOST_PREFIXES = 24
REST = ""


def prefix_of(key: str) -> str:
    """The text of a key up to its first `#`, including it; empty where it has none.

    >>> prefix_of("USER#42#2026"), prefix_of("2026-11-22")
    ('USER#', '')
    """
    prefix, mark, _ = key.partition("#")
    return prefix + mark if mark else REST


class Prefixes:
    """Units by prefix: `series` of the whole run, and `units` without its warm-up.

    Keys without a prefix count together. So do, from then on or from the start, those of the prefixes
    with the fewest units as soon as there are more than 24.
    """

    __slots__ = ("series", "units")

    def __init__(self) -> None:
        self.series: dict[str, Series] = {}
        self.units: dict[str, float] = {}

    def add(self, prefix: str, units: float, number: int, *, in_window: bool) -> None:
        """Count units of a key with this prefix in a bin."""
        series = self.series.get(prefix)
        if series is None:
            series = self.series[prefix] = {}
        series[number] = series.get(number, 0.0) + units
        if in_window:
            self.units[prefix] = self.units.get(prefix, 0.0) + units
        if len(self.series) > MOST_PREFIXES:
            self._put_the_smaller_half_together()

    def fold(self, doublings: int) -> None:
        """Move to bins that are twice as wide, so many times."""
        if doublings:
            self.series = {name: folded(one, doublings) for name, one in self.series.items()}

    def absorb(self, other: "Prefixes", doublings: int) -> None:
        """Add all that another one counted, in bins so much narrower."""
        for prefix, series in other.series.items():
            add_to(self.series.setdefault(prefix, {}), folded(series, doublings))
        for prefix, units in other.units.items():
            self.units[prefix] = self.units.get(prefix, 0.0) + units
        if len(self.series) > MOST_PREFIXES:
            self._put_the_smaller_half_together()

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON values."""
        return {
            "series": [[name, sorted(one.items())] for name, one in sorted(self.series.items())],
            "units": sorted(self.units.items()),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Prefixes":
        """Read what `to_json` wrote."""
        prefixes = cls()
        prefixes.series = {name: dict(series) for name, series in data["series"]}
        prefixes.units = dict(data["units"])
        return prefixes

    def _put_the_smaller_half_together(self) -> None:
        totals = {name: sum(one.values()) for name, one in self.series.items() if name != REST}
        by_units = sorted(totals, key=lambda name: (-totals[name], name))
        rest = self.series.setdefault(REST, {})
        for prefix in by_units[MOST_PREFIXES // 2 :]:
            add_to(rest, self.series.pop(prefix))
            if prefix in self.units:
                self.units[REST] = self.units.get(REST, 0.0) + self.units.pop(prefix)
