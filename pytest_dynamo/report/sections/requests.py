"""What was asked for, what was sent, and what failed."""

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.charts.over_time import over_time
from pytest_dynamo.report.figures import count, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import can_throttle
from pytest_dynamo.report.sections.model import (
    Panel,
    Section,
    Table,
    bins_of,
    each_bin,
    numbers,
    words,
)
from pytest_dynamo.report.words import Code, Name, Sentence

_MOST_BARS = 5

_MEMBERS = {
    "requests": "requests",
    "failed": "failures",
    "throttled": "throttled",
    "items examined": "items_examined",
    "items returned": "items_returned",
}


def requests(run: Place) -> Section:
    """The requests over time, and each access pattern's part in them."""
    totals = run["totals"]
    bins = bins_of(run)
    panels = [
        Panel(
            title=("Requests ", *each_bin(run)),
            facts=(count(totals["requests"]), " in all"),
            drawing=over_time(run["series"]["requests"].value, bins, "accent"),
            description="Requests over the time of the run.",
        )
    ]
    if totals["failures"]:
        panels.append(
            Panel(
                title=("Failed requests ", *each_bin(run)),
                facts=(count(totals["failures"]), " in all, throttled ones included"),
                drawing=over_time(run["series"]["failures"].value, bins, "throttle"),
                description="Failed requests over the time of the run.",
            )
        )
    if (busiest := _busiest(run)) is not None:
        panels.append(busiest)
    return Section(
        anchor="requests",
        title="Requests",
        heading=_heading(run),
        lead=_lead(run),
        panels=tuple(panels) if totals["requests"] else (),
        tables=(_table(run),) if len(run["patterns"]) else (),
        is_bad=bool(totals["failures"]) or bool(totals["dropped"]),
    )


def _busiest(run: Place) -> Panel | None:
    """The access patterns with most requests."""
    made = [pattern for pattern in run["patterns"] if pattern["requests"]]
    made.sort(key=lambda pattern: -pattern["requests"].value)
    if not made:
        return None
    return Panel(
        title=("Requests by access pattern",),
        facts=("in the measured time; the table has them all",),
        drawing=bars(
            [
                Bar(
                    label=str(Name(pattern["name"].value)),
                    figure=count(pattern["requests"]),
                    role="accent",
                )
                for pattern in made[:_MOST_BARS]
            ]
        ),
        description="Requests by access pattern, the most frequent first.",
    )


def _heading(run: Place) -> Sentence:
    window, totals = run["window"], run["totals"]
    if not totals["requests"]:
        return ("No request was made",)
    rates: Sentence = (
        units(window["done_per_second"]),
        " of ",
        units(window["offered_per_second"]),
        " offered requests a second were sent",
    )
    if totals["failures"]:
        return (*rates, ", and ", count(totals["failures"]), " failed")
    return (*rates, ", and none failed")


def _lead(run: Place) -> Sentence:
    totals, window = run["totals"], run["window"]
    lead: Sentence = (
        count(totals["requests"]),
        " requests in the whole run, ",
        count(window["requests"]),
        " of them in the measured time.",
    )
    if totals["dropped"]:
        lead += (" ", count(totals["dropped"]), " were due and could not be sent.")
    return lead


def _table(run: Place) -> Table:
    counts = [each for each in _MEMBERS if each != "throttled" or can_throttle(run)]
    return Table(
        summary="Access patterns, in the measured time",
        is_open=True,
        columns=(
            *words("access pattern", "operation", "on"),
            *numbers("declared a second", "offered a second", *counts),
        ),
        rows=tuple(_row(pattern, counts) for pattern in run["patterns"]),
    )


def _row(pattern: Place, counts: list[str]) -> tuple[Sentence, ...]:
    declared = pattern["declared_per_second"]
    operation = pattern["operation"].value
    served = pattern["index"].value or pattern["table"].value
    return (
        (Name(pattern["name"].value),),
        (Code(operation),) if operation else ("–",),
        (Name(served),) if served else ("–",),
        ("–",) if declared.value is None else (units(declared),),
        (units(pattern["offered_per_second"]),),
        *((count(pattern[_MEMBERS[heading]]),) for heading in counts),
    )
