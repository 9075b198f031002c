"""The throughput of one table or global index as time goes by: its limit as a whole, and its partitions.

Times are seconds from any beginning; they never go back. What has to happen in between (a minute that
is over, a split that is done, capacity that has been scaled) is made up for with the next request.
"""

from collections import deque
from dataclasses import dataclass
from itertools import cycle

from pytest_dynamo.capacity.resources import Direction, to_resource
from pytest_dynamo.capacity.throttling.auto_scaling import Scaling
from pytest_dynamo.capacity.throttling.bucket import Bucket
from pytest_dynamo.capacity.throttling.growth import first_partitions, partitions_needed, peak_need
from pytest_dynamo.capacity.throttling.limits import (
    Limit,
    auto_scaling_of,
    limit_of,
    partition_units,
)
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.partitioning import MINUTE_SECONDS, Partitioning, Split
from pytest_dynamo.capacity.throttling.placement import Partition, Placement
from pytest_dynamo.capacity.throttling.reasons import LimitKind, Refusal
from pytest_dynamo.design.values import Index, Table

_DIRECTIONS: tuple[Direction, Direction] = ("read", "write")

# Gaps between the samples of a partition, in tenths of their mean: even gaps would miss keys that come
# round in the same rhythm.
_GAPS = (9, 13, 7, 11, 6, 14, 10, 8, 12, 10)


@dataclass(slots=True, kw_only=True)
class Throttled:
    """How often one limit refused requests, and the first time it did."""

    first: Refusal
    first_at_seconds: float
    count: int = 0


