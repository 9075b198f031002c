"""How the embedded DynamoDB throttles: by which parameters, and how fast time goes by."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Table
from pytest_dynamo.design.written import multiple_of, named_values
from pytest_dynamo.errors import DynamoError


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttling:
    """That requests are throttled, and how.

    With a `speed` of 60 each request stands for 60, and time runs 60 times as fast, for the model alone:
    a rate is the same rate, and half an hour is over in half a minute. What partitions save up for a moment is
    multiplied with the requests (`Parameters.standing_for`). `policies` are tables of a design by
    the names they have here; auto scaling is taken from them, because CreateTable does not carry it.

    Raises:
        DynamoError: The speed is not a number above 0.
    """

    parameters: Parameters = field(default_factory=Parameters)
    speed: float = 1.0
    policies: Mapping[str, Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < self.speed < math.inf:
            message = (
                f"the clock of the model cannot run {self.speed:g} times as fast as time.\n"
                f"To fix this: a number above 0, such as 60; 1 is the speed of time itself"
            )
            raise DynamoError(message)


def throttling_of(
    overrides: Iterable[str] = (),
    clock: str = "1x",
    policies: Mapping[str, Table] | None = None,
) -> Throttling:
    """The settings as a command line has them: `name=value` for parameters, `60x` for the speed.

    >>> throttling_of(["heat_minutes=5"], "60x").speed
    60.0

    Raises:
        DynamoError: One of them cannot be read.
    """
    return Throttling(
        parameters=Parameters.overridden(named_values(overrides)),
        speed=speed_of(clock),
        policies=policies or {},
    )


def speed_of(text: str) -> float:
    """How many times as fast as time a clock runs that is written as `60x`, or as `60`.

    Raises:
        DynamoError: It is no number above 0.
    """
    speed = multiple_of(text)
    if speed is None or not 0 < speed < math.inf:
        message = (
            f"'{text}' is no speed of a clock.\n"
            f"To fix this: write how many times as fast as time it runs, such as 60x"
        )
        raise DynamoError(message)
    return speed
