"""The search for the highest rate that holds, step by step."""

from pytest_dynamo.report.figures import duration, milliseconds, percent, units
from pytest_dynamo.report.making import limit_found
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.model import Section, Table, numbers, words
from pytest_dynamo.report.words import Code, Quote, Sentence

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
        heading=(_FOUND[search["limited_by"].value],),
        lead=(*limit_found(run), " What breaks a rate: ", Code(bounds), "."),
        tables=(table,) if search["steps"] else (),
    )


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