class Throughput:
    """The throughput of one table, or of one of its global indexes.

    `limits` are the buckets of the whole, by direction. `next_change` is when `advance` has to be
    called next. `throttled` is what has been refused, by direction and kind of limit.
    """

    __slots__ = (
        "_declared",
        "_gaps",
        "_minute_ends",
        "_parameters",
        "_partitioning",
        "_peaks",
        "_previous_peak",
        "_queue_seconds",
        "_scalings",
        "_table",
        "limits",
        "next_change",
        "placement",
        "resource",
        "throttled",
    )

    def __init__(
        self, table: Table, index: Index | None, parameters: Parameters, now: float
    ) -> None:
        self.resource = to_resource(table, index)
        self._parameters = parameters
        # How far each direction may run ahead of its limit: an index lags behind the writes of its table.
        lag_seconds = parameters.index_queue_seconds if index else 0.0
        self._queue_seconds: dict[Direction, float] = {"read": 0.0, "write": lag_seconds}
        self._partitioning = Partitioning(
            self.resource,
            first_partitions(table, index, parameters),
            parameters,
            queue_seconds=lag_seconds,
            whole_collections=bool(table.local_indexes) and index is None,
        )
        self.placement: Placement = self._partitioning.placement
        self.limits: dict[Direction, Bucket] = {}
        self._declared: dict[Direction, Limit] = {}
        self._scalings: dict[Direction, Scaling] = {}
        self._settle(table, index)
        for direction, limit in self._declared.items():
            queue_seconds = self._queue_seconds[direction]
            bucket = Bucket(limit.units_per_second, limit.burst_seconds + queue_seconds)
            bucket.leave(limit.initial_seconds + queue_seconds, now)
            self.limits[direction] = bucket
        self._previous_peak = (parameters.first_peak_read_units, parameters.first_peak_write_units)
        self._peaks: deque[tuple[float, float, float]] = deque()
        self._minute_ends = self.next_change = (now // MINUTE_SECONDS + 1) * MINUTE_SECONDS
        self._gaps = cycle(max(1, parameters.sampled_one_in * gap // 10) for gap in _GAPS)
        self.throttled: dict[tuple[Direction, LimitKind], Throttled] = {}

    @property
    def splits(self) -> list[Split]:
        """The splits there have been."""
        return self._partitioning.splits

    def fill(self) -> None:
        """Fill all buckets, as after a long time without requests."""
        for bucket in self.limits.values():
            bucket.taken_until = float("-inf")
        for partition in self._partitioning:
            partition.read.taken_until = partition.write.taken_until = float("-inf")

    def redefine(self, table: Table, index: Index | None, now: float) -> None:
        """Take changed settings: limits change at once, partitions become more where that needs them.

        A limit of which nothing new is declared stays as it is, as auto scaling may have changed it.
        """
        self.advance(now)
        was_provisioned = self._table.billing_mode == "PROVISIONED"
        if was_provisioned and table.billing_mode == "PAY_PER_REQUEST":
            # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-switching-capacity-modes.html
            reads, writes = (self.limits[each].units_per_second for each in _DIRECTIONS)
            peak = self._previous_peak
            self._previous_peak = max(peak[0], reads / 2), max(peak[1], writes / 2)
        if table.billing_mode == "PROVISIONED":
            self._peaks.clear()
        before = self._declared
        self._settle(table, index)
        for direction, limit in self._declared.items():
            if limit != before[direction]:
                burst_seconds = limit.burst_seconds + self._queue_seconds[direction]
                bucket = self.limits[direction]
                bucket.change(limit.units_per_second, burst_seconds, now)
                if limit.kind != before[direction].kind:  # nothing is saved up of another kind
                    bucket.leave(limit.initial_seconds + self._queue_seconds[direction], now)
        self._partitioning.grow(partitions_needed(table, index, self._parameters), now)

    def sample_gap(self) -> int:
        """After how many more requests to a warm partition one is remembered."""
        return next(self._gaps)

    def refusal(self, direction: Direction, partition: Partition | None, now: float) -> Refusal:
        """Note that a partition, or the limit of the whole, refuses a request."""
        kind: LimitKind = (
            "KeyRangeThroughputExceeded" if partition else self._declared[direction].kind
        )
        first, last = 0.0, 1.0
        if partition is not None:
            (first, _), (last, _) = self.placement.bounds(partition)
        refusal = Refusal(
            resource=self.resource, direction=direction, kind=kind, first=first, last=last
        )
        noted = self.throttled.setdefault(
            (direction, kind), Throttled(first=refusal, first_at_seconds=now)
        )
        noted.count += 1
        return refusal

    def advance(self, now: float) -> None:
        """Make up for everything that has happened up to now."""
        while self.next_change <= now:
            at = self.next_change
            for direction, scaling in self._scalings.items():
                units_per_second = scaling.arrived(at)
                if units_per_second is not None:
                    self._scale(direction, units_per_second, at)
            self._partitioning.end_splits(at)
            if at >= self._minute_ends:
                self._end_minute(at)
                if self._is_quiet:  # and stays so, however many minutes go by
                    self._minute_ends = now // MINUTE_SECONDS * MINUTE_SECONDS
                self._minute_ends += MINUTE_SECONDS
            scalings = (each.due[0] for each in self._scalings.values() if each.due is not None)
            self.next_change = min(self._minute_ends, self._partitioning.next_split, *scalings)

    @property
    def _is_quiet(self) -> bool:
        """Whether nothing happens for as long as there are no requests."""
        return (
            not self._peaks
            and self._partitioning.is_quiet
            and all(
                scaling.is_settled(self.limits[direction].units_per_second)
                for direction, scaling in self._scalings.items()
            )
        )

    def _end_minute(self, at: float) -> None:
        self._partitioning.end_minute(at)
        reads, writes = (self.limits[each].minute_units / MINUTE_SECONDS for each in _DIRECTIONS)
        for direction, scaling in self._scalings.items():
            units = reads if direction == "read" else writes
            scaling.minute(at, units, self.limits[direction].units_per_second)
        for bucket in self.limits.values():
            bucket.minute_units = 0.0
        if self._table.billing_mode == "PAY_PER_REQUEST":
            # One huge request can owe for long; a peak is no more than the table is allowed.
            most_reads, most_writes = (self.limits[each].units_per_second for each in _DIRECTIONS)
            self._note_peak(at, min(reads, most_reads), min(writes, most_writes))

    def _note_peak(self, at: float, reads: float, writes: float) -> None:
        """Remember a minute above the previous peak; once it is old enough it is the previous peak."""
        if reads > self._previous_peak[0] or writes > self._previous_peak[1]:
            self._peaks.append((at, reads, writes))
        while self._peaks and self._peaks[0][0] <= at - self._parameters.peak_age_seconds:
            _, old_reads, old_writes = self._peaks.popleft()
            peak = self._previous_peak
            self._previous_peak = max(peak[0], old_reads), max(peak[1], old_writes)
            self._partitioning.grow(peak_need(*self._previous_peak, self._parameters), at)

    def _scale(self, direction: Direction, units_per_second: float, at: float) -> None:
        bucket = self.limits[direction]
        bucket.change(units_per_second, bucket.burst_seconds, at)
        needed = sum(
            self.limits[each].units_per_second / partition_units(each, self._parameters)
            for each in _DIRECTIONS
        )
        self._partitioning.grow(needed, at)

    def _settle(self, table: Table, index: Index | None) -> None:
        """Take what the settings say beside numbers of units."""
        self._table = table
        self._partitioning.whole_collections = bool(table.local_indexes) and index is None
        before, scalings = self._declared, self._scalings
        self._declared, self._scalings = {}, {}
        for direction in _DIRECTIONS:
            limit = limit_of(table, index, direction, self._parameters)
            self._declared[direction] = limit
            policy, known = auto_scaling_of(table, index, direction), scalings.get(direction)
            if known is not None and known.policy == policy and limit == before[direction]:
                self._scalings[direction] = known
            elif policy is not None:
                self._scalings[direction] = Scaling(policy, self._parameters)
