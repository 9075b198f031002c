"""Which access patterns tests perform, and what one performance takes."""

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.figures import count, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction
from pytest_dynamo.report.sections.parts import Panel, Section, Table, numbers, words
from pytest_dynamo.report.words import Code, Name, Sentence

_MOST_BARS = 12
_NOTHING: Sentence = ("–",)
_DIRECTIONS: tuple[Direction, Direction] = ("write", "read")


def coverage(session: Place) -> Section:
    """The access patterns, the tests that perform them, and calls that perform none."""
    totals = session["totals"]
    is_whole = totals["exercised"].value == totals["declared"].value
    heading: Sentence = (count(totals["exercised"]), " of ", count(totals["declared"]))
    capacity = session["backend"]["capacity"].value
    return Section(
        anchor="coverage",
        title="Coverage",
        heading=(*heading, " access patterns are exercised"),
        lead=(
            f"An access pattern is exercised where a test performs it. Units are those of one performance, {capacity}.",
        ),
        panels=tuple(panel for direction in _DIRECTIONS if (panel := _panel(session, direction))),
        tables=tuple(
            filter(
                None,
                (
                    patterns_table(session),
                    _items(session),
                    _tests(session),
                    strays(session),
                    _throttled(session),
                ),
            )
        ),
        is_bad=not is_whole and bool(totals["not_served"]),
    )


def patterns_table(session: Place) -> Table:
    """Each access pattern with what performing it takes."""
    return Table(
        summary="Access patterns",
        is_open=True,
        columns=(
            *words("access pattern", "operation", "on", "status"),
            *numbers("tests", "performed", "read units", "at most", "write units", "at most"),
        ),
        rows=tuple(_row(row) for row in session["patterns"]),
    )


def brief_table(session: Place) -> Table:
    """The same with fewer columns, for where there is less room."""
    capacity = session["backend"]["capacity"].value
    return Table(
        summary=f"Access patterns; units of one performance, {capacity}",
        columns=(
            *words("access pattern", "operation", "on"),
            *numbers("tests", "performed", "read units", "write units"),
            *words("status"),
        ),
        rows=tuple(
            (
                *_named(row),
                (count(row["tested_by"]),),
                (count(row["performances"]),),
                _units(row["mean_read_units"]),
                _units(row["mean_write_units"]),
                (row["status"].value,),
            )
            for row in session["patterns"]
        ),
    )


def _row(row: Place) -> tuple[Sentence, ...]:
    return (
        *_named(row),
        (row["status"].value,),
        (count(row["tested_by"]),),
        (count(row["performances"]),),
        *(
            _units(row[f"{figure}_{direction}_units"])
            for direction in ("read", "write")
            for figure in ("mean", "most")
        ),
    )


def _named(row: Place) -> tuple[Sentence, Sentence, Sentence]:
    """An access pattern, its operation, and the index or the table it goes to."""
    on = Name(row["index"].value or row["table"].value)
    return (Name(row["name"].value),), (row["operation"].value or "–",), (on,)


def _units(place: Place) -> Sentence:
    return _NOTHING if place.value is None else (units(place),)


def _items(session: Place) -> Table | None:
    """How many calls and items that took."""
    rows = [row for row in session["patterns"] if row["calls"]]
    if not rows:
        return None
    members = ("performances", "calls", "items_examined", "items_returned")
    return Table(
        summary="Calls and items",
        columns=(
            *words("access pattern"),
            *numbers("performed", "calls", "items examined", "items returned"),
        ),
        rows=tuple(
            ((Name(row["name"].value),), *((count(row[member]),) for member in members))
            for row in rows
        ),
    )


def strays(session: Place) -> Table | None:
    """The calls that perform no declared access pattern."""
    if not session["calls_of_no_pattern"]:
        return None
    return Table(
        summary="Calls that perform no declared access pattern",
        columns=(*words("where", "operation", "on"), *numbers("calls")),
        rows=tuple(
            (
                (Code(row["place"].value or "not known"),),
                (row["operation"].value,),
                (Name(row["on"].value),) if row["on"] else _NOTHING,
                (count(row["calls"]),),
            )
            for row in session["calls_of_no_pattern"]
        ),
    )


def _tests(session: Place) -> Table | None:
    rows = tuple(
        (
            (Name(row["name"].value),),
            (Code(test["id"].value),),
            (count(test["performances"]),),
            (count(test["calls"]),),
            (units(test["read_units"]),),
            (units(test["write_units"]),),
        )
        for row in session["patterns"]
        for test in row["tests"]
    )
    if not rows:
        return None
    return Table(
        summary="Tests of each access pattern",
        columns=(
            *words("access pattern", "test"),
            *numbers("performed", "calls", "read units", "write units"),
        ),
        rows=rows,
    )


def _throttled(session: Place) -> Table | None:
    if not session["throttled"]:
        return None
    return Table(
        summary="Throttled calls",
        columns=(*words("reason"), *numbers("calls")),
        rows=tuple(
            ((Code(row["reason"].value),), (count(row["count"]),)) for row in session["throttled"]
        ),
    )


def _panel(session: Place, direction: Direction) -> Panel | None:
    """The dearest access patterns, by what one performance takes."""
    member = f"mean_{direction}_units"
    rows = sorted(
        (row for row in session["patterns"] if row[member]), key=lambda row: -row[member].value
    )
    if not rows:
        return None
    shown = rows[:_MOST_BARS]
    dearest = f"{Name(shown[0]['name'].value)} takes most: {units(shown[0][member])}"
    return Panel(
        title=(f"{direction.capitalize()} units of one performance",),
        facts=("the dearest; the table has them all",) if len(rows) > _MOST_BARS else (),
        drawing=bars(
            [
                Bar(label=str(Name(row["name"].value)), figure=units(row[member]), role=direction)
                for row in shown
            ]
        ),
        description=f"{direction.capitalize()} units that one performance of each access pattern takes. {dearest}.",
        caption=(
            f"What one performance of an access pattern takes in {direction} units, as a mean over all tests.",
        ),
    )
