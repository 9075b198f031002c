"""The hottest partition keys of each table and index."""

from itertools import groupby

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.figures import percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction, resource_name, streams
from pytest_dynamo.report.sections.model import (
    MOST_PANELS,
    Panel,
    Section,
    Table,
    numbers,
    words,
)
from pytest_dynamo.report.words import Name, Sentence

_SHOWN = 5


def keys(run: Place) -> Section:
    """The partition keys that consumed most."""
    rows = list(run["keys"])
    if not rows:
        heading: Sentence = ("No partition key was seen to consume anything",)
        return Section(anchor="keys", title="Hottest keys", heading=heading)
    limits = {(one.table, one.index, one.direction): one.partition_limit for one in streams(run)}

    def share_of_limit(row: Place) -> float:
        """How near a key came to its partition's limit, up to a factor that is the same for all."""
        return float(row["units"].value / limits[_stream(row)])

    top = max(rows, key=share_of_limit)
    groups = [list(group) for _, group in groupby(rows, key=_stream)]
    groups.sort(key=lambda group: -share_of_limit(group[0]))
    return Section(
        anchor="keys",
        title="Hottest keys",
        heading=(
            Name(top["key"].value),
            " takes ",
            percent(top["share"]),
            f" of the {top['direction'].value}s of ",
            *resource_name(*_resource(top)),
        ),
        lead=(
            (
                "Partition keys and their share of all that the table or index consumed, "
                f"{run['backend']['capacity'].value}. The items of one key are in one partition, unless a "
                "split went through them."
            ),
        ),
        panels=tuple(_panel(group) for group in groups[:MOST_PANELS]),
        tables=(_table(rows),),
    )


def _stream(row: Place) -> tuple[str, str | None, Direction]:
    return *_resource(row), row["direction"].value


def _resource(row: Place) -> tuple[str, str | None]:
    return row["table"].value, row["index"].value


def _panel(group: list[Place]) -> Panel:
    direction: Direction = group[0]["direction"].value
    return Panel(
        title=(*resource_name(*_resource(group[0])), f", {direction}s"),
        drawing=bars(
            [
                Bar(label=str(Name(row["key"].value)), figure=percent(row["share"]), role=direction)
                for row in group[:_SHOWN]
            ]
        ),
        description=f"Shares of the hottest partition keys in the consumed {direction} units.",
    )


def _table(rows: list[Place]) -> Table:
    return Table(
        summary="Hottest keys of each table and index",
        columns=(
            *words("partition key", "table or index", "direction"),
            *numbers("units, at least", "and at most more", "share"),
        ),
        rows=tuple(
            (
                (Name(row["key"].value),),
                resource_name(*_resource(row)),
                (f"{row['direction'].value}s",),
                (units(row["units"]),),
                (units(row["error_units"]),),
                (percent(row["share"]),),
            )
            for row in rows
        ),
    )
