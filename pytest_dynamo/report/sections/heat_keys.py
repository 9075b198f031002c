"""The hottest keys of a table or index over time, and all keys that begin alike."""

from collections.abc import Sequence

from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.heat_map import HeatRows, Row, heat_map
from pytest_dynamo.report.charts.over_time import WIDTH, Bins
from pytest_dynamo.report.figures import percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream
from pytest_dynamo.report.sections.partition_heat import highest_of
from pytest_dynamo.report.sections.parts import Panel
from pytest_dynamo.report.words import Name

_MOST_ROWS = 8
_COLUMNS = 300


def keys_of(run: Place, stream: Stream) -> list[Place]:
    """The hottest keys of a stream whose course over time is known."""
    return _of(run["keys"], stream)


def prefixes_of(run: Place, stream: Stream) -> list[Place]:
    """What keys of a stream begin with, those that took most first."""
    return _of(run["prefixes"], stream)


def key_maps(run: Place, stream: Stream, scale_top: float, bins: Bins) -> list[Panel]:
    """Maps of the hottest keys and of the prefixes of a stream, on the scale of its partitions."""
    panels = []
    if keys := keys_of(run, stream):
        panels.append(_key_map(keys, stream, scale_top, bins))
    prefixes = prefixes_of(run, stream)
    if len(prefixes) > 1:
        panels.append(_prefix_map(prefixes, stream, scale_top, bins))
    return panels


def _of(rows: Place, stream: Stream) -> list[Place]:
    own = [
        row
        for row in rows
        if (row["table"].value, row["index"].value) == (stream.table, stream.index)
        and row["direction"].value == stream.direction
        and any(row["series"].value)
    ]
    return own[:_MOST_ROWS]


def _key_map(keys: Sequence[Place], stream: Stream, scale_top: float, bins: Bins) -> Panel:
    rows = [_key_row(key, stream) for key in keys]
    over = [str(Name(key["key"].value)) for key, row in zip(keys, rows, strict=True) if row.is_over]
    found = f"Over the limit of one partition: {', '.join(over)}." if over else "None is over it."
    return Panel(
        title=("Its hottest partition keys",),
        facts=("by at least so much; the same scale",),
        drawing=_map(keys, rows, stream, scale_top, bins, is_limited=True),
        description=f"{stream.direction.capitalize()} units a second by key. {found} The table has the cells.",
        caption=("A key that is over the limit of a partition is not helped by more partitions.",),
    )


def _prefix_map(prefixes: Sequence[Place], stream: Stream, scale_top: float, bins: Bins) -> Panel:
    rows = [_prefix_row(prefix) for prefix in prefixes]
    return Panel(
        title=("By what keys begin with",),
        facts=("all keys together that begin alike; the same scale",),
        drawing=_map(prefixes, rows, stream, scale_top, bins, is_limited=False),
        description=(
            f"{stream.direction.capitalize()} units a second by prefix: {rows[0].name} takes most. "
            "The table has the cells."
        ),
        caption=(
            (
                "The keys of a prefix lie in several partitions: together they may take more than one of them "
                "serves, which is where colours end here."
            ),
        ),
    )


def _key_row(key: Place, stream: Stream) -> Row:
    peak = key["units_per_second"]
    limit = stream.figures["partition_limit_units_per_second"]
    return Row(
        name=str(Name(key["key"].value)),
        peak=percent(peak, of=limit) if limit else units(peak),
        is_over=peak.value > stream.partition_limit,
    )


def _prefix_row(prefix: Place) -> Row:
    name = str(Name(prefix["prefix"].value)) if prefix["prefix"] else "other keys"
    return Row(name=name, peak=percent(prefix["share"]))


def _map(
    shown: Sequence[Place],
    rows: Sequence[Row],
    stream: Stream,
    scale_top: float,
    bins: Bins,
    *,
    is_limited: bool,
) -> Drawing:
    import numpy as np

    together = bins.together(_COLUMNS)
    units_a_second = np.asarray([row["series"].value for row in shown], dtype=float)
    cells = highest_of(units_a_second, together) / (stream.partition_limit * scale_top)
    return heat_map(
        HeatRows(
            cells=(cells if is_limited else cells.clip(max=1.0)).tolist(),
            rows=rows,
            hottest=0,
            has_outline=is_limited and scale_top == 1,
            peak_heading="peak" if is_limited else "share",
        ),
        bins.grouped(together),
        width=WIDTH,
    )
