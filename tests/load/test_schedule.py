"""The schedule of the users: what they offer together, and what happens to those that are late."""

import itertools
import random

import pytest

from pytest_dynamo.locust.arrivals.pace import Ramp, Steps
from pytest_dynamo.locust.arrivals.stream import Stream
from pytest_dynamo.locust.arrivals.turns import Schedule, Turns


def schedule_of(rate, users):
    return Schedule(pace=Steps.of(rate), users=users)


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
    schedule = schedule_of(100, users)

    tasks = [time for _ in range(users) for time in starts(schedule.join(0.0), 10)[0] if time < 10]

    assert len(tasks) == pytest.approx(1000, abs=users)


def test_users_do_not_all_start_at_once():
    schedule = schedule_of(100, 10)

    first = sorted(schedule.join(0.0).take(0.0)[0] for _ in range(10))

    gaps = [later - earlier for earlier, later in itertools.pairwise(first)]
    assert min(gaps) > 0.005
    assert max(first) < 0.1


def test_a_user_that_is_a_little_late_catches_up_and_loses_no_task():
    turns = schedule_of(10, 1).join(0.0)
    turns.take(0.0)

    caught_up = [turns.take(0.95) for _ in range(8)]

    assert [wait for wait, _ in caught_up] == pytest.approx([0, 0, 0, 0, 0, 0, 0, 0])
    assert [dropped for _, dropped in caught_up] == [[]] * 8
    assert turns.take(0.95)[0] > 0


def test_what_is_too_late_to_catch_up_is_dropped_and_counted():
    started, dropped = starts(schedule_of(10, 1).join(0.0), 60, seconds_a_task=0.5)

    assert len(started) == 120
    assert len(started) + dropped == pytest.approx(600, abs=16)


def test_a_slow_user_whose_next_turn_is_not_yet_due_drops_nothing():
    _, dropped = starts(schedule_of(1, 10).join(0.0), 100, seconds_a_task=8)

    assert dropped == 0


def test_without_a_rate_nobody_waits():
    turns = Schedule(pace=None, users=5).join(0.0)

    assert [turns.take(now) for now in (0.0, 5.0, 5.0)] == [(0.0, [])] * 3


def user_of_a_turn_a_second():
    """Turns that are due at 1, 2, 3 …, the first of which has been taken."""
    turns = Turns(schedule_of(1, 1), first=1.0)
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


def test_what_comes_due_after_the_end_of_the_schedule_is_not_dropped():
    user = user_of_a_turn_a_second()
    at_the_end = user.leave(4.0, is_waiting=True)

    user.schedule.end(4.0)

    later = user.leave(5.5, is_waiting=True)
    assert later == [pytest.approx(seconds + 1.5) for seconds in at_the_end]


@pytest.mark.parametrize("pace", [Steps.of(1), None])
def test_a_user_that_paces_itself_drops_nothing(pace):
    turns = Schedule(pace=pace, users=1).join(0.0)

    assert turns.leave(100.0, is_waiting=False) == []


def test_a_user_that_joins_later_begins_with_what_is_due_then():
    schedule = Schedule(pace=Steps.of(10), users=2, began=100.0)

    wait, dropped = schedule.join(130.0).take(130.0)

    assert 0 < wait < 0.2
    assert dropped == []


def test_the_turns_follow_a_rate_that_rises():
    schedule = Schedule(pace=Ramp(rate=100, rising_seconds=10), users=4)

    times = sorted(time for _ in range(4) for time in starts(schedule.join(0.0), 20)[0])

    assert sum(time < 10 for time in times) == pytest.approx(500, abs=4)
    assert sum(10 <= time < 20 for time in times) == pytest.approx(1000, abs=4)


def test_a_user_that_waits_learns_of_a_change():
    schedule = Schedule(pace=Steps.of(1), users=10, began=100.0)
    turns = Turns(schedule, first=10.0)
    assert turns.take(100.0) == (10.0, [])

    schedule.change(9.0, 101.0)

    assert turns.rest(100.5) == pytest.approx(1.5)
    assert turns.due == pytest.approx(102.0)
    assert turns.take(102.0) == (pytest.approx(10 / 9), [])


