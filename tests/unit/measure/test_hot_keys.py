"""Hot keys: bounds that hold whatever was dropped and however the pieces were merged."""

import json
from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.measure.hot_keys import MOST_KEYS, HotKeys


def counted(keys):
    hot = HotKeys()
    for key in keys:
        hot.add(key, 1.0)
    return hot


def assert_bounds_hold(hot, truth):
    for key, count in truth.items():
        assert hot.units.get(key, 0.0) <= count <= hot.units.get(key, 0.0) + hot.error_units


@given(st.lists(st.sampled_from("abcdef"), max_size=30))
def test_few_keys_are_counted_exactly(keys):
    hot = counted(keys)

    assert (hot.units, hot.error_units) == (Counter(keys), 0.0)


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_bounds_hold_for_many_keys_in_any_pieces(seed, pieces):
    random = Random(seed)
    keys = [f"k{int(random.paretovariate(0.6)) % 5_000}" for _ in range(4_000)]
    merged = HotKeys()
    for piece in range(pieces):
        merged.absorb(counted(keys[piece::pieces]))

    assert_bounds_hold(merged, Counter(keys))
    assert merged.error_units <= len(keys) / 512


def test_a_million_distinct_keys_stay_under_the_cap_and_do_not_hide_a_hot_one():
    hot = HotKeys()
    for number in range(1_000_000):
        hot.add("hot" if number % 20 == 0 else f"cold {number}", 1.0)

    assert len(hot.units) <= MOST_KEYS
    ((key, units),) = hot.hottest(1)
    assert key == "hot"
    assert units <= 50_000 <= units + hot.error_units
    assert hot.error_units <= 1_000_000 / 512


def test_the_hottest_come_first_and_equals_by_name():
    assert counted("bbacc").hottest(2) == [("b", 2.0), ("c", 2.0)]


def test_hot_keys_survive_json():
    hot = counted(f"k{number % 1_500}" for number in range(5_000))

    read = HotKeys.from_json(json.loads(json.dumps(hot.to_json())))

    assert (read.units, read.error_units) == (hot.units, hot.error_units)
