"""What was throttled, when, why, and by what."""

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.charts.over_time import over_time
from pytest_dynamo.report.figures import count
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import backend_name, can_throttle, short_resource
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

_MOST_BARS = 10


def throttles(run: Place) -> Section:
    """The throttled requests, over time and by reason."""
    totals, rows = run["totals"], run["throttles"]
    if not totals["throttled"] and not len(rows):
        return Section(anchor="throttles", title="Throttles", heading=_none(run), lead=_why(run))
    return Section(
        anchor="throttles",
        title="Throttles",
        heading=(
            count(totals["throttled"]),
            " of ",
            count(totals["requests"]),
            " requests were throttled",
            *_mostly(rows),
        ),
        lead=(
            (
                f"{run['how']['throttling'].value.capitalize()}. The chart and the heading count the "
                "whole run; the reasons are those of the measured time, and one request may have "
                "several."
            ),
        ),
        panels=tuple(_panels(run)),
        tables=(_table(rows),) if len(rows) else (),
        is_bad=True,
    )


def _none(run: Place) -> Sentence:
    if not can_throttle(run):
        return ("Throttling is not modelled here, and nothing was throttled",)
    if not run["totals"]["requests"]:
        return ("There was no request to throttle",)
    return "None of ", count(run["totals"]["requests"]), " requests was throttled"


def _why(run: Place) -> Sentence:
    if can_throttle(run):
        return (f"{run['how']['throttling'].value.capitalize()}.",)
    return (
        (
            f"In this version {backend_name(run)} answers every request, whatever the load. "
            "The heat map and the consumed capacity show what would come near a limit; "
            "run against AWS to see throttling."
        ),
    )


def _mostly(rows: Place) -> Sentence:
    return (", most often for ", Code(rows[0]["reason"].value)) if len(rows) else ()


def _panels(run: Place) -> list[Panel]:
    bins = bins_of(run)
    panels = [
        Panel(
            title=("Throttled requests ", *each_bin(run)),
            drawing=over_time(run["series"]["throttled"].value, bins, "throttle"),
            description="Throttled requests over the time of the run.",
        )
    ]
    rows = list(run["throttles"])
    if rows:
        panels.append(
            Panel(
                title=("By reason",),
                facts=("the most frequent; the table has them all",)
                if len(rows) > _MOST_BARS
                else (),
                drawing=bars([_bar(row) for row in rows[:_MOST_BARS]]),
                description="Throttling reasons by access pattern and table or index.",
            )
        )
    return panels


def _bar(row: Place) -> Bar:
    where = short_resource(row["resource"].value)
    parts = [row["pattern"].value, where]
    return Bar(
        label=str(Name(row["reason"].value)),
        detail=" · ".join(str(Name(part)) for part in parts if part),
        figure=count(row["count"]),
        role="throttle",
    )


def _table(rows: Place) -> Table:
    return Table(
        summary="Throttles by reason",
        columns=(*words("reason", "access pattern", "resource"), *numbers("times")),
        rows=tuple(
            (
                (Code(row["reason"].value),),
                (Name(row["pattern"].value),),
                (Name(row["resource"].value or "not told"),),
                (count(row["count"]),),
            )
            for row in rows
        ),
    )
