"""Throttled requests as tables: over time, by reason, by key, and by the model's limits."""

from collections.abc import Sequence

from pytest_dynamo.report.figures import count, duration, percent, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import resource_name, short_resource
from pytest_dynamo.report.sections.parts import Column, Table, bins_of, numbers, words
from pytest_dynamo.report.sections.spans import spans
from pytest_dynamo.report.words import Code, Constant, Name

_MOST_SPANS = 20
_MOST_COLUMNS = 6


def course_table(run: Place, known: Sequence[Place]) -> Table:
    """What was sent and what was throttled, by stretch of time; each of the `known` reasons by itself."""
    series, shown = run["series"], known[:_MOST_COLUMNS]
    heads = (
        Column(
            heading=(
                Code(row["reason"].value),
                " by ",
                Name(short_resource(row["resource"].value) or "not told"),
            )
        )
        for row in shown
    )
    return Table(
        summary="Requests sent and throttled, by time",
        columns=(*words("from"), *numbers("sent", "throttled"), *heads),
        rows=tuple(
            (
                (Constant(span.begins),),
                (count(series["requests"].total(span.first, span.last)),),
                (count(series["throttled"].total(span.first, span.last)),),
                *((count(row["series"].total(span.first, span.last)),) for row in shown),
            )
            for span in spans(bins_of(run), _MOST_SPANS)
        ),
    )


def throttle_tables(run: Place) -> tuple[Table, ...]:
    """The reasons, the keys that were throttled most, and the limits that the model met."""
    return (
        *((_key_table(run),) if any(row["keys"] for row in run["throttle_reasons"]) else ()),
        *((_reason_table(run["throttles"]),) if run["throttles"] else ()),
        *_limit_tables(run),
    )


def _key_table(run: Place) -> Table:
    return Table(
        summary="Partition keys of throttled requests",
        columns=(
            *words("partition key", "reason", "resource"),
            *numbers("times, at least", "and at most more", "share of the reason"),
        ),
        rows=tuple(
            (
                (Name(key["key"].value),),
                (Code(row["reason"].value),),
                (Name(short_resource(row["resource"].value) or "not told"),),
                (units(key["count"]),),
                (units(key["error_count"]),),
                (percent(key["share"]),),
            )
            for row in run["throttle_reasons"]
            for key in row["keys"]
        ),
    )


def _limit_tables(run: Place) -> tuple[Table, ...]:
    """What the model's limits refused, each with the first time; it knows items of batches as well."""
    if not run["throttling"] or not run["throttling"]["limits"]:
        return ()
    limits = Table(
        summary="Limits that were met, as the model counts: each request, and each item of a batch",
        columns=(*words("table or index", "direction", "limit"), *numbers("first after", "times")),
        rows=tuple(
            (
                resource_name(row["table"].value, row["index"].value),
                (f"{row['direction'].value}s",),
                (Code(row["kind"].value),),
                (duration(row["first_seconds"]),),
                (count(row["count"]),),
            )
            for row in run["throttling"]["limits"]
        ),
    )
    return (limits,)


def _reason_table(rows: Place) -> Table:
    return Table(
        summary="Throttles by reason",
        columns=(*words("reason", "access pattern", "resource"), *numbers("times")),
        rows=tuple(
            (
                (Code(row["reason"].value),),
                (Name(row["pattern"].value),),
                (Name(row["resource"].value or "not told"),),
                (count(row["count"]),),
            )
            for row in rows
        ),
    )
