"""Conducts a load test through Locust's events, in the order in which they fire.

Tables are created and seeded at `init`, in the process that directs the run; workers join at
`test_start`, when the options of their master have reached them. The report is written at
`quitting`, as only then all workers have reported, and its summary printed at `quit`, below Locust's.
"""

from locust.env import Environment
from locust.exception import StopUser
from locust.runners import (
    STATE_RUNNING,
    STATE_SPAWNING,
    WORKER_REPORT_INTERVAL,
    LocalRunner,
    MasterRunner,
    WorkerRunner,
)

import time
from dataclasses import replace
from typing import Any

import gevent

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.conducting.conclusion import conclude
from pytest_dynamo.locust.conducting.followers import followers
from pytest_dynamo.locust.conducting.processes import (
    agree,
    agreement,
    direct,
    dismiss_workers,
    join,
    ramp_up_seconds,
    takes_part,
    tasks_per_second,
    users_to_be,
)
from pytest_dynamo.locust.running.follower import LOOK_SECONDS, Moment
from pytest_dynamo.locust.running.load_test import LoadTest, remember
from pytest_dynamo.locust.settings.values import options_of
from pytest_dynamo.locust.terminal.console import INTERRUPTED, WRONG_USE, say, tell, told_plainly
from pytest_dynamo.locust.terminal.interrupt import defer_interrupts
from pytest_dynamo.measure.tally import Tally

REPORT_KEY = "dynamo"
LAST_REPORTS_SECONDS = WORKER_REPORT_INTERVAL + 1
"""How long after a test has been stopped from the web page all workers have reported."""
PARTING_SECONDS = WORKER_REPORT_INTERVAL + 2
"""How long a user who has met a mistake waits to be stopped. Locust logs an error about each that
ends by itself at that moment."""


