"""What one table or global index consumed, of reads or of writes, by time and by partition."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.capacity.resources import Resource, to_resource
from pytest_dynamo.capacity.throttling.growth import NEW_ON_DEMAND_PARTITIONS, first_partitions
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Table
from pytest_dynamo.measure.call import Arm
from pytest_dynamo.measure.hot_keys import HotKeys
from pytest_dynamo.measure.key_bins import KeyBins
from pytest_dynamo.measure.prefixes import Prefixes, prefix_of
from pytest_dynamo.measure.timeline import Series, add_to, folded

Partitions: TypeAlias = Mapping[Resource, int]
"""How many partitions each table and global index has."""

_LEAST_SLICES = 16


# Most calls are about keys that were asked for before.
@lru_cache(maxsize=1 << 14)
def _place(key: str) -> tuple[float, str]:
    """Where in the hash space a key lies, and its prefix."""
    return hash_position(key), prefix_of(key)


def partitions_of(
    tables: Iterable[Table], parameters: Parameters | None = None
) -> dict[Resource, int]:
    """The modelled partitions of tables and their global indexes, for a tally of their calls."""
    known = parameters or Parameters()
    return {
        to_resource(table, index): first_partitions(table, index, known)
        for table in tables
        for index in (None, *table.global_indexes)
    }


def resource_of(arm: Arm, partitions: Partitions) -> Resource:
    """Where the units of an arm count: those of a local index count against its table.

    An index that `partitions` does not know is local if its table is known there.
    """
    own, table = (arm.table, arm.index), (arm.table, None)
    return table if own not in partitions and table in partitions else own


def slice_count(partitions: int) -> int:
    """Into how many equal slices of hash space a heat map is cut: P x 2^j, at least 16."""
    slices = partitions
    while slices < _LEAST_SLICES:
        slices *= 2
    return slices


class Flow:
    """Capacity units that flowed in one direction through one resource.

    `series`, `heat` (a series a slice), `key_bins` and the series of `prefixes` are of the whole run.
    `units`, `slice_units`, `keys`, the units of `prefixes` and `unattributed_units` (those whose
    partition key no request told) leave the warm-up out.
    """

    __slots__ = (
        "heat",
        "key_bins",
        "keys",
        "partitions",
        "prefixes",
        "series",
        "slice_units",
        "unattributed_units",
        "units",
    )

    def __init__(self, partitions: int = NEW_ON_DEMAND_PARTITIONS) -> None:
        slices = slice_count(partitions)
        self.partitions = partitions
        self.units = 0.0
        self.unattributed_units = 0.0
        self.series: Series = {}
        self.heat: list[Series] = [{} for _ in range(slices)]
        self.slice_units = [0.0] * slices
        self.keys = HotKeys()
        self.key_bins = KeyBins()
        self.prefixes = Prefixes()

    def add(self, units: float, keys: Sequence[str], number: int, *, in_window: bool) -> None:
        """Count units in a bin, in equal shares for the keys they went to."""
        self.series[number] = self.series.get(number, 0.0) + units
        if in_window:
            self.units += units
            if not keys:
                self.unattributed_units += units
        share = units / (len(keys) or 1)
        for key in keys:
            place, prefix = _place(key)
            position = int(place * len(self.heat))
            heat = self.heat[position]
            heat[number] = heat.get(number, 0.0) + share
            self.prefixes.add(prefix, share, number, in_window=in_window)
            if in_window:
                self.slice_units[position] += share
                self.keys.add(key, share)
            counted = self.key_bins.bins.get(number) or self.key_bins.open(number, self.keys)
            counted.add(key, share)

    @property
    def partition_units(self) -> list[float]:
        """The units of each partition, those of unknown keys left out."""
        width = len(self.slice_units) // self.partitions
        return [
            sum(self.slice_units[number * width : (number + 1) * width])
            for number in range(self.partitions)
        ]

    def fold(self, doublings: int) -> None:
        """Move to bins that are twice as wide, so many times."""
        self.series = folded(self.series, doublings)
        self.heat = [folded(series, doublings) for series in self.heat]
        self.key_bins.fold(doublings, self.keys)
        self.prefixes.fold(doublings)

    def absorb(self, other: "Flow", doublings: int) -> None:
        """Add all that a flow over the same partitions counted, in bins so much narrower."""
        self.units += other.units
        self.unattributed_units += other.unattributed_units
        add_to(self.series, folded(other.series, doublings))
        for ours, theirs in zip(self.heat, other.heat, strict=True):
            add_to(ours, folded(theirs, doublings))
        self.slice_units = [
            one + two for one, two in zip(self.slice_units, other.slice_units, strict=True)
        ]
        self.keys.absorb(other.keys)
        self.key_bins.absorb(other.key_bins, doublings, self.keys)
        self.prefixes.absorb(other.prefixes, doublings)

    def to_json(self) -> dict[str, Any]:
        """The flow as JSON values."""
        return {
            "partitions": self.partitions,
            "units": self.units,
            "unattributed_units": self.unattributed_units,
            "series": sorted(self.series.items()),
            "heat": [sorted(series.items()) for series in self.heat],
            "slice_units": self.slice_units,
            "keys": self.keys.to_json(),
            "key_bins": self.key_bins.to_json(),
            "prefixes": self.prefixes.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Flow":
        """Read what `to_json` wrote."""
        flow = cls(data["partitions"])
        flow.units = data["units"]
        flow.unattributed_units = data["unattributed_units"]
        flow.series = dict(data["series"])
        flow.heat = [dict(series) for series in data["heat"]]
        flow.slice_units = list(data["slice_units"])
        flow.keys = HotKeys.from_json(data["keys"])
        flow.key_bins = KeyBins.from_json(data["key_bins"])
        flow.prefixes = Prefixes.from_json(data["prefixes"])
        return flow
