"""Splits for heat, growth and size, and auto scaling, over the minutes of a run."""

from dataclasses import replace

import numpy as np
import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import AutoScaling, UnitsPerSecond
from pytest_dynamo.forecast.fluid.simulation import simulate
from pytest_dynamo.forecast.fluid.values import HEAT_COLUMNS
from pytest_dynamo.forecast.fluid.weights import uniform
from tests.unit.forecast.fluid.demands import (
    TABLE,
    demand,
    even,
    law,
    one_key,
    provisioned_table,
    ramp,
    reads,
    scattered,
    served,
    steadily,
    stream,
    table,
    writes,
)

PINNED = Parameters(split_least_seconds=300, split_most_seconds=300)
NO_SPLITS = Parameters(split_least_seconds=1e9, split_most_seconds=1e9)
GIGABYTE = 1024**3


def by_minute(run, number=0):
    """The requests of a stream that are served a second, by minute."""
    return served(run, number).reshape(-1, 60).mean(axis=1)


def with_writes(rate, of_keys, seconds, parameters=PINNED, of_table=None):
    asked = demand(of_table or table(), stream(rate, writes(1.0, of_keys)))
    return simulate(asked, steadily(seconds), parameters)


def test_one_key_is_flat_at_the_limit_of_a_partition():
    run = with_writes(2_000, one_key(), 60)

    assert 1_000 <= served(run).mean() <= 1_020


def test_shuffled_rows_of_a_few_hundred_keys_get_most_of_four_partitions():
    rows = np.random.default_rng(7).lognormal(size=220)
    shuffled = scattered(uniform(220), seed=7)
    shuffled = law(shuffled.positions, rows / rows.sum())
    quarters = np.bincount((shuffled.positions * 4).astype(int), weights=shuffled.shares)
    closed_loop = 1_000 / quarters.max()

    run = with_writes(closed_loop * 0.999, shuffled, 60)

    assert 3_200 <= closed_loop <= 4_000
    assert run.first_refusal is None


@pytest.mark.parametrize("seed", range(3))
def test_eventual_reads_of_one_key_are_half_as_many_again_until_it_is_split(seed):
    asked = demand(table(), stream(18_000, reads(0.5, one_key(is_divisible=True), eventual=True)))

    run = simulate(asked, steadily(840), Parameters(seed=seed))

    consumed = run.flows[TABLE, "read"].consumed
    assert consumed[1:420] == pytest.approx(np.full(419, 4_500), rel=0.01)
    assert 420 <= run.splits[0].at_seconds <= 780


def test_900_writes_a_second_to_one_key_are_served_and_begin_a_split():
    run = with_writes(900, one_key(is_divisible=True), 840, Parameters())

    assert run.first_refusal is None
    assert [split.cause for split in run.splits] == ["heat"]
    assert run.splits[0].at_seconds <= 780


def test_reads_of_one_key_double_with_each_split():
    asked = demand(table(), stream(9_900, reads(1.0, one_key(is_divisible=True))))

    run = simulate(asked, steadily(1_800), PINNED)

    minutes = by_minute(run)
    assert minutes[:8] == pytest.approx([3_000] * 8, rel=0.01)
    assert minutes[8:15] == pytest.approx([6_000] * 7, rel=0.01)
    assert minutes[16:] == pytest.approx([9_900] * 14)
    assert [split.at_seconds for split in run.splits[:3]] == [480, 960, 960]


def test_a_little_more_than_four_partitions_serve_is_throttled_a_little():
    asked = demand(table(), stream(12_600, reads(1.0, one_key(is_divisible=True))))

    run = simulate(asked, steadily(1_800), PINNED)

    minutes = by_minute(run)
    assert 1 - minutes[16:22] / 12_600 == pytest.approx([0.048] * 6, abs=0.002)
    assert minutes[24:] == pytest.approx([12_600] * 6)


@pytest.mark.parametrize("seed", range(4))
def test_writes_to_one_key_climb_in_steps_and_never_fall(seed):
    run = with_writes(4_000, one_key(is_divisible=True), 4_800, Parameters(seed=seed))

    minutes = by_minute(run)
    assert (np.diff(minutes) > -10).all()
    assert minutes[0] == pytest.approx(1_000, rel=0.01)
    assert minutes[-1] == pytest.approx(4_000, rel=0.01)
    assert 7 <= np.flatnonzero(minutes > 1_500)[0] + 1 <= 14
    assert 16 <= np.flatnonzero(minutes > 3_500)[0] + 1 <= 32


