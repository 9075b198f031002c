"""The quick way through admission, for requests that nothing stands in the way of.

What it decides and charges is what `capacity.throttling.admission` would; whatever is out of the ordinary is
left to that. Every request of a load test comes through here, so calls are written out in place.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.capacity.throttling.admission import Touch
from pytest_dynamo.capacity.throttling.bucket import Bucket
from pytest_dynamo.capacity.throttling.throughput import Throughput
from pytest_dynamo.embedded.throttling.places import place_of

_MOST_LOCATED = 1 << 16


class Arm:
    """The reads, or the writes, of a table or of one of its global indexes.

    `located` has the buckets of partition keys that were asked for: of those whose item collection lies in
    one partition that is not warm. It holds, and nothing is to be done, up to the time `until`.
    """

    __slots__ = ("_count", "_cut", "direction", "limit", "located", "throughput", "until")

    def __init__(self, throughput: Throughput, direction: Direction) -> None:
        self.throughput = throughput
        self.direction = direction
        self.limit: Bucket = throughput.limits[direction]
        self.located: dict[Any, Bucket] = {}
        self.until = float("-inf")
        self._count = 0
        self._cut: frozenset[float] = frozenset()

    def refresh(self) -> None:
        """Take note of what has become of the partitions."""
        if self.until == self.throughput.next_change:
            return
        self.until = self.throughput.next_change
        partitions = self.throughput.placement.partitions
        is_warm = any(partition.samples is not None for partition in partitions)
        if is_warm or self._count != len(partitions):
            self.located.clear()
        if self._count != len(partitions):
            self._count = len(partitions)
            edges = (partition.first for partition in partitions)
            self._cut = frozenset(place for place, inside in edges if inside is not None)

    def locate(self, key: Any, sort_key: Any) -> Bucket | None:
        """The bucket of a partition key that is not in `located`; None where it may not be in there."""
        place = place_of(key)
        partition = self.throughput.placement.locate(place, sort_key)
        if place in self._cut or partition.samples is not None:
            return None
        if len(self.located) >= _MOST_LOCATED:
            self.located.clear()
        bucket = partition.write if self.direction == "write" else partition.read
        self.located[key] = bucket
        return bucket


Ask: TypeAlias = tuple[Arm, Any, Any, float, float]
"""What a request takes of a table or index: at a partition key and what follows it, so many units, and so
many for the partition. A plain tuple, because several are made for every request."""


def touch_of(ask: Ask) -> Touch:
    """The same, as the model has it."""
    arm, key, sort_key, units, partition_units = ask
    return Touch(arm.throughput, place_of(key), sort_key, units, partition_units)


def admitted(asks: Sequence[Ask], now: float) -> bool:
    """Admit a request and charge it where nothing else is to be done; otherwise nothing is done at all.

    Something else is to be done where a limit is reached, where a partition is warm, so that its requests
    are remembered, and where a minute has ended or a split is due.
    """
    takings: list[tuple[Bucket, float, Bucket, float]] = []
    for arm, key, sort_key, units, partition_units in asks:
        if now >= arm.until:
            return False
        bucket = arm.located.get(key) or arm.locate(key, sort_key)
        limit = arm.limit
        if (
            bucket is None
            or limit.taken_until >= now + limit.burst_seconds
            or bucket.taken_until >= now + bucket.burst_seconds
        ):
            return False
        takings.append((limit, units, bucket, partition_units))
    for limit, units, bucket, partition_units in takings:
        begin = limit.taken_until
        if begin < now:  # noqa: PLR1730 - half the time of `max`
            begin = now
        limit.taken_until = begin + units / limit.units_per_second
        limit.minute_units += units
        begin = bucket.taken_until
        if begin < now:  # noqa: PLR1730
            begin = now
        bucket.taken_until = begin + partition_units / bucket.units_per_second
        bucket.minute_units += partition_units
    return True
