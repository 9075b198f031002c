"""Gates: what a run must not be, as `throttles>0.1%, p99>20ms`, and whether it was.

A gate is written as what fails: one that holds true of a run has failed it. So has one whose figure there
is not, for nothing says that it passed.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.measure.gate_figures import PERCENTILES, figures_of_run, figures_of_tally
from pytest_dynamo.measure.load_values import GateFigures
from pytest_dynamo.measure.spending import small_dollars

__all__ = [
    "METRICS",
    "SIGNS",
    "Gate",
    "Unit",
    "figures_of_run",
    "figures_of_tally",
    "gate_line",
    "judged",
    "nothing_found",
    "quantity_text",
    "read_gates",
    "require_metric",
]

Unit = Literal["share", "ms", "USD", "a second"]

METRICS: Mapping[str, Unit] = {
    "throttles": "share",
    "failures": "share",
    "errors": "share",
    "dropped": "share",
    **dict.fromkeys(PERCENTILES, "ms"),
    **dict.fromkeys((f"response_{name}" for name in PERCENTILES), "ms"),
    "requests": "a second",
    "read_units": "a second",
    "write_units": "a second",
    "usable_capacity": "share",
    "cost": "USD",
}
"""What gates may be about, and what it is measured in."""

SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
"""How a figure is held against a bound."""

_GATE = re.compile(
    r"(?P<metric>[A-Za-z0-9_.]+) *(?P<sign>[<>]=?) *(?P<dollar>\$?)(?P<number>[0-9][0-9_]*(?:\.[0-9]+)?"
    r"|\.[0-9]+) *(?P<suffix>%|ms|s|USD|/s)?"
)
_SUFFIXES: Mapping[Unit, Mapping[str, float]] = {
    "share": {"%": 0.01, "": 1.0},
    "ms": {"ms": 1.0, "s": 1_000.0},
    "USD": {"USD": 1.0, "$": 1.0, "": 1.0},
    "a second": {"/s": 1.0, "": 1.0},
}
_WRITTEN: Mapping[Unit, str] = {
    "share": "0.1%",
    "ms": "20ms or 0.02s",
    "USD": "1.50USD",
    "a second": "500 or 500/s",
}
_NOTHING: Mapping[Unit, str] = {
    "share": "no request was made in the measured time",
    "ms": "no request was timed",
    "USD": "nothing was priced",
    "a second": "no time was measured",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One gate: it fails where the metric's figure is `sign` the bound.

    The bound is in the unit of the metric: a share of 1, milliseconds, US dollars, or a count a second.
    `text` is how it was written.
    """

    metric: str
    sign: str
    bound: float
    text: str

    @property
    def unit(self) -> Unit:
        """What the metric is measured in."""
        return METRICS[self.metric]

    def fails(self, figure: float | None) -> bool:
        """Whether a figure fails the gate; where there is none it does."""
        return figure is None or SIGNS[self.sign](figure, self.bound)


def read_gates(text: str) -> tuple[Gate, ...]:
    """The gates of a list, separated by commas: `throttles>0.1%, p99>20ms, usable_capacity<50%`.

    Raises:
        DynamoError: One is no gate; the message has what is near it, and what there is.
    """
    gates = tuple(_read_gate(part.strip()) for part in text.split(",") if part.strip())
    if not gates:
        message = f"no gate in {text!r}.\n{_HOW}"
        raise DynamoError(message)
    return gates


def require_metric(name: str, text: str) -> str:
    """The metric of a name, in small letters; `text` is the gate that it stands in.

    Raises:
        DynamoError: There is none of that name.
    """
    metric = name.lower()
    if metric not in METRICS:
        message = f"{text!r}: there is no metric {name!r}{nearest(metric, METRICS)}\n{_HOW}"
        raise DynamoError(message)
    return metric


def judged(gates: Iterable[Gate], figures: Mapping[str, float | None]) -> tuple[GateFigures, ...]:
    """Each gate with the figure that was found, and whether it passed."""
    return tuple(
        GateFigures(
            gate=gate.text,
            value=figures.get(gate.metric),
            is_passed=not gate.fails(figures.get(gate.metric)),
        )
        for gate in gates
    )


def gate_line(gate: GateFigures) -> str:
    """A gate in words, with what was found: `p99 23.1 ms > 20 ms`.

    >>> gate_line(GateFigures(gate="p99>20ms", value=23.14, is_passed=False))
    'p99 23.1 ms > 20 ms'
    """
    (read,) = read_gates(gate.gate)
    bound = f"{read.sign} {quantity_text(read.bound, read.unit)}"
    if gate.value is None:
        return f"{read.metric} {bound}: {nothing_found(read)}"
    sign = bound if not gate.is_passed else f"not {bound}"
    return f"{read.metric} {quantity_text(gate.value, read.unit)} {sign}"


def nothing_found(gate: Gate) -> str:
    """Why there is no figure for a gate."""
    if gate.metric == "usable_capacity":
        return "nothing was consumed in the measured time"
    return _NOTHING[gate.unit]


def quantity_text(value: float, unit: Unit, space: str = " ") -> str:
    """A figure or a bound with its unit.

    >>> quantity_text(0.0123, "share"), quantity_text(20, "ms"), quantity_text(1.5, "USD")
    ('1.2 %', '20 ms', '1.5 USD')
    >>> quantity_text(0.0000136, "USD")
    '0.0000136 USD'
    """
    if unit == "share":
        return percent_text(value, space)
    if unit == "USD" and value < 1:
        return f"{small_dollars(value).lstrip('$')}{space}{unit}"
    return f"{number_text(value)}{space}{unit}"


def _read_gate(text: str) -> Gate:
    found = _GATE.fullmatch(text)
    if not found:
        message = f"{text!r} is not a gate.\n{_HOW}"
        raise DynamoError(message)
    metric = require_metric(found["metric"], text)
    unit = METRICS[metric]
    factor = _SUFFIXES[unit].get(found["dollar"] + (found["suffix"] or ""))
    bound = float(found["number"].replace("_", "")) * (factor or 0.0)
    if factor is None or (unit == "share" and bound > 1):
        what = (
            "a share of 1" if unit == "share" else f"measured in {unit}".replace("in a", "by the")
        )
        message = f"{text!r}: {metric} is {what}; write {metric}{found['sign']}{_WRITTEN[unit]}"
        raise DynamoError(message)
    return Gate(metric=metric, sign=found["sign"], bound=bound, text=text)


_HOW = (
    'To fix this: write what is to fail, as "throttles>0.1%, p99>20ms, usable_capacity<50%"; metrics are '
    "throttles, failures, errors, dropped, p50, p90, p95, p99, p999 and the same with response_ before it, "
    "requests, read_units, write_units, usable_capacity, cost"
)
