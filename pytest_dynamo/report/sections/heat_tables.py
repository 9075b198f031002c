"""The cells of heat maps as tables: the highest of each partition, or key, in each stretch of time."""

from collections.abc import Iterator, Sequence

from pytest_dynamo.report.charts.over_time import Bins
from pytest_dynamo.report.figures import percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Stream
from pytest_dynamo.report.sections.heat_keys import keys_of, prefixes_of
from pytest_dynamo.report.sections.partition_maps import HotStream, peak_of
from pytest_dynamo.report.sections.parts import Column, Table, numbers, words
from pytest_dynamo.report.sections.spans import Span, spans
from pytest_dynamo.report.words import Constant, Name, Sentence

_SPANS, _FEWER_SPANS = 12, 5


def heat_tables(run: Place, hot: Sequence[HotStream], bins: Bins) -> tuple[Table, ...]:
    """A table of the first map, one of its keys, and one of all other maps."""
    lead, others = hot[0], hot[1:]
    tables = [_table(lead, bins)]
    if rows := [*keys_of(run, lead.stream), *prefixes_of(run, lead.stream)]:
        tables.append(_key_table(rows, lead.stream, bins))
    if others:
        tables.append(_other_table(others, bins))
    return tuple(tables)


def _table(hot: HotStream, bins: Bins) -> Table:
    shown = spans(bins, _SPANS)
    return Table(
        summary="The first map: the highest of each partition, by time",
        columns=(*numbers("partition", "peak"), *_moments(shown)),
        rows=tuple(_rows(hot, bins, shown)),
    )


def _rows(hot: HotStream, bins: Bins, shown: Sequence[Span]) -> Iterator[tuple[Sentence, ...]]:
    for partition in range(hot.partitions):
        cells = [hot.heat.highest(span.first, span.last, partition) for span in shown]
        peak = peak_of(hot, bins, partition)
        yield (
            (Constant(f"{partition + 1}"),),
            _cell(peak, hot.stream),
            *(_cell(cell, hot.stream) for cell in cells),
        )


def _key_table(rows: Sequence[Place], stream: Stream, bins: Bins) -> Table:
    shown = spans(bins, _SPANS)
    return Table(
        summary="Its hottest keys, and what keys begin with: the highest of each, by time",
        columns=(*words("key, or prefix of keys"), *_moments(shown)),
        rows=tuple(
            (
                _who(row),
                *(_cell(span.highest(row["series"]), stream) for span in shown),
            )
            for row in rows
        ),
    )


def _who(row: Place) -> Sentence:
    if "key" in row.value:
        return (Name(row["key"].value),)
    return ("all that begin with ", Name(row["prefix"].value)) if row["prefix"] else ("other keys",)


def _other_table(others: Sequence[HotStream], bins: Bins) -> Table:
    shown = spans(bins, _FEWER_SPANS)
    return Table(
        summary="The other maps: the highest of each partition, by time",
        columns=(
            *words("table or index", "direction"),
            *numbers("partition", "peak"),
            *_moments(shown),
        ),
        rows=tuple(
            (hot.stream.name, (f"{hot.stream.direction}s",), *cells)
            for hot in others
            for cells in _rows(hot, bins, shown)
        ),
    )


def _moments(shown: Sequence[Span]) -> tuple[Column, ...]:
    return numbers(*(f"from {span.begins}" for span in shown))


def _cell(units_a_second: Place | None, stream: Stream) -> Sentence:
    """In per cent of what one partition serves."""
    if units_a_second is None:
        return ("divided",)
    limit = stream.figures["partition_limit_units_per_second"]
    return (percent(units_a_second, of=limit) if limit else units(units_a_second),)
