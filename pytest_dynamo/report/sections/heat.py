"""Where the heat is: virtual partitions over time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.report.charts.heat_map import Partition, SplitMark, heat_legend, heat_map
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.charts.scales import round_top
from pytest_dynamo.report.figures import NO_BREAK, count, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    Direction,
    Stream,
    busy_streams,
    can_throttle,
    hottest_stream,
    is_modelled,
    was_split,
)
from pytest_dynamo.report.sections.model import (
    MOST_PANELS,
    Panel,
    Section,
    Table,
    bins_of,
    numbers,
    words,
)
from pytest_dynamo.report.sections.splits import split_tables, splits_of
from pytest_dynamo.report.words import Constant, Sentence

_LOW = 0.25
"""Below so much of the limit all cells would be dark on a scale that ends at the limit."""

_MOMENTS = 8


def heat(run: Place) -> Section:
    """The heat maps of all that consumed anything, on one scale for writes and one for reads."""
    busy = busy_streams(run, MOST_PANELS)
    if not busy:
        return Section(anchor="heat", title="Heat", heading=("Nothing was consumed",))
    scales = {stream.direction: _scale(busy, stream.direction) for stream in busy}
    bins = bins_of(run)
    hottest = hottest_stream(run)
    return Section(
        anchor="heat",
        title="Heat",
        heading=_heading(run, hottest),
        lead=_lead(run, scales),
        legends=tuple(_legend(direction, scale) for direction, scale in scales.items()),
        panels=tuple(
            _panel(stream, bins, scales[stream.direction], splits_of(run, stream))
            for stream in busy
        ),
        caption=_caption(run, busy),
        tables=(*split_tables(run), _table(busy, bins)),
        is_bad=hottest is not None and hottest.share_of_limit > 1 and not was_split(run, hottest),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """Where the colours end, as a share of a partition's limit, and whether a cell is beyond."""

    limit: float
    top: float
    is_passed: bool


def _scale(busy: list[Stream], direction: Direction) -> _Scale:
    its_own = [stream for stream in busy if stream.direction == direction]
    limit = its_own[0].partition_limit
    highest = max(_highest(list(stream.figures["heat"])).value for stream in its_own) / limit
    top = 1.0 if highest >= _LOW else round_top(highest)
    return _Scale(limit=limit, top=top, is_passed=highest > 1)


def _legend(direction: Direction, scale: _Scale) -> Panel:
    limit = number_text(scale.limit)
    return Panel(
        title=(
            f"{direction.capitalize()}s of a cell, in % of the ",
            Constant(limit),
            " units a second one partition serves",
        ),
        drawing=heat_legend(scale.top, is_over=scale.is_passed),
        description="From dark for nothing to bright for the end of the scale.",
    )


def _heading(run: Place, hottest: Stream | None) -> Sentence:
    if hottest is None:
        return ("Whatever was consumed, no partition key was seen with it",)
    share = hottest.figures["hottest_partition"]["share_of_limit"]
    if was_split(run, hottest):
        return (
            "The hottest partition took ",
            percent(share),
            f" of the {hottest.direction}s one serves, and was split",
        )
    return (
        "The hottest partition is at ",
        percent(share),
        f" of its {hottest.direction} limit; ",
        percent(hottest.figures["usable_share"]),
        " of the capacity of ",
        *hottest.name,
        " is usable",
    )


def _lead(run: Place, scales: Mapping[Direction, _Scale]) -> Sentence:
    capacity = run["backend"]["capacity"].value
    low = " and ".join(f"{direction}s" for direction, scale in scales.items() if scale.top < 1)
    return (
        f"Partitions are modelled, units {capacity}.",
        *(() if can_throttle(run) else (" Throttling is not modelled.",)),
        *_splits_in_words(run),
        *((f" The load of {low} is low: colours end below the limit to show it.",) if low else ()),
    )


