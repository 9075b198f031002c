"""What an assessment says of a design, as frozen values: members of `run.json` and `study.json`.

Every figure is modelled. Texts may have `code` between backticks. docs/reference/assessment.md explains
each member.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from pytest_dynamo.checks.values import Severity

Trouble: TypeAlias = Literal[
    "hot partition", "too many items", "index lag", "item size", "scans", "cost"
]
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)
"""What goes wrong with tables in production, in the order in which it is looked for."""

Metric: TypeAlias = Literal[
    "requests a second",
    "US dollars a month",
    "read units a second",
    "write units a second",
]

NotWeighed: TypeAlias = Literal["no setting", "not served", "left out", "no forecast"]
"""Why a fix was not weighed: no setting of a design says it, what it is about is not served as it is and
so has no forecast to compare with, too many others were weighed before it, or there is no forecast of the
changed design."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The figures of one forecast that fixes are judged by, under the same load.

    `read_units_per_second` and `write_units_per_second` are asked for at the peak, of all tables and
    indexes together.
    """

    holds_until: float
    ceiling: float
    throttled_share: float
    usd_per_month: float
    read_units_per_second: float
    write_units_per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a fix gains in the figure that it is for: the same figure of two forecasts."""

    metric: Metric
    before: float
    after: float

    @property
    def difference(self) -> float:
        """After less before; less than 0 where that is what is wanted, as of dollars."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One thing to do to a design, and what it gains.

    `title` is the instruction, `evidence` what was found, `fix` how it is done, and `change` the lines of
    the design file before and after, as a unified diff. `before` and `after` are forecasts of the design
    without and with the fix; without `after` it was not weighed, `not_weighed` says why, and `gain` is None.
    With `after` and without a gain no figure that counts becomes better.
    """

    rule: str
    severity: Severity
    trouble: Trouble
    title: str
    evidence: str
    fix: str
    change: str = ""
    before: Weighed | None = None
    after: Weighed | None = None
    gain: Gain | None = None
    not_weighed: NotWeighed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One kind of trouble that was looked for: what was seen, and which advice (from 0) is about it."""

    trouble: Trouble
    title: str
    seen: str
    advice: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexShape:
    """A secondary index; `projection` is ALL, KEYS_ONLY, or the attributes that are included."""

    name: str
    kind: Literal["global", "local"]
    partition_key: tuple[str, ...]
    sort_key: tuple[str, ...]
    projection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """A table: its keys, how it is paid for, and its indexes; bytes and items are at the start."""

    name: str
    partition_key: str
    sort_key: str | None
    billing: str
    items: float
    bytes: float
    time_to_live: str | None = None
    stream: str | None = None
    indexes: tuple[IndexShape, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityShape:
    """An entity: the templates of its keys by attribute, and the entities it belongs to."""

    name: str
    table: str
    items: int
    keys: Mapping[str, str]
    attributes: tuple[str, ...]
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternShape:
    """An access pattern; units are those of one request, over all tables and indexes.

    `condition` is what it asks for, in words of the design file. `not_served` says why no request can serve
    it, and is empty where one can.
    """

    name: str
    description: str
    operation: str
    table: str
    index: str | None
    condition: str
    requests_per_second: float
    read_units: float | None = None
    write_units: float | None = None
    is_consistent: bool = False
    not_served: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignShape:
    """What a design consists of."""

    description: str = ""
    tables: tuple[TableShape, ...] = ()
    entities: tuple[EntityShape, ...] = ()
    patterns: tuple[PatternShape, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSizes:
    """The bytes of an entity's items, of so many that were sampled; sizes are DynamoDB's own.

    `largest_possible` is what the design's own bounds allow; None where an attribute has none.
    """

    entity: str
    table: str
    sampled: int
    smallest: int
    p5: float
    median: float
    p95: float
    largest: int
    largest_possible: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What can be said of a design without a request; the advice that gains most comes first."""

    design: DesignShape
    item_sizes: tuple[ItemSizes, ...] = ()
    advice: tuple[Advice, ...] = ()
    checked: tuple[Checked, ...] = ()
    notes: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    source: Literal["modelled"] = "modelled"
