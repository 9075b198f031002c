"""The partition-key values that consume most, without remembering all of them.

The algorithm is Misra and Gries, "Finding repeated elements" (1982), in the form that Anderson and
others gave it for weighted streams ("A high-performance algorithm for identifying frequent items in
data streams", 2017): when there are too many counters, as much is taken off all of them as drops
the smaller half.
"""

from collections.abc import Container, Mapping
from typing import Any

MOST_KEYS = 1_024


class HotKeys:
    """Units by key, for the keys with most units.

    A key consumed at least `units[key]` and at most `error_units` more; a key that is not there
    consumed at most `error_units`. Until there were over `most` different keys (1 024) the error is 0;
    after that it is at most 2/`most` of all units added (1/512), however the pieces were merged.
    """

    __slots__ = ("error_units", "most", "units")

    def __init__(self, most: int = MOST_KEYS) -> None:
        self.units: dict[str, float] = {}
        self.error_units = 0.0
        self.most = most

    def add(self, key: str, units: float) -> None:
        """Count units of one key."""
        self.units[key] = self.units.get(key, 0.0) + units
        if len(self.units) > self.most:
            self._drop_the_smaller_half()

    def absorb(self, other: "HotKeys") -> None:
        """Add all that another one counted."""
        for key, units in other.units.items():
            self.units[key] = self.units.get(key, 0.0) + units
        self.error_units += other.error_units
        if len(self.units) > self.most:
            self._drop_the_smaller_half()

    def keep(self, keys: Container[str]) -> None:
        """Forget all other keys; those may then have consumed as much as the hottest of them did."""
        kept = {key: units for key, units in self.units.items() if key in keys}
        self.error_units += max(
            (units for key, units in self.units.items() if key not in kept), default=0.0
        )
        self.units = kept

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
        largest_dropped = sorted(self.units.values(), reverse=True)[self.most // 2]
        self.units = {
            key: units - largest_dropped
            for key, units in self.units.items()
            if units > largest_dropped
        }
        self.error_units += largest_dropped
