"""How long requests took, by access pattern."""

from pytest_dynamo.report.charts.curves import Axes, axes_of, latency_curves, reaches_p99
from pytest_dynamo.report.charts.ranges import Range, ranges
from pytest_dynamo.report.figures import count, milliseconds, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import (
    MOST_PANELS,
    Panel,
    Section,
    Table,
    numbers,
    words,
)
from pytest_dynamo.report.words import Constant, Name, Sentence

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

_SLOW_MS = 100.0
"""A p99 from which on people notice that they wait; it only chooses the words of the heading."""

_WAITED = 2.0
"""Response times so many times as long as service times are waiting, most of them."""


def latency(run: Place) -> Section:
    """The latencies of all requests together and of each access pattern."""
    rows = list(run["latency"])
    if not rows:
        heading: Sentence = ("Nothing was timed",)
        return Section(anchor="latency", title="Latency", heading=heading)
    shown = sorted(rows, key=lambda row: (row["pattern"].value is not None, -row["p99_ms"].value))
    has_curves = any(row["curve"] for row in rows)
    return Section(
        anchor="latency",
        title="Latency",
        heading=_heading(rows, list(run["response"])),
        lead=(_observed(run["backend"]["kind"].value), *(_TOLD_APART if run["response"] else ())),
        panels=_curves(run, shown) if has_curves else (_from_median_to_longest(shown),),
        tables=(
            _table("Service time: percentiles, in milliseconds", rows, is_open=not has_curves),
            *(
                [_table(_RESPONSE, list(run["response"]), is_open=not has_curves)]
                if run["response"]
                else []
            ),
        ),
        is_beside=not has_curves,
    )


def _observed(kind: str) -> str:
    if kind == "embedded":
        return "Observed, inside this process: it says nothing about AWS or the network to it."
    return "Observed by the client, the network included."


def _heading(rows: list[Place], responses: list[Place]) -> Sentence:
    """The slowest access pattern, or that none is slow; before that, that calls waited for their turn."""
    patterns = [row for row in rows if row["pattern"].value is not None]
    slowest = max(patterns or rows, key=lambda row: float(row["p99_ms"].value))
    p99, longest = Constant("p99"), milliseconds(slowest["p99_ms"])
    waited = max(responses, key=lambda row: float(row["p99_ms"].value), default=slowest)
    if waited["p99_ms"].value > _WAITED * slowest["p99_ms"].value:
        return (
            "Calls wait for longer than they take: ",
            p99,
            " is at most ",
            longest,
            " of service, and ",
            milliseconds(waited["p99_ms"]),
            " of response",
        )
    whose: Sentence = (", that of ", Name(slowest["pattern"].value)) if patterns else ()
    if slowest["p99_ms"].value < _SLOW_MS:
        return "Latency is not the problem: ", p99, " is at most ", longest, *whose
    return p99, " goes up to ", longest, *whose


def _curves(run: Place, shown: list[Place]) -> tuple[Panel, ...]:
    """A panel for all requests together, and for the access patterns that are slowest at p99."""
    response = {row["pattern"].value: row["curve"].value for row in run["response"]}
    drawn = [row for row in shown if row["curve"]][:MOST_PANELS]
    curves = [row["curve"].value for row in drawn]
    curves += [curve for row in drawn if (curve := response.get(row["pattern"].value))]
    axes = axes_of(curves)
    return tuple(_curve(row, response.get(row["pattern"].value) or [], axes) for row in drawn)


def _curve(row: Place, response: list[float], axes: Axes) -> Panel:
    pattern = row["pattern"].value
    dashed = ". Dashed: response time, from when it was due." if response else "."
    return Panel(
        title=("All requests",) if pattern is None else (Name(pattern),),
        facts=(count(row["count"]), " calls"),
        drawing=latency_curves(row["curve"].value, response, milliseconds(row["p99_ms"]), axes),
        description=(
            f"Latency by percentile, on logarithmic scales: {milliseconds(row['p50_ms'])} at p50, "
            f"{milliseconds(row['p99_ms'])} at p99, {milliseconds(row['max_ms'])} at most."
        ),
        caption=(*_solid(row), dashed),
    )


def _solid(row: Place) -> Sentence:
    if reaches_p99(row["curve"].value):
        return "Solid: service time, with a dot at ", Constant("p99")
    return "Solid: service time, of too few calls for a ", Constant("p99")


def _from_median_to_longest(shown: list[Place]) -> Panel:
    """What a run file of before has, which lacks the curves."""
    return Panel(
        title=("From the median to the longest",),
        facts=("Ring: median. Dot: 99 % are faster. Line: up to the longest.",),
        drawing=ranges([_range(row) for row in shown[:_MOST_ROWS]]),
        description="Latency by access pattern on a logarithmic scale, slowest first.",
    )


def _range(row: Place) -> Range:
    pattern = row["pattern"].value
    return Range(
        label="all requests" if pattern is None else str(Name(pattern)),
        median=row["p50_ms"].value,
        p99=milliseconds(row["p99_ms"]),
        longest=row["max_ms"].value,
    )


def _table(summary: str, rows: list[Place], *, is_open: bool) -> Table:
    return Table(
        summary=summary,
        is_open=is_open,
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
