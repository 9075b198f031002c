"""What happened in the last few seconds: the figures of the status line and of the page."""

from locust.runners import MasterRunner

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.measure.histogram import Histogram
from pytest_dynamo.measure.tally import Tally

LATELY_SECONDS = 5.0
"""Over how long figures are taken: long enough to be read, short enough to be news."""
OF_WORKERS_SECONDS = 6.0
"""The same where workers report every three seconds: else sometimes one report would be in it, sometimes two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hottest:
    """The modelled partition nearest to its limit; numbers count from 1 in the order of hashes."""

    resource: Resource
    direction: Direction
    number: int
    share_of_limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentFigures:
    """Rates and latencies of the last few seconds; None where there was nothing to tell.

    Latencies are of service, those of response from when a call was due; of the warm-up there are none
    of the latter.
    """

    offered_per_second: float = 0.0
    done_per_second: float = 0.0
    throttled_share: float = 0.0
    p50_ms: float | None = None
    p99_ms: float | None = None
    response_p99_ms: float | None = None
    read_units_per_second: float = 0.0
    write_units_per_second: float = 0.0
    hottest: Hottest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What was counted over some seconds."""

    seconds: float
    done: int
    dropped: int
    throttled: int
    service: Histogram
    response: Histogram
    partition_units: Mapping[tuple[Resource, Direction], tuple[float, ...]]
    units: Mapping[Direction, float]


def span_of(since: Tally, seconds: float) -> Span:
    """What a tally of so many seconds comes to."""
    response = Histogram()
    for pattern in since.patterns.values():
        response.absorb(pattern.response)
    units: dict[Direction, float] = {"read": 0.0, "write": 0.0}
    partitions = {}
    for (resource, direction), flow in since.flows.items():
        units[direction] += sum(flow.series.values())
        slices = [sum(series.values()) for series in flow.heat]
        width = len(slices) // flow.partitions
        partitions[resource, direction] = tuple(
            sum(slices[first : first + width]) for first in range(0, len(slices), width)
        )
    return Span(
        seconds=seconds,
        done=int(sum(since.requests.values())),
        dropped=since.dropped,
        throttled=int(sum(since.throttled.values())),
        service=since.latency,
        response=response,
        partition_units=partitions,
        units=units,
    )


class Recent:
    """The spans of the last few seconds."""

    def __init__(
        self, partition_limits: Mapping[Direction, float], lately_seconds: float = LATELY_SECONDS
    ) -> None:
        self._limits = partition_limits
        self._lately_seconds = lately_seconds
        self._spans: deque[Span] = deque()
        self._seconds = 0.0

    def add(self, span: Span) -> None:
        """Take in what happened since the last time, and forget what is too long ago."""
        self._spans.append(span)
        self._seconds += span.seconds
        while self._seconds - self._spans[0].seconds >= self._lately_seconds - 0.5:
            self._seconds -= self._spans.popleft().seconds

    def figures(self) -> RecentFigures:
        """The figures of these seconds."""
        if not self._spans or not self._seconds:
            return RecentFigures()
        service, response = Histogram(), Histogram()
        for span in self._spans:
            service.absorb(span.service)
            response.absorb(span.response)
        done = sum(span.done for span in self._spans)
        dropped = sum(span.dropped for span in self._spans)
        return RecentFigures(
            offered_per_second=(done + dropped) / self._seconds,
            done_per_second=done / self._seconds,
            throttled_share=sum(span.throttled for span in self._spans) / max(done, 1),
            p50_ms=quantile_ms(service, 0.5),
            p99_ms=quantile_ms(service, 0.99),
            response_p99_ms=quantile_ms(response, 0.99),
            read_units_per_second=sum(span.units["read"] for span in self._spans) / self._seconds,
            write_units_per_second=sum(span.units["write"] for span in self._spans) / self._seconds,
            hottest=self._hottest(),
        )

    def _hottest(self) -> Hottest | None:
        sums: dict[tuple[Resource, Direction, int], float] = {}
        for span in self._spans:
            for (resource, direction), partitions in span.partition_units.items():
                for number, units in enumerate(partitions, 1):
                    if units:
                        row = resource, direction, number
                        sums[row] = sums.get(row, 0.0) + units
        shares = {row: units / self._seconds / self._limits[row[1]] for row, units in sums.items()}
        if not shares:
            return None
        resource, direction, number = row = max(shares, key=lambda row: shares[row])
        return Hottest(
            resource=resource, direction=direction, number=number, share_of_limit=shares[row]
        )


def recent_of(test: LoadTest) -> Recent:
    """What is to hold the last few seconds of a test."""
    has_workers = isinstance(test.environment.runner, MasterRunner)
    return Recent(test.partition_limits, OF_WORKERS_SECONDS if has_workers else LATELY_SECONDS)


def quantile_ms(histogram: Histogram, share: float) -> float | None:
    """A quantile in milliseconds, None of nothing."""
    return 1_000 * histogram.quantile(share) if histogram.counts else None
