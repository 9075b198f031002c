"""What the page shows of a test, as frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.locust.following.recent import RecentFigures
from pytest_dynamo.locust.following.web.course import CoursePoint
from pytest_dynamo.measure.call import CapacitySource
from pytest_dynamo.measure.load_values import GeneratorFigures

State = Literal["waiting", "running", "stopped", "reported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBins:
    """The equal times that series are cut into; the first begins so long after the start."""

    number: int = 0
    width_seconds: float = 1.0
    from_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveStream:
    """What a table or global index consumes of reads, or of writes, over the whole test.

    `series` is in units a second. `heat` has a row for each partition, or for several, in the order of
    hashes: shares of what one partition serves, by time. `limit` is the declared one.
    """

    table: str
    index: str | None
    direction: Direction
    units: float
    series: tuple[float, ...]
    limit: float | None
    partition_limit: float
    partitions: int
    heat: tuple[tuple[float, ...], ...]

    @property
    def resource(self) -> Resource:
        """Which table or index it is."""
        return self.table, self.index


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveThrottle:
    """How often requests were throttled for one reason by one table or index, the warm-up left out."""

    reason: str
    resource: str
    count: int
    first_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveKey:
    """A partition-key value: its share of the units of its stream, and of what a partition serves."""

    table: str
    index: str | None
    direction: Direction
    key: str
    units_per_second: float
    share: float
    share_of_limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReport:
    """A report that was written for a test of this session."""

    number: int
    design: str
    started: float
    duration_seconds: float
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFigures:
    """All that the page shows.

    `recent` is of the last few seconds while the test runs, and of all of it afterwards. `reports` are
    those of earlier tests and of this one, the newest first. `dollars` is what a run against
    AWS has cost, and None elsewhere.
    """

    state: State = "waiting"
    number: int = 0
    design: str = ""
    place: str = ""
    capacity: CapacitySource = "modelled"
    throttling: str = ""
    elapsed_seconds: float = 0.0
    run_time_seconds: float | None = None
    warm_up_seconds: float = 0.0
    requests: int = 0
    failures: int = 0
    throttled: int = 0
    recent: RecentFigures = field(default_factory=RecentFigures)
    bins: LiveBins = field(default_factory=LiveBins)
    done_series: tuple[float, ...] = ()
    throttled_series: tuple[float, ...] = ()
    streams: tuple[LiveStream, ...] = ()
    streams_left_out: int = 0
    throttles: tuple[LiveThrottle, ...] = ()
    keys: tuple[LiveKey, ...] = ()
    has_hidden_keys: bool = False
    course: tuple[CoursePoint, ...] = ()
    generator: GeneratorFigures = field(default_factory=GeneratorFigures)
    dollars: float | None = None
    most_dollars: float | None = None
    reports: tuple[LiveReport, ...] = ()


def hottest_row(stream: LiveStream) -> tuple[int, float]:
    """The row of a map that has the highest cell, counted from 0, and how hot it is."""
    peaks: Sequence[float] = [max(row, default=0.0) for row in stream.heat]
    number = max(range(len(peaks)), key=lambda each: peaks[each])
    return number, peaks[number]
