"""Users before an endpoint that stalls: what a closed loop says of it, and what open arrivals say.

`python -m tests.load.stall SCALE` prints percentiles of service and of response time as JSON. At scale 1
a hundred requests a second are planned for ten seconds, and the endpoint, which takes 2 ms else, answers
nothing for the two seconds after the fourth; at scale 0.2 all of that, times a fifth, is over in two.
"""

from locust.env import Environment

import json
import sys
import time
from collections import Counter
from random import Random
from types import SimpleNamespace

import gevent

from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.arrivals.pace import Steps
from pytest_dynamo.locust.arrivals.turns import Schedule
from pytest_dynamo.locust.recording.recorder import Recorder
from pytest_dynamo.locust.running.current import remember
from pytest_dynamo.locust.scenarios.roles import Role, assign, task_list
from pytest_dynamo.measure.call import Call

RATE, SECONDS, SERVICE_SECONDS, USERS = 100, 10.0, 0.002, 10
STALL = (4.0, 6.0)


def make_user(scale):
    def get_thing(user):
        began, started = time.perf_counter(), time.time()
        gevent.sleep(SERVICE_SECONDS)
        now = time.perf_counter() - user._test.began
        if STALL[0] * scale <= now < STALL[1] * scale:
            gevent.sleep(STALL[1] * scale - now)
        seconds = time.perf_counter() - began
        user._test.recorder.record(
            Call(
                operation="GetItem", started=started, duration_seconds=seconds, pattern="get_thing"
            )
        )

    class User(DynamoUser):
        abstract = False

    rates = {get_thing: 1.0}
    assign(User, Role(by_hand={}, rates=rates))
    User.tasks = task_list(rates)
    return User


def run(arrivals, scale):
    """Run users of a kind; gives their tally."""
    user_class = make_user(scale)
    environment = Environment(user_classes=[user_class])
    environment.parsed_options = SimpleNamespace(
        dynamo_rate=1.0, equal_weights=False, headless=True
    )
    began = time.perf_counter()
    schedule = Schedule(pace=Steps.of(RATE / scale), users=USERS, began=began)
    counts = Counter()

    def join():
        counts["users"] += 1
        return schedule.join(time.perf_counter()), Random(counts["users"])

    test = SimpleNamespace(
        client=None,
        arrivals=arrivals,
        settings=SimpleNamespace(find_limit=None),
        join=join,
        began=began,
        recorder=Recorder(
            environment=environment,
            performer=SimpleNamespace(allows=lambda *_: False),
            partitions={},
            from_time=0.0,
        ),
    )
    remember(environment, test)
    runner = environment.create_local_runner()
    runner.start(USERS, spawn_rate=100)
    gevent.sleep(SECONDS * scale)
    runner.quit()
    return test.recorder.tally


def figures(tally):
    (pattern,) = tally.patterns.values()
    percentiles = {
        kind: {
            name: round(histogram.quantile(share) * 1000, 2)
            for name, share in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99))
        }
        for kind, histogram in (("service", pattern.latency), ("response", pattern.response))
    }
    return {"done": pattern.requests, "dropped": tally.dropped, **percentiles}


def main(scale):
    modes = ("closed", "poisson", "constant")
    runs = {mode: gevent.spawn(run, mode, scale) for mode in modes}  # side by side
    gevent.joinall(list(runs.values()), raise_error=True)
    sys.stdout.write(json.dumps({mode: figures(one.value) for mode, one in runs.items()}) + "\n")


if __name__ == "__main__":
    main(float(sys.argv[1]))
