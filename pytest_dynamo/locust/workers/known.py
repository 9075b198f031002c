"""The workers of a run, as their master knows them: what each has done, and whether it is still there."""

from locust.env import Environment
from locust.runners import STATE_MISSING, MasterRunner

import time
from collections.abc import Callable
from dataclasses import dataclass

import gevent

from pytest_dynamo.locust.settings.values import options_of
from pytest_dynamo.measure.load_values import WorkerFigures

CONNECT_SECONDS = 5.0
"""How long workers that --processes has started may take until they are there."""
_LOOK_SECONDS = 0.02


@dataclass(slots=True)
class _Worker:
    """`is_done` once its last report has come; `is_lost` as it was told last."""

    number: int
    requests: int = 0
    is_done: bool = False
    is_lost: bool = False


class Workers:
    """Keeps count of each worker, from the start of a test to the last report of it."""

    def __init__(self, runner: MasterRunner) -> None:
        self._runner = runner
        self._all: dict[str, _Worker] = {}
        for client in runner.clients.all:
            self._of(client.id)

    def report(self, client_id: str, requests: int, *, is_last: bool) -> None:
        """Note what a worker has done since its last report, and whether another one is to come."""
        worker = self._of(client_id)
        worker.requests += requests
        worker.is_done = worker.is_done or is_last

    def look(self) -> list[int]:
        """The numbers of those that have been lost since the last look; some may come back."""
        lost = []
        for client_id, worker in self._all.items():
            was_lost, worker.is_lost = (
                worker.is_lost,
                self._is_gone(client_id) and not worker.is_done,
            )
            if worker.is_lost and not was_lost:
                lost.append(worker.number)
        return lost

    def wait(self, seconds: float) -> list[int]:
        """Wait for the last reports of those that are there, so long at most; the numbers newly lost.

        Whoever has sent none by then is lost, however that came about.
        """
        deadline = time.monotonic() + seconds
        while any(self._is_awaited(*each) for each in self._all.items()):
            if time.monotonic() > deadline:
                break
            gevent.sleep(_LOOK_SECONDS)
        lost = [each for each in self._all.values() if not each.is_done and not each.is_lost]
        for worker in lost:
            worker.is_lost = True
        return [worker.number for worker in lost]

    def figures(self, cpu_share_of: Callable[[str], float | None]) -> tuple[WorkerFigures, ...]:
        """What each has done, by their numbers; `cpu_share_of` knows the rest by the id of the client."""
        return tuple(
            WorkerFigures(
                number=each.number,
                requests=each.requests,
                is_lost=each.is_lost,
                cpu_share=cpu_share_of(client_id),
            )
            for client_id, each in sorted(self._all.items(), key=lambda row: row[1].number)
        )

    def _of(self, client_id: str) -> _Worker:
        if client_id not in self._all:
            index: int = self._runner.get_worker_index(client_id)  # type: ignore[no-untyped-call]
            self._all[client_id] = _Worker(number=index + 1)
        return self._all[client_id]

    def _is_awaited(self, client_id: str, worker: _Worker) -> bool:
        return not worker.is_done and not self._is_gone(client_id)

    def _is_gone(self, client_id: str) -> bool:
        client = self._runner.clients.get(client_id)
        return client is None or client.state == STATE_MISSING


def dismiss_workers(environment: Environment) -> None:
    """Send home the workers that --processes has started; Locust would leave them waiting."""
    runner = environment.runner
    if not isinstance(runner, MasterRunner):
        return
    with gevent.Timeout(CONNECT_SECONDS, exception=False):
        while len(runner.clients.ready) < (options_of(environment).processes or 0):
            gevent.sleep(0.1)
    runner.quit()
