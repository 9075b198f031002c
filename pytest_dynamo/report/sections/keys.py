"""The hottest partition keys of each table and index, against what one partition serves."""

from dataclasses import dataclass
from itertools import groupby

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.rows import Row
from pytest_dynamo.report.charts.segment_bars import Mark, Segment, SegmentBar, segment_bars
from pytest_dynamo.report.figures import count, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction, Stream, resource_name, streams
from pytest_dynamo.report.sections.parts import (
    MOST_PANELS,
    NARROW,
    WIDE,
    Panel,
    Section,
    Table,
    numbers,
    words,
)
from pytest_dynamo.report.words import Constant, Figure, Name, Sentence

_SHOWN, _SHOWN_FIRST = 5, 8
_NOTHING: Sentence = ("–",)

_LIMIT_IN_VIEW = 5
"""A limit that is further above the hottest key than so many times would leave nothing to see of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys:
    """The hottest keys of one direction of a table or index, the hottest first."""

    rows: list[Place]
    stream: Stream

    @property
    def limit(self) -> float:
        return self.stream.partition_limit

    @property
    def is_rated(self) -> bool:
        """Whether it is known what the keys took in a second; run files of before lack it."""
        return bool(self.rows[0]["units_per_second"])

    @property
    def heat(self) -> float:
        """How near the hottest came to its partition's limit; up to a factor, the same for all, if not rated."""
        top = self.rows[0]
        return float(
            (top["units_per_second"] if self.is_rated else top["units"]).value / self.limit
        )

    @property
    def limit_figure(self) -> Figure | None:
        """The limit, with its path; None where the run file leaves it to DynamoDB."""
        place = self.stream.figures["partition_limit_units_per_second"]
        return units(place) if place else None


def keys(run: Place) -> Section:
    """The partition keys that consumed most."""
    groups = _groups(run)
    if not groups:
        heading: Sentence = ("No partition key was seen to consume anything",)
        return Section(anchor="keys", title="Hottest keys", heading=heading)
    top = groups[0]
    return Section(
        anchor="keys",
        title="Hottest keys",
        heading=_heading(top),
        lead=_lead(run, top),
        panels=tuple(_panel(group, number) for number, group in enumerate(groups[:MOST_PANELS])),
        tables=(_table(run, list(run["keys"])),),
        is_bad=top.rows[0]["shards"].value > 1,
    )


def _groups(run: Place) -> list[_Keys]:
    """The keys by table, index and direction, those that came nearest to their limit first."""
    known = {(one.table, one.index, one.direction): one for one in streams(run)}
    groups = [
        _Keys(rows=sorted(rows, key=_hotness), stream=known[stream])
        for stream, rows in groupby(run["keys"], key=_stream)
    ]
    return sorted(groups, key=lambda group: -group.heat)


def _hotness(row: Place) -> tuple[float, float]:
    return -row["units_per_second"].value, -row["units"].value


def _stream(row: Place) -> tuple[str, str | None, Direction]:
    return row["table"].value, row["index"].value, row["direction"].value


def _heading(keys: _Keys) -> Sentence:
    top = keys.rows[0]
    taken: Sentence = (
        percent(top["share"]),
        f" of the {keys.stream.direction}s of ",
        *keys.stream.name,
    )
    limit = keys.stream.figures["partition_limit_units_per_second"]
    if not keys.is_rated or not limit:
        return Name(top["key"].value), " takes ", *taken
    of_limit = percent(top["units_per_second"], of=limit)
    if top["shards"].value > 1:
        served: Sentence = (of_limit, " of what one partition serves, and ")
        return Name(top["key"].value), " takes ", *served, *taken
    return (
        "No key is too hot for a partition: ",
        Name(top["key"].value),
        " takes ",
        of_limit,
        " of what one serves, and ",
        *taken,
    )


def _lead(run: Place, top: _Keys) -> Sentence:
    lead = (
        f"Partition keys and what they consumed, {run['backend']['capacity'].value}, over the measured time; "
        "units a second are the mean of its busiest minute. The items of one key are in one partition, unless a split went through them."
    )
    if top.rows[0]["shards"].value < 2:
        return (lead,)
    return (
        f"{lead} ",
        Name(top.rows[0]["key"].value),
        " needs to be spread over ",
        *_shards(run, top.rows[0]),
        (
            " keys, so that none takes more than four fifths of a partition; what was throttled "
            "comes on top of what was served."
        ),
    )


