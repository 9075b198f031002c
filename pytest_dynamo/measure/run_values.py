"""What a run amounted to, as frozen values: the members of `run.json`, by the same names.

docs/reference/run-file.md explains each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.measure.call import CapacitySource
from pytest_dynamo.measure.comparison import Comparison
from pytest_dynamo.measure.latency_values import LatencyFigures
from pytest_dynamo.measure.load_values import (
    AwsFigures,
    GateFigures,
    GeneratorFigures,
    LimitSearch,
    RetryFigures,
    SpendingFigures,
    WorkerFigures,
)
from pytest_dynamo.measure.resource_values import (
    KeyFigures,
    PrefixFigures,
    SkewFigures,
    TableFigures,
)
from pytest_dynamo.measure.throttling_values import ReasonFigures, ThrottlingFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDesign:
    """Which design was run: its name, its path as given, and the SHA-256 of the file."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBackend:
    """What the run was against, and whether that made capacity modelled or observed."""

    kind: Literal["embedded", "endpoint", "aws"]
    endpoint: str | None = None
    capacity: CapacitySource


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts of the whole run, warm-up included and seeding left out.

    `throttled_items` counts items of batches of which others got through; such a batch has not failed.
    """

    requests: int
    failures: int
    throttled: int
    dropped: int
    throttled_items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of the run that figures are taken over, in seconds since its start, and its sums."""

    from_seconds: float
    to_seconds: float
    requests: int
    offered_per_second: float
    done_per_second: float
    read_units: float
    write_units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFigures:
    """Units that an access pattern consumed of one table or index.

    The dollars are those of a month at the rate of the window; None where prices are not known.
    """

    table: str
    index: str | None = None
    read_units: float
    write_units: float
    read_dollars_per_month: float | None = None
    write_dollars_per_month: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternFigures:
    """One access pattern; calls made outside any pattern stand under the name of their operation."""

    name: str
    description: str = ""
    operation: str
    table: str
    index: str | None = None
    declared_per_second: float | None = None
    offered_per_second: float
    requests: int
    failures: int
    throttled: int
    throttled_items: int = 0
    read_units: float
    write_units: float
    arms: tuple[ArmFigures, ...]
    items_examined: int
    items_returned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFigures:
    """Counts over the whole run, one a bin."""

    bin_seconds: float
    from_seconds: float
    requests: tuple[int, ...]
    failures: tuple[int, ...]
    throttled: tuple[int, ...]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottleFigures:
    """How often an access pattern was throttled for one reason by one resource."""

    reason: str
    resource: str
    pattern: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPopulation:
    """What the tables held at the start: the scale, all items, and members by entity."""

    scale: float
    items: int
    entities: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionCount:
    """How often tasks raised an exception: its kind, and the first line of what it says."""

    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How the run was made, so that it can be made again.

    `client` is fast or boto3, `retries` its mode, `arrivals` closed, poisson or constant. `ended_by` says
    why a run ended before its time. With `has_hashed_keys` all keys in the file are hashes. `commit` is that
    of the repository the design stands in, empty where it is in none.
    """

    command: str
    rate: str
    users: int
    spawn_rate: float
    seed: int
    warm_up_seconds: float
    interrupted: bool = False
    population: RunPopulation
    keys: Mapping[str, str] = field(default_factory=dict)
    throttling: str
    versions: Mapping[str, str] = field(default_factory=dict)
    exceptions: tuple[ExceptionCount, ...] = ()
    client: str = "boto3"
    retries: str = "none"
    arrivals: str = "closed"
    shape: str = ""
    workers: tuple[WorkerFigures, ...] = ()
    ended_by: str = ""
    has_hashed_keys: bool = False
    commit: str = ""
    has_uncommitted_changes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One load test's figures; every figure of a report is one of these."""

    version: int = 1
    design: RunDesign
    backend: RunBackend
    started: datetime
    duration_seconds: float
    totals: Totals
    window: Window
    patterns: tuple[PatternFigures, ...]
    series: SeriesFigures
    tables: tuple[TableFigures, ...]
    throttles: tuple[ThrottleFigures, ...]
    throttle_reasons: tuple[ReasonFigures, ...] = ()
    throttling: ThrottlingFigures | None = None
    keys: tuple[KeyFigures, ...]
    prefixes: tuple[PrefixFigures, ...] = ()
    skew: tuple[SkewFigures, ...] = ()
    latency: tuple[LatencyFigures, ...]
    response: tuple[LatencyFigures, ...] = ()
    retries: tuple[RetryFigures, ...] = ()
    generator: GeneratorFigures | None = None
    spending: SpendingFigures | None = None
    gates: tuple[GateFigures, ...] = ()
    limit_search: LimitSearch | None = None
    aws: tuple[AwsFigures, ...] = ()
    forecast: object = None
    assessment: Assessment | None = None
    comparison: Comparison | None = None
    how: How
