"""Whoever looks on while a load test runs, in the process that directs it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_dynamo.measure.run_figures import RunFacts
from pytest_dynamo.measure.tally import Tally

if TYPE_CHECKING:
    from pytest_dynamo.locust.running.load_test import LoadTest

LOOK_SECONDS = 1.0
"""How often followers look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a load test has come to.

    `since` is what was counted since the last moment, which was `seconds` ago, and `total` all of it.
    Workers report every three seconds, so that with them a moment may bring nothing, and the next much.
    Neither is to be changed; `total` grows on, and is not to be kept.
    """

    at: float
    elapsed_seconds: float
    seconds: float
    since: Tally
    total: Tally


class Follower:
    """Looks on from the start of a test to its end, once a second; every method may be left out.

    All are called in the process that directs the run: never in a worker. An exception of one is said
    once, and it looks on no more; the load goes on.
    """

    def begin(self, test: "LoadTest") -> None:
        """A test begins: the tables are there, no request is counted yet."""

    def look(self, moment: Moment) -> None:
        """A second has passed. What takes long is to give way to the users now and then."""

    def end(self, test: "LoadTest") -> None:
        """The test was stopped; the last reports of workers may still come."""

    def left_out(self) -> None:
        """It has failed, and looks on no more."""

    def conclude(self, test: "LoadTest", facts: RunFacts) -> RunFacts:  # noqa: ARG002 - for others
        """What the follower knows, put into the facts of the run.

        It is asked when everything has been counted; some are asked for checkpoints before, too.
        """
        return facts
