"""How a load comes, as multiples of the declared rates second by second."""

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.design.values import LoadShape
from pytest_dynamo.design.values.workload import HIGHEST_PEAK, LONGEST_SECONDS, SHORTEST_SECONDS
from pytest_dynamo.errors import DynamoError

NIGHT_SHARE = 0.1
"""The load of a day at its lowest, of its peak; assumed, as is the sine between."""


def _day(passed: NDArray[np.float64]) -> NDArray[np.float64]:
    return NIGHT_SHARE + (1 - NIGHT_SHARE) * (1 - np.cos(2 * np.pi * passed)) / 2


_SHARES: Mapping[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "step": np.ones_like,
    "ramp": np.positive,
    "diurnal": _day,
}


def multiples_of(shape: LoadShape, *, peak: float, duration_seconds: float) -> NDArray[np.float64]:
    """The multiple of the declared rates in the middle of each second.

    `step` is the peak from the start; `ramp` rises evenly from nothing to the peak; `diurnal` is a
    day pressed into the duration, from night to night, whose mean is 55 % of its peak.

    >>> multiples_of("ramp", peak=10, duration_seconds=5).tolist()
    [1.0, 3.0, 5.0, 7.0, 9.0]

    Raises:
        DynamoError: The peak or the duration is none, or more than can be forecast.
    """
    require_peak(peak)
    require_duration(duration_seconds)
    seconds = math.ceil(duration_seconds)
    passed = (np.arange(seconds) + 0.5) / seconds
    if shape not in _SHARES:
        message = f"'{shape}' is no shape of a load.\nTo fix this: one of {', '.join(_SHARES)}"
        raise DynamoError(message)
    return peak * _SHARES[shape](passed)


def require_peak(peak: float, written: str = "") -> None:
    """Refuse a peak that cannot be forecast; `written` is how it was written, if it was.

    Raises:
        DynamoError: It is none, or more than can be forecast.
    """
    if not 0 < peak <= HIGHEST_PEAK:  # nor is NaN
        message = (
            f"a peak of {written or f'{peak:,.10g} times'} the declared rates cannot be forecast.\n"
            f"To fix this: a multiple above 0 and up to {HIGHEST_PEAK:,.0f}, such as 5"
        )
        raise DynamoError(message)


def require_duration(seconds: float, written: str = "") -> None:
    """Refuse a duration that cannot be forecast; `written` is how it was written, if it was.

    Raises:
        DynamoError: It is none, or more than can be forecast.
    """
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:  # nor is NaN
        message = (
            f"a duration of {written or f'{seconds:,.10g} s'} cannot be forecast.\n"
            "To fix this: from 1 second to 7 days, such as 1h"
        )
        raise DynamoError(message)