def _splits_in_words(run: Place) -> Sentence:
    """How many partitions were split, where that is modelled."""
    if not run["throttling"]:
        return ()
    splits = run["throttling"]["splits"]
    if not splits:
        return (" No partition was split in the time of the run.",)
    return (
        (
            " Rows and figures are of the partitions of the start. A tick above a map is a split, and a line from there "
            "on, where there is room; its time is an estimate, as DynamoDB does not say how long one takes."
        ),
    )


def _caption(run: Place, busy: list[Stream]) -> Sentence:
    caption = (
        "A row is a slice of the hash space, in order of the hash, so that neighbours are not "
        "related; lines part the partitions. Peak: the highest cell of a partition, in units a "
        "second. Usable: the mean over the hottest partition, which is what all of them together "
        "can serve when the hottest is full. Both are taken over the whole measured time."
    )
    if is_modelled(run) and any(stream.direction == "read" for stream in busy):
        caption += (
            " An eventually consistent read counts less against its partition than it consumes, so that "
            "reads may be over the limit by up to half before anything is throttled."
        )
    if run["window"]["from_seconds"]:
        caption += " Left of the dashed line: warm-up, which only the maps include."
    return (caption,)


def _panel(stream: Stream, bins: Bins, scale: _Scale, splits: list[SplitMark]) -> Panel:
    figures = stream.figures
    end = stream.partition_limit * scale.top
    hottest = figures["hottest_partition"]
    return Panel(
        title=(*stream.name, f", {stream.direction}s"),
        facts=_facts(stream),
        drawing=heat_map(
            [[units / end for units in row] for row in figures["heat"].value],
            bins,
            _partitions(stream),
            hottest["number"].value if hottest else None,
            splits,
        ),
        description=(
            f"{stream.direction.capitalize()} units a second by slice of the hash space, "
            "over the time of the run. The table has the cells."
        ),
    )


def _facts(stream: Stream) -> Sentence:
    figures, hottest = stream.figures, stream.figures["hottest_partition"]
    if not hottest:
        return units(figures["unattributed_units"]), " units of unknown keys"
    facts: Sentence = (
        "usable ",
        percent(figures["usable_share"]),
        f"; hottest is partition{NO_BREAK}",
        count(hottest["number"]),
        ": ",
        units(hottest["units_per_second"]),
        " a second, ",
        percent(hottest["share_of_limit"]),
    )
    if figures["unattributed_units"]:
        facts += ("; ", units(figures["unattributed_units"]), " units of unknown keys left out")
    return facts


def _partitions(stream: Stream) -> list[Partition]:
    rows = list(stream.figures["heat"])
    each = len(rows) // stream.figures["partitions"].value
    return [
        Partition(number=first // each + 1, peak=units(_highest(rows[first : first + each])))
        for first in range(0, len(rows), each)
    ]


def _highest(rows: list[Place]) -> Place:
    """The highest cell, the first of equals."""
    return max((max(row, key=_value) for row in rows), key=_value)


def _value(place: Place) -> float:
    return float(place.value)


def _table(busy: list[Stream], bins: Bins) -> Table:
    """The slices, each with its highest cell and with the cells of a few moments."""
    step = max(1, ceil(bins.number / _MOMENTS))
    moments = range(0, bins.number, step)
    times = (max(0.0, bins.edges()[moment]) for moment in moments)
    return Table(
        summary="Cells of these maps, in units a second",
        columns=(
            *words("table or index", "direction"),
            *numbers("partition", "slice", "highest"),
            *numbers(*(f"at{NO_BREAK}{number_text(time)}{NO_BREAK}s" for time in times)),
        ),
        rows=tuple(row for stream in busy for row in _table_rows(stream, moments)),
    )


def _table_rows(stream: Stream, moments: range) -> Iterator[tuple[Sentence, ...]]:
    slices = list(stream.figures["heat"])
    each = len(slices) // stream.figures["partitions"].value
    for number, cells in enumerate(slices):
        yield (
            stream.name,
            (f"{stream.direction}s",),
            (Constant(f"{number // each + 1}"),),
            (Constant(f"{number + 1}"),),
            (units(max(cells, key=_value)),),
            *((units(cells[moment]),) for moment in moments),
        )
