"""The figures of tables, indexes and keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from pytest_dynamo.capacity.partitions import (
    PARTITION_READ_UNITS,
    PARTITION_WRITE_UNITS,
    usable_share,
)
from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.growth import NEW_ON_DEMAND_PARTITIONS
from pytest_dynamo.design.values import Design
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.run_values import (
    DirectionFigures,
    HottestPartition,
    KeyFigures,
    TableFigures,
)
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.timeline import Series

_KEYS_SHOWN = 20
_DIRECTIONS: tuple[Direction, Direction] = ("read", "write")

PARTITION_UNITS: Mapping[Direction, float] = {
    "read": PARTITION_READ_UNITS,
    "write": PARTITION_WRITE_UNITS,
}
"""What one partition of DynamoDB serves, in units a second."""


def never() -> None:
    """No pause at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """The bins of a whole run, from the first number to the last."""

    width_seconds: int
    first: int
    last: int

    @property
    def numbers(self) -> range:
        """The numbers of all bins, in order."""
        return range(self.first, self.last + 1)

    def rates(self, series: Series) -> tuple[float, ...]:
        """Units a second, for each bin."""
        return tuple(series.get(number, 0.0) / self.width_seconds for number in self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Over which bins and which window figures are taken.

    The window begins at `from_time`, in seconds since the epoch, and is `seconds` long. `pause` is
    called between parts of the work.
    """

    bins: Bins
    from_time: float
    seconds: float
    pause: Callable[[], None] = never

    def rates(self, series: Series) -> tuple[float, ...]:
        """Units a second, for each bin."""
        self.pause()
        return self.bins.rates(series)


def table_figures(
    tally: Tally, design: Design, scope: Scope, partition_units: Mapping[Direction, float]
) -> Iterator[TableFigures]:
    """A row for each table and global index, of the design first and then whatever else was called.

    `partition_units` are what one partition serves, in units a second.
    """
    for resource in _resources(tally, design):
        count = tally.partitions.get(resource, NEW_ON_DEMAND_PARTITIONS)
        read, write = (
            _direction(
                tally.flows.get((resource, direction)) or Flow(count),
                scope,
                partition_units[direction],
                declared_limit(design, resource, direction),
            )
            for direction in _DIRECTIONS
        )
        table, index = resource
        yield TableFigures(table=table, index=index, read=read, write=write)


def key_figures(tally: Tally, design: Design) -> Iterator[KeyFigures]:
    """The hottest partition-key values of each table and global index, reads before writes."""
    for resource in _resources(tally, design):
        for direction in _DIRECTIONS:
            flow = tally.flows.get((resource, direction))
            for key, units in flow.keys.hottest(_KEYS_SHOWN) if flow else ():
                yield KeyFigures(
                    table=resource[0],
                    index=resource[1],
                    direction=direction,
                    key=key,
                    units=units,
                    share=units / flow.units if flow and flow.units else 0.0,
                    error_units=flow.keys.error_units if flow else 0.0,
                )


def _resources(tally: Tally, design: Design) -> list[Resource]:
    declared: list[Resource] = [
        (table.name, index)
        for table in design.tables.values()
        for index in (None, *(index.name for index in table.global_indexes))
    ]
    called = {resource for resource, _ in tally.flows} - set(declared)
    return [*declared, *sorted(called, key=lambda resource: (resource[0], resource[1] or ""))]


def _direction(
    flow: Flow, scope: Scope, partition_limit: float, limit: float | None
) -> DirectionFigures:
    loads = flow.partition_units
    hottest = max(range(len(loads)), key=loads.__getitem__)
    has_loads = loads[hottest] > 0 and scope.seconds > 0
    units_per_second = loads[hottest] / scope.seconds if has_loads else 0.0
    series = scope.bins.rates(flow.series)
    return DirectionFigures(
        units=flow.units,
        peak_units_per_second=_peak(series, scope),
        series=series,
        limit_units_per_second=limit,
        partition_limit_units_per_second=float(partition_limit),
        partitions=flow.partitions,
        slices=len(flow.heat),
        heat=tuple(scope.rates(heat) for heat in flow.heat),
        usable_share=usable_share(loads) if has_loads else None,
        hottest_partition=HottestPartition(
            number=hottest + 1,
            units_per_second=units_per_second,
            share_of_limit=units_per_second / partition_limit,
        )
        if has_loads
        else None,
        unattributed_units=flow.unattributed_units,
    )


def _peak(series: tuple[float, ...], scope: Scope) -> float:
    """The highest bin that lies in the window as a whole; of a window without one, the last bin."""
    if not scope.seconds:
        return 0.0
    first_whole = ceil(scope.from_time / scope.bins.width_seconds) - scope.bins.first
    return max(series[min(first_whole, len(series) - 1) :])


def declared_limit(design: Design, resource: Resource, direction: Direction) -> float | None:
    """Provisioned capacity or maximum on-demand throughput, where the design declares one."""
    name, index = resource
    table = design.tables.get(name)
    if table is None or (index is not None and index not in table.indexes):
        return None
    owner = table.indexes[index] if index else table
    if table.billing_mode == "PROVISIONED":
        provisioned = owner.provisioned or table.provisioned
        if provisioned is None:
            return None
        units = (provisioned.read_capacity_units, provisioned.write_capacity_units)
        return float(units[direction == "write"])
    if owner.max_throughput is None:
        return None
    most = owner.max_throughput
    declared = (most.read_units_per_second, most.write_units_per_second)[direction == "write"]
    return None if declared is None else float(declared)
