"""How the load of a run was made, and what came of what was asked for: members of `run.json`.

docs/reference/run-file.md explains each of them.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryFigures:
    """What a client tried again by itself, of an access pattern; `pattern` None is all of them.

    `attempts` counts all tries of `calls` calls, the first ones included. `throttled_attempts` are those
    that were throttled and tried again, which the caller never saw; `waited_seconds` is what the client
    waited before it did, over all calls. `by_attempts` counts the calls that succeeded at their first,
    second, ... attempt (the 32nd includes all later ones), and `failed` those that failed in the end: together
    they are `calls`.
    """

    pattern: str | None = None
    calls: int
    attempts: int
    throttled_attempts: int
    waited_seconds: float
    by_attempts: tuple[int, ...] = ()
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFigures:
    """One process that made load. `is_lost`: it was not heard of any more before the end.

    What a lost one had counted after its last report is missing from the run. `cpu_share` is the
    highest share of one core that it used over an interval, where it was measured.
    """

    number: int
    requests: int
    is_lost: bool = False
    cpu_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorFigures:
    """Whether whoever made the load could keep up.

    `cpu_share` is the mean share of a core over the run, of the busiest process, and
    `peak_cpu_share` its highest over some seconds. `late_seconds_p99` is how late tasks were started.
    `cpu_series` has the share of a core of all processes' busiest, one number a bin of the whole run, and
    None where it was not measured. `discarded_connections` counts those that were closed because there
    were more than the pool keeps.
    `verdict` is empty where the generator kept up, or else says in one sentence why it did not.
    """

    cpu_share: float | None = None
    peak_cpu_share: float | None = None
    late_seconds_p99: float = 0.0
    dropped: int = 0
    discarded_connections: int = 0
    cpu_series: tuple[float | None, ...] = ()
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingFigures:
    """What the consumed units of the whole run cost in US dollars, at list prices of a date and region.

    Units of tables with provisioned capacity cost nothing by themselves; they are priced as requests all
    the same. `dollars_per_million` is for a million requests that were not throttled, and
    `dollars_per_month` for a month of 730 hours at the rate of the window; both leave seeding out.
    """

    dollars: float
    read_units: float
    write_units: float
    region: str
    prices_as_of: str
    limit_dollars: float | None = None
    dollars_per_million: float | None = None
    dollars_per_month: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFigures:
    """One gate of `--dynamo-fail-on`: what was asked for, and what was found; None where nothing was."""

    gate: str
    value: float | None
    is_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitStep:
    """One rate that was tried: the multiple of the design's rates, and what came of it."""

    rate: float
    offered_per_second: float
    done_per_second: float
    throttled_share: float
    p99_ms: float
    response_p99_ms: float
    from_seconds: float
    to_seconds: float
    holds: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSearch:
    """The search for the highest rate that holds: its bounds, its steps, and what was found.

    `holds_at` is the highest multiple that held, and `breaks_at` the lowest that did not; None where
    there was none. `limited_by` is "design" or, where the load could not be made, "generator".
    """

    bounds: tuple[str, ...]
    steps: tuple[LimitStep, ...]
    holds_at: float | None = None
    holds_at_per_second: float | None = None
    breaks_at: float | None = None
    limited_by: Literal["design", "generator", "not found"] = "not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsFigures:
    """What AWS itself tells of a table or index over the run; None where it would not say.

    Sums of CloudWatch, which are complete a few minutes later; `open_shards` of the table's stream is
    about the number of its partitions.
    """

    table: str
    index: str | None = None
    read_units: float | None = None
    write_units: float | None = None
    read_throttles: float | None = None
    write_throttles: float | None = None
    open_shards: int | None = None
