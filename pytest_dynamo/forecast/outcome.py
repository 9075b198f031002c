"""What a forecast says of tables, indexes and access patterns, from a simulated run and the limits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource, to_resource
from pytest_dynamo.capacity.throttling.limits import (
    Limit,
    auto_scaling_of,
    limit_of,
    partition_units,
)
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.reasons import throttling_reason
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.bursts import Saved, largest_step, step_lasts
from pytest_dynamo.forecast.demand import Demand, Stream
from pytest_dynamo.forecast.fluid.arrival_noise import refused_by_chance
from pytest_dynamo.forecast.fluid.values import Flow, FluidRun
from pytest_dynamo.forecast.limits import Today, hottest_partition, partitions_today
from pytest_dynamo.forecast.values import (
    ArmForecast,
    DirectionForecast,
    HottestPartition,
    PatternForecast,
    ResourceForecast,
)

ArmName: TypeAlias = tuple[str, Resource, Direction]
"""An arm by its access pattern, its table or index, and its direction."""

_MINUTE = 60


def resources_of(
    demand: Demand,
    todays: Sequence[Today],
    run: FluidRun,
    parameters: Parameters,
    *,
    peak: float,
) -> tuple[ResourceForecast, ...]:
    """Every table of the demand and every global index, in the order of the design."""
    by_flow = {(today.load.resource, today.load.direction): today for today in todays}
    return tuple(
        _resource(demand, table, index, by_flow, run, parameters, peak=peak)
        for table in demand.tables.values()
        for index in (None, *table.global_indexes)
    )


def patterns_of(
    demand: Demand,
    run: FluidRun,
    *,
    peak: float,
    estimated: Collection[ArmName],
    relative_errors: Mapping[ArmName, float],
) -> tuple[PatternForecast, ...]:
    """Every access pattern of the demand."""

    def arms(stream: Stream) -> tuple[ArmForecast, ...]:
        return tuple(
            ArmForecast(
                table=table,
                index=index,
                direction=direction,
                units=units,
                units_per_second=units * stream.requests_per_second * peak,
                relative_error=relative_errors.get(
                    (stream.pattern, (table, index), direction), 0.0
                ),
                is_estimated=(stream.pattern, (table, index), direction) in estimated,
            )
            for ((table, index), direction), units in units_of(stream).items()
        )

    return tuple(
        PatternForecast(
            name=stream.pattern,
            requests_per_second=stream.requests_per_second * peak,
            throttled_share=_throttled(offered, accepted),
            arms=arms(stream),
        )
        for stream, offered, accepted in zip(
            demand.streams, run.offered_requests, run.accepted, strict=True
        )
    )


def units_of(stream: Stream) -> dict[tuple[Resource, Direction], float]:
    """What one request takes, added up where it goes to one table or index by several laws."""
    units: dict[tuple[Resource, Direction], float] = {}
    for arm in stream.arms:
        key = arm.resource, arm.direction
        units[key] = units.get(key, 0.0) + arm.units
    return units


def _throttled(offered: NDArray[np.float64], accepted: NDArray[np.float64]) -> float:
    total = float(offered.sum())
    return max(0.0, 1 - float(offered @ accepted) / total) if total else 0.0


def _resource(
    demand: Demand,
    table: Table,
    index: Index | None,
    todays: Mapping[tuple[Resource, Direction], Today],
    run: FluidRun,
    parameters: Parameters,
    *,
    peak: float,
) -> ResourceForecast:
    resource = to_resource(table, index)
    placed = run.placed[resource]
    causes = [split.cause for split in run.splits if split.resource == resource]

    def direction(which: Direction) -> DirectionForecast:
        flow, today = run.flows[resource, which], todays.get((resource, which))
        return _direction(table, index, flow, today, parameters, peak=peak)

    return ResourceForecast(
        table=table.name,
        index=resource[1],
        partitions=partitions_today(demand, table, index, parameters),
        partitions_by_minute=tuple(placed.partitions.tolist()),
        hottest_by_minute=tuple(placed.hottest.tolist()),
        splits_for_heat=causes.count("heat"),
        splits_for_growth=causes.count("growth"),
        splits_for_size=causes.count("size"),
        read=direction("read"),
        write=direction("write"),
    )


def _direction(
    table: Table,
    index: Index | None,
    flow: Flow,
    today: Today | None,
    parameters: Parameters,
    *,
    peak: float,
) -> DirectionForecast:
    units = today.load.units_per_second * peak if today else 0.0
    hottest = hottest_partition(today, parameters) if today else None
    limit = limit_of(table, index, flow.direction, parameters)
    return DirectionForecast(
        peak_units_per_second=units,
        offered_units=float(flow.offered.sum()),
        consumed_units=float(flow.consumed.sum()),
        limit_units_per_second=limit.units_per_second,
        limit_reason=throttling_reason(flow.resource, flow.direction, limit.kind),
        usable_share=today.usable_share if today else 1.0,
        hottest_partition=_at_peak(hottest, today, parameters, peak) if today and hottest else None,
        saved_up_seconds=_saved_up(limit, units),
        largest_step_units_per_second=_step(table, index, flow.direction, limit, parameters),
        offered_by_minute=_by_minute(flow.offered),
        consumed_by_minute=_by_minute(flow.consumed),
    )


def _at_peak(
    hottest: HottestPartition, today: Today, parameters: Parameters, peak: float
) -> HottestPartition:
    """The hottest partition at a multiple of the load."""
    limit = partition_units(today.load.direction, parameters)
    return replace(
        hottest,
        units_per_second=hottest.units_per_second * peak,
        share_of_limit=hottest.share_of_limit * peak,
        throttled_by_chance=refused_by_chance(
            hottest.share_of_limit * peak,
            units_per_second=limit,
            burst_units=limit * parameters.partition_burst_seconds,
            request_units=today.load.request_units,
        ),
    )


def _saved_up(limit: Limit, units_per_second: float) -> float | None:
    """How long what was saved up lasts at the peak; None if the limit is not exceeded."""
    if units_per_second <= limit.units_per_second:
        return None
    return step_lasts(_full(limit), units_per_second)


def _step(
    table: Table,
    index: Index | None,
    direction: Direction,
    limit: Limit,
    parameters: Parameters,
) -> float | None:
    """The step that auto scaling follows in time; None without auto scaling.

    The new capacity is there some time after the last of the minutes that raise the alarm, and is at
    most what the policy allows.
    """
    policy = auto_scaling_of(table, index, direction)
    if policy is None:
        return None
    delay = parameters.auto_scaling_out_minutes * _MINUTE + parameters.auto_scaling_seconds
    return min(largest_step(_full(limit), delay), float(policy.maximum))


def _full(limit: Limit) -> Saved:
    rate = limit.units_per_second
    return Saved(units_per_second=rate, units=rate * limit.burst_seconds)


def _by_minute(by_second: NDArray[np.float64]) -> tuple[float, ...]:
    starts = np.arange(0, len(by_second), _MINUTE)
    counts = np.diff(starts, append=len(by_second))
    means = np.add.reduceat(by_second, starts) / counts
    return tuple(means.tolist())
