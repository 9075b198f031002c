"""What was throttled, when, why, and by what."""

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.charts.over_time import over_time
from pytest_dynamo.report.charts.stacked import MOST_BANDS, Band, stacked
from pytest_dynamo.report.figures import NO_BREAK, clock, count, percent
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    backend_name,
    can_throttle,
    is_modelled,
    short_resource,
)
from pytest_dynamo.report.sections.parts import (
    NARROW,
    WIDE,
    Panel,
    Section,
    bins_of,
    each_bin,
)
from pytest_dynamo.report.sections.throttle_tables import course_table, throttle_tables
from pytest_dynamo.report.throttled import first_reason, reason_by
from pytest_dynamo.report.words import Code, Figure, Name, Sentence

_MOST_BARS = 10
_MOST_KEY_PANELS = 4
_KEYS_SHOWN = 5


def throttles(run: Place) -> Section:
    """The throttled requests, over time by reason and resource."""
    totals, rows = run["totals"], run["throttles"]
    if not totals["throttled"] and not totals["throttled_items"] and not len(rows):
        return Section(anchor="throttles", title="Throttles", heading=_none(run), lead=_why(run))
    return Section(
        anchor="throttles",
        title="Throttles",
        heading=(
            *_from(run),
            count(totals["throttled"]),
            " of ",
            count(totals["requests"]),
            " requests were throttled",
            *_mostly(rows),
        ),
        lead=_lead(run),
        panels=tuple(_panels(run)),
        tables=(course_table(run, reasons_over_time(run)), *throttle_tables(run)),
        is_bad=True,
    )


def reasons_over_time(run: Place) -> list[Place]:
    """The reasons whose course is known, with the table or index that gave them; most frequent first."""
    return [row for row in run["throttle_reasons"] if row["series"]]


def _from(run: Place) -> Sentence:
    """When the first request was throttled, at the beginning of a sentence."""
    first = first_reason(run)
    return ("From ", clock(first["first_seconds"]), " on, ") if first is not None else ()


def _lead(run: Place) -> Sentence:
    lead: Sentence = (
        (
            f"{run['how']['throttling'].value.capitalize()}. The heading and the chart over time count the "
            "whole run; the tables of reasons and keys are of the measured time, and one request may have "
            "several reasons."
        ),
    )
    if run["totals"]["throttled_items"]:
        items = count(run["totals"]["throttled_items"])
        lead += (
            " Of batches that got through, ",
            items,
            " items were throttled; they have no reason.",
        )
    return lead


def _none(run: Place) -> Sentence:
    if not can_throttle(run):
        return ("Throttling is not modelled here, and nothing was throttled",)
    if not run["totals"]["requests"]:
        return ("There was no request to throttle",)
    return "None of ", count(run["totals"]["requests"]), " requests was throttled"


def _why(run: Place) -> Sentence:
    if is_modelled(run):
        return (
            (
                "Modelled: the limits of tables, indexes and partitions were in force, as far as AWS "
                "publishes them."
            ),
        )
    if can_throttle(run):
        return (f"{run['how']['throttling'].value.capitalize()}.",)
    return (
        (
            f"Here {backend_name(run)} answered every request, whatever the load. The heat map and the "
            "consumed capacity show what would come near a limit."
        ),
    )


def _mostly(rows: Place) -> Sentence:
    return (", most often for ", Code(rows[0]["reason"].value)) if len(rows) else ()


def _panels(run: Place) -> list[Panel]:
    known = reasons_over_time(run)
    panels = [_by_reason(run, known) if known else _together(run)]
    panels += [_key_panel(row) for row in run["throttle_reasons"] if row["keys"]][:_MOST_KEY_PANELS]
    rows = list(run["throttles"])
    if rows and not known:
        panels.append(_bars(rows))
    return panels


def _by_reason(run: Place, known: list[Place]) -> Panel:
    """The course of throttling, by reason and resource."""
    bins, first = bins_of(run), first_reason(run)
    bands = [
        Band(
            name=str(Name(short_resource(row["resource"].value) or "not told")),
            detail=str(Name(row["reason"].value)),
            counts=row["series"].value,
        )
        for row in known[:MOST_BANDS]
    ]
    begins: Figure | None = clock(first["first_seconds"]) if first is not None else None
    wide, narrow = (
        stacked(
            bands,
            bins,
            "throttle",
            width=width,
            unit=f"throttled requests a{NO_BREAK}second",
            first=begins,
        )
        for width in (WIDE, NARROW)
    )
    left_out = len(known) - len(bands)
    others = f" The table has {'another reason' if left_out == 1 else 'the other reasons'}."
    return Panel(
        title=("Throttled requests by reason and table or index",),
        drawing=wide,
        narrow=narrow,
        description=_description(known, begins),
        caption=(
            (
                "One upon the other: what each table or index refused for each reason, in requests a second."
                f"{others if left_out else ''}"
            ),
        ),
    )


def _description(known: list[Place], begins: Figure | None) -> str:
    """The finding of the chart for those who do not see it."""
    reasons = "; ".join(
        f"{short_resource(row['resource'].value) or 'not told'}, {row['reason'].value}: "
        f"{sum(row['series'].value):,} from {clock(row['first_seconds'])} on"
        for row in known[:MOST_BANDS]
    )
    return f"The first at {begins}. {reasons}. The table has the course."


def _together(run: Place) -> Panel:
    """The course of throttling as a whole, of a run file that has no course by reason."""
    return Panel(
        title=("Throttled requests ", *each_bin(run)),
        drawing=over_time(run["series"]["throttled"].value, bins_of(run), "throttle"),
        description="Throttled requests over the time of the run.",
        caption=("All throttled requests of the whole run, whatever the reason.",),
    )


def _bars(rows: list[Place]) -> Panel:
    return Panel(
        title=("By reason",),
        facts=("the most frequent; the table has them all",) if len(rows) > _MOST_BARS else (),
        drawing=bars([_bar(row) for row in rows[:_MOST_BARS]]),
        description="Throttling reasons by access pattern and table or index.",
        caption=("How often each access pattern was throttled, and why.",),
    )


def _bar(row: Place) -> Bar:
    where = short_resource(row["resource"].value)
    parts = [row["pattern"].value, where]
    return Bar(
        label=str(Name(row["reason"].value)),
        detail=" · ".join(str(Name(part)) for part in parts if part),
        figure=count(row["count"]),
        role="throttle",
    )


def _key_panel(row: Place) -> Panel:
    """The keys that most of the requests of one reason and resource were for."""
    shown = list(row["keys"])[:_KEYS_SHOWN]
    return Panel(
        title=("Keys of throttled requests",),
        facts=reason_by(row),
        drawing=bars(
            [
                Bar(
                    label=str(Name(key["key"].value)), figure=percent(key["share"]), role="throttle"
                )
                for key in shown
            ]
        ),
        description="Shares of partition keys in the throttled requests of one reason.",
        caption=("Which share of these throttled requests each partition key has.",),
    )
