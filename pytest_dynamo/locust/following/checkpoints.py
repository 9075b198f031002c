"""Run files of what is known while a test runs, so that one that is killed has not run for nothing."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import gevent

from pytest_dynamo.errors import ReportsError
from pytest_dynamo.locust.running.facts import facts_of
from pytest_dynamo.locust.running.follower import LOOK_SECONDS, Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.measure.run import RunFacts, run_of, run_pieces
from pytest_dynamo.measure.run_folder import CHECKPOINT_FILE
from pytest_dynamo.measure.tally import Tally
from pytest_dynamo.report.folders.run import make_run_folder
from pytest_dynamo.whole_files import write_whole

INTERVAL_SECONDS = 2.0
"""How long after one checkpoint the next is written, unless that takes too much work."""
MOST_OF_THE_TIME = 0.02
"""No larger share of the time goes into checkpoints; where one takes long there are fewer."""
SLICE_SECONDS = 0.0005
"""After so much work the users have their turn: what is waited for it is in no figure that counts."""


class Checkpoints(Follower):
    """Writes a checkpoint every few seconds, in slices between which the users go on.

    The tally does not change meanwhile: it is added to by whoever has the followers look. `with_more`
    puts into the facts of a test what others know of it by then.
    """

    def __init__(self, with_more: Callable[[LoadTest, RunFacts], RunFacts]) -> None:
        self._with_more = with_more
        self._test: LoadTest | None = None
        self._due_seconds = 0.0
        self._is_told = False

    def begin(self, test: LoadTest) -> None:
        """A run has its own folder, which is made when there is something to put into it."""
        self._test, self._due_seconds, self._is_told = test, INTERVAL_SECONDS, False

    def look(self, moment: Moment) -> None:
        """Write a checkpoint, if it is time to."""
        is_due = moment.elapsed_seconds >= self._due_seconds - LOOK_SECONDS / 2
        if self._test is None or not is_due or not moment.total.requests:
            return
        slices = Slices(gevent.sleep)
        try:
            self._write(self._test, moment, slices)
        except (OSError, ReportsError) as error:
            self._tell_once(error)
        wait = max(INTERVAL_SECONDS, slices.worked_seconds / MOST_OF_THE_TIME)
        self._due_seconds = moment.elapsed_seconds + wait

    def _write(self, test: LoadTest, moment: Moment, slices: "Slices") -> None:
        if test.folder is None:
            started = datetime.fromtimestamp(test.started, UTC)
            test.folder = make_run_folder(test.settings.reports, test.scenario.design.name, started)
        facts = replace(facts_of(test, interrupted=True), duration_seconds=moment.elapsed_seconds)
        facts = self._with_more(test, facts)
        write_whole(test.folder / CHECKPOINT_FILE, checkpoint(moment.total, facts, slices.pause))

    def _tell_once(self, error: Exception) -> None:
        if not self._is_told:
            self._is_told = True
            tell(f"dynamo: no checkpoint can be written, and the run goes on: {error}")


class Slices:
    """Work in slices, with a pause of the worker after each."""

    def __init__(self, give_way: Callable[[], object]) -> None:
        self.worked_seconds = 0.0
        self._give_way = give_way
        self._since = time.perf_counter()

    def pause(self) -> None:
        """Give way, if there has been enough work since the last time."""
        worked = time.perf_counter() - self._since
        if worked >= SLICE_SECONDS:
            self.worked_seconds += worked
            self._give_way()
            self._since = time.perf_counter()


def checkpoint(total: Tally, facts: RunFacts, pause: Callable[[], None]) -> str:
    """The text of a checkpoint; the tally is given the bins of the run so far."""
    total.cover(facts.started, facts.started + facts.duration_seconds)
    pieces = []
    for piece in run_pieces(run_of(total, facts, pause)):
        pieces.append(piece)
        pause()
    return "".join(pieces)
