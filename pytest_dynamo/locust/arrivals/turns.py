"""When users start their tasks, so that all of them together offer a rate.

Each of n users has every n-th task. A user has one task under way at a time (a closed loop); one
that is late starts its next task at once, until it has caught up. What is too late to catch up is
dropped, and counted: nothing that was offered goes missing silently.
"""

import math

from pytest_dynamo.locust.arrivals.pace import Pace, Steps

PATIENCE_SECONDS = 1.0
"""How late a task may start before those that came due after it are dropped."""

GOLDEN_RATIO = (math.sqrt(5) - 1) / 2
"""Multiples of it, modulo 1, stay evenly spread however many there are."""


class Schedule:
    """The tasks that `users` users offer together.

    `pace` is None where nothing is to be paced. `users` is how many there are to be, in all
    processes; it may change during a run, and so may the pace. `began` is when the test did, `ended` when
    the last task was due; times are seconds of one steadily running clock.
    """

    def __init__(self, *, pace: Pace | None, users: int, began: float = 0.0) -> None:
        self.pace = pace
        self.users = users
        self.began = began
        self.ended = math.inf
        self._joined = 0

    @property
    def is_over(self) -> bool:
        """Whether no more tasks are to be begun."""
        return self.ended < math.inf

    def end(self, now: float) -> None:
        """Begin no more tasks."""
        self.ended = min(self.ended, now)

    def due(self, tasks: float) -> float:
        """When the last of so many tasks is due, counted from the start."""
        return self.began + self.pace.due_seconds(tasks) if self.pace else self.began

    def join(self, now: float, *, others: int = 0) -> "Turns":
        """The turns of one more user, whose first is within its share of the tasks from `now`.

        Users begin at different points of it, so that they do not all call at once. `others` are there;
        where they are as many as there were to be, all have less to do from now on.
        """
        self.users = max(self.users, others + 1)
        self._joined += 1
        phase = self._joined * GOLDEN_RATIO % 1
        passed = self.pace.tasks_by(max(0.0, now - self.began)) if self.pace else 0.0
        return Turns(self, passed + phase * self.users, joined=passed)

    def change(self, rate: float, at: float) -> None:
        """Go on at another rate, in tasks a second, from a time on; of a pace that is one of steps."""
        if isinstance(self.pace, Steps):
            self.pace = self.pace.then(at - self.began, rate)


class Turns:
    """When one user is to start its tasks.

    What comes next is kept as a number of tasks: when that is due may change while the user waits.
    `due` is when the turn that was taken last was; None before the first, and where nothing is paced.
    `joined` is how many tasks were due when the user joined.
    """

    def __init__(self, schedule: Schedule, first: float, *, joined: float = 0.0) -> None:
        self.schedule = schedule
        self.joined = joined
        self.due: float | None = None
        self.next = first
        self._taken = first

    def take(self, now: float) -> tuple[float, list[float]]:
        """Take the next turn: the seconds to wait for it, and the turns before it that are dropped.

        Of each of these, how many seconds ago it was due.
        """
        schedule = self.schedule
        if schedule.pace is None:
            return 0.0, []
        due = schedule.due(self.next)
        dropped: list[float] = []
        if now - due > PATIENCE_SECONDS:
            dropped = self._too_late(self.next, now)[:-1]
            self.next += len(dropped) * schedule.users
            due = schedule.due(self.next)
        self._taken, self.due = self.next, due
        self.next += schedule.users
        return max(0.0, due - now), dropped

    def rest(self, now: float) -> float:
        """The seconds that are still to be waited for the turn that was taken."""
        self.due = self.schedule.due(self._taken)
        return max(0.0, self.due - now)

    def leave(self, now: float, *, is_waiting: bool) -> list[float]:
        """The turns that are dropped as the user ends: how many seconds ago each was due.

        What came due after the end of the schedule is nobody's.

        `is_waiting` is whether the user still waits for the turn it took last. A user that has never
        taken a turn paces itself, and drops none.
        """
        if self.due is None:
            return []
        over = min(now, self.schedule.ended)
        late = self._too_late(self._taken if is_waiting else self.next, over)
        return [seconds + now - over for seconds in late]

    def _too_late(self, first: float, now: float) -> list[float]:
        """How late each turn is from the first to the last one due, if that first one is too late."""
        late = overdue(self.schedule, first, now)
        return late if late and late[0] > PATIENCE_SECONDS else []


def overdue(schedule: Schedule, first: float, now: float) -> list[float]:
    """How late a user's tasks are, from the `first` on, a number of tasks, to the last one due."""
    late, tasks = [], first
    while (seconds := now - schedule.due(tasks)) >= 0:
        late.append(seconds)
        tasks += schedule.users
    return late
