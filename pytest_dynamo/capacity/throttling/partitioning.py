"""How the partitions of one table or index become more: for heat, for growth, and for size.

Partitions are split and never merged. The time a split takes is drawn from a generator of its own, so
that a run repeats itself whatever else happens in it.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.capacity.throttling.bucket import Bucket
from pytest_dynamo.capacity.throttling.growth import halvings
from pytest_dynamo.capacity.throttling.heat import split_edge
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.placement import Edge, Partition, Placement

MINUTE_SECONDS = 60.0
SplitCause: TypeAlias = Literal["heat", "growth", "size"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A partition became two at a place of the hash space, or inside the item collection there."""

    at_seconds: float
    resource: Resource
    cause: SplitCause
    place: float
    inside_collection: bool


class Partitioning:
    """The partitions of one table or index, and the splits there have been.

    `queue_seconds` is by how much an index may lag behind the writes of its table. While
    `whole_collections` no item collection is cut, as none is where a local index is.
    """

    __slots__ = (
        "_begun",
        "_parameters",
        "_queue_seconds",
        "_resource",
        "placement",
        "splits",
        "whole_collections",
    )

    def __init__(
        self,
        resource: Resource,
        count: int,
        parameters: Parameters,
        *,
        queue_seconds: float,
        whole_collections: bool,
    ) -> None:
        self._resource = resource
        self._parameters = parameters
        self._queue_seconds = queue_seconds
        self._begun = 0
        self.whole_collections = whole_collections
        self.placement = Placement([self._partition(number / count) for number in range(count)])
        self.splits: list[Split] = []

    def __iter__(self) -> Iterator[Partition]:
        return iter(self.placement.partitions)

    @property
    def next_split(self) -> float:
        """When the next of the splits that were begun is done; infinite without any."""
        times = (each.split_at for each in self if each.split_at is not None)
        return min(times, default=float("inf"))

    @property
    def is_quiet(self) -> bool:
        """Whether no partition is warm, nor was in the last minute."""
        return not any(
            each.samples is not None or each.read.minute_units or each.write.minute_units
            for each in self
        )

    def end_splits(self, at: float) -> None:
        """End the splits that are done by now: cut, or leave alone where no cut would help."""
        due = [each for each in self if each.split_at is not None and each.split_at <= at]
        for partition in due:
            partition.split_at = None
            partition.hot_minutes = 0
            edge = split_edge(
                tuple(partition.samples or ()),
                least_relief=self._parameters.least_relief,
                between_collections=self.whole_collections,
            )
            if edge is None:
                partition.looked_at_again = at + self._parameters.refused_split_seconds
            else:
                self._cut(partition, edge, at, "heat")

    def end_minute(self, at: float) -> None:
        """Look at the last minute of each partition, and begin to split those that have long been hot."""
        for partition in list(self):
            self._note_heat(partition)
            is_free = partition.split_at is None and at >= partition.looked_at_again
            if is_free and partition.hot_minutes >= self._parameters.heat_minutes:
                partition.split_at = at + split_seconds(
                    self._resource, self._begun, self._parameters
                )
                self._begun += 1
            self._halve_bytes(partition, at)

    def grow(self, need: float, at: float) -> None:
        """Halve partitions until none has more than one partition's even share of `need`."""
        placement = self.placement
        counts = halvings(placement.widths(), need)
        for partition, times in zip(list(self), counts, strict=True):
            (first, _), (last, _) = placement.bounds(partition)
            parts = 2**times
            for part in range(parts - 1, 0, -1):
                self._cut(partition, (first + (last - first) * part / parts, None), at, "growth")

    def _note_heat(self, partition: Partition) -> None:
        parameters = self._parameters
        used = max(
            bucket.minute_units / MINUTE_SECONDS / bucket.units_per_second
            for bucket in (partition.read, partition.write)
        )
        partition.read.minute_units = partition.write.minute_units = 0.0
        is_hot = used >= parameters.heat_threshold
        partition.hot_minutes = partition.hot_minutes + 1 if is_hot else 0
        if used >= parameters.heat_threshold / 2:
            if partition.samples is None:
                partition.samples = deque(maxlen=parameters.samples)
        elif partition.split_at is None:
            partition.samples = None

    def _halve_bytes(self, partition: Partition, at: float) -> None:
        """Halve a partition until no part is full; its bytes are taken to lie evenly over its hash space."""
        parts = [partition]
        while parts:
            part = parts.pop()
            if part.item_bytes < self._parameters.partition_bytes:
                continue
            (first, _), (last, _) = self.placement.bounds(part)
            middle = (first + last) / 2
            if first < middle < last:
                parts += (part, self._cut(part, (middle, None), at, "size"))

    def _cut(self, partition: Partition, edge: Edge, at: float, cause: SplitCause) -> Partition:
        share = _share_beyond(edge, *self.placement.bounds(partition))
        child = self.placement.cut(partition, edge)
        child.item_bytes = partition.item_bytes * share
        partition.item_bytes -= child.item_bytes
        # A split for heat halves the load; any other, the hash space.
        _divide_minute(partition, child, 0.5 if cause == "heat" else share)
        if partition.samples is not None:
            samples, most = partition.samples, self._parameters.samples
            partition.samples, child.samples = deque(maxlen=most), deque(maxlen=most)
            for sample in samples:
                is_beyond = self.placement.locate(sample[0], sample[1]) is child
                (child if is_beyond else partition).samples.append(sample)  # type: ignore[union-attr]
        self.splits.append(
            Split(
                at_seconds=at,
                resource=self._resource,
                cause=cause,
                place=edge[0],
                inside_collection=edge[1] is not None,
            )
        )
        return child

    def _partition(self, place: float) -> Partition:
        parameters = self._parameters
        burst_seconds = parameters.partition_burst_seconds
        read = Bucket(parameters.partition_read_units, burst_seconds)
        write = Bucket(parameters.partition_write_units, burst_seconds + self._queue_seconds)
        return Partition((place, None), read, write)


def split_seconds(resource: Resource, begun: int, parameters: Parameters) -> float:
    """How long a split takes of a table or index, of which so many were begun before."""
    table, index = resource
    seed = f"{parameters.seed}/{table}/{index or ''}/{begun}"
    return Random(seed).uniform(parameters.split_least_seconds, parameters.split_most_seconds)


def _divide_minute(partition: Partition, child: Partition, share: float) -> None:
    """Give a new partition its share of what the minute has consumed up to now."""
    for own, taken in ((partition.read, child.read), (partition.write, child.write)):
        taken.minute_units = own.minute_units * share
        own.minute_units -= taken.minute_units


def _share_beyond(edge: Edge, first: Edge, last: Edge) -> float:
    """The part of a partition's bytes beyond an edge, as far as the hash space tells."""
    width = last[0] - first[0]
    return (last[0] - edge[0]) / width if edge[1] is None and width > 0 else 0.5
