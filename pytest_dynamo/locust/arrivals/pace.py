"""How many tasks are due by when: at a rate that stays, changes in steps, rises, or goes in waves.

A pace counts in tasks of all users together, and in seconds since the start of the test. Both ways
are exact: whoever is to start the n-th task asks when that is due.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Protocol


class Pace(Protocol):
    """When tasks are due."""

    def tasks_by(self, seconds: float) -> float:
        """How many tasks are due by so many seconds after the start."""
        ...

    def due_seconds(self, tasks: float) -> float:
        """How long after the start so many tasks are due: the inverse of `tasks_by`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """One rate after the other, each in tasks a second.

    `rates[i]` holds from `from_seconds[i]` on, by when `from_tasks[i]` tasks are due. No rate is 0.
    """

    rates: tuple[float, ...]
    from_seconds: tuple[float, ...] = (0.0,)
    from_tasks: tuple[float, ...] = (0.0,)

    @classmethod
    def of(cls, rate: float) -> "Steps":
        """A rate that stays."""
        return cls(rates=(rate,))

    def then(self, seconds: float, rate: float) -> "Steps":
        """The same until so many seconds after the start, and another rate from then on.

        Changes are made in the order of their times; one that comes too late takes effect with the
        last one before it.
        """
        at = max(seconds, self.from_seconds[-1])
        return Steps(
            rates=(*self.rates, rate),
            from_seconds=(*self.from_seconds, at),
            from_tasks=(*self.from_tasks, self.tasks_by(at)),
        )

    def tasks_by(self, seconds: float) -> float:
        """How many tasks are due by so many seconds after the start."""
        step = max(0, bisect_right(self.from_seconds, seconds) - 1)
        return self.from_tasks[step] + (seconds - self.from_seconds[step]) * self.rates[step]

    def due_seconds(self, tasks: float) -> float:
        """How long after the start so many tasks are due."""
        step = -1 if tasks >= self.from_tasks[-1] else bisect_right(self.from_tasks, tasks) - 1
        return self.from_seconds[step] + (tasks - self.from_tasks[step]) / self.rates[step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """From nothing to a rate, evenly over `rising_seconds`, and then that rate."""

    rate: float
    rising_seconds: float

    def tasks_by(self, seconds: float) -> float:
        """How many tasks are due by so many seconds after the start."""
        if seconds >= self.rising_seconds:
            return self.rate * (seconds - self.rising_seconds / 2)
        return self.rate * seconds * seconds / (2 * self.rising_seconds)

    def due_seconds(self, tasks: float) -> float:
        """How long after the start so many tasks are due."""
        if tasks >= self.rate * self.rising_seconds / 2:
            return tasks / self.rate + self.rising_seconds / 2
        return math.sqrt(2 * self.rising_seconds * tasks / self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A wave from `low` of a rate up to all of it and down again, in `period_seconds`; it begins low."""

    rate: float
    period_seconds: float
    low: float

    def tasks_by(self, seconds: float) -> float:
        """How many tasks are due by so many seconds after the start."""
        swing = self.period_seconds * math.sin(math.tau * seconds / self.period_seconds) / math.tau
        return self.rate * (self.low * seconds + (1 - self.low) * (seconds - swing) / 2)

    def due_seconds(self, tasks: float) -> float:
        """How long after the start so many tasks are due, to a millionth of a task.

        Newton's method within the period, kept between bounds that close in: where the rate comes near 0 it
        alone would leap away.
        """
        a_period = self.rate * self.period_seconds * (1 + self.low) / 2
        periods, rest = divmod(tasks, a_period)
        least, most = 0.0, self.period_seconds
        seconds = most * rest / a_period
        while most - least > _NO_TIME_SECONDS:
            missing = rest - self.tasks_by(seconds)
            if abs(missing) < _NO_TASK:
                break
            least, most = (seconds, most) if missing > 0 else (least, seconds)
            leap = seconds + missing / max(self._rate_at(seconds), _NO_TASK)
            seconds = leap if least < leap < most else (least + most) / 2
        return periods * self.period_seconds + seconds

    def _rate_at(self, seconds: float) -> float:
        height = (1 - math.cos(math.tau * seconds / self.period_seconds)) / 2
        return self.rate * (self.low + (1 - self.low) * height)


_NO_TASK = 1e-6
_NO_TIME_SECONDS = 1e-9
