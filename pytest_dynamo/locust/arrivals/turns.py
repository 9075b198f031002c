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
        self._taken: float | None = None

    def take(self, now: float) -> tuple[float, list[float]]:
        """Take the next turn: the seconds to wait for it, and the turns before it that are dropped.

        Of each of these, how many seconds ago it was due.
        """
        period = self._schedule.period_seconds
        if not period:
            return 0.0, []
        dropped = self._too_late(self._due, now)[:-1]
        self._taken = self._due + len(dropped) * period
        self._due = self._taken + period
        return max(0.0, self._taken - now), dropped

    def leave(self, now: float, *, is_waiting: bool) -> list[float]:
        """The turns that are dropped as the user ends: how many seconds ago each was due.

        `is_waiting` is whether the user still waits for the turn it took last. A user that has never
        taken a turn paces itself, and drops none.
        """
        if self._taken is None:
            return []
        return self._too_late(self._taken if is_waiting else self._due, now)

    def _too_late(self, first: float, now: float) -> list[float]:
        """How late each turn is from the first to the last one due, if that first one is too late."""
        late, period = now - first, self._schedule.period_seconds
        if late <= PATIENCE_SECONDS:
            return []
        return [late - turn * period for turn in range(int(late / period) + 1)]
