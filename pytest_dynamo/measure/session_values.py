"""What the tests of a pytest session did with a design, as frozen values: the members of `tests.json`.

They have the names of those of `run.json` that say the same. docs/reference/tests-file.md explains them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.measure.run_values import RunDesign

Status = Literal["exercised", "not exercised", "not served"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTests:
    """How many tests did anything with the design, and how they ended.

    `from_last_run` did not run in this session, because they passed before, and count all the same. With
    `is_own` they are the test items of the design file itself. A test of which nothing is known, for the
    worker that ran it died, is in `died` and in no figure.
    """

    ran: int
    failed: int = 0
    skipped: int = 0
    from_last_run: int = 0
    died: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetFigures:
    """One limit of an access pattern's budget, and the most that one performance took of it.

    `member` is that of the design's `budget`. `most` is None where nothing performed the pattern.
    """

    member: Literal["read_units", "write_units", "items_examined", "pages", "calls"]
    limit: float
    most: float | None = None
    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedPattern:
    """What one test took of an access pattern, over all its performances of it."""

    id: str
    performances: int
    calls: int
    read_units: float
    write_units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternCoverage:
    """One access pattern: whether tests perform it, and what that took.

    `tested_by` is how many tests perform it. Units are over all performances. `mean_read_units` is that of one performance, and `most_read_units`
    of the dearest; None where there was none. `line` is where the pattern stands in the design file.
    `operation` is empty where no request can serve it.
    """

    name: str
    description: str = ""
    line: int
    operation: str = ""
    table: str
    index: str | None = None
    status: Status
    tested_by: int = 0
    performances: int = 0
    calls: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    mean_read_units: float | None = None
    mean_write_units: float | None = None
    most_read_units: float | None = None
    most_write_units: float | None = None
    items_examined: int = 0
    items_returned: int = 0
    write_units_by_index: Mapping[str, float] = field(default_factory=dict)
    budget: tuple[BudgetFigures, ...] = ()
    tests: tuple[TestedPattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTotals:
    """Counts over all access patterns of the design, and over all calls of the session to its tables.

    `budgets_measured` are the limits of patterns that a test performed, and `budgets_kept` those of them that held.
    `scans` counts calls, also of access patterns that are Scans; `throttled` those that were throttled.
    """

    declared: int
    exercised: int
    not_served: int = 0
    budgets: int = 0
    budgets_measured: int = 0
    budgets_kept: int = 0
    calls: int = 0
    calls_of_no_pattern: int = 0
    scans: int = 0
    throttled: int = 0
    read_units: float = 0.0
    write_units: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StrayCalls:
    """Calls that perform no declared access pattern: `place` is their `file:line`, if known."""

    place: str
    operation: str
    on: str
    calls: int
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottledCalls:
    """How many calls were throttled for one reason, and what gave it."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHow:
    """How the session was run, so that it can be run again.

    `is_partial` says that not all tests were to run, or that it ended before they had.
    """

    command: str
    seed: int
    is_partial: bool = False
    versions: Mapping[str, str] = field(default_factory=dict)
    commit: str = ""
    has_uncommitted_changes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBackend:
    """What the tests ran on, and whether capacity is modelled, observed, or some of each."""

    name: str
    capacity: Literal["modelled", "observed", "modelled and observed"]
    caveat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the tests of one session did with one design."""

    version: int = 1
    kind: Literal["tests"] = "tests"
    design: RunDesign
    backend: SessionBackend
    started: datetime
    duration_seconds: float
    tests: SessionTests
    totals: SessionTotals
    patterns: tuple[PatternCoverage, ...]
    calls_of_no_pattern: tuple[StrayCalls, ...] = ()
    throttled: tuple[ThrottledCalls, ...] = ()
    notes: tuple[str, ...] = ()
    forecast: object = None
    assessment: Assessment | None = None
    how: SessionHow
