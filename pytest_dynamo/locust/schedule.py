"""When users start their tasks, so that all of them together offer a rate.

Each of n users starts a task every n / rate seconds. A user has one task under way at a time (a
closed loop); one that is late starts its next task at once, until it has caught up. What is too
late to catch up is dropped, and counted: nothing that was offered goes missing silently.
"""

import math

PATIENCE_SECONDS = 1.0
"""How late a task may start before those that came due after it are dropped."""

GOLDEN_RATIO = (math.sqrt(5) - 1) / 2
"""Multiples of it, modulo 1, stay evenly spread however many there are."""


class Schedule:
    """The tasks a second that `users` users offer together.

    `rate` is infinite where nothing is to be paced. `users` is how many there are to be, in all
    processes; it may change during a run.
    """

    def __init__(self, *, rate: float, users: int) -> None:
        self.rate = rate
        self.users = users
        self._joined = 0

    @property
    def period_seconds(self) -> float:
        """The time between two tasks of one user."""
        return self.users / self.rate

    def join(self, now: float) -> "Turns":
        """The turns of one more user, whose first is within a period from `now`.

        Users begin at different points of the period, so that they do not all call at once.
        """
        self._joined += 1
        phase = self._joined * GOLDEN_RATIO % 1
        return Turns(self, now + phase * self.period_seconds)


class Turns:
    """When one user is to start its tasks; times are seconds of one steadily running clock."""

    def __init__(self, schedule: Schedule, first: float) -> None:
        self._schedule = schedule
        self._due = first

    def take(self, now: float) -> tuple[float, int]:
        """Take the next turn: the seconds to wait for it, and how many turns before it are dropped."""
        period = self._schedule.period_seconds
        if not period:
            return 0.0, 0
        late = now - self._due
        dropped = int(late / period) if late > PATIENCE_SECONDS else 0
        due = self._due + dropped * period
        self._due = due + period
        return max(0.0, due - now), dropped
