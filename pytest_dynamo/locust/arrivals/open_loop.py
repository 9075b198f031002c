"""A user that starts its tasks as they arrive, each in a greenlet of its own."""

from locust.exception import StopUser

import time
from collections.abc import Callable

import gevent
from gevent import Greenlet, getcurrent

from pytest_dynamo.locust.arrivals.ending import await_the_end
from pytest_dynamo.locust.arrivals.lateness import begin_late
from pytest_dynamo.locust.arrivals.stream import Stream
from pytest_dynamo.locust.scenarios.roles import Task

LOOK_AGAIN_SECONDS = 0.5
"""How long whoever waits sleeps at most before he looks whether the rate has changed."""
EARLY_SECONDS = 0.0005
"""How much earlier than it is due a task is woken for. Timers of the event loop end up to a millisecond
late; asked for half of one earlier they are right on average."""


class OpenLoop:
    """The open loop of one user; `run` is for the greenlet of the user, and ends with it.

    An arrival that finds `most` tasks of the user under way is dropped; one that the process has not
    got to in time is started at once. `draw` gives a task, `do` does it, and `drop` counts one as dropped
    that was due so many seconds ago. What `do` raises ends the loop.
    """

    def __init__(
        self,
        stream: Stream,
        *,
        most: int,
        draw: Callable[[], Task],
        do: Callable[[Task], None],
        drop: Callable[[Task, float], None],
    ) -> None:
        self._stream = stream
        self._most = most
        self._draw = draw
        self._do = do
        self._drop = drop
        self._under_way: set[Greenlet] = set()
        self._greenlet: Greenlet | None = None
        self._full_until = 0.0

    def run(self) -> None:
        """Start tasks as they arrive; those under way are ended with the loop."""
        self._greenlet = getcurrent()
        try:
            while True:
                self._wait()
                self._start(self._draw(), self._stream.due)
                self._stream.advance()
        except BaseException as ending:
            self._greenlet = None
            for seconds in self._stream.leave(time.perf_counter()):
                self._drop(self._draw(), seconds)
            if isinstance(ending, StopUser):
                gevent.joinall(list(self._under_way))
            raise
        finally:
            gevent.killall(list(self._under_way))

    def end_well(self) -> None:
        """Take no more arrivals, and end when the tasks under way have."""
        self._raise(StopUser())

    def _wait(self) -> None:
        stream = self._stream
        while (seconds := stream.due - time.perf_counter() - EARLY_SECONDS) > 0:
            gevent.sleep(min(seconds, LOOK_AGAIN_SECONDS))
            stream.look_again()
        if stream.is_over:
            await_the_end()

    def _start(self, task: Task, due: float) -> None:
        if len(self._under_way) >= self._most:
            if due > self._full_until:  # some may only have waited for this greenlet to give way
                gevent.sleep(0)
            if len(self._under_way) >= self._most:
                self._full_until = time.perf_counter()
                self._drop(task, self._full_until - due)
                return
        self._full_until = 0.0
        self._under_way.add(gevent.spawn(self._arrive, task, due))

    def _arrive(self, task: Task, due: float) -> None:
        begin_late(time.perf_counter() - due)
        try:
            self._do(task)
        except Exception as error:  # noqa: BLE001 - it is for whoever runs the loop
            self._raise(error)
        finally:
            self._under_way.discard(getcurrent())

    def _raise(self, error: Exception) -> None:
        """Raise an error in the loop, unless it ends already: a second one would cut its end short."""
        greenlet, self._greenlet = self._greenlet, None
        if greenlet:
            greenlet.kill(error, block=False)