def _panel(keys: _Keys, number: int) -> Panel:
    direction, title = keys.stream.direction, (*keys.stream.name, f", {keys.stream.direction}s")
    if not keys.is_rated:
        return Panel(
            title=title,
            drawing=bars(
                [
                    Bar(label=_label(row), figure=percent(row["share"]), role=direction)
                    for row in keys.rows[:_SHOWN]
                ]
            ),
            description=f"Shares of the hottest partition keys in the consumed {direction} units.",
            caption=("Shares in all that was consumed.",),
        )
    is_first = number == 0
    return Panel(
        title=title,
        facts=(f"{direction} units a second, in the busiest minute",),
        drawing=_drawing(keys, WIDE if is_first else NARROW),
        narrow=_drawing(keys, NARROW) if is_first else None,
        description=_description(keys),
        caption=_caption(keys),
    )


def _drawing(keys: _Keys, width: float) -> Drawing:
    rows = keys.rows[: _SHOWN_FIRST if width == WIDE else _SHOWN]
    mark = None
    if _shows_limit(keys):
        figure = keys.limit_figure
        said = "one partition serves" if figure else "what one partition serves"
        mark = Mark(value=keys.limit, words=said, figure=figure)
    return segment_bars(
        [_bar(row, keys) for row in rows],
        ("units a second", "share of all"),
        full=max(keys.rows[0]["units_per_second"].value, keys.limit if mark else 0.0),
        width=width,
        mark=mark,
    )


def _shows_limit(keys: _Keys) -> bool:
    return bool(keys.limit <= _LIMIT_IN_VIEW * keys.rows[0]["units_per_second"].value)


def _bar(row: Place, keys: _Keys) -> SegmentBar:
    taken = row["units_per_second"].value
    served = Segment(value=min(taken, keys.limit), role=keys.stream.direction)
    excess = Segment(value=max(0.0, taken - keys.limit), role="throttle")
    words = Row(
        label=_label(row),
        figures=(units(row["units_per_second"]), percent(row["share"])),
        is_bad=taken > keys.limit,
    )
    return SegmentBar(row=words, segments=(served, excess))


def _label(row: Place) -> str:
    return str(Name(row["key"].value))


def _description(keys: _Keys) -> str:
    top = keys.rows[0]
    return (
        f"The hottest partition keys by consumed {keys.stream.direction} units a second: {_label(top)} "
        f"first with {units(top['units_per_second'])}, against {keys.limit:,.10g} of one partition."
    )


def _caption(keys: _Keys) -> Sentence:
    if keys.rows[0]["units_per_second"].value > keys.limit:
        return ("The red part is more than one partition serves.",)
    if _shows_limit(keys):
        return ("The line is what one partition serves; no key went beyond it.",)
    figure = keys.limit_figure
    limit: Sentence = (figure,) if figure else (Constant(f"{keys.limit:,.10g}"),)
    return "The hottest keys; one partition serves ", *limit, ", far outside of this scale."


def _table(run: Place, rows: list[Place]) -> Table:
    return Table(
        summary="Hottest keys of each table and index",
        columns=(
            *words("partition key", "table or index", "direction"),
            *numbers("units, at least", "and at most more", "units a second", "share", "shards"),
        ),
        rows=tuple(
            (
                (Name(row["key"].value),),
                resource_name(row["table"].value, row["index"].value),
                (f"{row['direction'].value}s",),
                (units(row["units"]),),
                (units(row["error_units"]),),
                (units(row["units_per_second"]),) if row["units_per_second"] else _NOTHING,
                (percent(row["share"]),),
                _shards(run, row),
            )
            for row in rows
        ),
    )


def _shards(run: Place, row: Place) -> Sentence:
    """Over how many keys to spread one: by the forecast of what is asked for, or else by what was served."""
    sharding = run["forecast"]["sharding"] if run["forecast"] else None
    if sharding and _stream(row) == _stream(sharding):
        asked = [each for each in sharding["keys"] if each["key"].value == row["key"].value]
        if asked and asked[0]["shards"].value >= row["shards"].value:
            return (count(asked[0]["shards"]),)
    return (count(row["shards"]),) if row["shards"] else _NOTHING
