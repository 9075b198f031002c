"""What was throttled, when, why, and by what."""

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.charts.over_time import over_time
from pytest_dynamo.report.figures import count, duration, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    backend_name,
    can_throttle,
    is_modelled,
    resource_name,
    short_resource,
)
from pytest_dynamo.report.sections.model import (
    Panel,
    Section,
    Table,
    bins_of,
    each_bin,
    numbers,
    words,
)
from pytest_dynamo.report.throttled import reason_by
from pytest_dynamo.report.words import Code, Name, Sentence

_MOST_BARS = 10
_MOST_KEY_PANELS = 4
_KEYS_SHOWN = 5


def throttles(run: Place) -> Section:
    """The throttled requests, over time and by reason."""
    totals, rows = run["totals"], run["throttles"]
    if not totals["throttled"] and not totals["throttled_items"] and not len(rows):
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
        lead=_lead(run),
        panels=tuple(_panels(run)),
        tables=(
            *((_key_table(run),) if any(row["keys"] for row in run["throttle_reasons"]) else ()),
            *((_table(rows),) if rows else ()),
            *_limit_tables(run),
        ),
        is_bad=True,
    )


def _lead(run: Place) -> Sentence:
    lead: Sentence = (
        (
            f"{run['how']['throttling'].value.capitalize()}. The chart and the heading count the "
            "whole run; the reasons and the keys are those of the measured time, and one request may "
            "have several."
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
    bins = bins_of(run)
    panels = [
        Panel(
            title=("Throttled requests ", *each_bin(run)),
            drawing=over_time(run["series"]["throttled"].value, bins, "throttle"),
            description="Throttled requests over the time of the run.",
        )
    ]
    panels += [_key_panel(row) for row in run["throttle_reasons"] if row["keys"]][:_MOST_KEY_PANELS]
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


def _key_table(run: Place) -> Table:
    return Table(
        summary="Partition keys of throttled requests",
        columns=(
            *words("partition key", "reason", "resource"),
            *numbers("times, at least", "and at most more", "share of the reason"),
        ),
        rows=tuple(
            (
                (Name(key["key"].value),),
                (Code(row["reason"].value),),
                (Name(short_resource(row["resource"].value) or "not told"),),
                (units(key["count"]),),
                (units(key["error_count"]),),
                (percent(key["share"]),),
            )
            for row in run["throttle_reasons"]
            for key in row["keys"]
        ),
    )


def _limit_tables(run: Place) -> tuple[Table, ...]:
    """What the model's limits refused, each with the first time; it knows items of batches as well."""
    if not run["throttling"] or not run["throttling"]["limits"]:
        return ()
    limits = Table(
        summary="Limits that were met, as the model counts: each request, and each item of a batch",
        columns=(*words("table or index", "direction", "limit"), *numbers("first after", "times")),
        rows=tuple(
            (
                resource_name(row["table"].value, row["index"].value),
                (f"{row['direction'].value}s",),
                (Code(row["kind"].value),),
                (duration(row["first_seconds"]),),
                (count(row["count"]),),
            )
            for row in run["throttling"]["limits"]
        ),
    )
    return (limits,)


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
