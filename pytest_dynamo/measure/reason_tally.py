"""How often requests were throttled for one reason by one table or index, and for which keys."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pytest_dynamo.measure.hot_keys import HotKeys
from pytest_dynamo.measure.timeline import Series, add_to, folded


class First(NamedTuple):
    """The first throttle: when, in seconds since the epoch, of which access pattern and key.

    `key` is empty where the request did not tell one.
    """

    at: float
    pattern: str
    key: str


class ReasonTally:
    """Counts of one reason and resource.

    `first` and `series` are of the whole run; `count`, `keys` and `unattributed` (those whose partition key no request
    told) leave the warm-up out. A request with several keys counts for each of them in equal shares.
    """

    __slots__ = ("count", "first", "keys", "series", "unattributed")

    def __init__(self) -> None:
        self.count = 0
        self.unattributed = 0
        self.keys = HotKeys()
        self.first: First | None = None
        self.series: Series = {}

    def add(
        self, at: float, pattern: str, keys: Sequence[str], number: int, *, in_window: bool
    ) -> None:
        """Count one throttled request, in the bin of this number."""
        self.series[number] = self.series.get(number, 0) + 1
        self._begin(First(at, pattern, min(keys, default="")))
        if not in_window:
            return
        self.count += 1
        if not keys:
            self.unattributed += 1
        for key in keys:
            self.keys.add(key, 1 / len(keys))

    def fold(self, doublings: int) -> None:
        """Move to bins that are twice as wide, so many times."""
        self.series = folded(self.series, doublings)

    def absorb(self, other: "ReasonTally", doublings: int) -> None:
        """Add all that another tally of the same reason and resource counted, in bins so much narrower."""
        add_to(self.series, folded(other.series, doublings))
        self.count += other.count
        self.unattributed += other.unattributed
        self.keys.absorb(other.keys)
        if other.first:
            self._begin(other.first)

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON values."""
        return {
            "count": self.count,
            "unattributed": self.unattributed,
            "keys": self.keys.to_json(),
            "first": list(self.first) if self.first else None,
            "series": sorted(self.series.items()),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ReasonTally":
        """Read what `to_json` wrote."""
        tally = cls()
        tally.count = data["count"]
        tally.unattributed = data["unattributed"]
        tally.keys = HotKeys.from_json(data["keys"])
        tally.first = First(*data["first"]) if data["first"] else None
        tally.series = dict(data["series"])
        return tally

    def _begin(self, first: First) -> None:
        self.first = first if self.first is None else min(self.first, first)
