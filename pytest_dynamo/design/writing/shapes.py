"""The shortest shapes of what stands in many places of a design file: numbers, spans of time, distributions."""

from decimal import Decimal
from typing import Any

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Distribution, Scalar
from pytest_dynamo.design.written import span_seconds

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def number(value: float | Decimal) -> int | float | Decimal:
    """A number as a person writes it, whole where it is whole; a decimal that no float is stays one.

    >>> number(40.0), number(0.5), number(Decimal("1.50")), number(Decimal("0." + "1" * 20))
    (40, 0.5, 1.5, Decimal('0.11111111111111111111'))
    """
    if value == int(value):
        return int(value)
    near = float(value)
    return value if isinstance(value, Decimal) and Decimal(repr(near)) != value else near


def scalar(value: Scalar) -> Any:  # noqa: ANN401 - any scalar of YAML
    """A scalar that is stored; YAML has no decimals."""
    return number(value) if isinstance(value, Decimal) else value


def plain(value: Template | Constant) -> Any:  # noqa: ANN401 - any scalar of YAML
    """A template or constant, where the file takes either."""
    if isinstance(value, Constant):
        return (
            str(Template((value.value,))) if isinstance(value.value, str) else scalar(value.value)
        )
    return str(value)


def span(seconds: float) -> str | int | float | Decimal:
    """A span of time in its largest whole unit, or as a number of seconds.

    >>> span(-31_536_000.0), span(5400.0), span(0.25), span(0.0)
    ('-365d', '90m', 0.25, 0)
    """
    for unit, length in _UNITS.items():
        text = f"{seconds / length:.0f}{unit}"
        if seconds and seconds % length == 0 and span_seconds(text) == seconds:
            return text
    return number(seconds)


def distribution(value: Distribution) -> str | dict[str, Any]:
    """How members are chosen. No file has a replay; the even choice stands for it."""
    document: dict[str, Any] = {}
    match value.kind:
        case "zipf":
            document["zipf"] = number(value.exponent or 1.0)
        case "hotset":
            shares = {"keys": value.hot_keys, "requests": value.hot_requests}
            document["hotset"] = {name: number(each or 0.0) for name, each in shares.items()}
        case "weighted":
            document["weighted"] = [number(weight) for weight in value.parts]
        case "replay":
            return "uniform"
        case _:
            return value.kind
    return document | ({"shuffle": True} if value.shuffle else {})
