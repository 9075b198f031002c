"""Where the heat is: partitions over time, and the keys that make them hot."""

from collections.abc import Mapping, Sequence

from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.report.charts.heat_map import heat_legend
from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.figures import percent
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
from pytest_dynamo.report.sections.heat_keys import key_maps
from pytest_dynamo.report.sections.heat_tables import heat_tables
from pytest_dynamo.report.sections.partition_maps import (
    MOST_COLUMNS,
    HotStream,
    hot_streams,
    small_map,
    wide_map,
)
from pytest_dynamo.report.sections.parts import Panel, Section, bins_of
from pytest_dynamo.report.sections.splits import split_tables
from pytest_dynamo.report.words import Constant, Sentence

_MOST_MAPS, _ALL = 9, 10_000
"""So many maps, those of the tables and indexes whose partitions came nearest to their limit."""


def heat(run: Place) -> Section:
    """The heat map of the stream that is hottest, its keys beside it, and then the other streams."""
    busy = busy_streams(run, _ALL)
    if not busy:
        return Section(anchor="heat", title="Heat", heading=("Nothing was consumed",))
    bins, hottest = bins_of(run), hottest_stream(run)
    busy.sort(key=lambda stream: -stream.share_of_limit)
    hot = hot_streams(run, busy[:_MOST_MAPS], bins)
    lead, others = hot[0], hot[1:]
    tops = {each.stream.direction: each.scale_top for each in hot}
    return Section(
        anchor="heat",
        title="Heat",
        heading=_heading(run, hottest, lead, bins),
        lead=_lead(run, tops),
        legends=tuple(_legend(hot, direction) for direction in tops),
        panels=(
            wide_map(run, lead, bins),
            *key_maps(run, lead.stream, lead.scale_top, bins),
            *(small_map(run, each, bins) for each in others),
        ),
        caption=_caption(run, hot, bins, len(busy)),
        tables=(*heat_tables(run, hot, bins), *split_tables(run)),
        is_bad=hottest is not None and hottest.share_of_limit > 1 and not was_split(run, hottest),
    )


def _legend(hot: Sequence[HotStream], direction: Direction) -> Panel:
    shown = [each for each in hot if each.stream.direction == direction]
    limit = number_text(shown[0].stream.partition_limit)
    is_over = any(float(each.heat.cells.max()) > each.stream.partition_limit for each in shown)
    return Panel(
        title=(
            f"{direction.capitalize()}s of a partition, in % of the ",
            Constant(limit),
            " units a second it serves",
        ),
        drawing=heat_legend(shown[0].scale_top, is_over=is_over),
        description="From dark for nothing to bright for the end of the scale.",
    )


def _heading(run: Place, hottest: Stream | None, lead: HotStream, bins: Bins) -> Sentence:
    if hottest is None:
        return ("Whatever was consumed, no partition key was seen with it",)
    figures = hottest.figures
    share = figures["hottest_partition"]["share_of_limit"]
    if was_split(run, hottest):
        return (
            "The hottest partition took ",
            percent(share),
            f" of the {hottest.direction}s one serves, and was split",
        )
    usable: Sentence = (percent(figures["usable_share"]), " of the capacity of ", *hottest.name)
    partition: Sentence = (
        percent(share),
        f" of its {hottest.direction} limit; ",
        *usable,
        " is usable",
    )
    if share.value > 1:
        return ("The hottest partition is at ", *partition)
    peak = lead.heat.highest(0, bins.number, figures["hottest_partition"]["number"].value - 1)
    limit = figures["partition_limit_units_per_second"]
    if peak is not None and limit and peak.value > limit.value:
        at_most: Sentence = (
            "Over its limit for moments only, at most at ",
            percent(peak, of=limit),
        )
        return (*at_most, ": the hottest partition is at ", *partition)
    return ("No partition is over its limit: the hottest partition is at ", *partition)


def _lead(run: Place, tops: Mapping[Direction, float]) -> Sentence:
    capacity = run["backend"]["capacity"].value
    low = " and ".join(f"{direction}s" for direction, top in tops.items() if top < 1)
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
    if not run["throttling"]["splits"]:
        return (" No partition was split in the time of the run.",)
    return (
        (
            " Rows are the partitions of the start. A tick above a map is a split, and a line from there on divides "
            "its row, where there is room; its time is an estimate, as DynamoDB does not say how long one takes."
        ),
    )


def _caption(run: Place, hot: Sequence[HotStream], bins: Bins, busy: int) -> Sentence:
    caption = (
        "Partitions are in order of the hash, so that neighbours are not related. Peak: the highest mean over a "
        "minute of the measured time. Usable: the mean over the hottest partition, which is what all of them together can serve when the "
        "hottest is full; it is taken over the whole measured time."
    )
    if busy > len(hot):
        caption += " The maps are of the hottest tables and indexes; the others are left out."
    if bins.together(MOST_COLUMNS) > 1:
        caption += " A column is several bins of the run, and shows the highest of them."
    if is_modelled(run) and any(each.stream.direction == "read" for each in hot):
        caption += (
            " An eventually consistent read counts less against its partition than it consumes, so that "
            "reads may be over the limit by up to half before anything is throttled."
        )
    if run["throttling"] and any(each["inside_collection"] for each in run["throttling"]["splits"]):
        caption += " A dashed line along a row divides the items of one key, shown in equal parts from there on."
    if run["window"]["from_seconds"]:
        caption += " Left of the upright dashed line: warm-up, which only the maps include."
    return (caption,)
