"""Arrivals: tasks that are due whether or not those before them have ended (an open loop).

Each of n users has a stream of its own of 1/n of the rate; together the streams are one of all of it.
Where the rate changes, arrivals follow it: those of a Poisson process, too, as they are drawn in tasks
and not in seconds.
"""

from random import Random

from pytest_dynamo.locust.arrivals.turns import PATIENCE_SECONDS, Turns


class Stream:
    """The arrivals of one user.

    They begin where its turns do and keep an even distance; or, with a generator of chance, they are a
    Poisson process from when it joined. `due` is when the next one is.
    """

    def __init__(self, turns: Turns, chance: Random | None = None) -> None:
        self._schedule = turns.schedule
        self._chance = chance
        self._next = turns.joined + self._gap() if chance else turns.next
        self.due = self._schedule.due(self._next)

    @property
    def is_over(self) -> bool:
        """Whether nothing arrives any more."""
        return self._schedule.is_over

    def advance(self) -> None:
        """Go on to the arrival after the next one."""
        self._next += self._gap()
        self.look_again()

    def look_again(self) -> None:
        """See when the next arrival is due, as the rate may have changed."""
        self.due = self._schedule.due(self._next)

    def _gap(self) -> float:
        """How many tasks of all users there are from one arrival to the next."""
        return (self._chance.expovariate(1.0) if self._chance else 1.0) * self._schedule.users

    def leave(self, now: float) -> list[float]:
        """The arrivals that are dropped as the user ends: how many seconds ago each was due.

        They are those that it has not got to, if it was too far behind.
        """
        over = min(now, self._schedule.ended)
        late = []
        while self.due <= over:
            late.append(over - self.due)
            self.advance()
        if not late or late[0] <= PATIENCE_SECONDS:
            return []
        return [seconds + now - over for seconds in late]
