"""Sections that lay runs over each other, or put them side by side on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pytest_dynamo.report.comparing.charts import (
    RunLine,
    key_of,
    lines_over_time,
)
from pytest_dynamo.report.comparing.sides import Side, Sides, common_streams, side_of
from pytest_dynamo.report.figures import count, percent, units
from pytest_dynamo.report.resources import Stream
from pytest_dynamo.report.sections.partition_maps import hot_streams, small_map
from pytest_dynamo.report.sections.parts import Column, Panel, Section, Table, bins_of, words
from pytest_dynamo.report.words import Sentence

_MOST_MAPS, _MOST_LINES = 3, 6


def heat(sides: Sides) -> Section | None:
    """The maps of the hottest tables and indexes, a run beside the other, on one scale."""
    groups = common_streams(sides, 12)
    groups.sort(key=lambda group: -max(stream.share_of_limit for stream in group))
    groups = groups[: _MOST_MAPS if len(sides.sides) == 2 else 1]
    if not groups:
        return None
    hottest = groups[0]
    heading: Sentence = (f"The hottest partition takes of its {hottest[0].direction} limit ",)
    for number, stream in enumerate(hottest):
        partition = stream.figures["hottest_partition"]
        share: Sentence = (percent(partition["share_of_limit"]),) if partition else ("nothing",)
        heading += (", " if number else "", *share, " with ", side_of(sides, stream).shown)
    heading += (", in ", *hottest[0].name)
    return Section(
        anchor="heat",
        title="Heat",
        heading=heading,
        panels=tuple(panel for group in groups for panel in _maps(sides, group)),
        caption=("Maps of one table or index are on one scale: the same colour is the same load.",),
        tables=(_heat_table(sides, groups),),
        is_bad=any(stream.share_of_limit > 1 for stream in hottest),
        is_wide=True,
    )


def _maps(sides: Sides, group: Sequence[Stream]) -> Iterator[Panel]:
    made = []
    for stream in group:
        side = side_of(sides, stream)
        bins = bins_of(side.run)
        made.append((side, bins, hot_streams(side.run, [stream], bins)[0]))
    top = max(hot.scale_top for _, _, hot in made)
    for side, bins, hot in made:
        panel = small_map(side.run, replace(hot, scale_top=top), bins)
        yield replace(panel, title=(side.shown, ": ", *panel.title))


def _heat_table(sides: Sides, groups: Sequence[Sequence[Stream]]) -> Table:
    return Table(
        summary="The hottest partition of these maps",
        columns=(
            *words("table or index", "run"),
            *(
                Column(heading=(each,))
                for each in ("partitions", "hottest", "units a second", "of its limit", "usable")
            ),
        ),
        rows=tuple(
            (
                (*stream.name, f", {stream.direction}s"),
                (side_of(sides, stream).shown,),
                (count(stream.figures["partitions"]),),
                *_of_hottest(stream),
            )
            for group in groups
            for stream in group
        ),
    )


def _of_hottest(stream: Stream) -> tuple[Sentence, ...]:
    hottest = stream.figures["hottest_partition"]
    if not hottest:
        return ("–",), ("–",), ("–",), ("–",)
    return (
        (count(hottest["number"]),),
        (units(hottest["units_per_second"]),),
        (percent(hottest["share_of_limit"]),),
        (percent(stream.figures["usable_share"]),),
    )


def consumed(sides: Sides) -> Section | None:
    """What each table and index consumed in every run, and how many requests were throttled."""
    groups = common_streams(sides, _MOST_LINES)
    if not groups:
        return None
    window = [(side, side.run["window"]) for side in sides.sides]
    heading: Sentence = ("Units in the measured time: ",)
    for number, (side, figures) in enumerate(window):
        heading += (", " if number else "", units(figures["write_units"]), " write and ")
        heading += (units(figures["read_units"]), " read with ", side.shown)
    return Section(
        anchor="consumed",
        title="Consumed",
        heading=heading,
        legends=(key_of_lines(sides),),
        panels=(_throttled(sides), *(_consumed(sides, group) for group in groups)),
        tables=(_consumed_table(sides, groups), _counts_table(sides)),
        is_wide=True,
    )


def key_of_lines(sides: Sides) -> Panel:
    """Which line of the charts is which run."""
    return Panel(
        title=("Lines of these charts",),
        drawing=key_of([(str(side.shown), side.role, side.dashes) for side in sides.sides]),
        description="The first run is dashed, the last one solid.",
    )


def _throttled(sides: Sides) -> Panel:
    lines = []
    for side in sides.sides:
        series = side.run["series"]
        width = series["bin_seconds"].value
        lines.append(_line(side, [each / width for each in series["throttled"].value]))
    return Panel(
        title=("Throttled requests a second",),
        drawing=lines_over_time(lines),
        description="Throttled requests a second over the time of each run. The table has their sums.",
        caption=("How many requests a second were throttled, over the time of each run.",),
    )


def _consumed(sides: Sides, group: Sequence[Stream]) -> Panel:
    first = group[0]
    lines = [_line(side_of(sides, stream), stream.figures["series"].value) for stream in group]
    return Panel(
        title=(*first.name, f", {first.direction}s"),
        drawing=lines_over_time(lines),
        description=f"Consumed {first.direction} units a second over the time of each run. The table has their sums.",
        caption=(
            f"{first.direction.capitalize()} units a second that were consumed, over the time of each run.",
        ),
    )


def _line(side: Side, values: Sequence[float]) -> RunLine:
    return RunLine(values=values, role=side.role, dashes=side.dashes, bins=bins_of(side.run))


def _consumed_table(sides: Sides, groups: Sequence[Sequence[Stream]]) -> Table:
    return Table(
        summary="Units by table and index",
        columns=(
            *words("table or index", "run"),
            Column(heading=("units",)),
            Column(heading=("peak a second",)),
        ),
        rows=tuple(
            (
                (*stream.name, f", {stream.direction}s"),
                (side_of(sides, stream).shown,),
                (units(stream.figures["units"]),),
                (units(stream.figures["peak_units_per_second"]),),
            )
            for group in groups
            for stream in group
        ),
    )


def _counts_table(sides: Sides) -> Table:
    return Table(
        summary="Requests of each run",
        columns=(
            *words("run"),
            *(Column(heading=(each,)) for each in ("requests", "throttled", "failed")),
        ),
        rows=tuple(
            (
                (side.shown,),
                (count(side.run["totals"]["requests"]),),
                (count(side.run["totals"]["throttled"]),),
                (count(side.run["totals"]["failures"]),),
            )
            for side in sides.sides
        ),
    )
