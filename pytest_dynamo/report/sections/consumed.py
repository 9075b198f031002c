"""Consumed capacity over time, by table and index."""

from pytest_dynamo.report.charts.over_time import Bins, over_time
from pytest_dynamo.report.figures import units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream, busy_streams, streams
from pytest_dynamo.report.sections.model import (
    MOST_PANELS,
    Panel,
    Section,
    Table,
    bins_of,
    numbers,
    words,
)
from pytest_dynamo.report.words import Sentence


def consumed(run: Place) -> Section:
    """What each table and index consumed, against its limit where it declares one."""
    bins = bins_of(run)
    busy = busy_streams(run, MOST_PANELS)
    over = [stream for stream in streams(run) if _is_over(stream)]
    return Section(
        anchor="consumed",
        title="Consumed capacity",
        heading=_heading(run, over),
        lead=_lead(run),
        panels=tuple(_panel(stream, bins) for stream in busy),
        caption=_caption(run) if busy else (),
        tables=(_table(run),) if len(run["tables"]) else (),
        is_bad=bool(over),
    )


def _is_over(stream: Stream) -> bool:
    limit = stream.figures["limit_units_per_second"].value
    return limit is not None and bool(stream.figures["peak_units_per_second"].value > limit)


def _heading(run: Place, over: list[Stream]) -> Sentence:
    if over:
        figures = over[0].figures
        return (
            f"{over[0].direction.capitalize()}s of ",
            *over[0].name,
            " reached ",
            units(figures["peak_units_per_second"]),
            " units a second, over the declared ",
            units(figures["limit_units_per_second"]),
        )
    window = run["window"]
    if not window["read_units"] and not window["write_units"]:
        return ("No capacity was consumed in the measured time",)
    return (
        "The run consumed ",
        units(window["write_units"]),
        " write and ",
        units(window["read_units"]),
        " read units",
    )


def _lead(run: Place) -> Sentence:
    capacity = run["backend"]["capacity"].value
    return (f"Units a second, {capacity}. Indexes are charged by themselves, beside their table.",)


def _caption(run: Place) -> Sentence:
    caption = (
        "Each chart has its own scale. Peak: the highest bin in the measured time. Bins that the "
        "run fills to less than half are left out."
    )
    if run["window"]["from_seconds"]:
        caption += " Shaded: warm-up, which is left out of all totals."
    return (caption,)


def _panel(stream: Stream, bins: Bins) -> Panel:
    figures = stream.figures
    limit = figures["limit_units_per_second"]
    facts: Sentence = (
        units(figures["units"]),
        " units, peak ",
        units(figures["peak_units_per_second"]),
        " a second",
    )
    if limit.value is not None:
        facts += (", limit ", units(limit))
    return Panel(
        title=(*stream.name, f", {stream.direction}s"),
        facts=facts,
        drawing=over_time(
            figures["series"].value,
            bins,
            stream.direction,
            limit=None if limit.value is None else units(limit),
        ),
        description=f"Consumed {stream.direction} units a second over the time of the run.",
    )


def _table(run: Place) -> Table:
    return Table(
        summary="Tables and indexes",
        columns=(
            *words("table or index", "direction"),
            *numbers("units", "peak a second", "limit a second", "unknown keys"),
        ),
        rows=tuple(
            (
                stream.name,
                (f"{stream.direction}s",),
                (units(stream.figures["units"]),),
                (units(stream.figures["peak_units_per_second"]),),
                _or_none(stream.figures["limit_units_per_second"]),
                (units(stream.figures["unattributed_units"]),),
            )
            for stream in streams(run)
        ),
    )


def _or_none(limit: Place) -> Sentence:
    return ("none",) if limit.value is None else (units(limit),)
