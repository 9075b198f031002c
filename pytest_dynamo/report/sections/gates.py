"""The gates that the run was to pass, and whether it did."""

from pytest_dynamo.measure.gates import Gate, nothing_found, read_gates
from pytest_dynamo.report.figures import milliseconds, percent, small_amount, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.sections.model import Section, Table, words
from pytest_dynamo.report.words import Code, Sentence


def gates(run: Place) -> Section | None:
    """The gates, each with what was found; nothing where none was asked for."""
    rows = list(run["gates"])
    if not rows:
        return None
    failed = [row for row in rows if not row["is_passed"]]
    return Section(
        anchor="gates",
        title="Gates",
        heading=_heading(failed),
        lead=("Each says what fails the run. They are about the measured time.",),
        tables=(
            Table(
                summary="Gates",
                is_open=True,
                columns=words("fails if", "found", "the gate is"),
                rows=tuple(_row(row) for row in rows),
            ),
        ),
        is_bad=bool(failed),
    )


def _heading(failed: list[Place]) -> Sentence:
    if not failed:
        return ("Every gate was passed",)
    listed: Sentence = ()
    for row in failed:
        listed += (", " if listed else "Failed: ", Code(row["gate"].value))
    return listed


def _row(row: Place) -> tuple[Sentence, ...]:
    (gate,) = read_gates(row["gate"].value)
    found = _found(gate, row["value"])
    return (Code(row["gate"].value),), found, ("passed" if row["is_passed"] else "failed",)


def _found(gate: Gate, place: Place) -> Sentence:
    if place.value is None:
        return (nothing_found(gate),)
    match gate.unit:
        case "share":
            return (percent(place),)
        case "ms":
            return (milliseconds(place),)
        case "USD":
            return small_amount(place), f" {gate.unit}"
    return units(place), f" {gate.unit}"
