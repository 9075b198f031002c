"""How much is read of a live table at most, and what that costs."""

import math
from dataclasses import dataclass

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.forecast.values import TableClass

SAMPLE_ITEMS = 1_000
SAMPLE_BYTES = 5_000_000
READ_UNITS_PER_SECOND = 50.0

# Parts of the key space that are read in turn, so that not all items come from the first partition:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.ParallelScan
SEGMENTS = 8
LARGEST_PAGE = 50
# A page of a Scan ends at 1 MB; an eventually consistent read takes half a unit for each 4 KB begun:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.CapacityUnits
PAGE_BYTES = 1_048_576
UNIT_BYTES = 8_192
_LARGEST_ITEM_BYTES = 409_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where sampling of a table ends, whichever comes first, and how fast it goes."""

    sample_items: int = SAMPLE_ITEMS
    sample_bytes: int = SAMPLE_BYTES
    read_units_per_second: float = READ_UNITS_PER_SECOND

    def __post_init__(self) -> None:
        if self.sample_items < 0 or self.sample_bytes < 0 or not self.read_units_per_second > 0:
            message = (
                f"cannot sample {self.sample_items} items within {self.sample_bytes} bytes at"
                f" {self.read_units_per_second:g} read units a second.\n"
                "To fix this: 0 or more items and bytes, and a rate above 0"
            )
            raise DynamoError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """Read units, what they cost on demand, and how long they take."""

    read_units: float
    dollars: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"at most {self.read_units:,.0f} read units, ${self.dollars:.6f} on demand, within"
            f" {math.ceil(self.seconds):,} s"
        )


def most_consumed(
    limits: Limits, prices: Prices | None = None, table_class: TableClass = "STANDARD"
) -> Consumption:
    """The most that sampling one table may consume, whatever is in it; throttled requests consume nothing."""
    if not limits.sample_items:
        return Consumption(read_units=0, dollars=0, seconds=0)
    size = min(limits.sample_bytes + PAGE_BYTES, limits.sample_items * _LARGEST_ITEM_BYTES)
    # Each page rounds up; at worst each has one item.
    units = math.ceil(size / UNIT_BYTES) + 0.5 * (limits.sample_items + SEGMENTS)
    price = (prices or Prices()).on_demand("read", table_class)
    return Consumption(
        read_units=units, dollars=units * price, seconds=units / limits.read_units_per_second
    )


def page_items(limits: Limits, mean_bytes: float) -> int:
    """How many items a page takes: no more than a second's read units, and its share of a segment."""
    wanted = limits.read_units_per_second * UNIT_BYTES / max(1.0, mean_bytes)
    share = math.ceil(limits.sample_items / SEGMENTS)
    return max(1, min(LARGEST_PAGE, share, int(wanted)))
