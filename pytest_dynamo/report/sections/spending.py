"""Where the capacity goes: by access pattern, and by the table and the indexes it touches."""

from dataclasses import replace

from pytest_dynamo.report.charts.bars import Bar, bars
from pytest_dynamo.report.figures import percent, units
from pytest_dynamo.report.making import spent
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import Direction, resource_name
from pytest_dynamo.report.sections.model import Panel, Section, Table, numbers, words
from pytest_dynamo.report.words import Name, Sentence

_MOST_BARS = 12
_DIRECTIONS: tuple[Direction, Direction] = ("write", "read")


def spending(run: Place) -> Section:
    """Which access patterns consume the capacity, and of what."""
    panels = [_panel(run, direction) for direction in _DIRECTIONS]
    section = Section(
        anchor="spending",
        title="Where it goes",
        heading=_heading(run),
        panels=tuple(panel for panel in panels if panel is not None),
    )
    if not section.panels:
        return section
    capacity = run["backend"]["capacity"].value
    return replace(
        section,
        lead=(
            f"Units by access pattern and by the table or index charged, {capacity}. ",
            *spent(run),
        ),
        caption=("Filled: the table. Outlined: an index, which a write pays for as well.",),
        tables=(_table(run),),
    )


def _heading(run: Place) -> Sentence:
    halves = [half for direction in _DIRECTIONS if (half := _most(run, direction))]
    if not halves:
        return ("No access pattern consumed any capacity",)
    return (*halves[0], *((", ", *halves[1]) if len(halves) > 1 else ()))


def _most(run: Place, direction: Direction) -> Sentence:
    member = f"{direction}_units"
    total = run["window"][member]
    most = max(run["patterns"], key=lambda pattern: pattern[member].value, default=None)
    if most is None or not most[member] or not total:
        return ()
    return (
        Name(most["name"].value),
        " takes ",
        percent(most[member], of=total),
        f" of the {direction} units",
    )


def _panel(run: Place, direction: Direction) -> Panel | None:
    member = f"{direction}_units"
    arms = [(pattern, arm) for pattern in run["patterns"] for arm in pattern["arms"] if arm[member]]
    arms.sort(key=lambda row: -row[1][member].value)
    if not arms:
        return None
    return Panel(
        title=(f"{direction.capitalize()} units",),
        facts=_shown_of(len(arms)),
        drawing=bars(
            [
                Bar(
                    label=f"{Name(pattern['name'].value)} · {_resource(arm)}",
                    figure=units(arm[member]),
                    role=direction,
                    is_outlined=arm["index"].value is not None,
                )
                for pattern, arm in arms[:_MOST_BARS]
            ]
        ),
        description=f"{direction.capitalize()} units by access pattern and table or index.",
    )


def _shown_of(bars_there: int) -> Sentence:
    return ("the largest; the table has them all",) if bars_there > _MOST_BARS else ()


def _resource(arm: Place) -> str:
    return str(Name(arm["index"].value or arm["table"].value))


def _table(run: Place) -> Table:
    return Table(
        summary="Access patterns, tables and indexes",
        columns=(
            *words("access pattern", "table or index"),
            *numbers("write units", "read units", "share of writes", "share of reads"),
        ),
        rows=tuple(
            (
                (Name(pattern["name"].value),),
                resource_name(arm["table"].value, arm["index"].value),
                (units(arm["write_units"]),),
                (units(arm["read_units"]),),
                (percent(arm["write_units"], of=run["window"]["write_units"]),),
                (percent(arm["read_units"], of=run["window"]["read_units"]),),
            )
            for pattern in run["patterns"]
            for arm in pattern["arms"]
        ),
    )
