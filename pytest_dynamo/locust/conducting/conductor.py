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
    MasterRunner,
    WorkerRunner,
)

from typing import Any

import gevent
from gevent.lock import BoundedSemaphore

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.conducting.conclusion import conclude
from pytest_dynamo.locust.conducting.ending import ending_of, exit_code
from pytest_dynamo.locust.conducting.followers import followers
from pytest_dynamo.locust.conducting.lookout import Lookout
from pytest_dynamo.locust.conducting.pacing import takes_part
from pytest_dynamo.locust.conducting.processes import direct, join
from pytest_dynamo.locust.conducting.starting import follow, lead
from pytest_dynamo.locust.running.current import remember
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.settings.values import options_of
from pytest_dynamo.locust.terminal.console import WRONG_USE, say, tell, told_plainly
from pytest_dynamo.locust.terminal.interrupt import Interruption, defer_interrupts
from pytest_dynamo.locust.workers.known import Workers, dismiss_workers
from pytest_dynamo.locust.workers.reports import (
    REPORT_KEY,
    await_reports,
    report_of,
    send_last_report,
    still_listening,
    take_report,
)
from pytest_dynamo.locust.workers.tether import Tether

PARTING_SECONDS = WORKER_REPORT_INTERVAL + 2
"""How long a user who has met a mistake waits to be stopped. Locust logs an error about each that
ends by itself at that moment."""


class Conductor:
    """Takes the load test of one environment from Locust's first event to its last.

    `importer` is the process that has read the locustfile; --processes makes workers out of it.
    """

    def __init__(self, environment: Environment, importer: int) -> None:
        self._environment = environment
        self._test: LoadTest | None = None
        self._lookout = Lookout(followers(environment))
        self._summary: list[str] = []
        self._is_over = False
        self._importer = importer
        self._interrupts: Interruption | None = None
        self._workers: Workers | None = None
        self._tether: gevent.Greenlet | None = None
        self._turn = BoundedSemaphore()  # no test starts while another is reported

    def take_over(self) -> None:
        """Listen to the events of the environment; begin, unless that is for a master to say."""
        for name in (
            "test_start",
            "spawning_complete",
            "test_stopping",
            "test_stop",
            "report_to_master",
            "worker_report",
            "user_error",
            "quitting",
            "quit",
        ):
            getattr(self._environment.events, name).add_listener(getattr(self, f"on_{name}"))
        if not takes_part(self._environment):
            return
        if self._is_worker:
            self._interrupts = defer_interrupts()
            self._tether = gevent.spawn(Tether(self._environment, self._importer).hold)
        else:
            self._begin()
            self._interrupts = defer_interrupts()
            gevent.sleep(0)  # or the timers started next would run from before the seeding
            options = options_of(self._environment)
            if options.headless and not options.print_stats:
                options.only_summary = True  # our own line says more in less room

    def on_test_start(self, **_: object) -> None:
        """Begin to count."""
        if not takes_part(self._environment):
            return
        with self._turn:
            test = self._test or self._begin()
            test.settle()
            if self._is_worker:
                follow(test)
            else:
                lead(test)
                if self._master:
                    self._workers = Workers(self._master)
                self._lookout.begin(test, self._workers)

    def on_spawning_complete(self, user_count: int, **_: object) -> None:
        """Go by the new number of users, which may be changed while the test runs."""
        if self._test and user_count:
            self._test.schedule.users = user_count

    def on_test_stopping(self, **_: object) -> None:
        """Let what has been sent be answered, before Locust ends the users."""
        if self._test:
            self._test.wind_down()

    def on_test_stop(self, **_: object) -> None:
        """Stop counting; with the web page the run ends here, while Locust goes on."""
        if not self._test:
            return
        # workers go on until they are told: what throttles them then has to, too
        self._test.stop(load_goes_on=self._master is not None)
        self._lookout.end(self._test)
        runner = self._environment.runner
        if isinstance(runner, WorkerRunner):
            send_last_report(runner)
        elif self._is_over:
            pass  # it is reported when the workers, too, have been told to stop
        elif self._environment.web_ui:
            with self._turn:
                if self._workers:
                    await_reports(self._test, self._workers)
                self._conclude_and_say()
        elif self._master and not self._master.worker_count:
            gevent.spawn(self._master.quit)  # Locust would wait for the end of the run time

    def on_report_to_master(self, data: dict[str, Any], **_: object) -> None:
        """Send what this worker has counted since the last time."""
        if self._test:
            data[REPORT_KEY] = report_of(self._test)

    def on_worker_report(self, client_id: str, data: dict[str, Any], **_: object) -> None:
        """Add what a worker has counted."""
        if self._test and self._workers and REPORT_KEY in data:
            mistake = take_report(self._test, self._workers, client_id, data[REPORT_KEY])
            if mistake:
                self._give_up(mistake)

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
        interrupted = self._stop_what_runs()
        if self._tether is not None:  # a greenlet that has ended is false
            self._tether.kill(block=False)  # the master may go now
            self._test.close()
            return
        if interrupted:
            seconds = self._test.elapsed_seconds
            tell(f"dynamo: interrupted after {seconds:.1f} s; the report shows what had happened")
        with told_plainly("interrupted again; the report may be missing"):
            try:
                with self._turn:
                    self._conclude_at_last(self._test, interrupted=interrupted)
            finally:
                self._test.close()  # whatever came in between, tables of our own are dropped
        ending = ending_of(self._test, interrupted=interrupted)
        self._environment.process_exit_code = exit_code(ending)

    def on_quit(self, **_: object) -> None:
        """Say what came of it, below what Locust has to say."""
        for line in self._summary:
            say(line)

    @property
    def _is_worker(self) -> bool:
        return isinstance(self._environment.runner, WorkerRunner)

    @property
    def _master(self) -> MasterRunner | None:
        runner = self._environment.runner
        return runner if isinstance(runner, MasterRunner) else None

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
            for line in conclude(self._test, self._lookout.followers, interrupted=False):
                say(line)

    def _conclude_at_last(self, test: LoadTest, *, interrupted: bool) -> None:
        """Report the last test, unless that was done when it was stopped."""
        if self._master and self._workers:
            with still_listening(self._master):
                await_reports(test, self._workers)
        if self._has_news:
            is_pressed = self._interrupts is not None and self._interrupts.is_pressed
            self._summary = conclude(
                test,
                self._lookout.followers,
                interrupted=interrupted,
                is_hurried=interrupted and not is_pressed,  # whoever sends SIGTERM soon kills
            )

    def _stop_what_runs(self) -> bool:
        """Stop the users, if a signal has ended the run before they were; whether one has."""
        runner = self._environment.runner
        is_running = runner is not None and runner.state in (STATE_SPAWNING, STATE_RUNNING)
        if is_running and runner:
            if self._master:
                runner.quit()  # only then do the workers report the last of their counts
            else:
                runner.stop()
        # Ctrl-C reaches the workers, too, and the master may hear of their end first
        is_pressed = self._interrupts is not None and self._interrupts.is_pressed
        return is_running or (is_pressed and self._test is not None and self._test.is_unreported)
