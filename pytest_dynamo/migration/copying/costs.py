"""What reads of a table, and writes of tables and indexes, come to together: units, time, price."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pytest_dynamo.capacity.units import READ_BLOCK_BYTES, READ_FACTORS
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.population_demand.storage import OVERHEAD_BYTES
from pytest_dynamo.forecast.prices import GIGABYTE, Prices
from pytest_dynamo.migration.copying.contents import Contents, Held
from pytest_dynamo.migration.copying.rates import Pace, pace_of, rate_of, read_pace_of

_HOUR_SECONDS = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What is written to a table, its local indexes included, or to a global index of it."""

    table: Table
    index: Index | None = None
    held: tuple[Held, ...]
    is_new: bool = True

    @property
    def units(self) -> float:
        """The write units in all."""
        return sum(one.entries * one.write_units for one in self.held)

    @property
    def pace(self) -> Pace:
        """How long these writes take by themselves."""
        rate = rate_of(self.table, self.index, is_new=self.is_new)
        return pace_of(self.units, self._hottest_units(), rate)

    def price(self, prices: Prices) -> float:
        """The price of the units; of provisioned capacity, that of the time it is taken up."""
        provisioned = (self.index or self.table).provisioned
        if self.table.billing_mode == "PROVISIONED" and provisioned:
            hours = self.pace.seconds / _HOUR_SECONDS
            hour = prices.hour("write", self.table.table_class)
            return hours * provisioned.write_capacity_units * hour
        return self.units * prices.on_demand("write", self.table.table_class)

    def storage_price(self, prices: Prices) -> float:
        """What the entries take in storage, for a month."""
        stored = sum(one.entries * (one.entry_bytes + OVERHEAD_BYTES) for one in self.held)
        return stored / GIGABYTE * prices.storage(self.table.table_class)

    def _hottest_units(self) -> float:
        """The units of the commonest partition key; entities whose keys are alike have one in common."""
        by_key: dict[str, float] = {}
        for one in self.held:
            units = one.hottest_entries * one.write_units
            by_key[one.partition_key] = by_key.get(one.partition_key, 0.0) + units
        return max(by_key.values(), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """An eventually consistent Scan of a whole table: its bytes together, in blocks of 4 KB.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    """

    contents: Contents
    table: Table

    @property
    def items(self) -> float:
        """How many items are read."""
        return self.contents.items(self.table)

    @property
    def units(self) -> float:
        """The read units in all."""
        size = sum(one.entries * one.entry_bytes for one in self.contents.in_table(self.table))
        return math.ceil(size / READ_BLOCK_BYTES) * READ_FACTORS["eventual"]

    def price(self, prices: Prices) -> float:
        """The price of the units; of provisioned capacity, that of the hours of so many units."""
        if self.table.billing_mode == "PROVISIONED":
            return self.units / _HOUR_SECONDS * prices.hour("read", self.table.table_class)
        return self.units * prices.on_demand("read", self.table.table_class)


def overall_pace(scan: Scan, writes: Sequence[Write]) -> Pace:
    """How long all of it takes side by side: as long as the slowest part, at the rate of all writes together."""
    paces = [_named_pace(one, writes[0].table) for one in writes]
    slowest = max((*paces, read_pace_of(scan.units, scan.table)), key=lambda one: one.seconds)
    units = write_units(writes)
    if not slowest.seconds:
        return slowest
    return Pace(
        seconds=slowest.seconds,
        units_per_second=units / slowest.seconds,
        limit=slowest.limit,
    )


def write_units(writes: Iterable[Write]) -> float:
    """The units of all of these writes."""
    return sum(one.units for one in writes)


def _named_pace(write: Write, first: Table) -> Pace:
    """The pace, and which index or other table its limit is of."""
    pace = write.pace
    name = f"index {write.index.name}" if write.index else ""
    if write.table.name != first.name:
        name = f"{name} of table {write.table.name}" if name else f"table {write.table.name}"
    limit = f"{name}: {pace.limit}" if name else pace.limit
    return Pace(seconds=pace.seconds, units_per_second=pace.units_per_second, limit=limit)
