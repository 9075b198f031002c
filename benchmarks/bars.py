"""The bars: what the embedded DynamoDB and the forecast have to reach, and whether a run reached it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.cases import Case, Figure, Samples, difference, farthest, ratio, shortest
from benchmarks.fast_client import Outpaced, Signed, outpaced
from benchmarks.forecast import Simulation, simulations
from benchmarks.guard import Guarded, guarded
from benchmarks.load import Loaded, loads
from benchmarks.memory import Memory
from benchmarks.report import Rendered, renderings
from benchmarks.suite import Session, sessions
from benchmarks.workers import Answered, Together, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One thing has to be at least so many times faster than another."""

    name: str
    work: str
    bound: float
    fast: Case
    slow: Case

    @property
    def cases(self) -> tuple[Case, ...]:
        """What has to be measured."""
        return (self.fast, self.slow)

    def measured(self, samples: Samples) -> Figure:
        """How many times faster it is."""
        return ratio(samples[self.slow], samples[self.fast])


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Several things may differ by no more than so many times."""

    name: str
    work: str
    bound: float
    cases: tuple[Case, ...]

    def measured(self, samples: Samples) -> Figure:
        """How many times slower the slowest is than the fastest."""
        return farthest(tuple(samples[case] for case in self.cases))


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """One thing may take no more than so many seconds of processor time."""

    name: str
    work: str
    bound: float
    case: Case

    @property
    def cases(self) -> tuple[Case, ...]:
        """What has to be measured."""
        return (self.case,)

    def measured(self, samples: Samples) -> Figure:
        """The seconds it takes."""
        return shortest(samples[self.case])


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """One thing may take no more than so many seconds of processor time over another."""

    name: str
    work: str
    bound: float
    more: Case
    less: Case

    @property
    def cases(self) -> tuple[Case, ...]:
        """What has to be measured."""
        return (self.more, self.less)

    def measured(self, samples: Samples) -> Figure:
        """The seconds that it takes beyond the other."""
        return difference(samples[self.more], samples[self.less])


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """The memory of an item may be no more than so many bytes, or grow by no more than a share."""

    name: str
    work: str
    bound: float
    is_growth: bool = False
    cases: tuple[Case, ...] = ()

    def measured(self, memory: Memory) -> Figure:
        """Bytes an item, or by how much they grew over the overwrites."""
        return memory.growth if self.is_growth else memory.item_bytes


Bar: TypeAlias = (
    Ratio
    | Level
    | Duration
    | Added
    | Footprint
    | Simulation
    | Session
    | Guarded
    | Outpaced
    | Signed
    | Together
    | Answered
    | Loaded
    | Rendered
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A bar and what was measured; no figure, but a reason, where it could not be."""

    bar: Bar
    figure: Figure | None
    missing: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the bar is reached; one that was not measured is not."""
        if self.figure is None:
            return False
        if isinstance(self.bar, Loaded) and self.bar.is_least:
            return self.figure.value >= self.bar.bound
        if isinstance(self.bar, Ratio | Together | Outpaced):
            return self.figure.value >= self.bar.bound
        return self.figure.value <= self.bar.bound


SIDE_BY_SIDE_ITEMS = 20_000


def bars(sizes: tuple[int, ...]) -> tuple[Bar, ...]:
    """All bars; *sizes* are the tables among which a Query has to take the same time."""
    return (
        *_through_boto3(),
        *_sizes(sizes),
        *_direct(),
        *_others(),
        *simulations(),
        *sessions(),
        *guarded(),
        *outpaced(),
        *together(),
        *loads(),
        *renderings(),
    )


def _case(backend: str, work: str, items: int = SIDE_BY_SIDE_ITEMS) -> Case:
    return Case(backend=backend, work=work, items=items)


def _through_boto3() -> Iterator[Bar]:
    """Ours and plain moto, asked for the same by the same client."""
    for name, what, work, bound in (
        ("put", "PutItem through boto3", "put", 3),
        ("get", "GetItem through boto3", "get", 5),
        (
            "query",
            f"Query of 25 items among {SIDE_BY_SIDE_ITEMS:,} through boto3",
            "query_25",
            300,
        ),
    ):
        yield Ratio(
            name=name,
            work=f"{what}, against plain moto",
            bound=bound,
            fast=_case("embedded", work),
            slow=_case("moto", work),
        )


def _sizes(sizes: tuple[int, ...]) -> Iterator[Bar]:
    """The same Query on tables of several sizes."""
    shown = " / ".join(f"{items:,}" for items in sizes)
    for name, what, backend, work in (
        ("query-sizes", "that Query", "embedded", "query_25"),
        ("index-query-sizes", "Query of an index through boto3", "embedded", "index_query_25"),
        ("direct-query-sizes", "Query, direct client", "direct", "query_25"),
        (
            "direct-index-query-sizes",
            "Query of an index, direct client",
            "direct",
            "index_query_25",
        ),
    ):
        cases = tuple(_case(backend, work, items) for items in sizes)
        yield Level(name=name, work=f"{what} at {shown} items", bound=1.3, cases=cases)


def _direct() -> Iterator[Bar]:
    """Our direct client, against one yardstick."""
    for name, what, work, bound in (
        ("direct-put", "PutItem", "put", 40),
        ("direct-get", "GetItem", "get", 120),
        ("direct-query", "Query of 10 items", "query_10", 25),
        ("direct-transaction", "transaction of 2", "transaction_of_2", 15),
    ):
        yield Ratio(
            name=name,
            work=f"{what}, direct client, against plain moto's PutItem through boto3",
            bound=bound,
            fast=_case("direct", work),
            slow=_case("moto", "put"),
        )


def _others() -> Iterator[Bar]:
    """Durations and memory."""
    yield Duration(
        name="table",
        work="create and drop the orders table with the client the fixtures use",
        bound=0.002,
        case=_case("direct", "table"),
    )
    yield Duration(
        name="validation",
        work="validation of a valid PutItem",
        bound=5e-6,
        case=_case("direct", "validation"),
    )
    for name, what, work in (
        ("admission-put", "a PutItem that touches two indexes", "put"),
        ("admission-get", "a GetItem", "get"),
    ):
        yield Added(
            name=name,
            work=f"admission of {what}, direct client, over the same without throttling",
            bound=5e-6,
            more=_case("throttled", work),
            less=_case("direct", work),
        )
    yield Footprint(
        name="memory", work="memory of an item with two ALL indexes, after loading", bound=1300
    )
    yield Footprint(
        name="overwrites", work="growth of that over the overwrites", bound=0.02, is_growth=True
    )