def test_more_users_share_the_same_rate_from_their_next_turns_on():
    schedule = schedule_of(10, 1)
    turns = Turns(schedule, first=1.0)
    turns.take(0.0)

    schedule.users = 20

    turns.take(0.1)
    assert turns.due == pytest.approx(0.2)
    turns.take(0.2)
    assert turns.due == pytest.approx(2.2)


@pytest.mark.parametrize("processes", [1, 2])
def test_the_rate_stays_while_users_come_who_were_not_to_be_at_first(processes):
    """Users of one of several processes, which have as many each and know only of their own."""
    schedule, mine = schedule_of(100, 4), 4 // processes
    now, taken = 0.0, []
    users = [[schedule.join(now, others=number * processes), now] for number in range(mine)]
    while now < 30:
        now = round(now + 0.01, 2)
        if now > 10 and now.is_integer() and len(users) < 20:
            users.append([schedule.join(now, others=len(users) * processes), now])
        for user in users:
            if user[1] <= now:
                user[1] = now + user[0].take(now)[0]
                taken.append(user[1])

    for ten in (0, 10, 20):
        share = sum(ten <= time < ten + 10 for time in taken) / (1000 / processes)
        assert share == pytest.approx(
            1, abs=0.15
        )  # of the first few, one more or less has come elsewhere


def arrivals(stream, until):
    due = []
    while stream.due < until:
        due.append(stream.due)
        stream.advance()
    return due


def test_constant_arrivals_keep_their_distance_whatever_becomes_of_them():
    schedule = schedule_of(100, 2)
    both = [Stream(schedule.join(0.0)) for _ in range(2)]

    due = sorted(time for stream in both for time in arrivals(stream, 10))

    assert len(due) == pytest.approx(1000, abs=2)
    gaps = {round(later - earlier, 6) for earlier, later in itertools.pairwise(due)}
    assert len(gaps) == 2


def test_poisson_arrivals_of_several_users_are_one_process_of_the_whole_rate():
    schedule = schedule_of(100, 5)
    streams = [Stream(schedule.join(0.0), random.Random(seed)) for seed in range(5)]

    due = sorted(time for stream in streams for time in arrivals(stream, 100))

    gaps = [later - earlier for earlier, later in itertools.pairwise(due)]
    mean = sum(gaps) / len(gaps)
    assert len(due) == pytest.approx(10_000, abs=300)
    spread = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
    assert spread == pytest.approx(mean**2, rel=0.1)  # as of an exponential distribution


def test_poisson_arrivals_are_of_the_whole_rate_from_the_beginning():
    schedule = schedule_of(100, 1000)
    streams = [Stream(schedule.join(0.0), random.Random(seed)) for seed in range(1000)]

    due = [time for stream in streams for time in arrivals(stream, 20)]

    first, second = (sum(time // 10 == ten for time in due) for ten in (0, 1))
    assert (first, second) == pytest.approx((1000, 1000), abs=130)  # four standard deviations


def test_arrivals_come_sooner_when_the_rate_goes_up():
    schedule = schedule_of(1, 10)
    stream = Stream(Turns(schedule, first=10.0))
    assert stream.due == 10.0

    schedule.change(9.0, 1.0)
    stream.look_again()

    assert stream.due == pytest.approx(2.0)


def test_a_schedule_without_a_rate_has_none_to_change():
    schedule = Schedule(pace=None, users=1)

    schedule.change(9.0, 1.0)

    assert schedule.pace is None


def test_what_a_user_has_not_got_to_when_it_ends_is_dropped_if_it_was_far_behind():
    def leave(now):
        return Stream(Turns(schedule_of(1, 1), first=1.0)).leave(now)

    assert leave(3.5) == [2.5, 1.5, 0.5]
    assert leave(1.9) == leave(0.5) == []