class Conductor:
    """Takes the load test of one environment from Locust's first event to its last."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._test: LoadTest | None = None
        self._followers = followers()
        self._looking: gevent.Greenlet | None = None
        self._summary: list[str] = []
        self._is_over = False

    def take_over(self) -> None:
        """Listen to the events of the environment; begin, unless that is for a master to say."""
        for name in (
            "test_start",
            "spawning_complete",
            "test_stop",
            "report_to_master",
            "worker_report",
            "user_error",
            "quitting",
            "quit",
        ):
            getattr(self._environment.events, name).add_listener(getattr(self, f"on_{name}"))
        if takes_part(self._environment) and not self._is_worker:
            self._begin()
            defer_interrupts()
            gevent.sleep(0)  # or the timers started next would run from before the seeding
            options = options_of(self._environment)
            if options.headless and not options.print_stats:
                options.only_summary = True  # our own line says more in less room

    def on_test_start(self, **_: object) -> None:
        """Begin to count."""
        if not takes_part(self._environment):
            return
        test = self._test or self._begin()
        test.settle()
        if not self._is_worker:
            users = users_to_be(self._environment)
            test.warm_up_seconds = test.settings.warm_up(ramp_up_seconds(self._environment, users))
            _warn_of_no_window(test.warm_up_seconds, test.settings.run_time_seconds)
            news = replace(
                agreement(self._environment),
                users=users,
                from_time=time.time() + test.warm_up_seconds,
            )
            agree(self._environment, news)
        agreed = agreement(self._environment)
        test.start(
            rate=tasks_per_second(self._environment, agreed.users),
            users=agreed.users,
            from_time=agreed.from_time,
        )
        if not self._is_worker:
            self._followers.begin(test)
            self._looking = gevent.spawn(self._look_on, test)

    def on_spawning_complete(self, user_count: int, **_: object) -> None:
        """Go by the new number of users, which may be changed while the test runs."""
        if self._test and user_count:
            self._test.schedule.users = user_count

    def on_test_stop(self, **_: object) -> None:
        """Stop counting; with the web page the run ends here, while Locust goes on."""
        if not self._test:
            return
        self._test.stop()
        if self._looking:
            self._looking.kill(block=False)
            self._looking = None
            self._followers.end(self._test)
        if not self._environment.web_ui:
            return
        if isinstance(self._environment.runner, MasterRunner):
            gevent.spawn_later(LAST_REPORTS_SECONDS, self._conclude_and_say)
        else:
            self._conclude_and_say()

    def on_report_to_master(self, data: dict[str, Any], **_: object) -> None:
        """Send what this worker has counted since the last time."""
        if self._test:
            raised = self._test.raised.hand_over()
            tally = self._test.recorder.hand_over().to_json()
            data[REPORT_KEY] = {"tally": tally, "raised": raised}

    def on_worker_report(self, data: dict[str, Any], **_: object) -> None:
        """Add what a worker has counted."""
        if self._test and REPORT_KEY in data:
            self._test.recorder.take_over(Tally.from_json(data[REPORT_KEY]["tally"]))
            raised = data[REPORT_KEY]["raised"]
            self._test.raised.take_over(raised)
            if raised["mistake"]:
                self._give_up(raised["mistake"])

    def on_user_error(self, exception: Exception, **_: object) -> None:
        """Count an exception of a task; a mistake that somebody can put right ends the run.

        Locust goes on and logs its traceback where no `StopUser` takes its place.
        """
        if not self._test:
            return
        self._test.raised.add(exception)
        if isinstance(exception, DynamoError):
            self._give_up(str(exception))
            gevent.sleep(PARTING_SECONDS)
            raise StopUser

    def on_quitting(self, **_: object) -> None:
        """Write the report, when all that is to be counted has been."""
        if not self._test or self._is_over:
            return
        self._is_over = True  # SIGTERM makes Locust come here twice
        if self._is_worker:
            self._test.close()
            return
        interrupted = self._stop_what_runs()
        if interrupted:
            seconds = self._test.elapsed_seconds
            tell(f"dynamo: interrupted after {seconds:.1f} s; the report shows what had happened")
        with told_plainly("interrupted again; the report may be missing"):
            if self._has_news:
                self._summary = conclude(self._test, self._followers, interrupted=interrupted)
            self._test.close()
        if interrupted and self._environment.process_exit_code is None:
            self._environment.process_exit_code = INTERRUPTED

    def on_quit(self, **_: object) -> None:
        """Say what came of it, below what Locust has to say."""
        for line in self._summary:
            say(line)

    @property
    def _is_worker(self) -> bool:
        return isinstance(self._environment.runner, WorkerRunner)

    def _begin(self) -> LoadTest:
        with told_plainly("interrupted before the test began; there is nothing to report"):
            try:
                self._test = (join if self._is_worker else direct)(self._environment)
            except DynamoError:
                dismiss_workers(self._environment)
                raise
        remember(self._environment, self._test)
        return self._test

    @property
    def _has_news(self) -> bool:
        """Whether there is a test to report; not one that a mistake has ended before any request."""
        if not self._test or not self._test.is_unreported:
            return False
        return not self._test.raised.mistake or self._environment.stats.total.num_requests > 0

    def _give_up(self, mistake: str) -> None:
        """End the run with one message. A worker's mistake is told by its master, who ends it."""
        if not self._test or self._test.raised.mistake:
            return
        self._test.raised.mistake = mistake
        runner = self._environment.runner
        if self._is_worker or not runner:
            return
        tell(f"dynamo: {mistake}")
        self._environment.process_exit_code = WRONG_USE
        # not from the greenlet of the user, who is stopped by it as well
        gevent.spawn(runner.stop if self._environment.web_ui else runner.quit)

    def _conclude_and_say(self) -> None:
        """Report a test that has ended while Locust goes on, as with the web page."""
        if self._test and self._has_news:
            for line in conclude(self._test, self._followers, interrupted=False):
                say(line)

    def _look_on(self, test: LoadTest) -> None:
        """Have the followers look, once a second."""
        last = time.time()
        while True:
            gevent.sleep(LOOK_SECONDS)
            since, now = test.add_up(), time.time()
            self._followers.look(
                Moment(
                    at=now,
                    elapsed_seconds=test.elapsed_seconds,
                    seconds=now - last,
                    since=since,
                    total=test.total,
                )
            )
            last = now

    def _stop_what_runs(self) -> bool:
        """Stop the users, if a signal has ended the run before they were; whether one has."""
        runner = self._environment.runner
        is_running = runner is not None and runner.state in (STATE_SPAWNING, STATE_RUNNING)
        if is_running and isinstance(runner, LocalRunner):
            runner.stop()
        elif is_running and runner:
            runner.quit()  # only then do the workers report the last of their counts
        return is_running


def _warn_of_no_window(warm_up: float, run_time: float | None) -> None:
    if run_time is not None and warm_up >= run_time:
        tell(
            f"dynamo: the run of {run_time:g} s ends within its warm-up of {warm_up:g} s, so that nothing "
            "will be measured; to fix this: a longer --run-time, a higher --spawn-rate, or "
            "--dynamo-warm-up SECONDS"
        )
