"""What it buys to spread the requests for a key over several keys, and what it takes.

A key that is written too often gets a suffix, `DAY#2026-11-23#7`: each write goes to one of the
shards, and a Query has to read them all. One that is read too often is kept in several copies: each
read goes to one of them, and each write to all.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil, nextafter

from pytest_dynamo.capacity.throttling.limits import partition_units
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.demand import Arm, Demand, Stream, number_at
from pytest_dynamo.forecast.limits import Today, ceilings, indivisible, lowest
from pytest_dynamo.forecast.loads import (
    HotKey,
    Load,
    Part,
    Taking,
    as_declared,
    hottest_key,
    keys_above,
    loads_of,
    requests_per_second,
)
from pytest_dynamo.forecast.values import Bound, KeyShards, Sharding, ShardingGain

COUNTS = (2, 4, 10)
HEADROOM = 0.8
"""The share of a partition's limit that a shard is to take at most, in advice on how many to have."""

_MOST_KEYS = 10


def sharding_of(
    demand: Demand,
    todays: Sequence[Today],
    bound: Bound,
    parameters: Parameters,
    *,
    peak: float,
    queries: Mapping[str, bool],
) -> Sharding | None:
    """What sharding buys where a key is the ceiling; None where it is not, or is not known.

    `queries` names the patterns that read the items of a key, and so have to read each of its shards;
    it says whether they have a limit, which is then one for each shard.
    """
    if bound.scope != "key":
        return None
    today = next(
        each
        for each in todays
        if (each.load.resource, each.load.direction)
        == ((bound.table, bound.index), bound.direction)
    )
    key = hottest_key(indivisible(today.load))
    if key is None or not bound.key:
        return None
    gains = tuple(
        _gain(demand, todays, today, key, parameters, shards=shards, peak=peak, queries=queries)
        for shards in COUNTS
    )
    limit = HEADROOM * partition_units(bound.direction, parameters) / peak
    in_need, hottest = keys_above(indivisible(today.load), limit, most=_MOST_KEYS)
    return Sharding(
        table=bound.table,
        index=bound.index,
        direction=bound.direction,
        remedy="shards" if bound.direction == "write" else "copies",
        key=bound.key,
        gains=gains,
        keys_in_need=in_need,
        keys=tuple(
            KeyShards(key=each.label, shards=shards_for(each.units_per_second, limit))
            for each in hottest
        ),
    )


def shards_for(units_per_second: float, limit_units_per_second: float) -> int:
    """How many keys it takes to spread so many units over, so that none is over the limit.

    >>> shards_for(50_000 * 0.069480, 1_000), shards_for(50_000 * 0.069480, 0.8 * 1_000)
    (4, 5)
    """
    return max(1, ceil(round(units_per_second / limit_units_per_second, 9)))


def hottest_only(hottest: float, second: float, shards: int) -> float:
    """How many times more load fits if the hottest key alone is spread, and then the second limits.

    >>> hottest_only(0.069480, 0.034740, 10)
    2.0
    """
    return hottest / max(hottest / shards, second)


def partitions_reached(partitions: int, shards: int) -> float:
    """On how many of some equal partitions the shards of one key lie, on average.

    >>> round(partitions_reached(4, 10), 4)
    3.7747
    """
    return partitions * (1 - (1 - 1 / partitions) ** shards)


def fan_out_blocks(blocks: float, shards: int) -> int:
    """The 4 KB blocks that are read if what took so many is spread over shards, each read on its own.

    >>> fan_out_blocks(20, 4), fan_out_blocks(1, 4)
    (20, 4)
    """
    return shards * max(1, ceil(round(blocks / shards, 9)))


def _gain(
    demand: Demand,
    todays: Sequence[Today],
    today: Today,
    key: HotKey,
    parameters: Parameters,
    *,
    shards: int,
    peak: float,
    queries: Mapping[str, bool],
) -> ShardingGain:
    total = requests_per_second(demand)
    loads = loads_of(demand, _sharded(today.load, key, shards, queries))
    bound = lowest(ceilings(todays, loads, total, parameters))
    return ShardingGain(
        shards=shards,
        ceiling=bound.requests_per_second,
        bound=bound,
        hottest_only=_hottest_only(todays, today, key, total, parameters, shards=shards),
        partitions_reached=partitions_reached(today.partitions, shards),
        read_units_per_second=peak * _units(loads, today.load, "read"),
        write_units_per_second=peak * _units(loads, today.load, "write"),
    )


def _hottest_only(
    todays: Sequence[Today],
    today: Today,
    key: HotKey,
    total: float,
    parameters: Parameters,
    *,
    shards: int,
) -> float:
    """The ceiling if the hottest key alone is spread."""
    bounds = ceilings(todays, [each.load for each in todays], total, parameters)
    load, parts = today.load, indivisible(today.load)
    own = (*load.resource, load.direction, "key")
    others = [b for b in bounds if (b.table, b.index, b.direction, b.scope) != own]
    around = (
        hottest_key(parts, 0.0, key.position),
        hottest_key(parts, nextafter(key.position, 1.0), 1.0),
    )
    second = max((each.units_per_second for each in around if each), default=0.0)
    more = hottest_only(key.units_per_second, second, shards)
    alone = partition_units(load.direction, parameters) / key.units_per_second * more
    return min([alone * total, *(b.requests_per_second for b in others)])


def _sharded(load: Load, key: HotKey, shards: int, queries: Mapping[str, bool]) -> Taking:
    """What arms ask for once the keys that are chosen as `key` is are spread."""

    def taking(stream: Stream, arm: Arm) -> Part:
        part = as_declared(stream, arm)
        if arm.resource != load.resource or number_at(arm.law.positions, key.position) is None:
            return part
        factor = 1.0
        if load.direction == "write" and arm.direction == "read" and stream.pattern in queries:
            # A block is half a unit where any node may answer, which partitions count for less.
            block = 1.0 if arm.partition_units == arm.units else 0.5
            blocks = arm.units / block
            is_limited = queries[stream.pattern]
            factor = shards if is_limited else fan_out_blocks(blocks, shards) / blocks
        elif load.direction == "read" and arm.direction == "write":
            factor = float(shards)
        return replace(part, units_per_second=part.units_per_second * factor, shards=float(shards))

    return taking


def _units(loads: Sequence[Load], like: Load, direction: str) -> float:
    """What the table or index of a load consumes in one direction."""
    return sum(
        load.units_per_second
        for load in loads
        if load.resource == like.resource and load.direction == direction
    )
