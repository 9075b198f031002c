"""A user by itself: what it draws, what it drops, and when that was due."""

from locust.env import Environment
from locust.user.task import LOCUST_STATE_RUNNING, LOCUST_STATE_WAITING

import random
from collections import Counter
from types import SimpleNamespace

import pytest

from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.arrivals.turns import Schedule
from pytest_dynamo.locust.running.load_test import remember
from pytest_dynamo.locust.scenarios.roles import Role, assign, task_list

NOON = 1_795_350_600.0


def common(user):
    user.done.append("common")


def nightly(user):
    user.done.append("nightly")


class Seldom(DynamoUser):
    """A user that does one thing a hundred thousand times as often as the other."""


RATES = {nightly: 0.0001, common: 9.9999}
assign(Seldom, Role(by_hand={}, rates=RATES))
Seldom.tasks = task_list(RATES)


class Sweep(random.Random):
    """Gives evenly spread numbers, one after the other."""

    count = -1

    def random(self):
        self.count += 1
        return self.count % 200_000 / 200_000


@pytest.fixture
def clock(monkeypatch):
    """The seconds since noon, for both of the clocks a user looks at."""
    clock = SimpleNamespace(seconds=0.0)
    clock.perf_counter = lambda: clock.seconds
    clock.time = lambda: NOON + clock.seconds
    monkeypatch.setattr("pytest_dynamo.locust.user.time", clock)
    return clock


@pytest.fixture
def drops():
    return []


@pytest.fixture
def user(clock, drops):
    """One user with a turn each second, the first of which is due at 0.62."""
    schedule = Schedule(rate=1, users=1)
    test = SimpleNamespace(
        client=None,
        join=lambda: (schedule.join(clock.seconds), Sweep()),
        recorder=SimpleNamespace(drop=lambda task, at: drops.append((task, round(at - NOON, 2)))),
    )
    environment = Environment()
    environment.parsed_options = SimpleNamespace(dynamo_rate=1.0, equal_weights=False)
    remember(environment, test)
    user = Seldom(environment)
    user.done = []
    user._group = SimpleNamespace(killone=lambda greenlet: None)
    return user


def turn(user):
    (task,) = user.tasks
    task(user)


def test_a_rare_task_is_drawn_as_rarely_as_its_rate_says(user):
    for _ in range(200_001):  # the first of them is to wait for the first turn
        turn(user)

    assert Counter(user.done) == {"nightly": 2, "common": 199_998}


def test_a_dropped_task_is_dated_to_when_it_was_due(user, clock, drops):
    assert user.wait_time() == pytest.approx(0.62, abs=0.01)
    clock.seconds = 4.0

    assert user.wait_time() == 0

    assert [at for _, at in drops] == [1.62, 2.62]


@pytest.mark.parametrize(
    ("state", "due"),
    [(LOCUST_STATE_RUNNING, [1.62, 2.62, 3.62]), (LOCUST_STATE_WAITING, [0.62, 1.62, 2.62, 3.62])],
)
def test_a_user_that_is_ended_drops_what_it_has_not_got_to(user, clock, drops, state, due):
    user.wait_time()
    user._state = state
    clock.seconds = 4.0

    user.stop()

    assert [at for _, at in drops] == due
    assert {task for task, _ in drops} <= {"nightly", "common"}
