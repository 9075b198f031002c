"""The open loop of one user: what it starts, what it drops, and how it ends."""

from locust.exception import StopUser

import time
from types import SimpleNamespace

import gevent
import pytest
from gevent.event import Event

from pytest_dynamo.locust.arrivals.lateness import take_lateness
from pytest_dynamo.locust.arrivals.open_loop import OpenLoop
from pytest_dynamo.locust.arrivals.pace import Steps
from pytest_dynamo.locust.arrivals.stream import Stream
from pytest_dynamo.locust.arrivals.turns import Schedule
from tests.load.fast.conftest import until


class User:
    """One user with a stream of `rate` a second that began `late` seconds ago."""

    def __init__(self, do, *, most=10, rate=1000.0, late=0.0):
        self.done, self.dropped = [], []
        began = time.perf_counter() - late
        self.schedule = Schedule(pace=Steps.of(rate), users=1, began=began)
        turns = self.schedule.join(began)

        def act(task):
            self.done.append(task)
            do(self)

        self.loop = OpenLoop(
            Stream(turns),
            most=most,
            draw=lambda: "task",
            do=act,
            drop=lambda task, seconds: self.dropped.append(seconds),
        )
        self.greenlet = gevent.spawn(self.loop.run)

    def stop(self):
        self.greenlet.kill()


def test_what_the_process_has_not_got_to_in_time_is_done_at_once_and_says_how_late_it_is():
    late = []
    user = User(lambda _: late.append(take_lateness()), most=10, late=0.2)

    until(lambda: len(user.done) >= 200)  # twenty times as many as may be under way
    user.stop()

    assert len(user.done) == len(late)
    assert late[0] == pytest.approx(0.2, abs=0.1)
    assert late[-1] < 0.1
    assert user.dropped == []


def test_what_finds_too_many_under_way_is_dropped_and_dated_to_when_it_was_due():
    user = User(lambda _: gevent.sleep(60), most=10, late=0.2)

    until(lambda: len(user.dropped) >= 190)
    user.stop()

    assert len(user.done) == 10
    assert user.dropped[0] == pytest.approx(0.19, abs=0.1)


def test_nothing_arrives_any_more_once_the_schedule_is_over():
    user = User(lambda _: None, late=0.2)
    until(lambda: len(user.done) >= 200)

    user.schedule.end(time.perf_counter())
    gevent.sleep(0.005)  # those that are greenlets already begin
    begun = len(user.done)
    gevent.sleep(0.02)  # twenty more would have come
    user.stop()

    assert len(user.done) == begun
    assert user.dropped == []


def test_a_loop_that_is_to_end_takes_no_more_and_waits_for_what_is_under_way():
    ended = []

    def do(_):
        gevent.sleep(0.05)
        ended.append("ended")

    user = User(do, late=0.005)
    gevent.sleep(0.01)

    user.loop.end_well()
    user.greenlet.join()

    assert isinstance(user.greenlet.exception, StopUser)
    assert len(user.done) == len(ended) > 0


def test_what_is_due_after_its_end_is_not_dropped_however_long_the_rest_takes(monkeypatch):
    over = Event()
    user = User(lambda _: over.wait(), rate=10, late=0.15)
    until(lambda: user.done)

    user.loop.end_well()
    gevent.sleep(0)
    later = SimpleNamespace(perf_counter=lambda: time.perf_counter() + 5)
    monkeypatch.setattr("pytest_dynamo.locust.arrivals.open_loop.time", later)
    over.set()
    user.greenlet.join()

    assert user.dropped == []


def test_a_second_task_that_ends_its_user_does_not_cut_the_end_short():
    ended, over = [], Event()

    def do(each):
        if len(each.done) > 1:
            raise StopUser
        over.wait()
        ended.append("ended")

    user = User(do, most=3, rate=10, late=0.35)
    until(lambda: len(user.done) >= 3)
    over.set()
    user.greenlet.join()

    assert isinstance(user.greenlet.exception, StopUser)
    assert ended == ["ended"]


def test_a_loop_that_is_killed_ends_what_is_under_way():
    ended = []

    def do(_):
        try:
            gevent.sleep(60)
        finally:
            ended.append("ended")

    user = User(do, late=0.005)
    gevent.sleep(0.01)

    user.stop()

    assert len(user.done) == len(ended) > 0


def test_an_error_of_a_task_ends_the_loop_where_locust_sees_it():
    def do(_):
        raise KeyError

    user = User(do, late=0.005)
    user.greenlet.join()

    assert isinstance(user.greenlet.exception, KeyError)
    user.loop.end_well()  # which is over


def test_a_loop_far_behind_drops_what_it_has_not_got_to_when_it_ends():
    user = User(lambda each: each.loop.end_well(), most=1, rate=10, late=3.0)
    user.greenlet.join()

    assert len(user.done) + len(user.dropped) == pytest.approx(30, abs=1)
    assert min(user.dropped) < 0.15


def test_a_loop_that_waits_for_long_learns_of_a_change():
    user = User(lambda _: None, rate=0.01)
    gevent.sleep(0.01)

    user.schedule.change(1000.0, time.perf_counter())
    gevent.sleep(0.75)
    user.stop()

    assert len(user.done) > 50
