"""How the rate of a run changes, as `--dynamo-shape` has it."""

import math
from collections.abc import Callable, Mapping

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.design.written import multiple_of, seconds_of
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.arrivals.pace import Pace, Ramp, Steps, Wave

FORMS = "ramp:60s, spike:5x,30s,10s, diurnal:10m,0.2"
"""The shapes, as they are written."""


def pace_of(shape: str | None, rate: float) -> Pace | None:
    """The pace of a shape and a rate in tasks a second; None where nothing is to be paced.

    Raises:
        DynamoError: The shape is none, or there is no rate that it could change.
    """
    if shape is None:
        return None if math.isinf(rate) else Steps.of(rate)
    if math.isinf(rate):
        message = (
            f"--dynamo-shape {shape} changes a rate, and --dynamo-rate max has none.\n"
            "To fix this: give a rate, such as --dynamo-rate 5x, or leave out --dynamo-shape"
        )
        raise DynamoError(message)
    kind, _, figures = shape.partition(":")
    if kind not in _SHAPES:
        message = (
            f"--dynamo-shape: '{kind}' is no shape{nearest(kind, _SHAPES)}\nThere are: {FORMS}"
        )
        raise DynamoError(message)
    make, wanted = _SHAPES[kind]
    try:
        return make(rate, *figures.split(","))
    except (TypeError, ValueError):
        message = f"--dynamo-shape: {kind} takes {wanted}; found '{shape}'"
        raise DynamoError(message) from None


def _ramp(rate: float, rising: str) -> Pace:
    return Ramp(rate=rate, rising_seconds=_positive(seconds_of(rising)))


def _spike(rate: float, times: str, after: str, lasting: str) -> Pace:
    higher, begins = rate * _positive(multiple_of(times)), seconds_of(after)
    return Steps.of(rate).then(begins, higher).then(begins + _positive(seconds_of(lasting)), rate)


def _diurnal(rate: float, period: str, lowest: str) -> Pace:
    low = float(lowest)
    if not 0 <= low <= 1:
        raise ValueError
    return Wave(rate=rate, period_seconds=_positive(seconds_of(period)), low=low)


def _positive(figure: float | None) -> float:
    if not figure or figure < 0:
        raise ValueError
    return figure


_SHAPES: Mapping[str, tuple[Callable[..., Pace], str]] = {
    "ramp": (_ramp, "how long the rate rises, as ramp:60s"),
    "spike": (
        _spike,
        "how many times the rate, after how long, and for how long, as spike:5x,30s,10s",
    ),
    "diurnal": (
        _diurnal,
        "the length of a day and the share of the rate that is left at night, as diurnal:10m,0.2",
    ),
}
