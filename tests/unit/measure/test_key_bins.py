"""Units by key and bin: exact for few keys, bounded for many, and merged in any order."""

import json
from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.measure.flow import Flow

TRAFFIC = st.lists(st.tuples(st.integers(0, 40), st.sampled_from("abcdef")), max_size=60)


def flow_of(traffic):
    flow = Flow()
    for number, key in traffic:
        flow.add(0.5, (key,), number, in_window=True)
    return flow


def skewed(seed, seconds=60, a_second=400):
    """One key in ten requests, and the others among five thousand."""
    rng = Random(seed)
    for second in range(seconds):
        for _ in range(a_second):
            yield second, "hot" if rng.random() < 0.1 else f"cold {rng.randrange(5_000)}"


@given(TRAFFIC, st.integers(0, 60), st.integers(0, 3))
def test_few_keys_are_exact_in_any_pieces_and_bins(traffic, cut, doublings):
    merged, other = flow_of(traffic[:cut]), flow_of(traffic[cut:])
    merged.fold(doublings)
    merged.absorb(other, doublings)

    counts = Counter((number >> doublings, key) for number, key in traffic)
    found = {
        (number, key): units / 0.5
        for key in "abcdef"
        for number, units in merged.key_bins.series(key).items()
    }
    assert found == counts


def test_a_hot_key_among_thousands_is_followed_from_second_to_second():
    traffic = list(skewed(1))
    true = Counter(number for number, key in traffic if key == "hot")

    series = flow_of(traffic).key_bins.series("hot")

    for second, count in true.items():
        assert 0 <= count * 0.5 - series[second] <= 200 / 128


def test_workers_that_report_every_few_seconds_come_to_the_same():
    traffic = list(skewed(2))
    true = Counter(number for number, key in traffic if key == "hot")
    total = Flow()
    for begin in range(0, 60, 3):
        seconds = [row for row in traffic if begin <= row[0] < begin + 3]
        for worker in range(3):
            report = flow_of(seconds[worker::3]).to_json()
            total.absorb(Flow.from_json(json.loads(json.dumps(report))), 0)
    total.fold(2)

    series = total.key_bins.series("hot")
    for number in range(15):
        consumed = 0.5 * sum(true[number * 4 + each] for each in range(4))
        assert 0 <= consumed - series[number] <= 3 * 4 * 200 / 128


def test_of_old_bins_the_hottest_keys_remain():
    bins = flow_of(skewed(3)).key_bins.bins

    assert {len(held.units) <= 32 for number, held in bins.items() if number < 56} == {True}
    assert max(len(held.units) for held in bins.values()) <= 256


def test_a_bin_that_is_reached_late_is_counted_without_growing():
    flow = flow_of(skewed(4))
    for number in range(1_000):
        flow.add(0.5, (f"late {number}",), 3, in_window=True)

    assert len(flow.key_bins.bins[3].units) <= 48


def test_the_warm_up_is_in_the_bins_too():
    flow = Flow()
    flow.add(2.0, ("a",), 1, in_window=False)

    assert (flow.key_bins.series("a"), flow.keys.units) == ({1: 2.0}, {})
