"""Provisioned capacity may be decreased 27 times a day, in the order the documentation gives."""

from itertools import pairwise

from pytest_dynamo.capacity.decreases import decreases_today, next_decrease

DAY = 86_400.0
HOUR = 3_600.0


def allowed(attempts):
    """The times of those attempts that are allowed."""
    times = []
    for now in attempts:
        if next_decrease(times, now) == now:
            times.append(now)
    return times


def test_four_within_the_first_hour_and_one_an_hour_from_then_on():
    minutes = [DAY + 60.0 * minute for minute in range(24 * 60)]
    times = allowed(minutes)
    assert times[:4] == minutes[:4]
    later = list(pairwise(times[3:]))
    assert [after - before for before, after in later] == [HOUR] * 23
    assert len(times) == 27


def test_after_the_first_hour_four_are_no_longer_to_be_had():
    assert allowed([DAY, DAY + HOUR, DAY + HOUR + 1, DAY + 2 * HOUR]) == [
        DAY,
        DAY + HOUR,
        DAY + 2 * HOUR,
    ]


def test_a_day_begins_anew_at_midnight():
    late = [2 * DAY - 4 + second for second in range(4)]
    assert next_decrease(late, 2 * DAY - 0.5) == 2 * DAY
    assert next_decrease(late, 2 * DAY) == 2 * DAY
    assert decreases_today(late, 2 * DAY) == []
    assert decreases_today(late, 2 * DAY - 0.5) == late
