"""The time of the model: it never goes back, and may run faster than the clock."""

import math
from collections.abc import Callable

_NEVER = math.inf


class SteadyTime:
    """Seconds since it was made, `speed` times as many as have gone by on the clock.

    Where the clock goes back, time goes on from where it was. What is no number is not heard.
    """

    __slots__ = ("_clock", "_last", "_shift", "_speed")

    def __init__(self, clock: Callable[[], float], speed: float = 1.0) -> None:
        self._clock = clock
        self._speed = speed
        self._shift = clock() * speed
        self._last = 0.0

    def now(self) -> float:
        """The seconds up to now."""
        now = self._clock() * self._speed - self._shift
        if self._last <= now < _NEVER:
            self._last = now
        elif -math.inf < now < self._last:
            self._shift += now - self._last
        return self._last
