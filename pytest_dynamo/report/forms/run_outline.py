"""A run in words."""

from pytest_dynamo.report.figures import count, duration, milliseconds, percent, units
from pytest_dynamo.report.forms.outline import Outline, advice_lines, moment
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import (
    backend_name,
    can_throttle,
    resource_name,
    short_resource,
    streams,
)
from pytest_dynamo.report.sections.again import how_it_ran
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.verdict.run import verdict
from pytest_dynamo.report.words import Code, Name, Sentence, marked

NOTHING: Sentence = ("–",)

MOST_KEYS = 10
"""So many keys of all tables and indexes together; the run file has the others."""


def run_outline(run: Place) -> Outline:
    """A run in words: what its page says, without charts."""
    return Outline(
        name=(Name(run["design"]["name"].value),),
        kind="Load test",
        masthead=_masthead(run),
        verdict=verdict(run),
        advice=advice_lines(run),
        tables=tuple(filter(None, (_patterns(run), _resources(run)))),
        more=tuple(filter(None, (_throttles(run), _keys(run), _latency(run), looked_for(run)))),
        again=how_it_ran(run),
    )


def looked_for(document: Place) -> Table | None:
    """What was looked for in a design, and what was seen of it."""
    assessment = document["assessment"]
    if not assessment or not assessment["checked"]:
        return None
    return Table(
        summary="Troubles looked for, modelled",
        columns=words("trouble", "seen"),
        rows=tuple(
            (marked(row["title"].value), marked(row["seen"].value)) for row in assessment["checked"]
        ),
    )


def _masthead(run: Place) -> Sentence:
    capacity, throttling = run["backend"]["capacity"].value, run["how"]["throttling"].value
    return (
        f"{moment(run)}, ",
        duration(run["duration_seconds"]),
        ", ",
        count(run["totals"]["requests"]),
        f" requests against {backend_name(run)}; capacity {capacity}, throttling {throttling}, ",
        "latency observed",
    )


def _patterns(run: Place) -> Table | None:
    timed = {row["pattern"].value: row for row in run["latency"]}
    throttled = can_throttle(run)
    rows = tuple(
        (
            (Name(row["name"].value),),
            (row["operation"].value,),
            resource_name(row["table"].value, row["index"].value),
            (count(row["requests"]),),
            (count(row["throttled"]),) if throttled else ("not modelled",),
            (units(row["read_units"]),),
            (units(row["write_units"]),),
            _p99(timed.get(row["name"].value)),
        )
        for row in run["patterns"]
    )
    if not rows:
        return None
    return Table(
        summary=f"Access patterns; units {run['backend']['capacity'].value}",
        columns=(
            *words("access pattern", "operation", "on"),
            *numbers("requests", "throttled", "read units", "write units", "p99"),
        ),
        rows=rows,
    )


def _p99(row: Place | None) -> Sentence:
    return NOTHING if row is None else (milliseconds(row["p99_ms"]),)


def _resources(run: Place) -> Table | None:
    rows = tuple(
        (
            stream.name,
            (f"{stream.direction}s",),
            (units(stream.figures["units"]),),
            (units(stream.figures["peak_units_per_second"]),),
            _or_nothing(stream.figures["limit_units_per_second"]),
            _hottest(stream.figures),
            _share(stream.figures["usable_share"]),
        )
        for stream in streams(run)
        if stream.figures["units"] or any(stream.figures["series"].value)
    )
    if not rows:
        return None
    return Table(
        summary=f"Tables and indexes; units {run['backend']['capacity'].value}, partitions modelled",
        columns=(
            *words("table or index", "direction"),
            *numbers("units", "peak a second", "limit a second", "hottest partition", "usable"),
        ),
        rows=rows,
    )


def _or_nothing(place: Place) -> Sentence:
    return NOTHING if place.value is None else (units(place),)


def _share(place: Place) -> Sentence:
    return NOTHING if place.value is None else (percent(place),)


def _hottest(figures: Place) -> Sentence:
    hottest = figures["hottest_partition"]
    return (percent(hottest["share_of_limit"]),) if hottest else NOTHING


def _throttles(run: Place) -> Table | None:
    if not run["throttles"]:
        return None
    return Table(
        summary=f"Throttled requests, {run['how']['throttling'].value}",
        columns=(*words("reason", "by", "access pattern"), *numbers("requests")),
        rows=tuple(
            (
                (Code(row["reason"].value),),
                (Code(short_resource(row["resource"].value)),),
                (Name(row["pattern"].value),),
                (count(row["count"]),),
            )
            for row in run["throttles"]
        ),
    )


def _keys(run: Place) -> Table | None:
    hottest = sorted(run["keys"], key=lambda row: -row["share"].value)[:MOST_KEYS]
    if not hottest:
        return None
    return Table(
        summary=f"Hottest keys, {run['backend']['capacity'].value}",
        columns=(*words("key", "table or index", "direction"), *numbers("units", "share")),
        rows=tuple(
            (
                (Name(row["key"].value),),
                resource_name(row["table"].value, row["index"].value),
                (f"{row['direction'].value}s",),
                (units(row["units"]),),
                (percent(row["share"]),),
            )
            for row in hottest
        ),
    )


def _latency(run: Place) -> Table | None:
    if not run["latency"]:
        return None
    members = ("p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms")
    return Table(
        summary="Latency of requests (service time), observed",
        columns=(
            *words("access pattern"),
            *numbers("requests", "p50", "p90", "p99", "p99.9", "highest"),
        ),
        rows=tuple(
            (
                _of_all(row["pattern"]),
                (count(row["count"]),),
                *((milliseconds(row[member]),) for member in members),
            )
            for row in run["latency"]
        ),
    )


def _of_all(pattern: Place) -> Sentence:
    return ("all",) if pattern.value is None else (Name(pattern.value),)
