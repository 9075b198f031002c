"""Units by how keys begin: up to the first `#`, the least ones together."""

import pytest

from pytest_dynamo.measure.prefixes import MOST_PREFIXES, REST, Prefixes, prefix_of


@pytest.mark.parametrize(
    ("key", "prefix"),
    [("USER#42", "USER#"), ("USER#4#2", "USER#"), ("2026-11-22", ""), ("#", "#"), ("", "")],
)
def test_a_prefix_ends_with_the_first_mark(key, prefix):
    assert prefix_of(key) == prefix


def counted(rows):
    prefixes = Prefixes()
    for prefix, units, number in rows:
        prefixes.add(prefix, units, number, in_window=number > 0)
    return prefixes


def test_series_have_the_warm_up_and_units_do_not():
    prefixes = counted([("A#", 1.0, 0), ("A#", 2.0, 1), ("", 4.0, 1)])

    assert prefixes.series == {"A#": {0: 1.0, 1: 2.0}, "": {1: 4.0}}
    assert prefixes.units == {"A#": 2.0, "": 4.0}


def test_of_too_many_the_least_count_together_and_nothing_is_lost():
    rows = [(f"P{number}#", float(number), number % 3) for number in range(100)]
    prefixes = counted(rows)

    assert len(prefixes.series) <= MOST_PREFIXES + 1
    assert "P99#" in prefixes.series
    assert sum(sum(one.values()) for one in prefixes.series.values()) == sum(range(100))
    in_window = sum(units for _, units, number in rows if number > 0)
    assert sum(prefixes.units.values()) == in_window
    assert prefixes.units[REST] > 0


def test_pieces_come_to_the_same_as_the_whole():
    rows = [(f"P{number % 9}#", 1.0, number % 5) for number in range(50)]
    merged = counted(rows[:20])
    merged.fold(1)
    merged.absorb(counted(rows[20:]), 1)
    whole = counted(rows)
    whole.fold(1)

    assert merged.to_json() == whole.to_json() == Prefixes.from_json(whole.to_json()).to_json()
