"""What the calls of one access pattern amounted to."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.histogram import Histogram

MOST_ATTEMPTS = 32
"""A call of more attempts counts with those of so many."""


class PatternTally:
    """Counts, units by table and index, and latencies of one access pattern.

    `latency` is service time: of each call the attempt that decided it. `response` is the time from
    when the call was due to its end, with all attempts and what was waited between them. `attempts`
    counts all tries, and `succeeded_later` the calls that succeeded at an attempt after the first, by its number.

    `served_by` is the operation, table and index of its calls, empty where they have none; of
    several kinds the first in the alphabet.
    """

    __slots__ = (
        "arms",
        "attempts",
        "dropped",
        "failures",
        "items_examined",
        "items_returned",
        "latency",
        "requests",
        "response",
        "served_by",
        "succeeded_later",
        "throttled",
        "throttled_attempts",
        "throttled_items",
        "waited_seconds",
    )

    def __init__(self) -> None:
        self.requests = 0
        self.attempts = 0
        self.throttled_attempts = 0
        self.waited_seconds = 0.0
        self.succeeded_later: dict[int, int] = {}
        self.failures = 0
        self.throttled = 0
        self.throttled_items = 0
        self.dropped = 0
        self.items_examined = 0
        self.items_returned = 0
        self.arms: dict[Resource, tuple[float, float]] = {}
        self.served_by: tuple[str, str, str] | None = None
        self.latency = Histogram()
        self.response = Histogram()

    def add(
        self, call: Call, service_seconds: float, bucket: int, late_seconds: float = 0.0
    ) -> None:
        """Count one call, started so long after it was due, with its service time and the bucket of that."""
        self.requests += 1
        self.attempts += call.attempts
        if call.error is not None:
            self.failures += 1
        elif call.attempts > 1:
            number = min(call.attempts, MOST_ATTEMPTS)
            self.succeeded_later[number] = self.succeeded_later.get(number, 0) + 1
        if call.throttles:
            self.throttled += 1
        self.throttled_items += call.throttled_items
        self.items_examined += call.items_examined
        self.items_returned += call.items_returned
        self.latency.add_to(bucket, service_seconds)
        if late_seconds or call.failed_attempts:
            self.response.add(late_seconds + call.duration_seconds)
            self._try_again(call)
        else:
            self.response.add_to(bucket, service_seconds)
        served_by = (call.operation, call.table or "", call.index or "")
        if served_by != self.served_by:
            self._serve(served_by)
        for arm in call.arms:
            self._consume((arm.table, arm.index), arm.read_units, arm.write_units)

    def absorb(self, other: "PatternTally") -> None:
        """Add all that another tally of the same pattern counted."""
        self.requests += other.requests
        self.attempts += other.attempts
        self.throttled_attempts += other.throttled_attempts
        self.waited_seconds += other.waited_seconds
        for number, count in other.succeeded_later.items():
            self.succeeded_later[number] = self.succeeded_later.get(number, 0) + count
        self.failures += other.failures
        self.throttled += other.throttled
        self.throttled_items += other.throttled_items
        self.dropped += other.dropped
        self.items_examined += other.items_examined
        self.items_returned += other.items_returned
        self.latency.absorb(other.latency)
        self.response.absorb(other.response)
        if other.served_by:
            self._serve(other.served_by)
        for resource, (reads, writes) in other.arms.items():
            self._consume(resource, reads, writes)

    def to_json(self) -> dict[str, Any]:
        """The counts as JSON values."""
        arms = sorted(self.arms.items(), key=lambda arm: (arm[0][0], arm[0][1] or ""))
        return {
            "requests": self.requests,
            "attempts": self.attempts,
            "throttled_attempts": self.throttled_attempts,
            "waited_seconds": self.waited_seconds,
            "succeeded_later": sorted(self.succeeded_later.items()),
            "failures": self.failures,
            "throttled": self.throttled,
            "throttled_items": self.throttled_items,
            "dropped": self.dropped,
            "items_examined": self.items_examined,
            "items_returned": self.items_returned,
            "arms": [[*resource, *units] for resource, units in arms],
            "served_by": self.served_by,
            "latency": self.latency.to_json(),
            "response": self.response.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PatternTally":
        """Read what `to_json` wrote."""
        tally = cls()
        tally.requests = data["requests"]
        tally.attempts = data["attempts"]
        tally.throttled_attempts = data["throttled_attempts"]
        tally.waited_seconds = data["waited_seconds"]
        tally.succeeded_later = dict(data["succeeded_later"])
        tally.failures = data["failures"]
        tally.throttled = data["throttled"]
        tally.throttled_items = data["throttled_items"]
        tally.dropped = data["dropped"]
        tally.items_examined = data["items_examined"]
        tally.items_returned = data["items_returned"]
        tally.arms = {
            (table, index): (reads, writes) for table, index, reads, writes in data["arms"]
        }
        tally.served_by = tuple(data["served_by"]) if data["served_by"] else None
        tally.latency = Histogram.from_json(data["latency"])
        tally.response = Histogram.from_json(data["response"])
        return tally

    def _try_again(self, call: Call) -> None:
        """Count the attempts that failed before the one that decided the call."""
        for attempt in call.failed_attempts:
            self.throttled_attempts += bool(attempt.throttles)
            self.waited_seconds += attempt.waited_seconds

    def _serve(self, served_by: tuple[str, str, str]) -> None:
        self.served_by = min(self.served_by or served_by, served_by)

    def _consume(self, resource: Resource, reads: float, writes: float) -> None:
        known_reads, known_writes = self.arms.get(resource, (0.0, 0.0))
        self.arms[resource] = (known_reads + reads, known_writes + writes)
