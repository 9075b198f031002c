"""Whom a client tells of its calls."""

from typing import Protocol

from pytest_dynamo.measure.call import Call


class Sink(Protocol):
    """Takes what clients of a load test have done, in the greenlet that has done it."""

    def begin(self) -> None:
        """Note that a call is made; `record` or `cut_off` is to follow."""
        ...

    def record(self, call: Call) -> None:
        """Count a call that has ended, well or not."""
        ...

    def cut_off(self, name: str, started: float) -> None:
        """Note a call that never ended, as whoever made it was ended himself.

        `name` is its access pattern or else its operation; `started` in seconds since the epoch.
        """
        ...
