"""How long requests took, by access pattern."""

from pytest_dynamo.report.charts.ranges import Range, ranges
from pytest_dynamo.report.figures import count, milliseconds, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.model import Panel, Section, Table, numbers, words
from pytest_dynamo.report.words import Name, Sentence

_MOST_ROWS = 12
_RESPONSE = "Response time: percentiles, in milliseconds"
_TOLD_APART: Sentence = (
    (
        " Service time is that of the request alone, and of the last attempt where there were several; response "
        "time counts from when the request was due, so that it has in it whatever it waited for: its turn, "
        "failed attempts, and the waits between them."
    ),
)
_PERCENTILES = ("p50_ms", "p90_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms")


def latency(run: Place) -> Section:
    """The latencies of all requests together and of each access pattern."""
    rows = list(run["latency"])
    if not rows:
        heading: Sentence = ("Nothing was timed",)
        return Section(anchor="latency", title="Latency", heading=heading)
    shown = sorted(rows, key=lambda row: (row["pattern"].value is not None, -row["p99_ms"].value))
    return Section(
        anchor="latency",
        title="Latency",
        heading=_heading(rows),
        lead=(_observed(run["backend"]["kind"].value), *(_TOLD_APART if run["response"] else ())),
        panels=(
            Panel(
                title=("From the median to the longest",),
                facts=("Ring: median. Dot: 99 % are faster. Line: up to the longest.",),
                drawing=ranges([_range(row) for row in shown[:_MOST_ROWS]]),
                description="Latency by access pattern on a logarithmic scale, slowest first.",
            ),
        ),
        tables=(
            _table("Service time: percentiles, in milliseconds", rows),
            *([_table(_RESPONSE, list(run["response"]))] if run["response"] else []),
        ),
        is_beside=True,
    )


def _observed(kind: str) -> str:
    if kind == "embedded":
        return "Observed, inside this process: it says nothing about AWS or the network to it."
    return "Observed by the client, the network included."


def _heading(rows: list[Place]) -> Sentence:
    together = next((row for row in rows if row["pattern"].value is None), rows[0])
    heading: Sentence = (
        "Half of the requests took up to ",
        milliseconds(together["p50_ms"]),
        ", one in a hundred more than ",
        milliseconds(together["p99_ms"]),
    )
    patterns = [row for row in rows if row["pattern"].value is not None]
    if len(patterns) > 1:
        slowest = max(patterns, key=lambda row: float(row["p99_ms"].value))
        heading += ("; slowest is ", Name(slowest["pattern"].value))
    return heading


def _range(row: Place) -> Range:
    pattern = row["pattern"].value
    return Range(
        label="all requests" if pattern is None else str(Name(pattern)),
        median=row["p50_ms"].value,
        p99=milliseconds(row["p99_ms"]),
        longest=row["max_ms"].value,
    )


def _table(summary: str, rows: list[Place]) -> Table:
    return Table(
        summary=summary,
        is_open=True,
        columns=(
            *words("access pattern"),
            *numbers("requests", "p50", "p90", "p95", "p99", "p99.9", "longest"),
        ),
        rows=tuple(
            (
                ("all requests",)
                if row["pattern"].value is None
                else (Name(row["pattern"].value),),
                (count(row["count"]),),
                *((units(row[percentile]),) for percentile in _PERCENTILES),
            )
            for row in rows
        ),
    )
