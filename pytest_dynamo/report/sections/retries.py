"""What the client tried again by itself, and the time that was lost by it."""

from pytest_dynamo.report.figures import count, duration, quotient
from pytest_dynamo.report.making import HARDLY_MORE, retried
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.model import Section, Table, numbers, words
from pytest_dynamo.report.words import Name, Sentence


def retries(run: Place) -> Section | None:
    """Attempts and waits by access pattern; nothing where nothing was tried again."""
    rows = list(run["retries"])
    if not rows:
        return None
    together = rows[0]
    return Section(
        anchor="retries",
        title="Retries",
        heading=_heading(together),
        lead=retried(run),
        tables=(
            Table(
                summary="Attempts, in the measured time",
                is_open=True,
                columns=(
                    *words("access pattern"),
                    *numbers("calls", "attempts", "attempts a call"),
                    *numbers("throttled and tried again", "waited"),
                ),
                rows=tuple(_row(row) for row in rows),
            ),
        ),
        is_bad=bool(together["throttled_attempts"]),
    )


def _heading(together: Place) -> Sentence:
    if together["attempts"].value < HARDLY_MORE * together["calls"].value:
        return ("Of ", count(together["calls"]), " calls, few were tried again")
    each = quotient(together["attempts"], together["calls"])
    return ("Each call took ", each, " attempts on average")


def _row(row: Place) -> tuple[Sentence, ...]:
    pattern = row["pattern"].value
    return (
        ("all requests",) if pattern is None else (Name(pattern),),
        (count(row["calls"]),),
        (count(row["attempts"]),),
        (quotient(row["attempts"], row["calls"]),),
        (count(row["throttled_attempts"]),),
        (duration(row["waited_seconds"]),),
    )
