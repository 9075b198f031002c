"""What is different between runs, as frozen values: the members of what `compare --json` prints.

docs/how-to/compare-runs.md explains them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pytest_dynamo.capacity.resources import Direction

Unit: TypeAlias = Literal["share", "ms", "USD", "a second", "a request"]
"""What a figure is measured in: `a second` is a rate, `a request` are capacity units."""

Verdict: TypeAlias = Literal["better", "worse", "differs", "same", "within noise"]
"""What became of a figure. `differs`: by more than noise, and neither way is the better one."""

Method: TypeAlias = Literal[
    "exact", "counts", "bins", "order statistics", "spread of units", "sample"
]
"""How the noise of a figure was found; see `noise`."""

Agreement: TypeAlias = Literal["same", "differs", "breaks"]
"""Of something two runs should have in common; `breaks` where figures cannot be compared for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a figure is of: the whole run where nothing is given, a table or index one way, or a pattern."""

    table: str | None = None
    index: str | None = None
    direction: Direction | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure of two runs.

    `change` is after over before, less 1; None where before is 0 or one of the two is not known. `noise`
    is in the unit of the figure: chance alone moves it further in one of a thousand comparisons. It is
    None where the figure has none, and where there is too little to tell it from (then nothing is
    better or worse). `method` says how it was found.
    """

    metric: str
    unit: Unit
    scope: Scope
    before: float | None
    after: float | None
    change: float | None
    noise: float | None
    method: Method
    verdict: Verdict

    def is_of(self, metric: str) -> bool:
        """Whether it is a metric of the whole run."""
        return self.metric == metric and self.scope == Scope()

    @property
    def is_real(self) -> bool:
        """Whether the figures differ by more than noise."""
        return self.verdict in ("better", "worse", "differs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something runs should have in common, whether they do, and what follows in a plain sentence."""

    name: str
    agreement: Agreement
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Which run was compared: what it is called, where it stands, and when it began."""

    name: str
    path: str
    design: str
    started: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstBaseline:
    """One run against the first: what differs in how they were made, and in their figures.

    `left_out` names the tables, indexes and access patterns that only one of the two has.
    """

    run: Compared
    conclusion: str
    conditions: tuple[Condition, ...]
    differences: tuple[Difference, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceGateFigures:
    """One gate of `--fail-on`, for one run: the difference it is about, and whether it passed.

    `note` says in words what was found. With `is_within_noise` the difference is as large as the gate
    forbids, and may be chance.
    """

    gate: str
    run: str
    is_passed: bool
    is_within_noise: bool = False
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsCompared:
    """Runs compared with the first of them."""

    version: int = 1
    kind: Literal["comparison"] = "comparison"
    baseline: Compared
    others: tuple[AgainstBaseline, ...]
    gates: tuple[DifferenceGateFigures, ...] = ()
