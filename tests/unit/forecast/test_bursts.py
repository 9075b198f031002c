"""How long saved-up capacity lasts: closed forms, and the simulation held against them."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Provisioned
from pytest_dynamo.forecast.bursts import Saved, largest_step, step_lasts
from pytest_dynamo.forecast.fluid.simulation import simulate
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    law_of,
    stream_of,
    table_of,
    zipf_law,
)

INFINITE = float("inf")
PARTITION = Saved(units_per_second=1_000, units=300)


def saved(units_per_second: float, units: float) -> Saved:
    return Saved(units_per_second=units_per_second, units=units)


def ramp_lasts(saved: Saved, start: float, growth: float, *, most_units: float) -> float:
    """How long a demand is served that grows by so many units a second every second.

    What is left over before the demand reaches the limit is saved up, to a depth of `most_units`.
    """
    spare = saved.units_per_second - start
    if spare < 0:
        # The demand is over the limit from the start: -spare·t + growth·t²/2 units are taken.
        return (sqrt(spare * spare + 2 * growth * saved.units) + spare) / growth
    units = min(most_units, saved.units + spare * spare / (2 * growth))
    return spare / growth + sqrt(2 * units / growth)


def throttled_until(saved: Saved, demand: float, seconds: float) -> float:
    """The units of a demand that are throttled until the limit is raised after so many seconds."""
    over = demand - saved.units_per_second
    return max(0.0, seconds - step_lasts(saved, demand)) * over if over > 0 else 0.0


@pytest.mark.parametrize(("share", "growth", "expected"), [(0.25, 10, 415.49), (1.0, 5, 210.95)])
def test_a_ramp_fills_a_partition(share: float, growth: float, expected: float) -> None:
    lasts = ramp_lasts(PARTITION, 0, share * growth, most_units=300)

    assert lasts == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("growth", "units", "expected"), [(10, 0, 600.0), (10, 3_000, 601.0), (1, 0, 4_341.64)]
)
def test_a_ramp_uses_provisioned_capacity_up(growth: float, units: float, expected: float) -> None:
    lasts = ramp_lasts(saved(3_000, units), 0, growth, most_units=900_000)

    assert lasts == pytest.approx(expected, abs=0.005)


def test_a_step_lasts_as_long_as_what_was_saved_up() -> None:
    assert step_lasts(saved(100, 30_000), 900) == 37.5
    # At the limit of the partition only what flows in at the table's rate is missing.
    assert pytest.approx(33.33, abs=0.005) == 30_000 / 900


def test_what_is_within_the_limit_lasts_for_ever() -> None:
    assert step_lasts(saved(100, 0), 100) == INFINITE


def test_a_ramp_that_begins_above_the_limit_uses_up_what_was_saved() -> None:
    lasts = ramp_lasts(saved(100, 1_000), 150, 2, most_units=30_000)

    assert 50 * lasts + lasts * lasts == pytest.approx(1_000)


def test_an_index_pushes_back_when_its_partition_is_full() -> None:
    assert step_lasts(saved(1_000, 30_000), 3_000) == 15


@pytest.mark.parametrize(
    ("demand", "seconds", "first", "throttled"),
    [(200, 240, 300, 0), (300, 240, 150, 18_000), (300, 300, 150, 30_000), (100, 240, INFINITE, 0)],
)
def test_auto_scaling_follows_a_step_or_comes_too_late(
    demand: float, seconds: float, first: float, throttled: float
) -> None:
    full = saved(100, 30_000)

    assert step_lasts(full, demand) == first
    assert throttled_until(full, demand, seconds) == throttled


@given(st.floats(1, 1e5), st.floats(1, 1e4))
def test_the_largest_step_is_just_served(units_per_second: float, seconds: float) -> None:
    full = saved(units_per_second, 300 * units_per_second)

    step = largest_step(full, seconds)

    assert throttled_until(full, step, seconds) == pytest.approx(0, abs=1e-6 * step * seconds)
    assert throttled_until(full, 1.01 * step, seconds) > 0


@pytest.mark.parametrize(("growth", "expected"), [(10, 415.49), (40, 107.75)])
def test_the_simulation_throttles_when_the_closed_form_says(growth: float, expected: float) -> None:
    """One of four keys has a quarter of the load, alone in its partition."""
    demand = demand_of_streams(stream_of(arm_of(law_of([0.25] * 4))))
    rates = growth * (np.arange(600) + 0.5)

    first = simulate(demand, rates, Parameters()).first_refusal

    assert first is not None
    assert ramp_lasts(PARTITION, 0, growth / 4, most_units=300) == pytest.approx(expected, abs=0.01)
    assert first.second == pytest.approx(expected, abs=1)


def test_the_simulation_uses_provisioned_capacity_up_when_the_closed_form_says() -> None:
    provisioned = Provisioned(read_capacity_units=5, write_capacity_units=100)
    table = table_of(billing_mode="PROVISIONED", provisioned=provisioned)
    demand = demand_of_streams(stream_of(arm_of(zipf_law(1_000, 0.0))), tables=[table])

    first = simulate(demand, np.full(120, 900.0), Parameters(), full=True).first_refusal

    assert first is not None
    assert first.reason == "TableWriteProvisionedThroughputExceeded"
    assert first.second == pytest.approx(37.5, abs=0.05)
