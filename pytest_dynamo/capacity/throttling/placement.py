"""Where items lie: partitions as ranges of positions, of which each request finds its own.

A position is the place of the partition key in the hash space, from 0 up to but not including 1, and
within one item collection the sort key. Ranges are split and never merged.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.Partitions.html
"""

from bisect import bisect_left, bisect_right
from collections import deque
from typing import Any, TypeAlias

from pytest_dynamo.capacity.throttling.bucket import Bucket

Edge: TypeAlias = tuple[float, Any]
"""Where a partition begins: a place in the hash space, and a sort key or None for the beginning of it."""

Sample: TypeAlias = tuple[float, Any, float]
"""A request to a partition: place in the hash space, sort key, and the share of the limit it asked for."""


class Partition:
    """One partition: what it has served, and what is known of where its load falls.

    `hot_minutes` counts those in a row. `samples` are kept while it is warm. `split_at` is when a split
    that was begun is done, `looked_at_again` when one that was refused may be begun.
    """

    __slots__ = (
        "first",
        "hot_minutes",
        "item_bytes",
        "looked_at_again",
        "read",
        "samples",
        "split_at",
        "until_sample",
        "write",
    )

    def __init__(self, first: Edge, read: Bucket, write: Bucket) -> None:
        self.first = first
        self.read = read
        self.write = write
        self.item_bytes = 0.0
        self.hot_minutes = 0
        self.samples: deque[Sample] | None = None
        self.until_sample = 1
        self.split_at: float | None = None
        self.looked_at_again = float("-inf")

    def child(self, first: Edge) -> "Partition":
        """A partition for the part from an edge on; what has been taken of this one is taken of it."""
        child = Partition(first, _copy(self.read), _copy(self.write))
        child.looked_at_again = self.looked_at_again
        return child


class Placement:
    """The partitions of one table or index, in the order of their positions."""

    __slots__ = ("_collections", "_places", "partitions")

    def __init__(self, partitions: list[Partition]) -> None:
        self.partitions = partitions
        self._places: list[float] = []
        # Of each item collection that is cut: the sort keys where, and one partition more.
        self._collections: dict[float, tuple[list[Any], list[Partition]]] = {}
        self._note()

    def locate(self, place: float, sort_key: object) -> Partition:
        """The partition of a position."""
        if place in self._collections:
            sort_keys, partitions = self._collections[place]
            return partitions[bisect_right(sort_keys, sort_key)]
        return self.partitions[bisect_right(self._places, place) - 1]

    def bounds(self, partition: Partition) -> tuple[Edge, Edge]:
        """Where a partition begins, and where the next one does."""
        number = self._number(partition)
        following = self.partitions[number + 1 : number + 2]
        return partition.first, following[0].first if following else (1.0, None)

    def widths(self) -> list[float]:
        """The part of the hash space that each partition has."""
        ends = [*self._places[1:], 1.0]
        return [end - place for place, end in zip(self._places, ends, strict=True)]

    def cut(self, partition: Partition, edge: Edge) -> Partition:
        """Cut a partition at an edge inside it; the part from there on is a new one."""
        child = partition.child(edge)
        self.partitions.insert(self._number(partition) + 1, child)
        self._note()
        return child

    def _number(self, partition: Partition) -> int:
        """Which of the partitions it is; several begin at one place where a collection is cut."""
        return self.partitions.index(partition, bisect_left(self._places, partition.first[0]))

    def _note(self) -> None:
        """Work out anew what `locate` goes by; cuts are rare, and a mended table is easily wrong."""
        self._places = [partition.first[0] for partition in self.partitions]
        self._collections = {}
        for number, partition in enumerate(self.partitions):
            place, sort_key = partition.first
            if sort_key is not None:
                beginning = self.partitions[number - 1]
                sort_keys, parts = self._collections.setdefault(place, ([], [beginning]))
                sort_keys.append(sort_key)
                parts.append(partition)


def _copy(bucket: Bucket) -> Bucket:
    copy = Bucket(bucket.units_per_second, bucket.burst_seconds)
    copy.taken_until = bucket.taken_until
    return copy
