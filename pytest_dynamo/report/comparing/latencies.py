"""The latency of runs, laid over each other."""

from collections.abc import Iterator

from pytest_dynamo.report.charts.curves import axes_of
from pytest_dynamo.report.comparing.charts import RunLine, latency_lines
from pytest_dynamo.report.comparing.overlays import key_of_lines
from pytest_dynamo.report.comparing.sides import Side, Sides
from pytest_dynamo.report.figures import milliseconds, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import Column, Panel, Section, Table, words
from pytest_dynamo.report.words import Name, Sentence

_MOST_CURVES = 6
_PERCENTILES = ("p50_ms", "p90_ms", "p99_ms", "p999_ms")


def latency(sides: Sides) -> Section | None:
    """The latency curves of the access patterns that two runs or more have."""
    patterns = _timed(sides)
    if not patterns:
        return None
    rows = patterns[None] if None in patterns else next(iter(patterns.values()))
    heading: Sentence = ("One call in a hundred takes more than ",)
    for number, (side, row) in enumerate(rows):
        heading += (", " if number else "", milliseconds(row["p99_ms"]), " with ", side.shown)
    return Section(
        anchor="latency",
        title="Latency",
        heading=heading,
        lead=(
            "Service time, observed. What else the machine did at the time of a run is in it, and not in the noise.",
        ),
        legends=(key_of_lines(sides),),
        panels=tuple(_curves(patterns)),
        tables=(_latency_table(patterns),),
        is_wide=True,
    )


def _timed(sides: Sides) -> dict[str | None, list[tuple[Side, Place]]]:
    """The rows of latencies of all runs, by access pattern; only where two runs have them."""
    patterns: dict[str | None, list[tuple[Side, Place]]] = {}
    for side in sides.sides:
        for row in side.run["latency"]:
            patterns.setdefault(row["pattern"].value, []).append((side, row))
    return {name: rows for name, rows in patterns.items() if len(rows) > 1}


def _curves(patterns: dict[str | None, list[tuple[Side, Place]]]) -> Iterator[Panel]:
    drawn = {name: rows for name, rows in patterns.items() if all(row["curve"] for _, row in rows)}
    chosen = list(drawn)[:_MOST_CURVES]
    if not chosen:
        return
    axes = axes_of([row["curve"].value for name in chosen for _, row in drawn[name]])
    for name in chosen:
        lines = [
            RunLine(values=row["curve"].value, role=side.role, dashes=side.dashes)
            for side, row in drawn[name]
        ]
        yield Panel(
            title=_pattern(name),
            drawing=latency_lines(lines, axes),
            description="Milliseconds by the share of calls that are slower. The table has the percentiles.",
            caption=("Milliseconds that so many calls stay under, one line a run.",),
        )


def _pattern(name: str | None) -> Sentence:
    return ("All requests",) if name is None else (Name(name),)


def _latency_table(patterns: dict[str | None, list[tuple[Side, Place]]]) -> Table:
    return Table(
        summary="Service time: percentiles, in milliseconds",
        columns=(
            *words("access pattern", "run"),
            *(Column(heading=(each,)) for each in ("p50", "p90", "p99", "p99.9")),
        ),
        rows=tuple(
            (_pattern(name), (side.shown,), *((units(row[each]),) for each in _PERCENTILES))
            for name, rows in patterns.items()
            for side, row in rows
        ),
    )
