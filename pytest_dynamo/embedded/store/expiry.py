"""When the items of a table expire by their time to live.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
"""

from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush

from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.wire_types import WireItem

OLDEST_SECONDS = 5 * 365 * 24 * 3600
"""What expired longer ago than five years when it was written is left alone: it is taken for a mistake."""

# An item that is written again and again with a later time leaves its earlier ones in the heap.
_MOST_STALE = 1_000


class Expiry:
    """The times at which items expire, in seconds since the epoch; asking what is due costs O(1).

    An item without the attribute, or with one that is no number, never expires. `clock` gives the
    seconds since the epoch.
    """

    def __init__(self, attribute: str, clock: Callable[[], float]) -> None:
        self.attribute = attribute
        self._clock = clock
        self._times: dict[PrimaryKey, float] = {}
        self._heap: list[tuple[float, int, PrimaryKey]] = []
        self._notes = 0

    def __len__(self) -> int:
        """How many items are going to expire."""
        return len(self._times)

    def note(self, key: PrimaryKey, item: WireItem | None) -> None:
        """Note an item that has just been written; None where it has been deleted."""
        time = None if item is None else self._time(item)
        if time is None:
            self._times.pop(key, None)
        elif self._times.get(key) != time:
            self._times[key] = time
            # The count keeps the heap from comparing keys, which may be of several types.
            self._notes += 1
            heappush(self._heap, (time, self._notes, key))
            if len(self._heap) > 2 * len(self._times) + _MOST_STALE:
                self._drop_stale()

    def due(self) -> Iterator[PrimaryKey]:
        """The keys of the items that have expired, the earliest first; each is given once."""
        if not self._heap or self._heap[0][0] >= self._clock():  # as with nearly every request
            return iter(())
        return self._due()

    def _due(self) -> Iterator[PrimaryKey]:
        while self._heap and self._heap[0][0] < self._clock():
            time, _, key = heappop(self._heap)
            if self._times.get(key) == time:
                del self._times[key]
                yield key

    def _time(self, item: WireItem) -> float | None:
        value = item.get(self.attribute)
        if value is None or "N" not in value:
            return None
        time = float(value["N"])
        return time if time >= self._clock() - OLDEST_SECONDS else None

    def _drop_stale(self) -> None:
        self._heap = [entry for entry in self._heap if self._times.get(entry[2]) == entry[0]]
        heapify(self._heap)
