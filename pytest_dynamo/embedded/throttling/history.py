"""What has come of the load so far: partitions, splits, and what throttled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.partitioning import Split
from pytest_dynamo.capacity.throttling.reasons import LimitKind, Refusal
from pytest_dynamo.capacity.throttling.throughput import Throughput
from pytest_dynamo.embedded.throttling.admission import Admission


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionRange:
    """A partition: the part of the hash space from `first` up to `last`.

    `is_inside_collection` says that an item collection is cut at its beginning or at its end.
    """

    first: float
    last: float
    is_inside_collection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottledLimit:
    """A limit that refused requests: the first one it refused, when that was, and how many they are."""

    first: Refusal
    first_at_seconds: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottlingHistory:
    """What the model has done since it was switched on; times are seconds of the model from then on.

    `partitions` are those there are now. `throttled` tells of each limit that refused anything. Of a table that
    has been deleted nothing is left.
    """

    elapsed_seconds: float = 0.0
    partitions: Mapping[Resource, tuple[PartitionRange, ...]] = field(default_factory=dict)
    splits: tuple[Split, ...] = ()
    throttled: Mapping[tuple[Resource, Direction, LimitKind], ThrottledLimit] = field(
        default_factory=dict
    )


def history(admissions: Iterable[Admission], now: float) -> ThrottlingHistory:
    """What has come of the load on these tables up to now."""
    throughputs = [each for one in admissions for each in one.throughput.of.values()]
    for throughput in throughputs:
        throughput.advance(now)
    splits = [split for throughput in throughputs for split in throughput.splits]
    return ThrottlingHistory(
        elapsed_seconds=now,
        partitions={throughput.resource: _ranges(throughput) for throughput in throughputs},
        splits=tuple(sorted(splits, key=lambda split: split.at_seconds)),
        throttled={
            (throughput.resource, direction, kind): ThrottledLimit(
                first=limit.first, first_at_seconds=limit.first_at_seconds, count=limit.count
            )
            for throughput in throughputs
            for (direction, kind), limit in throughput.throttled.items()
        },
    )


def _ranges(throughput: Throughput) -> tuple[PartitionRange, ...]:
    placement = throughput.placement
    ranges = []
    for partition in placement.partitions:
        (first, first_key), (last, last_key) = placement.bounds(partition)
        inside = first_key is not None or last_key is not None
        ranges.append(PartitionRange(first=first, last=last, is_inside_collection=inside))
    return tuple(ranges)
