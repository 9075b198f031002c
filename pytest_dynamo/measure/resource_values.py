"""What tables, indexes, partitions and keys consumed, as frozen values: members of `run.json`.

docs/reference/run-file.md explains each of them.
"""

from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class HottestPartition:
    """The modelled partition with the highest peak, and that peak; numbers count from 1."""

    number: int
    units_per_second: float
    share_of_limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectionFigures:
    """What a table or global index consumed of reads, or of writes.

    `partition_limit_units_per_second` is what one partition serves; None is DynamoDB's own limit.
    A peak is the highest mean over a minute of the window (`bins.Scope.peak`); `partition_peaks` has that
    of each partition, and is empty where nothing was consumed.
    """

    units: float
    peak_units_per_second: float
    series: tuple[float, ...]
    limit_units_per_second: float | None = None
    partition_limit_units_per_second: float | None = None
    partitions: int
    slices: int
    heat: tuple[tuple[float, ...], ...]
    partition_peaks: tuple[float, ...] = ()
    usable_share: float | None = None
    hottest_partition: HottestPartition | None = None
    unattributed_units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFigures:
    """A table (`index` is None) or a global index; local indexes count within their table."""

    table: str
    index: str | None = None
    read: DirectionFigures
    write: DirectionFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigures:
    """A partition-key value and what it consumed: at least `units`, at most `error_units` more.

    `units_per_second` is its peak: at least the highest mean over a minute. `shards` is over how many keys
    to spread it so that at that peak none takes more than is advised of a partition; 1 is none, 0 not known.

    `series` is in units a second, one number a bin of the whole run; empty where it was not kept, which
    it is for the ten hottest keys. It is exact where no bin has over 32 different keys. Otherwise a bin
    has 0 for a key that then was neither among the 24 hottest of the run nor among the 8 hottest others of
    the bin; and where it has over 256, a number may be too low by 1/128 of what all keys consumed in it.
    """

    table: str
    index: str | None = None
    direction: Direction
    key: str
    units: float
    share: float
    error_units: float
    units_per_second: float = 0.0
    shards: int = 0
    series: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixFigures:
    """All partition keys that begin alike, up to their first `#`, and what they consumed together.

    `prefix` has the `#`. It is empty for keys that have none, together with those of the least prefixes
    where there are more than 24. `series` is in units a second, one number a bin of the whole run.
    """

    table: str
    index: str | None = None
    direction: Direction
    prefix: str
    units: float
    share: float
    series: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkewFigures:
    """How unevenly the load of a table or index lies on its partitions and on its keys.

    `partition_shares` are those of the modelled partitions, the largest first, and `max_over_mean`,
    `gini` and `variation` (standard deviation over mean) are about them. `top_shares` are those of the
    1, 10 and 100 hottest keys, each None where the counting of keys is too coarse to say. `lorenz` are
    points of the Lorenz curve of slices of the hash space: the share of all units in the coldest part,
    at equal steps from 0 to 1.
    """

    table: str
    index: str | None = None
    direction: Direction
    partition_shares: tuple[float, ...]
    max_over_mean: float
    gini: float
    variation: float
    top_shares: tuple[float | None, ...]
    lorenz: tuple[float, ...]
