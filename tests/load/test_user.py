"""A user by itself: what it draws, what it drops, and when that was due."""

from locust.env import Environment
from locust.exception import RescheduleTask, StopUser
from locust.user.task import LOCUST_STATE_RUNNING, LOCUST_STATE_STOPPING, LOCUST_STATE_WAITING

import random
from collections import Counter
from types import SimpleNamespace

import gevent
import pytest

from pytest_dynamo.locust import DynamoUser
from pytest_dynamo.locust.arrivals.doing import do
from pytest_dynamo.locust.arrivals.lateness import take_lateness
from pytest_dynamo.locust.arrivals.pace import Steps
from pytest_dynamo.locust.arrivals.turns import Schedule
from pytest_dynamo.locust.running.current import remember
from pytest_dynamo.locust.scenarios.roles import Role, assign, task_list
from pytest_dynamo.locust.user import TASKS_IN_ONE_GO

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
def make_user(clock, drops):
    """Makes a user whose turns come at a pace, or as soon as may be."""

    def make(pace):
        schedule = Schedule(pace=pace, users=1)
        test = SimpleNamespace(
            client=None,
            arrivals="closed",
            settings=SimpleNamespace(find_limit=None),
            join=lambda: (schedule.join(clock.seconds), Sweep()),
            recorder=SimpleNamespace(
                drop=lambda task, at: drops.append((task, round(at - NOON, 2)))
            ),
        )
        environment = Environment()
        environment.parsed_options = SimpleNamespace(dynamo_rate=1.0, equal_weights=False)
        remember(environment, test)
        user = Seldom(environment)
        user.done = []
        user._group = SimpleNamespace(killone=lambda greenlet: None)
        return user

    return make


@pytest.fixture
def user(make_user):
    """One user with a turn each second, the first of which is due at 0.62."""
    return make_user(Steps.of(1))


def turn(user):
    (task,) = user.tasks
    task(user)


def test_a_rare_task_is_drawn_as_rarely_as_its_rate_says(user):
    for _ in range(200_001):  # the first of them is to wait for the first turn
        turn(user)

    assert Counter(user.done) == {"nightly": 2, "common": 199_998}


def test_a_user_who_is_not_paced_does_some_tasks_before_others_go_on(make_user):
    user = make_user(None)
    turn(user)  # to wait for the first turn

    turn(user)

    assert len(user.done) == TASKS_IN_ONE_GO
    assert user.wait_time() == 0


def test_a_user_who_is_not_paced_does_no_more_once_it_is_to_stop(make_user):
    user = make_user(None)
    turn(user)
    user._state = LOCUST_STATE_STOPPING

    turn(user)

    assert len(user.done) == 1


def test_a_user_whose_turn_comes_when_the_schedule_is_over_waits_to_be_ended(user):
    turn(user)
    user._turns.schedule.end(0.0)

    waiting = gevent.spawn(turn, user)
    gevent.sleep(0)

    assert user._state == LOCUST_STATE_WAITING
    waiting.kill()
    assert user.done == []


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


def test_a_task_that_begins_late_says_so_to_the_first_call_it_makes(user, clock):
    turn(user)
    user.wait_time()
    clock.seconds = 0.92

    turn(user)

    assert take_lateness() == pytest.approx(0.3, abs=0.01)
    assert take_lateness() == 0


def test_a_task_of_a_task_set_that_begins_late_says_so_too(user, clock):
    user.wait_time()
    clock.seconds = 1.92

    assert user.wait_time() == 0
    assert take_lateness() == pytest.approx(0.3, abs=0.01)


def test_a_task_that_made_no_call_leaves_its_lateness_to_nobody(user, clock):
    user.wait_time()
    clock.seconds = 1.92
    assert user.wait_time() == 0  # for a task of a TaskSet that makes no call

    assert user.wait_time() > 0

    assert take_lateness() == 0


def test_a_user_that_paces_itself_is_never_late(user, clock):
    turn(user)
    clock.seconds = 5.0

    turn(user)

    assert take_lateness() == 0


def test_a_user_that_waits_for_long_looks_whether_the_rate_of_a_search_has_changed(
    user, clock, monkeypatch
):
    def sleep(seconds):
        clock.seconds += seconds
        if clock.seconds == 0.5:
            user._turns.schedule.change(100.0, at=0.6)

    monkeypatch.setattr("pytest_dynamo.locust.user.gevent.sleep", sleep)
    user._looks_again = True

    wait = user.wait_time()

    assert clock.seconds + wait == pytest.approx(0.6, abs=0.01)


def raising(error):
    def task(user):
        raise error

    return task


@pytest.fixture
def errors(user):
    found = []
    user.environment.events.user_error.add_listener(
        lambda user_instance, exception, tb: found.append(
            (user_instance, exception, tb is not None)
        )
    )
    return found


def test_what_a_task_that_arrived_raises_is_told_to_locust_and_logged(user, errors, caplog):
    error = KeyError("name")

    do(user, raising(error))

    assert errors == [(user, error, True)]
    assert "KeyError: 'name'" in caplog.text


def test_a_task_that_arrived_and_is_to_be_tried_another_time_is_over(user, errors):
    do(user, raising(RescheduleTask()))

    assert errors == []


def test_what_ends_a_user_gets_through_and_every_error_where_locust_catches_none(user, errors):
    with pytest.raises(StopUser):
        do(user, raising(StopUser()))
    assert errors == []

    user.environment.catch_exceptions = False
    with pytest.raises(KeyError):
        do(user, raising(KeyError("name")))
    assert errors == []  # Locust tells of it when the user ends with it
