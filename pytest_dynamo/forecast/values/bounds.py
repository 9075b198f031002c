"""What stops a load, today and ever, and what it buys to spread a key over several."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_dynamo.capacity.resources import Direction

Scope: TypeAlias = Literal["key", "partition", "resource"]
Remedy: TypeAlias = Literal["shards", "copies"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionRange:
    """A partition: the how manieth of how many, from 1, and its part of the hash space."""

    number: int
    of: int
    first: float
    last: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What stops the load from growing, at so many requests a second of all patterns together.

    `scope` says whether it is one key, which no split helps, one of today's partitions, or the table
    or index as a whole. `key` is the key that most goes to there, empty if it is not known by name,
    and `key_share` its share of all units of the table or index in that direction.
    """

    requests_per_second: float
    table: str
    index: str | None
    direction: Direction
    reason: str
    scope: Scope
    limit_units_per_second: float
    partition: PartitionRange | None = None
    key: str = ""
    key_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstThrottle:
    """The first request that is throttled: when, by DynamoDB's reason, where, and why in words."""

    at_seconds: float
    reason: str
    table: str
    index: str | None
    direction: Direction
    partition: PartitionRange | None
    key: str
    key_share: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HottestPartition:
    """The hottest of today's partitions at the peak, and the key that most goes to in it.

    `throttled_by_chance` is the share of its requests that is throttled although on average there is
    room for them, because requests do not come evenly.
    """

    partition: PartitionRange
    units_per_second: float
    share_of_limit: float
    key: str
    key_share: float
    throttled_by_chance: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardingGain:
    """What it buys to spread the requests for each key over so many keys.

    `ceiling` is for all keys, `hottest_only` for the hottest key alone. `partitions_reached` is on how
    many of today's partitions the shards of one key lie, on average. `read_units_per_second` and
    `write_units_per_second` are what the table or index then consumes at the peak.
    """

    shards: int
    ceiling: float
    bound: Bound
    hottest_only: float
    partitions_reached: float
    read_units_per_second: float
    write_units_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShards:
    """How many shards one key takes so that none is over its share of a partition at the peak."""

    key: str
    shards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharding:
    """What it buys to spread the key that limits the design over several.

    A key that is written too often becomes `shards`, of which a Query reads each; one that is read
    too often becomes `copies`, of which each write writes each. `keys` lists those that need it at
    the peak, the hottest first, and `keys_in_need` counts them.
    """

    table: str
    index: str | None
    direction: Direction
    remedy: Remedy
    key: str
    gains: tuple[ShardingGain, ...]
    keys_in_need: int
    keys: tuple[KeyShards, ...]
