"""What is asked of tables and indexes under a load, and what becomes of it."""

from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.design.values import LoadShape
from pytest_dynamo.forecast.values.bounds import HottestPartition


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastLoad:
    """The load that was forecast; `mean_requests_per_second` is over the whole duration."""

    peak: float
    shape: LoadShape
    duration_seconds: float
    declared_requests_per_second: float
    peak_requests_per_second: float
    mean_requests_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmForecast:
    """What one request of a pattern consumes of one table or index; local indexes are in their table.

    `relative_error` is the standard error of the units, as a part of them. `is_estimated` says that
    the keys that are asked for could not be worked out, and are as requests showed them that were drawn.
    """

    table: str
    index: str | None
    direction: Direction
    units: float
    units_per_second: float
    relative_error: float = 0.0
    is_estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternForecast:
    """An access pattern at the peak of the load; `throttled_share` is over the whole duration."""

    name: str
    requests_per_second: float
    throttled_share: float
    arms: tuple[ArmForecast, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionForecast:
    """The reads or the writes of a table or index.

    `peak_units_per_second` is what is asked for at the peak; `offered_units` and `consumed_units` are
    sums over the whole duration. `limit_units_per_second` is the limit of the table or index as a
    whole at the start, met as `limit_reason`. `usable_share` is the mean load of today's partitions
    over that of the hottest. `saved_up_seconds` is how long capacity that was saved up lasts at the
    peak, and `largest_step_units_per_second` the step that auto scaling follows without throttling.
    The lists have one number a minute, in units a second.
    """

    peak_units_per_second: float
    offered_units: float
    consumed_units: float
    limit_units_per_second: float
    limit_reason: str
    usable_share: float
    hottest_partition: HottestPartition | None
    saved_up_seconds: float | None
    largest_step_units_per_second: float | None
    offered_by_minute: tuple[float, ...]
    consumed_by_minute: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceForecast:
    """A table, or one of its global indexes.

    `partitions_by_minute` counts the partitions at the end of each minute; `hottest_by_minute` is the
    highest share of its limit that any of them served. `splits_for_heat` and the others count what
    made them more.
    """

    table: str
    index: str | None
    partitions: int
    partitions_by_minute: tuple[int, ...]
    hottest_by_minute: tuple[float, ...]
    splits_for_heat: int
    splits_for_growth: int
    splits_for_size: int
    read: DirectionForecast
    write: DirectionForecast

    @property
    def partitions_at_end(self) -> int:
        """How many partitions there are in the end; none is ever merged."""
        return self.partitions_by_minute[-1] if self.partitions_by_minute else self.partitions


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageForecast:
    """The bytes of the items of a table or the entries of an index, and how they grow.

    Growth is at the mean load, below 0 where they shrink. `splits_for_size_after_days` is when, at that rate, more partitions
    are needed to hold them than there are at the start; None is never.
    """

    table: str
    index: str | None
    bytes_at_start: float
    growth_bytes_per_day: float
    splits_for_size_after_days: float | None
