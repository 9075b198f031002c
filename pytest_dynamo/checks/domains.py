"""How many different values a maker can make, and how finely a moment is told."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from math import inf, prod
from typing import Any

from pytest_dynamo.design.templates import Placeholder
from pytest_dynamo.design.values import Constant, Generated, Value
from pytest_dynamo.population.faker_values import FakerValues

SAMPLED = 128
"""So many values of a Faker provider say what it makes."""

_DIRECTIVE = re.compile(r"%[-0_^#]?([a-zA-Z])")
_DAY = 86_400.0

# By directive of strftime: how many seconds pass until it changes, and how many values it has.
_DIRECTIVES: Mapping[str, tuple[float, float]] = {
    "Y": (365.25 * _DAY, inf),
    "G": (365.25 * _DAY, inf),
    "y": (365.25 * _DAY, 100),
    "m": (30.44 * _DAY, 12),
    "b": (30.44 * _DAY, 12),
    "B": (30.44 * _DAY, 12),
    "U": (7 * _DAY, 54),
    "V": (7 * _DAY, 53),
    "W": (7 * _DAY, 54),
    "d": (_DAY, 31),
    "j": (_DAY, 366),
    "a": (_DAY, 7),
    "A": (_DAY, 7),
    "w": (_DAY, 7),
    "u": (_DAY, 7),
    "D": (_DAY, inf),
    "F": (_DAY, inf),
    "x": (_DAY, inf),
    "p": (_DAY / 2, 2),
    "H": (3_600.0, 24),
    "I": (3_600.0, 12),
    "M": (60.0, 60),
    "S": (1.0, 60),
    "T": (1.0, 86_400),
    "X": (1.0, 86_400),
    "c": (1.0, inf),
    "s": (1.0, inf),
    "f": (1e-6, 1e6),
}

_STEPS: Mapping[str, float] = {"iso8601": 1e-3, "date": _DAY, "epoch_seconds": 1.0}
_MOMENTS: Mapping[str, float] = {"epoch_seconds": 1.0, "epoch_milliseconds": 1e-3}


def directives(format_spec: str) -> list[str]:
    """The letters of the directives in a format for moments, from the left.

    >>> directives("%Y-%m-%dT%-H")
    ['Y', 'm', 'd', 'H']
    """
    return _DIRECTIVE.findall(format_spec)


def step_seconds(value: Value, placeholder: Placeholder | None = None) -> float | None:
    """After how many seconds a moment is told by another value; None for what is no moment."""
    if not isinstance(value, Generated):
        return None
    if value.maker in _MOMENTS:
        return _MOMENTS[value.maker]
    if value.maker != "timestamp":
        return None
    found = directives(placeholder.format_spec) if placeholder else []
    if found:
        return min(_DIRECTIVES.get(each, (1.0, inf))[0] for each in found)
    return _STEPS[str(value.options["format"])]


def domain_of(value: Value, placeholder: Placeholder | None = None) -> float:
    """How many values there can be of one, as a placeholder writes it; infinite if nothing limits them.

    A template says nothing of that by itself.
    """
    if isinstance(value, Constant):
        return 1.0
    if not isinstance(value, Generated):
        return inf
    step = step_seconds(value, placeholder)
    if step is not None:
        return _moments(value, step, placeholder)
    known = _DOMAINS.get(value.maker)
    return known(value.options) if known else inf


def _moments(value: Generated, step: float, placeholder: Placeholder | None) -> float:
    """The moments of a span; what is told without the year comes round again."""
    if value.maker != "timestamp":
        return inf
    span = abs(float(str(value.options["since_seconds"])))
    found = set(directives(placeholder.format_spec)) if placeholder else set()
    around = prod(_DIRECTIVES.get(each, (1.0, inf))[1] for each in found) if found else inf
    return min(around, span // step + 1)


def _integers(options: Mapping[str, Any]) -> float:
    return float(int(options["max"]) - int(options["min"]) + 1)


def _decimals(options: Mapping[str, Any]) -> float:
    least, most = float(options["min"]), float(options["max"])
    return float((most - least) * 10 ** int(options["places"]) + 1)


def _provided(options: Mapping[str, Any]) -> float:
    if options.get("unique") or options["provider"] == "uuid4":
        return inf
    texts = sample_of(options)
    return _told_by(len(texts), len(set(texts)))


def _told_by(drawn: int, distinct: int) -> float:
    """How many values there are where so many drawn ones had so many distinct among them.

    >>> round(_told_by(128, 2)), _told_by(128, 128)
    (2, inf)
    """
    if distinct == drawn:
        return inf
    low, high = float(distinct), float(drawn * drawn)
    for _ in range(60):
        middle = (low + high) / 2
        expected = middle * (1 - (1 - 1 / middle) ** drawn) if middle > 1 else 1.0
        low, high = (middle, high) if expected < distinct else (low, middle)
    return float(round(high))


def sample_of(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Some values of what Faker makes with these options, as text: always the same ones.

    Raises:
        DynamoError: Faker refuses the arguments.
    """
    args = options.get("args") or {}
    return _sampled(_Provider(name=str(options["provider"]), shown=repr(args), args=args))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Provider:
    """One of Faker's providers; its arguments are told apart by how they are written."""

    name: str
    shown: str
    args: Mapping[str, Any] = field(compare=False)


@cache
def _sampled(provider: _Provider) -> tuple[str, ...]:
    faker, now = FakerValues(), datetime(2026, 1, 1, tzinfo=UTC)
    return tuple(
        str(faker.value(provider.name, provider.args, seed, now)) for seed in range(SAMPLED)
    )


_DOMAINS: Mapping[str, Callable[[Mapping[str, Any]], float]] = {
    "choice": lambda options: float(len(options["weights"])),
    "int": _integers,
    "number": _decimals,
    "faker": _provided,
    "shard_of": lambda options: float(options["count"]),
    "random_shard": lambda options: float(options["count"]),
}
