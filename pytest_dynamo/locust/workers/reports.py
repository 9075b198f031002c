"""What workers report to their master, and what that makes of it."""

from locust.runners import WORKER_REPORT_INTERVAL, MasterRunner, WorkerRunner

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import gevent

from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import FAILED, tell
from pytest_dynamo.locust.workers.agreement import agreement
from pytest_dynamo.locust.workers.known import Workers
from pytest_dynamo.measure.tally import Tally

REPORT_KEY = "dynamo"
_BETWEEN_TRIES_SECONDS = 0.05
LAST_REPORTS_SECONDS = WORKER_REPORT_INTERVAL + 1
"""How long after a test was stopped the last reports of its workers are waited for."""


def report_of(test: LoadTest) -> dict[str, Any]:
    """What a worker has counted since its last report, which it hands over."""
    return {
        "run": agreement(test.environment).number,
        "is_last": not test.is_running,
        "tally": test.recorder.hand_over().to_json(),
        "raised": test.raised.hand_over(),
        "effort": test.effort.hand_over(),
    }


def take_report(
    test: LoadTest, workers: Workers, client_id: str, report: Mapping[str, Any]
) -> str | None:
    """Add what a worker has counted; the mistake it has met, if any.

    What comes too late for an earlier test is not counted for this one.
    """
    if report["run"] != agreement(test.environment).number:
        return None
    tally = Tally.from_json(report["tally"])
    workers.report(client_id, int(sum(tally.requests.values())), is_last=report["is_last"])
    test.recorder.take_over(tally)
    test.raised.take_over(report["raised"])
    test.efforts.take_over(client_id, report["effort"])
    mistake: str | None = report["raised"]["mistake"]
    return mistake


def send_last_report(runner: WorkerRunner) -> None:
    """Report now what has been counted: Locust would in some seconds, or never.

    Whatever else the worker tells its master about the end of the test comes after it.
    """
    data: dict[str, Any] = {}
    runner.environment.events.report_to_master.fire(client_id=runner.client_id, data=data)  # type: ignore[no-untyped-call]
    runner.send_message("stats", data)


def note_workers(test: LoadTest, workers: Workers, lost: Iterable[int]) -> None:
    """Have the test know its workers, and say which of them have been lost, by their numbers."""
    for number in lost:
        tell(
            f"dynamo: worker {number} is lost: nothing is heard of it any more; what it has done since "
            "its last report is not counted"
        )
    test.workers = workers.figures(test.efforts.cpu_share_of)


def await_reports(test: LoadTest, workers: Workers) -> None:
    """Wait for the last reports of a test that was stopped, but not for ever."""
    if not test.is_unreported:
        return
    note_workers(test, workers, workers.wait(LAST_REPORTS_SECONDS))
    if test.workers and all(each.is_lost for each in test.workers) and not test.ended_by:
        test.ended_by = "all workers were lost"
        tell(f"dynamo: the run is ended: {test.ended_by}")
        if test.environment.process_exit_code is None:
            test.environment.process_exit_code = FAILED


@contextmanager
def still_listening(runner: MasterRunner) -> Iterator[None]:
    """Hear the workers although Locust does not listen any more, half a second after it told them to end."""
    listener = gevent.spawn(_listen, runner)
    try:
        yield
    finally:
        listener.kill()


def _listen(runner: MasterRunner) -> None:
    """Hear the workers as soon as Locust's own listener has ended: a socket lets one read at a time."""
    while True:
        try:
            runner.client_listener()
        except AssertionError:  # pyzmq's, where somebody else reads
            gevent.sleep(_BETWEEN_TRIES_SECONDS)
