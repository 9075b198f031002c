"""The gates that a run was to pass, and whether it did."""

from pytest_dynamo.measure.gates import Gate, nothing_found, quantity_text, read_gates
from pytest_dynamo.report.figures import NO_BREAK, milliseconds, percent, small_amount, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.verdict.values import GateLine
from pytest_dynamo.report.words import Constant, Sentence

_PASSES = {">": "≤", ">=": "<", "<": "≥", "<=": ">"}
"""A gate is written as what fails; a reader wants to know what is asked for."""


def gate_lines(run: Place) -> tuple[GateLine, ...]:
    """The gates, each with what was found, the failed ones first; none where none was asked for."""
    lines = [_line(row) for row in run["gates"]]
    return tuple(sorted(lines, key=lambda line: line.is_passed))


def _line(row: Place) -> GateLine:
    (gate,) = read_gates(row["gate"].value)
    return GateLine(
        words=(Constant(_asked_for(gate)),),
        found=_found(gate, row["value"]),
        is_passed=row["is_passed"].value,
    )


def _asked_for(gate: Gate) -> str:
    bound = quantity_text(gate.bound, gate.unit, NO_BREAK)
    return f"{gate.metric.replace('_', ' ')} {_PASSES[gate.sign]}{NO_BREAK}{bound}"


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
