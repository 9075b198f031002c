"""How unevenly the load lies on partitions and keys."""

from typing import TypeAlias

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.lorenz import lorenz
from pytest_dynamo.report.charts.partition_shares import partition_shares
from pytest_dynamo.report.figures import NO_BREAK, count, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream, resource_name, streams
from pytest_dynamo.report.sections.parts import Panel, Section, Table, numbers, words
from pytest_dynamo.report.words import Constant, Figure, Sentence, plain

_MOST_DRAWN = 3
"""So many tables and indexes have charts, of those whose partitions came nearest to their limit."""

_HARDLY_UNEVEN = 1.25
"""The hottest partition of an even load takes so many times the mean by chance alone in a short run."""

_NOTHING: Sentence = ("–",)

_Known: TypeAlias = dict[tuple[str, str | None, str], Stream]


def skew(run: Place) -> Section | None:
    """The section Skew; nothing where nothing was consumed, or in a run file of before."""
    known: _Known = {(one.table, one.index, one.direction): one for one in streams(run)}
    rows = [row for row in run["skew"] if len(row["partition_shares"])]
    if not rows:
        return None
    rows.sort(key=lambda row: -_heat(known, row))
    return Section(
        anchor="skew",
        title="Skew",
        heading=_heading(rows[0]),
        lead=_lead(rows[0]),
        panels=tuple(
            panel
            for row in rows[:_MOST_DRAWN]
            for panel in (_partitions(row, is_over=_heat(known, row) > 1), _slices(row))
        ),
        caption=_caption(),
        tables=(_table(rows, known),),
        is_bad=_heat(known, rows[0]) > 1 and rows[0]["max_over_mean"].value > _HARDLY_UNEVEN,
    )


def _heat(known: _Known, row: Place) -> float:
    """How near the hottest partition came to its limit."""
    return known[_stream(row)].share_of_limit


def _stream(row: Place) -> tuple[str, str | None, str]:
    return row["table"].value, row["index"].value, row["direction"].value


def _name(row: Place) -> Sentence:
    name = resource_name(row["table"].value, row["index"].value)
    return (*name, f", {row['direction'].value}s")


def _heading(row: Place) -> Sentence:
    where: Sentence = (f"{row['direction'].value}s of ", *_resource(row))
    if len(row["partition_shares"]) == 1:
        return "The ", *where, " lie on one partition"
    times: Sentence = (units(row["max_over_mean"]), f"{NO_BREAK}× the mean")
    if row["max_over_mean"].value <= _HARDLY_UNEVEN:
        return "The load is even: the hottest partition takes ", *times, " of the ", *where
    return (
        "The hottest partition takes ",
        percent(row["partition_shares"][0]),
        " of the ",
        *where,
        ", ",
        *times,
    )


def _resource(row: Place) -> Sentence:
    return resource_name(row["table"].value, row["index"].value)


def _lead(row: Place) -> Sentence:
    """What the figures mean for the one that comes first."""
    top = row["top_shares"]
    lead: Sentence = (
        (
            "Partitions are modelled. A table or index is full when its hottest partition is, so that the mean "
            "over the hottest is what can be used of it."
        ),
    )
    if len(top) and top[0].value is not None:
        lead += (
            " Of the ",
            f"{row['direction'].value}s of ",
            *_resource(row),
            ", ",
            percent(top[0]),
            " are for its hottest key.",
        )
    return lead


def _partitions(row: Place, *, is_over: bool) -> Panel:
    shares = row["partition_shares"]
    role: Role = "throttle" if is_over else row["direction"].value
    over_mean = row["max_over_mean"]
    figure = Figure(
        text=f"{units(over_mean)}{NO_BREAK}× the mean", value=over_mean.value, path=over_mean.path
    )
    return Panel(
        title=_name(row),
        facts=("share of each partition",),
        drawing=partition_shares(shares.value, percent(shares[0]), figure, role),
        description=(
            f"Shares of the partitions in the units of {plain(_name(row))}, sorted: the largest is "
            f"{percent(shares[0])}, {units(over_mean)} times the mean."
        ),
        caption=(
            "Dashed: the share of each if the load were even.",
            *((" The hottest was over its limit.",) if is_over else ()),
        ),
    )


def _slices(row: Place) -> Panel:
    direction: Role = row["direction"].value
    gini = row["gini"]
    return Panel(
        title=_name(row),
        facts=("units against slices of the hash space, the coldest first",),
        drawing=lorenz(row["lorenz"].value, units(gini), direction),
        description=(
            f"The Lorenz curve of {plain(_name(row))}: the share of all units in the coldest slices of the "
            "hash space, under the line of an even load."
        ),
        caption=("Thick: the hottest slice. The further below the dashed line, the more uneven.",),
    )


def _caption() -> Sentence:
    return (
        "Gini: ",
        Constant("0"),
        " where all partitions take the same, near ",
        Constant("1"),
        " where one takes all. Variation: the standard deviation of the partitions' units over their mean.",
    )


def _table(rows: list[Place], known: _Known) -> Table:
    return Table(
        summary="Skew of each table and index",
        columns=(
            *words("table or index", "direction"),
            *numbers("partitions", "hottest partition", "over the mean", "hottest key"),
            *numbers("hottest 10 keys", "hottest 100 keys", "Gini", "variation"),
        ),
        rows=tuple(_row(row, known[_stream(row)]) for row in rows),
    )


def _row(row: Place, stream: Stream) -> tuple[Sentence, ...]:
    shares = [row["top_shares"][number] for number in range(len(row["top_shares"]))]
    tops = [_NOTHING if share.value is None else (percent(share),) for share in shares]
    return (
        resource_name(row["table"].value, row["index"].value),
        (f"{row['direction'].value}s",),
        (count(stream.figures["partitions"]),),
        (percent(row["partition_shares"][0]),),
        (units(row["max_over_mean"]), f"{NO_BREAK}×"),
        *(tops + [_NOTHING] * 3)[:3],
        (units(row["gini"]),),
        (units(row["variation"]),),
    )
