"""Whether a request is admitted: by the table, each index it writes, and the partition of each.

A request that any of them refuses consumes nothing anywhere; all that refuse it are its reasons.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing.html
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.capacity.throttling.bucket import Bucket
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.reasons import Refusal
from pytest_dynamo.capacity.throttling.throughput import Throughput
from pytest_dynamo.design.values import Table


class Touch(NamedTuple):
    """What a request takes of one table or index, at one position in it.

    `units` are what it consumes, `partition_units` what of it counts for the partition. A named tuple,
    because several are made for every request.
    """

    throughput: Throughput
    place: float
    sort_key: Any
    units: float
    partition_units: float


class TableThroughput:
    """The throughput of a table and its global indexes.

    With `full` its buckets begin full, as after a long time without requests; a new table's do not.
    """

    def __init__(
        self, table: Table, parameters: Parameters, *, now: float = 0.0, full: bool = False
    ) -> None:
        self._parameters = parameters
        self._full = full
        self.of: dict[str | None, Throughput] = {}
        self.redefine(table, now)

    def redefine(self, table: Table, now: float) -> None:
        """Take changed settings, indexes that are new, and leave out those that are gone."""
        parts = {index.name if index else None: index for index in (None, *table.global_indexes)}
        self.of = {name: throughput for name, throughput in self.of.items() if name in parts}
        for name, index in parts.items():
            if name in self.of:
                self.of[name].advance(now)
                self.of[name].redefine(table, index, now)
            else:
                self.of[name] = Throughput(table, index, self._parameters, now)
                if self._full:
                    self.of[name].fill()


def admit(touches: Sequence[Touch], direction: Direction, now: float) -> tuple[Refusal, ...]:
    """Admit a request and charge it, or say which limits refuse it; nothing is charged then."""
    takings: list[_Taking] = []
    refusals = _looked_at(touches, direction, now, takings)
    if not refusals:
        for bucket, units in takings:
            bucket.take(units, now)
    return refusals


def refused(touches: Sequence[Touch], direction: Direction, now: float) -> tuple[Refusal, ...]:
    """The limits that refuse a request: of each table or index its own, then the partition's."""
    return _looked_at(touches, direction, now, [])


def charge(touches: Sequence[Touch], direction: Direction, now: float) -> None:
    """Charge a request, whether or not there is room for it."""
    for throughput, place, sort_key, units, partition_units in touches:
        partition = throughput.placement.locate(place, sort_key)
        bucket = partition.write if direction == "write" else partition.read
        throughput.limits[direction].take(units, now)
        bucket.take(partition_units, now)


_Taking: TypeAlias = tuple[Bucket, float]


def _looked_at(
    touches: Sequence[Touch], direction: Direction, now: float, takings: list[_Taking]
) -> tuple[Refusal, ...]:
    """The refusals of a request; `takings` gets what it would take, and of which buckets.

    Every request of a load test comes through here, so what `Bucket.is_open` says is said again in place.
    """
    refusals: list[Refusal] | None = None
    for throughput, place, sort_key, units, partition_units in touches:
        if now >= throughput.next_change:
            throughput.advance(now)
        partition = throughput.placement.locate(place, sort_key)
        bucket = partition.write if direction == "write" else partition.read
        if partition.samples is not None:
            partition.until_sample -= 1
            if partition.until_sample <= 0:
                load = partition_units / bucket.units_per_second
                partition.samples.append((place, sort_key, load))
                partition.until_sample = throughput.sample_gap()
        limit = throughput.limits[direction]
        takings += ((limit, units), (bucket, partition_units))
        is_over = limit.taken_until >= now + limit.burst_seconds
        is_hot = bucket.taken_until >= now + bucket.burst_seconds
        if is_over or is_hot:
            refusals = refusals or []
            if is_over:
                refusals.append(throughput.refusal(direction, None, now))
            if is_hot:
                refusals.append(throughput.refusal(direction, partition, now))
    return tuple(dict.fromkeys(refusals)) if refusals else ()
