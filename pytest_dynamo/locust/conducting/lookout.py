"""Looks at a test once a second, from its start to its end, and has the followers look."""

import time

import gevent

from pytest_dynamo.locust.conducting.followers import Followers
from pytest_dynamo.locust.running.follower import LOOK_SECONDS, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.workers.known import Workers
from pytest_dynamo.locust.workers.reports import note_workers


class Lookout:
    """Stands in the process that directs the run."""

    def __init__(self, followers: Followers) -> None:
        self.followers = followers
        self._looking: gevent.Greenlet | None = None

    def begin(self, test: LoadTest, workers: Workers | None) -> None:
        """Look from now on."""
        self.followers.begin(test)
        self._looking = gevent.spawn(self._look_on, test, workers)

    def end(self, test: LoadTest) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.kill()  # what it is at would see the counts change under its hands
            self._looking = None
            self.followers.end(test)

    def _look_on(self, test: LoadTest, workers: Workers | None) -> None:
        last = time.time()
        while True:
            gevent.sleep(LOOK_SECONDS)
            if workers:
                note_workers(test, workers, workers.look())
            since, now = test.add_up(), time.time()
            self.followers.look(
                Moment(
                    at=now,
                    elapsed_seconds=test.elapsed_seconds,
                    seconds=now - last,
                    since=since,
                    total=test.total,
                )
            )
            last = now
