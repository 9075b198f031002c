"""The schedule of the users: what they offer together, and what happens to those that are late."""

import itertools
import math

import pytest

from pytest_dynamo.locust.arrivals.turns import Schedule


def starts(turns, until, seconds_a_task=0.0):
    """When a user starts its tasks, each of which takes so long; and how many turns it drops."""
    now, started, dropped = 0.0, [], 0
    while now < until:
        wait, missed = turns.take(now)
        now += wait
        started.append(now)
        dropped += len(missed)
        now += seconds_a_task
    return started, dropped


@pytest.mark.parametrize("users", [1, 3, 20])
def test_all_users_together_offer_the_rate_however_many_they_are(users):
    schedule = Schedule(rate=100, users=users)

    tasks = [time for _ in range(users) for time in starts(schedule.join(0.0), 10)[0] if time < 10]

    assert len(tasks) == pytest.approx(1000, abs=users)


def test_users_do_not_all_start_at_once():
    schedule = Schedule(rate=100, users=10)

    first = sorted(schedule.join(0.0).take(0.0)[0] for _ in range(10))

    gaps = [later - earlier for earlier, later in itertools.pairwise(first)]
    assert min(gaps) > 0.005
    assert max(first) < 0.1


def test_a_user_that_is_a_little_late_catches_up_and_loses_no_task():
    turns = Schedule(rate=10, users=1).join(0.0)
    turns.take(0.0)

    caught_up = [turns.take(0.95) for _ in range(8)]

    assert [wait for wait, _ in caught_up] == pytest.approx([0, 0, 0, 0, 0, 0, 0, 0])
    assert [dropped for _, dropped in caught_up] == [[]] * 8
    assert turns.take(0.95)[0] > 0


def test_what_is_too_late_to_catch_up_is_dropped_and_counted():
    started, dropped = starts(Schedule(rate=10, users=1).join(0.0), 60, seconds_a_task=0.5)

    assert len(started) == 120
    assert len(started) + dropped == pytest.approx(600, abs=16)


def test_a_slow_user_whose_next_turn_is_not_yet_due_drops_nothing():
    _, dropped = starts(Schedule(rate=1, users=10).join(0.0), 100, seconds_a_task=8)

    assert dropped == 0


def test_without_a_rate_nobody_waits():
    turns = Schedule(rate=math.inf, users=5).join(0.0)

    assert [turns.take(now) for now in (0.0, 5.0, 5.0)] == [(0.0, [])] * 3


def user_of_a_turn_a_second():
    """Turns that are due at 1, 2, 3 …, the first of which has been taken."""
    turns = Schedule(rate=1, users=1).join(0.0)
    turns._due = 1.0
    turns.take(0.5)
    return turns


def test_what_is_dropped_was_due_when_it_was_due():
    _, dropped = user_of_a_turn_a_second().take(5.5)

    assert dropped == [3.5, 2.5, 1.5]


def test_a_user_that_ends_in_the_middle_of_a_task_drops_the_turns_after_it():
    assert user_of_a_turn_a_second().leave(5.5, is_waiting=False) == [3.5, 2.5, 1.5, 0.5]


def test_a_user_that_ends_before_a_turn_it_has_taken_drops_that_as_well():
    assert user_of_a_turn_a_second().leave(3.5, is_waiting=True) == [2.5, 1.5, 0.5]


def test_a_user_that_ends_in_time_drops_nothing():
    assert user_of_a_turn_a_second().leave(2.9, is_waiting=False) == []
    assert user_of_a_turn_a_second().leave(0.9, is_waiting=True) == []


@pytest.mark.parametrize("rate", [1, math.inf])
def test_a_user_that_paces_itself_drops_nothing(rate):
    turns = Schedule(rate=rate, users=1).join(0.0)

    assert turns.leave(100.0, is_waiting=False) == []
