"""Calls added up, in memory that does not grow with their number.

Tallies of threads and processes are merged by `+`, in any order and grouping. The counts are exact;
capacity units are sums of floating-point numbers; which keys are hottest is exact up to the error
each of them carries (see `hot_keys`).
"""

from collections.abc import Mapping
from math import nextafter
from typing import Any

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.growth import NEW_ON_DEMAND_PARTITIONS
from pytest_dynamo.measure.call import Arm, Call, Throttle
from pytest_dynamo.measure.flow import Flow, Partitions, resource_of
from pytest_dynamo.measure.histogram import Histogram, bucket_of
from pytest_dynamo.measure.pattern_tally import PatternTally
from pytest_dynamo.measure.reason_tally import ReasonTally
from pytest_dynamo.measure.tally_json import fill_from_json, tally_to_json
from pytest_dynamo.measure.timeline import Series, Timeline, add_to, folded


class Tally:
    """What the calls of a run amount to.

    Each attempt of a call that was tried again counts as a request, and as one that failed, at its own
    time; to the window or the warm-up belongs a call as a whole.

    Calls that started before `from_time`, in seconds since the epoch, are the warm-up: they count in
    the series over time, in `throttled_items` and `latency`, and as the first throttle of a reason, and nowhere else. `partitions` gives the modelled partitions of tables and
    global indexes (`flow.partitions_of`); tables that are not in it count as new on-demand ones.
    """

    def __init__(self, *, from_time: float = 0.0, partitions: Partitions | None = None) -> None:
        self.from_time = from_time
        self.partitions = dict(partitions or {})
        self.timeline = Timeline()
        self.requests: Series = {}
        self.failures: Series = {}
        self.throttled: Series = {}
        self.drops: Series = {}
        self.throttled_items = 0
        self.latency = Histogram()
        self.patterns: dict[str, PatternTally] = {}
        self.flows: dict[tuple[Resource, Direction], Flow] = {}
        self._flow_by_arm: dict[tuple[str, str | None, Direction], Flow] = {}
        self.throttles: dict[tuple[str, str, str], int] = {}
        self.reasons: dict[tuple[str, str], ReasonTally] = {}

    def add(self, call: Call, pattern: str | None = None, *, late_seconds: float = 0.0) -> None:
        """Count one call, under its access pattern or, without one, under its operation.

        `late_seconds` is how long after it was due it was started.
        """
        name = pattern or call.pattern or call.operation
        in_window = call.started >= self.from_time
        started = call.started
        if call.failed_attempts:
            started = self._add_failed_attempts(call, name, in_window=in_window)
        number = self._bin_of(started)
        self.requests[number] = self.requests.get(number, 0) + 1
        if call.error is not None:
            self.failures[number] = self.failures.get(number, 0) + 1
        if call.throttles:
            self.throttled[number] = self.throttled.get(number, 0) + 1
        self.throttled_items += call.throttled_items
        for arm in call.arms:
            if arm.read_units:
                flow = self._flow_of(arm, "read")
                flow.add(arm.read_units, arm.partition_keys, number, in_window=in_window)
            if arm.write_units:
                flow = self._flow_of(arm, "write")
                flow.add(arm.write_units, arm.partition_keys, number, in_window=in_window)
        seconds = call.service_seconds if call.failed_attempts else call.duration_seconds
        bucket = bucket_of(seconds)
        self.latency.add_to(bucket, seconds)
        if in_window:
            self._pattern(name).add(call, seconds, bucket, late_seconds)
        if call.throttles:
            self._add_throttles(call.throttles, name, started, number, in_window=in_window)

    def _add_failed_attempts(self, call: Call, name: str, *, in_window: bool) -> float:
        """Count each attempt that was tried again as a request that failed; gives when the last began."""
        started = call.started
        for attempt in call.failed_attempts:
            number = self._bin_of(started)
            self.requests[number] = self.requests.get(number, 0) + 1
            self.failures[number] = self.failures.get(number, 0) + 1
            if attempt.throttles:
                self.throttled[number] = self.throttled.get(number, 0) + 1
                self._add_throttles(attempt.throttles, name, started, number, in_window=in_window)
            started += attempt.duration_seconds + attempt.waited_seconds
        return started

    def _add_throttles(
        self,
        throttles: tuple[Throttle, ...],
        name: str,
        started: float,
        number: int,
        *,
        in_window: bool,
    ) -> None:
        for throttle in throttles:
            reason = self._reason(throttle.reason, throttle.resource)
            reason.add(started, name, throttle.partition_keys, number, in_window=in_window)
            if in_window:
                row = (throttle.reason, throttle.resource, name)
                self.throttles[row] = self.throttles.get(row, 0) + 1

    def drop(self, pattern: str, at: float) -> None:
        """Count a request that was due at a time, in seconds since the epoch, and never made."""
        number = self._bin_of(at)
        self.drops[number] = self.drops.get(number, 0) + 1
        if at >= self.from_time:
            self._pattern(pattern).dropped += 1

    @property
    def dropped(self) -> int:
        """How many requests were due and never made."""
        return int(sum(self.drops.values()))

    def __add__(self, other: "Tally") -> "Tally":
        """Both together, of the later window; neither is changed.

        Raises:
            ValueError: the two were made for different partitions.
        """
        total = Tally(from_time=max(self.from_time, other.from_time), partitions=self.partitions)
        total.absorb(self)
        total.absorb(other)
        return total

    def absorb(self, other: "Tally") -> None:
        """Add all that another one counted; the other is not changed, and nothing of it is shared.

        Raises:
            ValueError: the two were made for different partitions.
        """
        if self.partitions != other.partitions:
            message = "tallies of different designs cannot be merged: their partitions differ"
            raise ValueError(message)
        self.from_time = max(self.from_time, other.from_time)
        self._absorb(other)

    def spread(self, started: float, ended: float) -> "Tally":
        """The same calls in the bins of a whole run: as many seconds of it as had none count, too."""
        spread = self + Tally(from_time=self.from_time, partitions=self.partitions)
        spread.cover(started, ended)
        return spread

    def cover(self, started: float, ended: float) -> None:
        """Have the bins of a whole run, or of what there is of one, from its start to its end."""
        for seconds in (started, max(started, nextafter(ended, started))):
            self._bin_of(seconds)

    def covers(self, started: float, ended: float) -> bool:
        """Whether the bins are those of a run from its start to its end."""
        first, last = self.timeline.first, self.timeline.last
        if first is None or last is None:
            return False
        end = self.timeline.bin_of(max(started, nextafter(ended, started)))
        return first <= self.timeline.bin_of(started) and end <= last

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.to_json() == other.to_json()

    __hash__ = None  # type: ignore[assignment] # it changes with every call

    def to_json(self) -> dict[str, Any]:
        """The tally as JSON values, the same for equal tallies."""
        return tally_to_json(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Tally":
        """Read what `to_json` wrote, whether or not it has been JSON text on the way."""
        partitions = {(table, index): count for table, index, count in data["partitions"]}
        tally = cls(from_time=data["from_time"], partitions=partitions)
        fill_from_json(tally, data)
        return tally

    def _bin_of(self, seconds: float) -> int:
        number = self.timeline.bin_of(seconds)
        doublings = self.timeline.cover(number)
        if doublings:
            self._fold(doublings)
        return number >> doublings

    def _fold(self, doublings: int) -> None:
        self.requests = folded(self.requests, doublings)
        self.failures = folded(self.failures, doublings)
        self.throttled = folded(self.throttled, doublings)
        self.drops = folded(self.drops, doublings)
        for reason in self.reasons.values():
            reason.fold(doublings)
        for flow in self.flows.values():
            flow.fold(doublings)

    def _absorb(self, other: "Tally") -> None:
        ours, theirs = self.timeline.absorb(other.timeline)
        self._fold(ours)
        add_to(self.requests, folded(other.requests, theirs))
        add_to(self.failures, folded(other.failures, theirs))
        add_to(self.throttled, folded(other.throttled, theirs))
        add_to(self.drops, folded(other.drops, theirs))
        self.throttled_items += other.throttled_items
        self.latency.absorb(other.latency)
        for name, pattern in other.patterns.items():
            self._pattern(name).absorb(pattern)
        for (resource, direction), flow in other.flows.items():
            self._flow(resource, direction).absorb(flow, theirs)
        for row, count in other.throttles.items():
            self.throttles[row] = self.throttles.get(row, 0) + count
        for key, counted in other.reasons.items():
            self._reason(*key).absorb(counted, theirs)

    def _pattern(self, name: str) -> PatternTally:
        found = self.patterns.get(name)
        if found is None:
            found = self.patterns[name] = PatternTally()
        return found

    def _reason(self, reason: str, resource: str) -> ReasonTally:
        found = self.reasons.get((reason, resource))
        if found is None:
            found = self.reasons[reason, resource] = ReasonTally()
        return found

    def _flow_of(self, arm: Arm, direction: Direction) -> Flow:
        """Where the units of an arm count; looked up once for each table and index."""
        key = arm.table, arm.index, direction
        flow = self._flow_by_arm.get(key)
        if flow is None:
            flow = self._flow(resource_of(arm, self.partitions), direction)
            self._flow_by_arm[key] = flow
        return flow

    def _flow(self, resource: Resource, direction: Direction) -> Flow:
        flow = self.flows.get((resource, direction))
        if flow is None:
            count = self.partitions.get(resource, NEW_ON_DEMAND_PARTITIONS)
            flow = self.flows[resource, direction] = Flow(count)
        return flow
