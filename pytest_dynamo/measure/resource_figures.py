"""The figures of tables and indexes."""

from collections.abc import Iterator, Mapping, Sequence

from pytest_dynamo.capacity.partitions import (
    PARTITION_READ_UNITS,
    PARTITION_WRITE_UNITS,
    usable_share,
)
from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.growth import NEW_ON_DEMAND_PARTITIONS
from pytest_dynamo.design.values import Design
from pytest_dynamo.measure.bins import Scope
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.resource_values import (
    DirectionFigures,
    HottestPartition,
    TableFigures,
)
from pytest_dynamo.measure.tally import Tally

DIRECTIONS: tuple[Direction, Direction] = ("read", "write")

PARTITION_UNITS: Mapping[Direction, float] = {
    "read": PARTITION_READ_UNITS,
    "write": PARTITION_WRITE_UNITS,
}
"""What one partition of DynamoDB serves, in units a second."""


def table_figures(
    tally: Tally, design: Design, scope: Scope, partition_units: Mapping[Direction, float]
) -> Iterator[TableFigures]:
    """A row for each table and global index, of the design first and then whatever else was called.

    `partition_units` are what one partition serves, in units a second.
    """
    for resource in resources_of(tally, design):
        count = tally.partitions.get(resource, NEW_ON_DEMAND_PARTITIONS)
        read, write = (
            _direction(
                tally.flows.get((resource, direction)) or Flow(count),
                scope,
                partition_units[direction],
                declared_limit(design, resource, direction),
            )
            for direction in DIRECTIONS
        )
        table, index = resource
        yield TableFigures(table=table, index=index, read=read, write=write)


def resources_of(tally: Tally, design: Design) -> list[Resource]:
    """The tables and global indexes of a design in its order, then whatever else was called."""
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
    heat = tuple(scope.rates(series) for series in flow.heat)
    series = scope.bins.rates(flow.series)
    peaks = tuple(_peaks(heat, flow.partitions, scope))
    has_loads = any(flow.partition_units) and scope.seconds > 0
    return DirectionFigures(
        units=flow.units,
        peak_units_per_second=scope.peak(series),
        series=series,
        limit_units_per_second=limit,
        partition_limit_units_per_second=float(partition_limit),
        partitions=flow.partitions,
        slices=len(flow.heat),
        heat=heat,
        partition_peaks=peaks if has_loads else (),
        usable_share=usable_share(flow.partition_units) if has_loads else None,
        hottest_partition=_hottest(peaks, partition_limit) if has_loads else None,
        unattributed_units=flow.unattributed_units,
    )


def _peaks(heat: Sequence[Sequence[float]], partitions: int, scope: Scope) -> Iterator[float]:
    """The peak of each partition, which has several slices of the heat map."""
    width = len(heat) // partitions
    for first in range(0, len(heat), width):
        yield scope.peak([sum(rates) for rates in zip(*heat[first : first + width], strict=True)])
        scope.pause()


def _hottest(peaks: Sequence[float], partition_limit: float) -> HottestPartition:
    number = max(range(len(peaks)), key=peaks.__getitem__)
    return HottestPartition(
        number=number + 1,
        units_per_second=peaks[number],
        share_of_limit=peaks[number] / partition_limit,
    )


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
