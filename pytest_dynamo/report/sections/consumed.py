"""Consumed capacity against its limit over time, by table and index."""

from collections.abc import Iterator

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.report.charts.against_limit import against_limit
from pytest_dynamo.report.charts.drawing import Label
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.charts.placing import words_of
from pytest_dynamo.report.figures import NO_BREAK, clock, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream, busy_streams, can_throttle, streams
from pytest_dynamo.report.sections.parts import (
    MOST_PANELS,
    Panel,
    Section,
    Table,
    bins_of,
    numbers,
    words,
)
from pytest_dynamo.report.sections.spans import spans
from pytest_dynamo.report.throttled import first_throttle_of
from pytest_dynamo.report.words import Constant, Sentence

_MOST_COLUMNS = 190
_MOST_SPANS = 12
_MOST_ROWS = 60


def consumed(run: Place) -> Section:
    """What each table and index consumed, against its limit."""
    bins = bins_of(run)
    busy = busy_streams(run, MOST_PANELS)
    over = [stream for stream in streams(run) if _is_over(stream)]
    return Section(
        anchor="consumed",
        title="Consumed",
        heading=_heading(run, over),
        lead=_lead(run),
        panels=tuple(_panel(run, stream, bins) for stream in busy),
        caption=_caption(run) if busy else (),
        tables=(_table(run), *((_course(run, bins),) if busy else ()))
        if len(run["tables"])
        else (),
        is_bad=bool(over),
    )


def _is_over(stream: Stream) -> bool:
    limit = stream.figures["limit_units_per_second"].value
    return limit is not None and bool(stream.figures["peak_units_per_second"].value > limit)


def _limit(stream: Stream) -> float:
    """The declared limit, or what all partitions of the start serve together."""
    declared = stream.figures["limit_units_per_second"].value
    return float(declared or stream.figures["partitions"].value * stream.partition_limit)


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
    fullest = max(streams(run), key=lambda stream: _peak(stream) / _limit(stream))
    peak = fullest.figures["peak_units_per_second"]
    declared = fullest.figures["limit_units_per_second"]
    if declared:
        return (
            "No declared limit was reached: at most ",
            percent(peak, of=declared),
            f" of the {fullest.direction}s of ",
            *fullest.name,
        )
    return (
        f"{fullest.direction.capitalize()}s of ",
        *fullest.name,
        " peaked at ",
        units(peak),
        " units a second, of ",
        Constant(number_text(_limit(fullest))),
        " that its partitions serve together",
    )


def _peak(stream: Stream) -> float:
    return float(stream.figures["peak_units_per_second"].value)


def _lead(run: Place) -> Sentence:
    capacity, window = run["backend"]["capacity"].value, run["window"]
    return (
        "In the measured time ",
        units(window["write_units"]),
        " write and ",
        units(window["read_units"]),
        f" read units were consumed, {capacity}. Indexes are charged by themselves, beside their table.",
    )


def _caption(run: Place) -> Sentence:
    caption = (
        "The scale ends at the limit: the declared one or, where none is declared, what the partitions of the "
        "start give when load is even. A table may take more where its partitions are split, and far less where one "
        "key has most of the load. Peak: the highest mean over a minute of the measured time. Bins that the "
        "run fills to less than half are left out."
    )
    if bins_of(run).together(_MOST_COLUMNS) > 1:
        caption += " A step is several bins of the run, and shows the highest of them."
    if run["window"]["from_seconds"]:
        caption += " Shaded: warm-up, which is left out of all totals."
    return (caption,)


def _panel(run: Place, stream: Stream, bins: Bins) -> Panel:
    figures, limit = stream.figures, _limit(stream)
    together = bins.together(_MOST_COLUMNS)
    wider, series = bins.grouped(together), figures["series"]
    values = series.value
    groups = range(0, bins.number, together)
    filled = wider.filled()
    shown = range(filled[0] * together, min((filled[-1] + 1) * together, bins.number))
    first = first_throttle_of(run, stream.table, stream.index, stream.direction)
    return Panel(
        title=(*stream.name, f", {stream.direction}s"),
        facts=_facts(stream),
        drawing=against_limit(
            [max(values[group : group + together]) for group in groups],
            wider,
            stream.direction,
            limit=limit,
            limit_words=_limit_words(stream),
            most=units(series[max(shown, key=values.__getitem__)]),
            first=None if first is None else clock(first),
        ),
        description=(
            f"At most {units(figures['peak_units_per_second'])} units a second, "
            f"{percent_text(_peak(stream) / limit, NO_BREAK)} of the limit. "
            f"{_throttled(run, first)}"
        ),
        caption=(f"Consumed {stream.direction} units a second, and the limit as a line.",),
    )


def _throttled(run: Place, first: Place | None) -> str:
    if not can_throttle(run):
        return "Throttling is not modelled."
    return "Nothing was throttled." if first is None else f"First throttled at {clock(first)}."


def _limit_words(stream: Stream) -> Label:
    declared = stream.figures["limit_units_per_second"]
    if declared:
        return words_of(units(declared), before=f"limit{NO_BREAK}", role="ink")
    number = stream.figures["partitions"].value
    each = number_text(stream.partition_limit)
    partitions = "partition" if number == 1 else "partitions"
    return words_of(f"{number:,}{NO_BREAK}{partitions}{NO_BREAK}×{NO_BREAK}{each}", role="ink")


def _facts(stream: Stream) -> Sentence:
    figures = stream.figures
    facts: Sentence = (
        units(figures["units"]),
        " units, peak ",
        units(figures["peak_units_per_second"]),
        " a second",
    )
    if figures["limit_units_per_second"]:
        facts += (", declared ", units(figures["limit_units_per_second"]))
    return (*facts, "; one partition serves ", Constant(number_text(stream.partition_limit)))


def _table(run: Place) -> Table:
    return Table(
        summary="Tables and indexes",
        columns=(
            *words("table or index", "direction"),
            *numbers(
                "units", "peak a second", "declared limit", "one partition serves", "unknown keys"
            ),
        ),
        rows=tuple(
            (
                stream.name,
                (f"{stream.direction}s",),
                (units(stream.figures["units"]),),
                (units(stream.figures["peak_units_per_second"]),),
                _or_none(stream.figures["limit_units_per_second"]),
                (Constant(number_text(stream.partition_limit)),),
                (units(stream.figures["unattributed_units"]),),
            )
            for stream in streams(run)
        ),
    )


def _course(run: Place, bins: Bins) -> Table:
    """The highest bin of each table and index in each stretch of time."""
    shown = spans(bins, _MOST_SPANS)

    def rows() -> Iterator[tuple[Sentence, ...]]:
        for stream in busy_streams(run, _MOST_ROWS):
            highest = (span.highest(stream.figures["series"]) for span in shown)
            yield (stream.name, (f"{stream.direction}s",), *((units(each),) for each in highest))

    return Table(
        summary="Units a second over time: the highest bin of each stretch",
        columns=(
            *words("table or index", "direction"),
            *numbers(*(f"from {span.begins}" for span in shown)),
        ),
        rows=tuple(rows()),
    )


def _or_none(limit: Place) -> Sentence:
    return ("none",) if limit.value is None else (units(limit),)
