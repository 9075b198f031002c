"""When a growing load meets its first limit: the closed forms of ramps and steps."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import UnitsPerSecond
from pytest_dynamo.forecast.fluid.simulation import simulate
from tests.unit.forecast.fluid.demands import (
    TABLE,
    demand,
    even,
    law,
    one_key,
    provisioned_table,
    ramp,
    reads,
    steadily,
    stream,
    table,
    writes,
)

# One partition takes everything, so that nothing but the provisioned capacity is a limit.
ROOMY = Parameters(partition_write_units=1e6)


def on_ramp(of_table, of_keys, growth, seconds, parameters, **options):
    """A ramp of one-unit writes that grows by so many a second, every second."""
    asked = demand(of_table, stream(growth * seconds, writes(1.0, of_keys)))
    return simulate(asked, ramp(seconds), parameters, **options)


@pytest.mark.parametrize(
    ("of_keys", "growth", "second"),
    [(even(4), 10.0, 415.49), (one_key(), 5.0, 210.95)],
    ids=["a quarter of the load", "all of it"],
)
def test_a_partition_refuses_once_its_bucket_is_empty(of_keys, growth, second):
    run = on_ramp(table(), of_keys, growth, 450, Parameters())

    assert run.first_refusal.reason == "TableWriteKeyRangeThroughputExceeded"
    assert run.first_refusal.second == pytest.approx(second, abs=0.5)
    assert run.first_refusal.last - run.first_refusal.first == 0.25


@pytest.mark.parametrize(
    ("initial_seconds", "growth", "second"),
    [(0.0, 10.0, 600.0), (1.0, 10.0, 601.0), (0.0, 1.0, 4_341.64)],
)
def test_provisioned_capacity_is_saved_up_while_a_ramp_is_below_it(initial_seconds, growth, second):
    parameters = replace(ROOMY, provisioned_initial_seconds=initial_seconds)
    run = on_ramp(provisioned_table(3_000), even(), growth, int(second) + 20, parameters)

    assert run.first_refusal.reason == "TableWriteProvisionedThroughputExceeded"
    assert run.first_refusal.second == pytest.approx(second, abs=0.5)
    assert (run.first_refusal.first, run.first_refusal.last) == (0.0, 1.0)


@pytest.mark.parametrize(("rate", "second"), [(900, 37.5), (1_000, 100 / 3)])
def test_300_seconds_of_unused_capacity_carry_a_step(rate, second):
    asked = demand(provisioned_table(100), stream(rate, writes(1.0, one_key())))

    run = simulate(asked, steadily(60), Parameters(), full=True)

    assert run.first_refusal.second == pytest.approx(second, abs=0.05)
    assert run.flows[TABLE, "write"].consumed.sum() == pytest.approx(30_000 + 60 * 100)


def test_more_than_a_maximum_of_on_demand_throughput_is_refused():
    limited = table(max_throughput=UnitsPerSecond(write_units_per_second=500))

    run = simulate(demand(limited, stream(600, writes(1.0, even()))), steadily(60), Parameters())

    assert run.first_refusal.reason == "TableWriteMaxOnDemandThroughputExceeded"
    assert run.first_refusal.second == pytest.approx(5.0)
    assert run.flows[TABLE, "write"].consumed[10:] == pytest.approx(np.full(50, 500.0))


def test_a_table_without_a_maximum_has_the_quota_of_the_account():
    warm = table(warm_throughput=UnitsPerSecond(write_units_per_second=100_000))

    run = simulate(
        demand(warm, stream(50_000, writes(1.0, even(1_000)))), steadily(60), Parameters()
    )

    assert run.first_refusal.reason == "TableWriteAccountLimitExceeded"
    assert run.flows[TABLE, "write"].consumed[-1] == pytest.approx(40_000)


def test_the_key_that_most_of_the_partition_is_asked_for_is_named():
    of_keys = law([0.1, 0.3, 0.4, 0.9], [0.1, 0.2, 0.4, 0.3])
    asked = demand(
        table(),
        stream(2_000, writes(1.0, of_keys)),
        stream(100, writes(1.0, law([0.3], [1.0])), pattern="other"),
    )

    refusal = simulate(asked, ramp(60), Parameters()).first_refusal

    assert refusal.hottest_key == "key 2"
    assert refusal.hottest_share == pytest.approx(800 / 2_100)
    assert (refusal.first, refusal.last) == (0.25, 0.5)


def test_keys_of_several_laws_that_are_the_same_count_together():
    asked = demand(
        table(),
        stream(1_000, writes(1.0, law([0.3, 0.4], [0.45, 0.55]))),
        stream(1_000, writes(1.0, law([0.3, 0.45], [0.45, 0.55])), pattern="other"),
    )

    refusal = simulate(asked, steadily(10), Parameters()).first_refusal

    assert (refusal.hottest_key, refusal.hottest_share) == ("key 0", pytest.approx(0.45))


def test_no_key_is_named_where_none_is_known():
    unknown = law([], [], tail_share=1.0, tail_keys=10**9)

    refusal = simulate(
        demand(table(), stream(6_000, writes(1.0, unknown))), steadily(10), Parameters()
    ).first_refusal

    assert (refusal.hottest_key, refusal.hottest_share) == ("", 0.0)


def test_reads_and_writes_of_a_partition_have_limits_of_their_own():
    asked = demand(
        table(),
        stream(999, writes(1.0, one_key())),
        stream(2_999, reads(1.0, one_key()), pattern="read"),
    )

    assert simulate(asked, steadily(120), Parameters()).first_refusal is None


@settings(max_examples=25)
@given(
    weights=st.lists(st.floats(0.05, 1.0), min_size=1, max_size=8),
    growth=st.floats(8.0, 60.0),
    units=st.floats(0.5, 4.0),
)
def test_the_first_refusal_of_a_ramp_is_that_of_the_closed_form(weights, growth, units):
    shares = np.array(weights) / sum(weights)
    places = (np.arange(len(shares)) * 0.618034) % 1
    hottest = max(
        sum(s for s, place in zip(shares, places, strict=True) if int(place * 4) == quarter)
        for quarter in range(4)
    )
    slope = units * hottest * growth
    expected = 1_000 / slope + math.sqrt(2 * 300 / slope)
    assume(expected < 1_700)
    # Until then no split is done, and the limit of the whole is far away.
    seconds = math.ceil(expected) + 5
    parameters = Parameters(split_least_seconds=1e6, split_most_seconds=1e6)
    asked = demand(table(), stream(growth * seconds, writes(units, law(places, shares))))

    run = simulate(asked, ramp(seconds), parameters)

    assert run.first_refusal.second == pytest.approx(expected, abs=1.0)
