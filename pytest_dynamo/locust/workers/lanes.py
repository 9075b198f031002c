"""Which process is which: workers choose keys together, and put items that no other one puts."""

from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

from typing import Any

from pytest_dynamo.locust.workers.agreement import agreement

MOST_PROCESSES = 1_024
MOST_LANES = 2**42
"""How many processes may ever put new items into the same tables: 1,024 a second for 136 years."""


def worker_indexes(environment: Environment) -> tuple[int, ...]:
    """The indexes of the workers that are there, in order."""
    runner = environment.runner
    if not isinstance(runner, MasterRunner):
        return ()
    index_of: Any = runner.get_worker_index
    return tuple(sorted(index_of(client.id) for client in runner.clients.ready))


def lane_of(environment: Environment) -> tuple[int, int]:
    """Which of how many processes this one is, of those that choose keys together."""
    runner, workers = environment.runner, list(agreement(environment).workers)
    if not isinstance(runner, WorkerRunner) or runner.worker_index not in workers:
        return 0, 1
    return workers.index(runner.worker_index), len(workers)


def lane_of_new_items(environment: Environment) -> tuple[int, int]:
    """Which of how many processes this one is, of all that ever put new items into the same tables."""
    generation, runner = agreement(environment).generation, environment.runner
    if isinstance(runner, WorkerRunner):
        return generation * MOST_PROCESSES + runner.worker_index, MOST_LANES
    return generation * MOST_PROCESSES, MOST_LANES if generation else 1
