"""What people write in a few letters, in a design file or on a command line.

Spans of time are written as `90s`, `30m` or `1h`, multiples as `5x`, and settings as `NAME=VALUE`.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from pytest_dynamo.design.mistakes import quoted
from pytest_dynamo.errors import DynamoError

SPAN = r"^-?[0-9]+(\.[0-9]+)?[smhdw]$"
MULTIPLE = r"^[0-9]+(\.[0-9]+)?x$"

_ANY_MULTIPLE = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)x?")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
# Beyond a century the arithmetic of dates leaves the years that Python knows.
_LONGEST_SPAN_SECONDS = 100 * 365 * 86_400


def span_seconds(span: str | float) -> float:
    """A span of time in seconds: a number of them, or text such as -365d.

    >>> span_seconds("12h"), span_seconds(-30)
    (43200.0, -30.0)

    Raises:
        ValueError: It is longer than a century.
    """
    unit = _SECONDS[span[-1]] if isinstance(span, str) else 1
    number = span[:-1] if isinstance(span, str) else span
    if abs(Decimal(number)) * unit > _LONGEST_SPAN_SECONDS:
        msg = f"{quoted(span)} is longer than a century"
        raise ValueError(msg)
    return float(number) * unit


def seconds_of(text: str) -> float:
    """Seconds, written as a number of them or as a span of time.

    >>> seconds_of("90"), seconds_of("1.5h")
    (90.0, 5400.0)

    Raises:
        ValueError: It is neither, or longer than a century.
    """
    if _NUMBER.fullmatch(text):
        return float(text)
    if not re.match(SPAN, text):
        msg = f"wanted seconds, or a span of time such as 90s, 30m or 1h, found {quoted(text)}"
        raise ValueError(msg)
    return span_seconds(text)


def multiple_of(text: str) -> float | None:
    """How many times: `5x`, `2.5x` or just `5`; None for what is no multiple.

    >>> multiple_of("60x"), multiple_of(".5"), multiple_of("fast")
    (60.0, 0.5, None)
    """
    found = _ANY_MULTIPLE.fullmatch(text.strip())
    return float(found[1]) if found else None


def named_values(given: Iterable[str]) -> dict[str, str]:
    """Values by name, each written as `NAME=VALUE`.

    >>> named_values(["heat_minutes=5", "seed = 7"])
    {'heat_minutes': '5', 'seed': '7'}

    Raises:
        DynamoError: One of them is of another form, or a name is there twice.
    """
    named: dict[str, str] = {}
    for text in given:
        name, _, value = (part.strip() for part in text.partition("="))
        if not name or not value:
            message = (
                f"{quoted(text)} is no name with a value.\n"
                "To fix this: write NAME=VALUE, such as heat_minutes=5"
            )
            raise DynamoError(message)
        if name in named:
            message = (
                f"{name} is given twice: {named[name]} and {value}.\n"
                "To fix this: leave out one of them"
            )
            raise DynamoError(message)
        named[name] = value
    return named
