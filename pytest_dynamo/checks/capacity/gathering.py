"""From a design to the evidence for its rules: its demand, worked out once, and what limits it."""

from collections.abc import Mapping
from datetime import datetime

from pytest_dynamo.capacity.throttling.limits import partition_units, table_quota
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.checks.capacity.evidence import Evidence, Pressure
from pytest_dynamo.design.values import DECLARED, Design
from pytest_dynamo.forecast.demand import Demand, KeyLaw, number_at
from pytest_dynamo.forecast.forecasting import forecast_prepared
from pytest_dynamo.forecast.limits import Today, ceilings, holds_until, indivisible, today_of
from pytest_dynamo.forecast.loads import (
    Load,
    hottest_key,
    partition_loads,
    requests_per_second,
)
from pytest_dynamo.forecast.preparing import Prepared, Progress, prepare
from pytest_dynamo.forecast.sharding import HEADROOM, shards_for
from pytest_dynamo.forecast.values import Bound
from pytest_dynamo.population.people import Population

_ROUNDING = 1e-9


def gather(
    design: Design,
    *,
    now: datetime,
    seed: int = 0,
    parameters: Parameters | None = None,
    scale: float = 1.0,
    on_progress: Progress | None = None,
) -> Evidence:
    """The evidence for a design that has access patterns.

    `seed` and `scale` are those of the population, `now` the moment at which it is made.

    Raises:
        DynamoError: None of them is served.
    """
    prepared = prepare(
        design,
        now=now,
        seed=seed,
        parameters=parameters,
        scale=scale,
        on_progress=on_progress,
    )
    return gather_prepared(prepared, Population(design, seed=seed, now=now, scale=scale))


def gather_prepared(prepared: Prepared, population: Population) -> Evidence:
    """The evidence for a design whose demand is worked out; the population is the one that was for."""
    return Evidence(
        design=prepared.design,
        population=population,
        forecast=forecast_prepared(
            prepared,
            peak=DECLARED.peak,
            duration_seconds=DECLARED.duration_seconds,
            shape=DECLARED.shape,
        ),
        pressures=pressures_of(prepared.demand, prepared.parameters),
        under_workload=forecast_prepared(prepared) if prepared.design.workload else None,
    )


def pressures_of(demand: Demand, parameters: Parameters) -> tuple[Pressure, ...]:
    """What is asked of each table and index at the declared rates, and what limits it."""
    total = requests_per_second(demand)
    return tuple(
        _pressure(demand, today, total, parameters) for today in today_of(demand, parameters)
    )


def _pressure(demand: Demand, today: Today, total: float, parameters: Parameters) -> Pressure:
    bounds = {bound.scope: bound for bound in ceilings([today], [today.load], total, parameters)}
    hot_key = bounds.get("key")
    return Pressure(
        table=today.table,
        index=today.index,
        direction=today.load.direction,
        units_per_second=today.load.units_per_second,
        limit=bounds["resource"],
        today=holds_until([today], total, parameters),
        hot_key=hot_key,
        hot_key_units=_by_pattern(demand, today.load, hot_key) if hot_key else {},
        hot_key_shards=_shards(hot_key, total) if hot_key else 1,
        warm_units_per_second=_warm(today, parameters),
    )


def _shards(bound: Bound, total: float) -> int:
    """Over how many keys to spread the hottest, as the forecast says it."""
    limit = bound.limit_units_per_second
    return shards_for(limit * total / bound.requests_per_second, HEADROOM * limit)


def _by_pattern(demand: Demand, load: Load, bound: Bound) -> Mapping[str, float]:
    """The units a second that each pattern asks of the hottest key, the most first."""
    key = hottest_key(indivisible(load)) if bound.key else None
    units: dict[str, float] = {}
    for stream in demand.streams:
        for arm in stream.arms:
            if (arm.resource, arm.direction) != (load.resource, load.direction):
                continue
            share = _share(arm.law, key.position if key else None)
            taken = stream.requests_per_second * arm.partition_units * share
            if taken:
                units[stream.pattern] = units.get(stream.pattern, 0.0) + taken
    return dict(sorted(units.items(), key=lambda each: -each[1]))


def _share(law: KeyLaw, position: float | None) -> float:
    """What a law gives the key at a position; without one, to one of those that are not known."""
    if law.is_divisible:
        return 0.0
    if position is None:
        return law.tail_share / law.tail_keys if law.tail_keys else 0.0
    at = number_at(law.positions, position)
    return 0.0 if at is None else float(law.shares[at])


def _warm(today: Today, parameters: Parameters) -> float | None:
    """The least warm throughput, within the quota, whose partitions hold the declared rates."""
    direction = today.load.direction
    limit = partition_units(direction, parameters)
    quota = table_quota(direction, parameters)
    for count in range(today.partitions, int(quota / limit) + 1):
        if float(partition_loads(today.load, count).max()) <= limit * (1 + _ROUNDING):
            return count * limit
    return None
