"""Maps of the heat of partitions over time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.heat_map import Event, HeatRows, Row, heat_map
from pytest_dynamo.report.charts.over_time import WIDTH, Bins
from pytest_dynamo.report.charts.scales import round_top
from pytest_dynamo.report.figures import NO_BREAK, clock, count, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction, Stream
from pytest_dynamo.report.sections.partition_heat import PartitionHeat, highest_of
from pytest_dynamo.report.sections.parts import NARROW, WIDE, Panel
from pytest_dynamo.report.sections.splits import splits_of
from pytest_dynamo.report.throttled import first_throttle_of
from pytest_dynamo.report.words import Sentence

_LOW = 0.25
"""Below so much of the limit all cells would be dark on a scale that ends at the limit."""

MOST_COLUMNS, _FEWER_COLUMNS = 600, 300
"""So many columns of cells at most, and so many where the drawing is narrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotStream:
    """A stream with what its partitions took, and where the colours end, as a share of their limit."""

    stream: Stream
    heat: PartitionHeat
    scale_top: float

    @property
    def end(self) -> float:
        """The units a second at which the colours end."""
        return self.stream.partition_limit * self.scale_top

    @property
    def partitions(self) -> int:
        """How many partitions there were at the start."""
        return int(self.stream.figures["partitions"].value)


def hot_streams(run: Place, busy: Sequence[Stream], bins: Bins) -> list[HotStream]:
    """The heat of streams, those of a direction on one scale."""
    heats = [
        PartitionHeat(
            stream.figures["heat"], stream.figures["partitions"].value, bins, splits_of(run, stream)
        )
        for stream in busy
    ]
    highest: dict[Direction, float] = {}
    for stream, heat in zip(busy, heats, strict=True):
        share = float(heat.cells.max()) / stream.partition_limit
        highest[stream.direction] = max(highest.get(stream.direction, 0.0), share)
    return [
        HotStream(
            stream=stream,
            heat=heat,
            scale_top=1.0
            if highest[stream.direction] >= _LOW
            else round_top(highest[stream.direction]),
        )
        for stream, heat in zip(busy, heats, strict=True)
    ]


def wide_map(run: Place, hot: HotStream, bins: Bins) -> Panel:
    """The map of a stream over the whole width."""
    stream = hot.stream
    return Panel(
        title=(*stream.name, f", {stream.direction}s by partition"),
        facts=_facts(stream),
        drawing=_map(run, hot, bins, WIDE),
        narrow=_map(run, hot, bins, NARROW),
        description=_description(hot, bins),
        caption=_in_words(hot),
    )


def small_map(run: Place, hot: HotStream, bins: Bins) -> Panel:
    """The map of a stream as one of several."""
    stream = hot.stream
    return Panel(
        title=(*stream.name, f", {stream.direction}s by partition"),
        facts=_facts(stream),
        drawing=_map(run, hot, bins, WIDTH),
        description=_description(hot, bins),
        caption=_in_words(hot),
    )


def _in_words(hot: HotStream) -> Sentence:
    """What a map shows, in a sentence."""
    is_over = float(hot.heat.cells.max()) > hot.stream.partition_limit
    outline = " A white line surrounds what is over it." if is_over else ""
    return (
        (
            f"Colour is what a partition took in {hot.stream.direction} units a second, as a share of its "
            f"limit.{outline}"
        ),
    )


def _description(hot: HotStream, bins: Bins) -> str:
    """The finding of a map for those who do not see it."""
    stream, hottest = hot.stream, hot.stream.figures["hottest_partition"]
    if not hottest:
        return (
            f"{stream.direction.capitalize()} units a second; no partition key was seen with them."
        )
    number = hottest["number"].value
    peak = hot.heat.highest(0, bins.number, number - 1)
    highest = "" if peak is None else f", {units(peak)} units a second in its highest cell"
    return (
        f"Of {hot.partitions} partitions number {number} is the hottest, at {percent(hottest['share_of_limit'])} "
        f"of its {stream.direction} limit{highest}. The table has the cells."
    )


def _map(run: Place, hot: HotStream, bins: Bins, width: float) -> Drawing:
    together = bins.together(MOST_COLUMNS if width == WIDE else _FEWER_COLUMNS)
    hottest = hot.stream.figures["hottest_partition"]
    return heat_map(
        HeatRows(
            cells=(highest_of(hot.heat.cells, together) / hot.end).tolist(),
            rows=list(_rows(hot, bins)),
            hottest=hottest["number"].value - 1 if hottest else None,
            splits=splits_of(run, hot.stream),
            events=_events(run, hot.stream),
            has_outline=hot.scale_top == 1,
            row_heading="partition",
        ),
        bins.grouped(together),
        width=width,
    )


def peak_of(hot: HotStream, bins: Bins, partition: int) -> Place | None:
    """The highest minute of a partition or, in a run file that has none, its highest cell."""
    figures = hot.stream.figures
    if figures.value.get("partition_peaks"):
        return figures["partition_peaks"][partition]
    return hot.heat.highest(0, bins.number, partition)


def _rows(hot: HotStream, bins: Bins) -> Iterator[Row]:
    limit = hot.stream.figures["partition_limit_units_per_second"]
    for partition in range(hot.partitions):
        peak = peak_of(hot, bins, partition)
        shown = None
        if peak is not None:
            shown = percent(peak, of=limit) if limit else units(peak)
        yield Row(
            name=f"partition{NO_BREAK}{partition + 1}",
            short_name=f"{partition + 1}",
            peak=shown,
            is_over=peak is not None and peak.value > hot.stream.partition_limit,
        )


def _events(run: Place, stream: Stream) -> list[Event]:
    """The first throttle, and splits as far as there is room for words."""
    first = first_throttle_of(run, stream.table, stream.index, stream.direction)
    events = [] if first is None else [Event(words="first throttle", at=clock(first))]
    splits = run["throttling"]["splits"] if run["throttling"] else ()
    for split in splits:
        if (split["table"].value, split["index"].value) == (stream.table, stream.index):
            number = min(int(split["place"].value * stream.figures["partitions"].value) + 1, 9_999)
            words = f"partition {number} split" if number else "split"
            events.append(Event(words=words, at=clock(split["at_seconds"])))
    return events


def _facts(stream: Stream) -> Sentence:
    figures, hottest = stream.figures, stream.figures["hottest_partition"]
    if not hottest:
        left_out = figures["unattributed_units"]
        return (units(left_out), " units of unknown keys") if left_out else ()
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
