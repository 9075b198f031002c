"""Rates, units, multiples and sizes that make no sense are refused; zero and one are not."""

import math
from dataclasses import replace

import numpy as np
import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import UnitsPerSecond
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.fluid.preparation import LONGEST_SECONDS
from pytest_dynamo.forecast.fluid.simulation import simulate
from tests.unit.forecast.fluid.demands import (
    INDEX,
    TABLE,
    demand,
    even,
    indexed,
    law,
    steadily,
    stream,
    table,
    writes,
)


def run(asked, multiples=None):
    return simulate(asked, steadily(3) if multiples is None else multiples, Parameters())


@pytest.mark.parametrize("rate", [-1.0, math.nan, math.inf, -math.inf])
def test_a_rate_is_0_or_more(rate):
    with pytest.raises(DynamoError, match=f"'pattern' has a rate of {rate} requests a second"):
        run(demand(table(), stream(rate, writes(1.0, even()))))


@pytest.mark.parametrize("units", [-1.0, math.nan, math.inf])
def test_units_are_0_or_more(units):
    with pytest.raises(DynamoError, match=f"takes {units} units of table t"):
        run(demand(table(), stream(1.0, writes(units, even()))))


def test_no_more_units_are_asked_for_than_can_be_counted():
    with pytest.raises(DynamoError, match="up to 1,000,000,000,000,000 units a second"):
        run(demand(table(), stream(1e300, writes(1e300, even()))))


@pytest.mark.parametrize(
    "multiples", [[1.0, -0.1], [math.nan, 1.0], [1.0, math.nan], [math.inf]], ids=str
)
def test_rates_are_multiplied_by_0_or_more(multiples):
    with pytest.raises(DynamoError, match="multiples of 0 or more"):
        run(demand(table(), stream(1.0, writes(1.0, even()))), np.array(multiples))


@pytest.mark.parametrize(
    "multiples", [np.zeros(0), np.zeros(LONGEST_SECONDS + 1), np.zeros((2, 2)), np.array(1.0)]
)
def test_a_run_has_a_length(multiples):
    with pytest.raises(DynamoError, match=r"seconds was asked for\.\nTo fix this: at least one"):
        run(demand(table(), stream(1.0, writes(1.0, even()))), multiples)


def test_an_arm_is_of_a_table_or_index_that_is_there():
    with pytest.raises(DynamoError, match="touches index g of table t, which is not there"):
        run(demand(table(), stream(1.0, writes(1.0, even(), INDEX))))
    with pytest.raises(DynamoError, match="one of table t, index g of table t"):
        run(demand(indexed(), stream(1.0, writes(1.0, even(), ("t", "h")))))


@pytest.mark.parametrize("size", [-1.0, math.nan, math.inf])
def test_bytes_are_0_or_more(size):
    with pytest.raises(DynamoError, match=rf"of table t is {size} bytes\.\nTo fix this: 0 or"):
        run(demand(table(), item_bytes={TABLE: size}))


@pytest.mark.parametrize("growth", [math.nan, math.inf, -math.inf])
def test_growth_is_finite(growth):
    with pytest.raises(DynamoError, match=rf"growth of table t is {growth} bytes\.\nTo fix this"):
        run(demand(table(), growth={TABLE: growth}))


def test_shares_make_a_distribution():
    with pytest.raises(DynamoError, match="they sum to 0.9"):
        run(demand(table(), stream(1.0, writes(1.0, law([0.1], [0.9])))))


def test_partitions_have_a_number_that_can_be_followed():
    vast = table(warm_throughput=UnitsPerSecond(write_units_per_second=10**12))
    with pytest.raises(DynamoError, match=r"table t would have 1,000,000,000 partitions"):
        run(demand(vast))
    index = indexed(warm_throughput=UnitsPerSecond(write_units_per_second=10**12))
    with pytest.raises(DynamoError, match=r"index g of table t would have 1,000,000,000"):
        run(demand(index))
    with pytest.raises(DynamoError, match=r"table t would have \S+ partitions"):
        run(demand(table(), item_bytes={TABLE: 1e18}))


@pytest.mark.parametrize("rate", [0.0, 1e-300, 5e-324])
def test_next_to_nothing_is_served(rate):
    made = run(demand(table(), stream(rate, writes(1.0, even()))))

    assert made.first_refusal is None
    assert made.refused_share == 0
    assert made.flows[TABLE, "write"].consumed.tolist() == [rate] * 3


def test_nothing_at_all_is_a_run_of_nothing():
    made = run(demand(indexed()), np.zeros(61))

    assert made.placed[INDEX].partitions.tolist() == [4, 4]
    assert made.refused_share == 0
    assert (made.flows, made.splits, made.patterns, made.accepted) == (made.flows, (), (), ())


def test_without_tables_there_is_nothing_to_run():
    nothing = Demand(tables={}, streams=(), item_bytes={}, growth_bytes_per_second={})

    made = run(nothing)

    assert (made.flows, made.placed, made.splits, made.first_refusal) == ({}, {}, (), None)
    with pytest.raises(DynamoError, match="one of no tables at all"):
        run(replace(nothing, streams=(stream(1.0, writes(1.0, even())),)))


def test_the_most_that_can_be_asked_for_is_refused_but_for_the_limits():
    made = run(demand(table(), stream(1e14, writes(1.0, even()))))

    assert made.flows[TABLE, "write"].consumed[1:].tolist() == pytest.approx([4_000.0] * 2)
