"""At what load a design meets its first limit, and the load it can never pass.

Both are in requests a second of all patterns together, at the proportions of the declared rates.
`holds_until` is for the partitions and limits a new table has today. The ceiling supposes any number
of partitions: what is left are single keys whose items cannot be told apart by a split, and the
limits of whole tables and indexes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.partitions import usable_share as evenness
from pytest_dynamo.capacity.resources import Resource, to_resource
from pytest_dynamo.capacity.throttling.growth import first_partitions, halvings
from pytest_dynamo.capacity.throttling.limits import auto_scaling_of, limit_of, partition_units
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.reasons import throttling_reason
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.loads import (
    HotKey,
    Load,
    Part,
    hottest_key,
    hottest_unknown,
    loads_of,
    partition_loads,
)
from pytest_dynamo.forecast.values import Bound, HottestPartition, PartitionRange


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Today:
    """A load on the partitions that a new table or index has: the units a second of each of them."""

    load: Load
    table: Table
    index: Index | None
    by_partition: NDArray[np.float64]

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return len(self.by_partition)

    @property
    def hottest_units(self) -> float:
        """The units a second of the hottest partition."""
        return float(self.by_partition.max())

    @property
    def usable_share(self) -> float:
        """The mean load of the partitions over that of the hottest: what can be used of them all."""
        return evenness(self.by_partition.tolist())


def today_of(demand: Demand, parameters: Parameters) -> tuple[Today, ...]:
    """The loads of all tables and indexes on today's partitions, at the declared rates.

    Raises:
        DynamoError: Nothing is asked for.
    """
    loads = loads_of(demand)
    if not loads:
        message = (
            "nothing is asked of any table, so there is no load to forecast.\n"
            "To fix this: give the design access patterns with rates above 0"
        )
        raise DynamoError(message)
    found = []
    for load in loads:
        table, index = owner_of(demand, load.resource)
        by_partition = partition_loads(load, partitions_today(demand, table, index, parameters))
        found.append(Today(load=load, table=table, index=index, by_partition=by_partition))
    return tuple(found)


def holds_until(todays: Sequence[Today], total: float, parameters: Parameters) -> Bound:
    """The load that today's partitions and limits serve, of `total` requests a second as declared."""
    bounds = [_resource_bound(today, today.load, total, parameters) for today in todays]
    for today in todays:
        hottest = hottest_partition(today, parameters)
        if hottest:
            bounds.append(_partition_bound(today, hottest, total, parameters))
    return lowest(bounds)


def ceiling(todays: Sequence[Today], total: float, parameters: Parameters) -> Bound:
    """The load the design can never pass, and what stops it."""
    return lowest(ceilings(todays, [each.load for each in todays], total, parameters))


def ceilings(
    todays: Sequence[Today], loads: Sequence[Load], total: float, parameters: Parameters
) -> list[Bound]:
    """Everything that no number of partitions helps, with `loads` in the place of today's."""
    bounds: list[Bound] = []
    for today, load in zip(todays, loads, strict=True):
        bounds.append(_resource_bound(today, load, total, parameters, at_most=True))
        key = _key_bound(load, total, parameters)
        if key:
            bounds.append(key)
    return bounds


def lowest(bounds: Iterable[Bound]) -> Bound:
    """The bound that is met first; of equals the first, which is that of the table as a whole."""
    return min(bounds, key=lambda bound: bound.requests_per_second)


def indivisible(load: Load) -> tuple[Part, ...]:
    """The parts of a load whose keys have items that no split can tell apart."""
    return tuple(part for part in load.parts if not part.law.is_divisible)


def usable_capacity(todays: Sequence[Today], parameters: Parameters) -> float:
    """The usable share where the first partition is full: of what the partitions there hold together."""
    fullest = max(
        todays,
        key=lambda today: today.hottest_units / partition_units(today.load.direction, parameters),
    )
    return fullest.usable_share


def hottest_partition(today: Today, parameters: Parameters) -> HottestPartition | None:
    """The hottest of today's partitions; None if no partition is asked for anything."""
    at, units = int(today.by_partition.argmax()), today.hottest_units
    if not units:
        return None
    partitions = today.partitions
    key = hottest_key(today.load.parts, at / partitions, (at + 1) / partitions)
    return HottestPartition(
        partition=PartitionRange(
            number=at + 1, of=partitions, first=at / partitions, last=(at + 1) / partitions
        ),
        units_per_second=units,
        share_of_limit=units / partition_units(today.load.direction, parameters),
        key=key.label if key else "",
        key_share=_share(key, today.load),
    )


def partitions_today(
    demand: Demand, table: Table, index: Index | None, parameters: Parameters
) -> int:
    """How many partitions a table or index has at the start: for its settings, and for its bytes."""
    first = first_partitions(table, index, parameters)
    held = demand.item_bytes.get(to_resource(table, index), 0.0)
    (doublings,) = halvings([1 / first], held / parameters.partition_bytes)
    return first << doublings


def owner_of(demand: Demand, resource: Resource) -> tuple[Table, Index | None]:
    """The table of a resource, and its index if it is one."""
    name, index = resource
    table = demand.tables[name]
    return table, None if index is None else table.indexes[index]


def _key_bound(load: Load, total: float, parameters: Parameters) -> Bound | None:
    """The bound of the hottest key among those whose items no split can part."""
    whole = indivisible(load)
    key = hottest_key(whole)
    unknown = hottest_unknown(whole)
    if key is None or unknown > key.units_per_second:
        key = HotKey(position=0.0, label="", units_per_second=unknown)
    if not key.units_per_second:
        return None
    limit = partition_units(load.direction, parameters)
    return Bound(
        requests_per_second=total * limit / key.units_per_second,
        table=load.resource[0],
        index=load.resource[1],
        direction=load.direction,
        reason=throttling_reason(load.resource, load.direction, "KeyRangeThroughputExceeded"),
        scope="key",
        limit_units_per_second=limit,
        key=key.label,
        key_share=_share(key, load),
    )


def _partition_bound(
    today: Today, hottest: HottestPartition, total: float, parameters: Parameters
) -> Bound:
    """The bound of the hottest of today's partitions."""
    load, limit = today.load, partition_units(today.load.direction, parameters)
    return Bound(
        requests_per_second=total * limit / hottest.units_per_second,
        table=load.resource[0],
        index=load.resource[1],
        direction=load.direction,
        reason=throttling_reason(load.resource, load.direction, "KeyRangeThroughputExceeded"),
        scope="partition",
        limit_units_per_second=limit,
        partition=hottest.partition,
        key=hottest.key,
        key_share=hottest.key_share,
    )


def _resource_bound(
    today: Today, load: Load, total: float, parameters: Parameters, *, at_most: bool = False
) -> Bound:
    """The bound of the table or index as a whole; `at_most` is with auto scaling at its maximum."""
    limit = limit_of(today.table, today.index, load.direction, parameters)
    units = limit.units_per_second
    scaling = auto_scaling_of(today.table, today.index, load.direction)
    if at_most and scaling:
        units = max(units, float(scaling.maximum))
    return Bound(
        requests_per_second=total * units / load.units_per_second,
        table=load.resource[0],
        index=load.resource[1],
        direction=load.direction,
        reason=throttling_reason(load.resource, load.direction, limit.kind),
        scope="resource",
        limit_units_per_second=units,
    )


def _share(key: HotKey | None, load: Load) -> float:
    total = load.partition_units_per_second
    return key.units_per_second / total if key and total else 0.0
