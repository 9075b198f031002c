"""The bars: what the embedded DynamoDB has to reach, and whether a run reached it."""

from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.cases import Case, Figure, Samples, farthest, ratio, shortest
from benchmarks.memory import Memory


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


Bar: TypeAlias = Ratio | Level | Duration | Footprint


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
        if isinstance(self.bar, Ratio):
            return self.figure.value >= self.bar.bound
        return self.figure.value <= self.bar.bound


SIDE_BY_SIDE_ITEMS = 20_000


def bars(sizes: tuple[int, ...]) -> tuple[Bar, ...]:
    """All bars; *sizes* are the tables among which a Query has to take the same time."""

    def case(backend: str, work: str, items: int = SIDE_BY_SIDE_ITEMS) -> Case:
        return Case(backend=backend, work=work, items=items)

    def faster(name: str, work: str, bound: float, fast: Case, slow_work: str) -> Ratio:
        slow = case("moto", slow_work)
        return Ratio(name=name, work=work, bound=bound, fast=fast, slow=slow)

    def level(name: str, work: str, backend: str, kind: str) -> Level:
        cases = tuple(case(backend, kind, items) for items in sizes)
        shown = " / ".join(f"{items:,}" for items in sizes)
        return Level(name=name, work=f"{work} at {shown} items", bound=1.3, cases=cases)

    put_text = "against plain moto's PutItem through boto3"
    return (
        faster(
            "put", "PutItem through boto3, against plain moto", 3, case("embedded", "put"), "put"
        ),
        faster(
            "get", "GetItem through boto3, against plain moto", 5, case("embedded", "get"), "get"
        ),
        faster(
            "query",
            f"Query of 25 items among {SIDE_BY_SIDE_ITEMS:,} through boto3, against plain moto",
            300,
            case("embedded", "query_25"),
            "query_25",
        ),
        level("query-sizes", "that Query", "embedded", "query_25"),
        level("index-query-sizes", "Query of an index through boto3", "embedded", "index_query_25"),
        level("direct-query-sizes", "Query, direct client", "direct", "query_25"),
        level(
            "direct-index-query-sizes",
            "Query of an index, direct client",
            "direct",
            "index_query_25",
        ),
        faster(
            "direct-put", f"PutItem, direct client, {put_text}", 40, case("direct", "put"), "put"
        ),
        faster(
            "direct-get", f"GetItem, direct client, {put_text}", 120, case("direct", "get"), "put"
        ),
        faster(
            "direct-query",
            f"Query of 10 items, direct client, {put_text}",
            25,
            case("direct", "query_10"),
            "put",
        ),
        faster(
            "direct-transaction",
            f"transaction of 2, direct client, {put_text}",
            15,
            case("direct", "transaction_of_2"),
            "put",
        ),
        Duration(
            name="table",
            work="create and drop the orders table with the client the fixtures use",
            bound=0.002,
            case=case("direct", "table"),
        ),
        Duration(
            name="validation",
            work="validation of a valid PutItem",
            bound=5e-6,
            case=case("direct", "validation"),
        ),
        Footprint(
            name="memory", work="memory of an item with two ALL indexes, after loading", bound=1300
        ),
        Footprint(
            name="overwrites", work="growth of that over the overwrites", bound=0.02, is_growth=True
        ),
    )
