"""The splits of partitions in a run, and the partitions there were in the end."""

from collections.abc import Iterator

from pytest_dynamo.report.charts.heat_map import SplitMark
from pytest_dynamo.report.figures import count, duration, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream, resource_name
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.words import Sentence

_CAUSES = {
    "heat": "heat: it was near its limit for minutes",
    "growth": "growth: a higher peak, or more capacity",
    "size": "size: it was full",
}


def splits_of(run: Place, stream: Stream) -> list[SplitMark]:
    """The splits of the table or index of a stream."""
    if not run["throttling"]:
        return []
    return [
        SplitMark(
            at_seconds=split["at_seconds"].value,
            place=split["place"].value,
            inside_collection=split["inside_collection"].value,
        )
        for split in run["throttling"]["splits"]
        if (split["table"].value, split["index"].value) == (stream.table, stream.index)
    ]


def split_tables(run: Place) -> tuple[Table, ...]:
    """A table of the splits, and one of the partitions at the start and at the end."""
    throttling = run["throttling"]
    if not throttling:
        return ()
    partitions = Table(
        summary="Partitions at the start and at the end",
        columns=(*words("table or index"), *numbers("at the start", "at the end")),
        rows=tuple(
            (
                resource_name(one["table"].value, one["index"].value),
                (count(one["at_start"]),),
                (count(one["at_end"]),),
            )
            for one in throttling["partitions"]
        ),
    )
    splits = Table(
        summary="Splits; their times are estimates",
        columns=(
            *words("table or index"),
            *numbers("after the start", "place in the hash space"),
            *words("cause", "what was cut"),
        ),
        rows=tuple(_rows(throttling["splits"])),
    )
    return (splits, partitions) if throttling["splits"] else (partitions,)


def _rows(splits: Place) -> Iterator[tuple[Sentence, ...]]:
    for split in splits:
        inside = split["inside_collection"].value
        yield (
            resource_name(split["table"].value, split["index"].value),
            (duration(split["at_seconds"]),),
            (units(split["place"]),),
            (_CAUSES[split["cause"].value],),
            ("the items of one key" if inside else "between keys",),
        )
