"""The partition-key values that consume most, without remembering all of them.

The algorithm is Misra and Gries, "Finding repeated elements" (1982), in the form that Anderson and
others gave it for weighted streams ("A high-performance algorithm for identifying frequent items in
data streams", 2017): when there are too many counters, as much is taken off all of them as drops
the smaller half.
"""

from collections.abc import Mapping
from typing import Any

MOST_KEYS = 1_024
_KEPT_KEYS = MOST_KEYS // 2


class HotKeys:
    """Units by key, for the keys with most units.

    A key consumed at least `units[key]` and at most `error_units` more; a key that is not there
    consumed at most `error_units`. Until there were over 1 024 different keys the error is 0; after
    that it is at most 1/512 of all units added, however the pieces were merged.
    """

    __slots__ = ("error_units", "units")

    def __init__(self) -> None:
        self.units: dict[str, float] = {}
        self.error_units = 0.0

    def add(self, key: str, units: float) -> None:
        """Count units of one key."""
        self.units[key] = self.units.get(key, 0.0) + units
        if len(self.units) > MOST_KEYS:
            self._drop_the_smaller_half()

    def absorb(self, other: "HotKeys") -> None:
        """Add all that another one counted."""
        for key, units in other.units.items():
            self.units[key] = self.units.get(key, 0.0) + units
        self.error_units += other.error_units
        if len(self.units) > MOST_KEYS:
            self._drop_the_smaller_half()

    def hottest(self, count: int) -> list[tuple[str, float]]:
        """So many keys with their units, the hottest first; equals in the order of their names."""
        return sorted(self.units.items(), key=lambda entry: (-entry[1], entry[0]))[:count]

    def to_json(self) -> dict[str, Any]:
        """The counters as JSON values."""
        return {"units": sorted(self.units.items()), "error_units": self.error_units}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "HotKeys":
        """Read what `to_json` wrote."""
        keys = cls()
        keys.units = dict(data["units"])
        keys.error_units = data["error_units"]
        return keys

    def _drop_the_smaller_half(self) -> None:
        largest_dropped = sorted(self.units.values(), reverse=True)[_KEPT_KEYS]
        self.units = {
            key: units - largest_dropped
            for key, units in self.units.items()
            if units > largest_dropped
        }
        self.error_units += largest_dropped
