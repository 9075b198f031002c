"""From a tally to what the page shows of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from math import ceil

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.design.values import Design
from pytest_dynamo.locust.following.web.course import MOST_POINTS
from pytest_dynamo.locust.following.web.figures import LiveBins, LiveKey, LiveStream, LiveThrottle
from pytest_dynamo.measure.flow import Flow
from pytest_dynamo.measure.resource_figures import declared_limit
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.measure.timeline import Series

MOST_STREAMS = 12
MOST_ROWS = 32
"""So many partitions are told apart on a map; of more, several share a row, which shows the hottest."""
MOST_KEYS = 12
MOST_REASONS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """When a test began, in seconds since the epoch, and until when all that happened is counted."""

    started: float
    settled: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Bins of a tally, so many of them taken together that they fit side by side."""

    first: int
    last: int
    together: int
    bins: LiveBins

    def rates(self, series: Series) -> tuple[float, ...]:
        """An amount a second, for each of the wider bins."""
        rates = [0.0] * self.bins.number
        for number, amount in series.items():
            if self.first <= number <= self.last:
                rates[(number - self.first) // self.together] += amount
        return tuple(rate / self.bins.width_seconds for rate in rates)


def cut_of(tally: Tally, scope: Scope) -> Cut:
    """The bins that are complete, from the first of the test on."""
    width = tally.timeline.width_seconds
    first = int(scope.started // width)
    complete = max(0, int(scope.settled // width) - first)
    together = max(1, ceil(complete / MOST_POINTS))
    number = complete // together
    bins = LiveBins(
        number=number,
        width_seconds=float(width * together),
        from_seconds=first * width - scope.started,
    )
    return Cut(first=first, last=first + number * together - 1, together=together, bins=bins)


def live_streams(
    tally: Tally, design: Design, cut: Cut, partition_limits: Mapping[Direction, float]
) -> Iterator[LiveStream]:
    """What consumed most, at most so many, writes first; each takes a while to be made."""
    flows = [(key, flow, sum(flow.series.values())) for key, flow in tally.flows.items()]
    for (resource, direction), flow, units in _busiest(flows):
        limit = partition_limits[direction]
        yield LiveStream(
            table=resource[0],
            index=resource[1],
            direction=direction,
            units=units,
            series=cut.rates(flow.series),
            limit=declared_limit(design, resource, direction),
            partition_limit=limit,
            partitions=flow.partitions,
            heat=tuple(_heat(flow, cut, limit)),
        )


_Flows = list[tuple[tuple[Resource, Direction], Flow, float]]


def _busiest(flows: _Flows) -> _Flows:
    kept = nlargest(MOST_STREAMS, flows, key=lambda row: row[2])
    return sorted(kept, key=lambda row: (row[0][0][0], row[0][0][1] or "", row[0][1] == "read"))


def _heat(flow: Flow, cut: Cut, limit: float) -> Iterator[tuple[float, ...]]:
    """A row for each partition; where there are many, for several, of which the hottest is shown."""
    width = len(flow.heat) // flow.partitions
    together = ceil(flow.partitions / MOST_ROWS)
    for first in range(0, flow.partitions, together):
        rows = []
        for partition in range(first, min(first + together, flow.partitions)):
            slices = [cut.rates(flow.heat[partition * width + each]) for each in range(width)]
            rows.append([sum(each) / limit for each in zip(*slices, strict=True)])
        yield tuple(max(each) for each in zip(*rows, strict=True))


def live_throttles(tally: Tally, started: float) -> tuple[LiveThrottle, ...]:
    """The reasons, the most frequent first."""
    rows = sorted(tally.reasons.items(), key=lambda row: (-row[1].count, row[0]))
    return tuple(
        LiveThrottle(
            reason=reason,
            resource=resource,
            count=counted.count,
            first_seconds=counted.first.at - started if counted.first else None,
        )
        for (reason, resource), counted in rows[:MOST_REASONS]
    )


def live_keys(
    tally: Tally, seconds: float, partition_limits: Mapping[Direction, float]
) -> tuple[LiveKey, ...]:
    """The keys nearest to what one partition serves, the hottest first.

    `seconds` is how long ago the warm-up ended, which their units leave out.
    """
    if seconds <= 0:
        return ()
    found = [
        LiveKey(
            table=resource[0],
            index=resource[1],
            direction=direction,
            key=key,
            units_per_second=units / seconds,
            share=units / flow.units if flow.units else 0.0,
            share_of_limit=units / seconds / partition_limits[direction],
        )
        for (resource, direction), flow in tally.flows.items()
        for key, units in nlargest(MOST_KEYS, flow.keys.units.items(), key=lambda row: row[1])
    ]
    return tuple(nlargest(MOST_KEYS, found, key=lambda key: (key.share_of_limit, key.key)))


def nothing() -> None:
    """Give way to nobody."""


def give_way_between(
    streams: Iterator[LiveStream], give_way: Callable[[], None]
) -> tuple[LiveStream, ...]:
    """All streams, and the users' turn after each."""
    made: list[LiveStream] = []
    for stream in streams:
        made.append(stream)
        give_way()
    return tuple(made)
