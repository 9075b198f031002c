"""The search for the highest rate that holds, step by step."""

from pytest_dynamo.report.charts.colours import Role
from pytest_dynamo.report.charts.drawing import Drawing
from pytest_dynamo.report.charts.rows import Row
from pytest_dynamo.report.charts.segment_bars import Segment, SegmentBar, segment_bars
from pytest_dynamo.report.figures import NO_BREAK, duration, milliseconds, percent, units
from pytest_dynamo.report.making import limit_found
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.parts import NARROW, WIDE, Panel, Section, Table, numbers, words
from pytest_dynamo.report.words import Code, Quote, Sentence

_MOST_DRAWN = 16

_FOUND = {
    "design": "The highest rate that holds was found",
    "generator": "The load generator gave out before the design did",
    "not found": "The run ended before the limit was found",
}


def limit_search(run: Place) -> Section | None:
    """The rates that were tried; nothing where none was searched for."""
    search = run["limit_search"]
    if not search:
        return None
    bounds = ", ".join(bound.value for bound in search["bounds"])
    table = Table(
        summary="The rates that were tried",
        is_open=True,
        columns=(
            *words("times the declared rates"),
            *numbers("offered a second", "done a second", "throttled"),
            *numbers("p99, service", "p99, response", "from", "to"),
            *words("it"),
        ),
        rows=tuple(_row(step) for step in search["steps"]),
    )
    return Section(
        anchor="limit",
        title="Limit",
        heading=_heading(search),
        lead=(*limit_found(run), " What breaks a rate: ", Code(bounds), "."),
        panels=(_panel(list(search["steps"])),) if search["steps"] else (),
        tables=(table,) if search["steps"] else (),
    )


def _heading(search: Place) -> Sentence:
    found: Sentence = (_FOUND[search["limited_by"].value],)
    if search["holds_at_per_second"].value is None:
        return found
    return (*found, ": ", units(search["holds_at_per_second"]), " requests a second")


def _panel(steps: list[Place]) -> Panel:
    steps = sorted(steps, key=lambda step: float(step["rate"].value))[-_MOST_DRAWN:]
    return Panel(
        title=("Rates that were tried, the lowest first",),
        facts=("requests a second",),
        drawing=_drawing(steps, WIDE),
        narrow=_drawing(steps, NARROW),
        description=(
            "A bar for each rate that was tried: what was done of what was offered, and whether it held."
        ),
        caption=(
            "Solid: done. Outlined: offered and not done. Red and marked with a cross: the rate does not hold.",
        ),
    )


def _drawing(steps: list[Place], width: float) -> Drawing:
    full = max(
        max(step["offered_per_second"].value, step["done_per_second"].value) for step in steps
    )
    return segment_bars(
        [_bar(step) for step in steps],
        ("done a second", "throttled", "p99, response"),
        full=full or 1.0,
        width=width,
    )


def _bar(step: Place) -> SegmentBar:
    done, offered = step["done_per_second"], step["offered_per_second"].value
    rate = f"{units(step['rate'])}{NO_BREAK}× the declared rates"
    role: Role = "ok" if step["holds"] else "throttle"
    words = Row(
        label=f"✓ {rate}" if step["holds"] else f"✗ {rate}",
        figures=(
            units(done),
            percent(step["throttled_share"]),
            milliseconds(step["response_p99_ms"]),
        ),
        is_bad=not step["holds"],
    )
    missed = Segment(value=max(0.0, offered - done.value), role=role, is_outlined=True)
    return SegmentBar(row=words, segments=(Segment(value=done.value, role=role), missed))


def _row(step: Place) -> tuple[Sentence, ...]:
    why: Sentence = (": ", Quote(step["why"].value)) if step["why"] else ()
    return (
        (units(step["rate"]),),
        (units(step["offered_per_second"]),),
        (units(step["done_per_second"]),),
        (percent(step["throttled_share"]),),
        (milliseconds(step["p99_ms"]),),
        (milliseconds(step["response_p99_ms"]),),
        (duration(step["from_seconds"]),),
        (duration(step["to_seconds"]),),
        ("holds",) if step["holds"] else ("does not", *why),
    )