def test_with_pinned_delays_the_steps_double():
    minutes = by_minute(with_writes(4_000, one_key(is_divisible=True), 1_800))

    assert minutes[:8] == pytest.approx([1_000] * 8, rel=0.01)
    assert minutes[8:15] == pytest.approx([2_000] * 7, rel=0.01)
    assert minutes[16:] == pytest.approx([4_000] * 14, rel=0.01)


def test_a_load_that_grows_fast_is_throttled_the_first_time_and_not_the_second():
    key = one_key(is_divisible=True)
    asked = demand(
        table(), stream(100, writes(1.0, key)), stream(300, reads(1.0, key), pattern="read")
    )
    growing = np.repeat(1.15 ** np.arange(20), 60)
    multiples = np.concatenate([growing, np.zeros(1_200), np.full(1_200, 20.0)])

    run = simulate(asked, multiples, Parameters())

    sent = sum(run.offered_requests)
    refused = sent - served(run, 0) - served(run, 1)
    assert refused[:1_200].sum() / sent[:1_200].sum() == pytest.approx(0.071, abs=0.001)
    assert refused[2_400:].sum() <= 0.05 * sent[2_400:].sum()


@pytest.mark.parametrize(
    ("of_keys", "last"),
    [
        (one_key(), 1_000),
        (one_key(is_divisible=True), 2_500),
        (law((np.arange(20) * 0.618034) % 1, np.full(20, 0.05)), 2_500),
    ],
    ids=["what cannot be cut", "sort keys at random", "many that only grow"],
)
def test_2500_writes_a_second_for_40_minutes(of_keys, last):
    run = with_writes(2_500, of_keys, 2_400)

    assert by_minute(run)[-1] == pytest.approx(last, rel=0.01)
    if last == 1_000:
        assert run.splits == ()


def test_an_item_with_most_of_the_load_gets_a_partition_of_its_own():
    others = (np.arange(1, 1_001) * 0.618034) % 1
    of_keys = law(np.append(others, 0.4), np.append(np.full(1_000, 0.0004), 0.6))

    run = with_writes(1_500, of_keys, 1_800)

    assert run.first_refusal.hottest_key == "key 1000"
    minutes = by_minute(run)
    assert minutes[0] < 1_490
    assert minutes[8:] == pytest.approx([1_500] * 22)


def test_a_split_that_would_not_help_is_looked_at_again():
    # Its neighbour wakes up later; only then is there anything to split.
    def with_neighbour(seconds):
        asked = demand(
            table(max_throughput=UnitsPerSecond(write_units_per_second=10_000)),
            stream(950, writes(1.0, law([0.3, 0.31], [0.96, 0.04]))),
        )
        return simulate(asked, steadily(seconds), replace(PINNED, least_relief=0.03))

    assert [split.place for split in with_neighbour(540).splits] == pytest.approx([0.3])
    lonely = with_writes(950, law([0.3, 0.31], [0.96, 0.04]), 4_000)
    assert lonely.splits == ()


def test_splits_of_the_same_seed_are_the_same_and_of_another_differ():
    def seconds_of(seed):
        run = with_writes(4_000, one_key(is_divisible=True), 1_200, Parameters(seed=seed))
        return [split.at_seconds for split in run.splits]

    assert seconds_of(5) == seconds_of(5) != seconds_of(6)


def test_a_peak_that_lasts_is_doubled_half_an_hour_later():
    asked = demand(table(), stream(3_500, writes(1.0, even(1_024))))
    multiples = np.append(np.ones(2_400), np.full(600, 2.0))

    assert simulate(asked, multiples, Parameters()).refused_share == 0


def test_twice_a_peak_of_10_minutes_is_too_much():
    asked = demand(table(), stream(3_500, writes(1.0, even(1_024))))
    multiples = np.append(np.ones(600), np.full(600, 2.0))

    run = simulate(asked, multiples, NO_SPLITS)

    refused = 1 - by_minute(run)[10:].mean() / 7_000
    assert refused == pytest.approx(3 / 7, abs=0.005)
    assert run.placed[TABLE].partitions.tolist() == [4] * 20


def test_the_slower_a_ramp_the_less_of_it_is_refused():
    shares = []
    for minutes in (60, 90, 120, 150):
        asked = demand(table(), stream(40_000, writes(1.0, scattered(uniform(100_000)))))
        run = simulate(asked, ramp(minutes * 60), Parameters())
        shares.append(run.refused_share)

    assert shares == sorted(shares, reverse=True)
    bands = [(0.08, 0.14), (0.015, 0.03), (0.005, 0.012), (0.002, 0.005)]
    assert all(low <= share <= high for share, (low, high) in zip(shares, bands, strict=True))


