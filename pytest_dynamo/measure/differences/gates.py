"""Gates of a comparison: `read_units>+10%, p99>+2ms`, and beside them those of a single run.

A bound with a sign is about the difference from the first run: with `%` about the relative one, else
about that in the unit of the metric (of shares in points, `throttles>+0.5pp`). Only a difference beyond the
noise fails. A bound without a sign is about the figure of the later run itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import copysign, inf

from pytest_dynamo.forecast.figures import number_text
from pytest_dynamo.measure.differences.rows import WHOLE
from pytest_dynamo.measure.differences.values import (
    AgainstBaseline,
    Difference,
    DifferenceGateFigures,
)
from pytest_dynamo.measure.gates import (
    METRICS,
    SIGNS,
    Gate,
    figures_of_run,
    gate_line,
    judged,
    quantity_text,
    read_gates,
    require_metric,
)
from pytest_dynamo.measure.run_values import Run

_SIGNED = re.compile(r"(?P<metric>[A-Za-z0-9_.]+) *(?P<sign>[<>]=?) *(?P<plus>[+-]) *(?P<bound>.+)")
_PERCENT = re.compile(r"(?P<number>[0-9][0-9_]*(?:\.[0-9]+)?|\.[0-9]+) *%")
_POINTS = re.compile(r" *(?:pp|points)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceGate:
    """A gate that fails where a difference is `sign` the bound, which is a share of 1 if relative."""

    metric: str
    sign: str
    bound: float
    is_relative: bool
    text: str

    def fails(self, difference: Difference) -> bool:
        """Whether the figures differ by so much; from nothing, any rise is more than every share."""
        if difference.before is None or difference.after is None:
            return True
        moved = difference.after - difference.before
        if self.is_relative:
            moved = moved / difference.before if difference.before else _endless(moved)
        return SIGNS[self.sign](moved, self.bound)


def read_difference_gates(text: str) -> tuple[DifferenceGate | Gate, ...]:
    """The gates of a list, separated by commas.

    Raises:
        DynamoError: One is no gate; the message has what is near it, and what there is.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return tuple(read_gates(text))
    return tuple(gate for part in parts for gate in _read(part))


def judged_differences(
    gates: Sequence[DifferenceGate | Gate], against: AgainstBaseline, run: Run
) -> Iterator[DifferenceGateFigures]:
    """Each gate, for one run beside the first."""
    found = {each.metric: each for each in against.differences if each.scope == WHOLE}
    for gate in gates:
        if isinstance(gate, Gate):
            (figures,) = judged([gate], figures_of_run(run))
            yield DifferenceGateFigures(
                gate=gate.text,
                run=against.run.name,
                is_passed=figures.is_passed,
                note=gate_line(figures),
            )
        else:
            yield _judged(gate, found.get(gate.metric), against.run.name)


def _read(text: str) -> Sequence[DifferenceGate | Gate]:
    signed = _SIGNED.fullmatch(text)
    if not signed:
        return read_gates(text)
    metric = require_metric(signed["metric"], text)
    factor = 1.0 if signed["plus"] == "+" else -1.0
    percent = _PERCENT.fullmatch(signed["bound"].strip())
    if percent:
        bound = float(percent["number"].replace("_", "")) / 100
    else:
        plain = _POINTS.sub("%", signed["bound"].strip())
        (gate,) = read_gates(f"{metric}{signed['sign']}{plain}")
        bound = gate.bound
    return [
        DifferenceGate(
            metric=metric,
            sign=signed["sign"],
            bound=factor * bound,
            is_relative=percent is not None,
            text=text,
        )
    ]


def _endless(moved: float) -> float:
    return copysign(inf, moved) if moved else 0.0


def _judged(gate: DifferenceGate, found: Difference | None, run: str) -> DifferenceGateFigures:
    if found is None or found.before is None or found.after is None:
        note = f"{gate.text}: not known of both runs"
        return DifferenceGateFigures(gate=gate.text, run=run, is_passed=False, note=note)
    is_over, moved = gate.fails(found), difference_text(gate, found)
    is_noise = is_over and not found.is_real
    but = ", which is within noise" if is_noise else ""
    return DifferenceGateFigures(
        gate=gate.text,
        run=run,
        is_passed=not is_over or is_noise,
        is_within_noise=is_noise,
        note=f"{gate.text}: {moved}{but}",
    )


def difference_text(gate: DifferenceGate, found: Difference) -> str:
    """What a figure was and is, and the difference in the way the gate is about it."""
    unit = METRICS[gate.metric]
    sides = " to ".join(quantity_text(each or 0.0, unit) for each in (found.before, found.after))
    if found.change is None or not gate.is_relative:
        return sides
    return f"{sides}, {signed_percent_text(found.change)}"


def signed_percent_text(change: float) -> str:
    """A relative difference with its sign.

    >>> signed_percent_text(0.123), signed_percent_text(-0.5), signed_percent_text(0.0)
    ('+12 %', '-50 %', '0 %')
    """
    sign = "+" if change > 0 else "-" if change < 0 else ""
    return f"{sign}{number_text(abs(change) * 100, digits=2)} %"
