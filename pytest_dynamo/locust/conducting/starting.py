"""The start of a test: its master decides and has the workers agree, and all begin to count."""

import time
from dataclasses import replace

from pytest_dynamo.locust.conducting.pacing import ramp_up_seconds, tasks_per_second, users_to_be
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.locust.workers.agreement import agree, agreement
from pytest_dynamo.locust.workers.lanes import lane_of, worker_indexes


def lead(test: LoadTest) -> None:
    """Begin to count in the process that directs the run, and have the workers agree."""
    environment = test.environment
    users = users_to_be(environment)
    test.warm_up_seconds = test.settings.warm_up(ramp_up_seconds(environment, users))
    _warn_of_no_window(test.warm_up_seconds, test.settings.run_time_seconds)
    before = agreement(environment)
    news = replace(
        before,
        users=users,
        from_time=time.time() + test.warm_up_seconds,
        workers=worker_indexes(environment),
        number=before.number + 1,
    )
    agree(environment, news)
    _start(test)
    # what is throttled has as many partitions as its model says, which was only just asked
    partitions = [(*resource, count) for resource, count in test.place.partitions.items()]
    agree(environment, replace(news, partitions=partitions))


def follow(test: LoadTest) -> None:
    """Begin to count in a worker, as was agreed."""
    test.place.partitions = {
        (table, index): count for table, index, count in agreement(test.environment).partitions
    }
    _start(test)


def _start(test: LoadTest) -> None:
    agreed = agreement(test.environment)
    test.performer.take_lane(*lane_of(test.environment))
    test.start(
        rate=tasks_per_second(test.environment, agreed.users),
        users=agreed.users,
        from_time=agreed.from_time,
        processes=max(1, len(agreed.workers)),
    )


def _warn_of_no_window(warm_up: float, run_time: float | None) -> None:
    if run_time is not None and warm_up >= run_time:
        tell(
            f"dynamo: the run of {run_time:g} s ends within its warm-up of {warm_up:g} s, so that nothing "
            "will be measured; to fix this: a longer --run-time, a higher --spawn-rate, or "
            "--dynamo-warm-up SECONDS"
        )