def test_a_table_that_is_warm_takes_the_ramp_as_it_is():
    warm = table(warm_throughput=UnitsPerSecond(write_units_per_second=60_000))
    asked = demand(warm, stream(40_000, writes(1.0, scattered(uniform(100_000)))))

    assert simulate(asked, ramp(3_600), Parameters()).refused_share == 0


def test_capacity_that_some_partitions_do_not_use_goes_to_the_others_at_once():
    of_table = provisioned_table(400, warm_throughput=UnitsPerSecond(write_units_per_second=4_000))
    asked = demand(
        of_table, stream(300, writes(1.0, law([0.1, 0.3, 0.6, 0.8], [1 / 6] * 3 + [0.5])))
    )

    run = simulate(asked, steadily(600), Parameters())

    assert run.placed[TABLE].partitions[0] == 4
    assert served(run).sum() == pytest.approx(180_000)
    assert run.first_refusal is None


@pytest.mark.parametrize(
    ("asked_for", "seconds", "refused"), [(200, 120, 0), (300, 120, 18_000), (300, 180, 30_000)]
)
def test_auto_scaling_survives_a_step_as_long_as_what_was_saved_lasts(asked_for, seconds, refused):
    of_table = provisioned_table(100, write_scaling=AutoScaling(minimum=100, maximum=1_000))
    asked = demand(of_table, stream(asked_for, writes(1.0, even())))

    run = simulate(asked, steadily(600), Parameters(auto_scaling_seconds=seconds), full=True)

    flow = run.flows[TABLE, "write"]
    assert (flow.offered - flow.consumed).sum() == pytest.approx(refused, abs=1)
    assert flow.refused["ProvisionedThroughputExceeded"].sum() == pytest.approx(refused, abs=1)
    if refused:
        assert run.first_refusal.second == pytest.approx(150)
    there = 120 + seconds
    assert flow.limit[:there].tolist() == [100] * there
    assert flow.limit[there:].min() == np.ceil(asked_for / 0.7)


def test_capacity_is_lowered_after_a_quarter_of_an_hour_and_keeps_its_partitions():
    of_table = provisioned_table(3_500, write_scaling=AutoScaling(minimum=10, maximum=5_000))
    asked = demand(of_table, stream(700, writes(1.0, even())))

    run = simulate(asked, steadily(1_200), Parameters())

    assert run.flows[TABLE, "write"].limit[1_019:1_021].tolist() == [3_500, 1_000]
    assert set(run.placed[TABLE].partitions.tolist()) == {4}


def test_capacity_that_is_raised_may_need_more_partitions():
    of_table = provisioned_table(1_900, write_scaling=AutoScaling(minimum=1, maximum=5_000))
    asked = demand(of_table, stream(1_600, writes(1.0, even(8))))

    run = simulate(asked, steadily(300), Parameters(), full=True)

    assert run.placed[TABLE].partitions.tolist() == [2, 2, 2, 2, 4]
    assert {split.cause for split in run.splits} == {"growth"}


def test_what_is_stored_needs_partitions_from_the_start_and_as_it_grows():
    asked = demand(
        table(),
        stream(100, writes(1.0, even(64))),
        item_bytes={TABLE: 60 * GIGABYTE},
        growth={TABLE: 25 * GIGABYTE / 120},
    )

    run = simulate(asked, steadily(120), Parameters())

    assert run.placed[TABLE].partitions.tolist() == [8, 8]
    assert len(run.placed[TABLE].bounds) == 8
    later = simulate(asked, steadily(121), Parameters())
    assert later.placed[TABLE].partitions.tolist() == [8, 8, 16]
    assert {split.cause for split in later.splits} == {"size"}


def test_heat_is_shown_where_it_is_and_minute_by_minute():
    of_keys = law([0.1, 0.6], [0.75, 0.25])

    run = with_writes(800, of_keys, 90)
    placed = run.placed[TABLE]

    assert placed.heat.shape == (2, HEAT_COLUMNS)
    quarters = placed.heat.reshape(2, 4, -1)
    assert (quarters == quarters[:, :, :1]).all()
    assert quarters[0, :, 0].tolist() == pytest.approx([0.6, 0.0, 0.2, 0.0])
    assert placed.hottest.tolist() == pytest.approx([0.6, 0.6])
    assert placed.utilisation.tolist() == pytest.approx([0.6, 0.0, 0.2, 0.0])
    assert placed.bounds.tolist() == [0.0, 0.25, 0.5, 0.75]
    assert run.seconds == 90
