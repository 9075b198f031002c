"""How much of what a design holds depends on where its keys happen to lie."""

import numpy as np
import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.limits import holds_until, today_of
from pytest_dynamo.forecast.loads import requests_per_second
from pytest_dynamo.forecast.placements import Span, holds_until_span, mixed
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    forecasted,
    law_of,
    stream_of,
    zipf_law,
)


def span_of(demand: Demand, parameters: Parameters) -> tuple[float, Span]:
    todays, total = today_of(demand, parameters), requests_per_second(demand)
    bound = holds_until(todays, total, parameters)
    return bound.requests_per_second, holds_until_span(todays, bound, total, parameters)


def test_few_keys_may_lie_together_or_apart() -> None:
    # All four keys in one partition hold 1,000 writes a second, each in its own 4,000.
    law = law_of([0.25] * 4, [0.01, 0.02, 0.03, 0.04])

    held, span = span_of(demand_of_streams(stream_of(arm_of(law))), Parameters())

    assert held == span.lowest == pytest.approx(1_000)
    assert span.highest in (2_000, 4_000)


def test_one_key_lies_in_one_partition_wherever_that_is() -> None:
    held, span = span_of(demand_of_streams(stream_of(arm_of(law_of([1.0])))), Parameters())

    assert (span.lowest, span.highest) == (held, held)


def test_many_keys_lie_evenly_under_any_hash() -> None:
    _, span = span_of(demand_of_streams(stream_of(arm_of(zipf_law(100_000, 0.0)))), Parameters())

    assert 3_900 < span.lowest < span.highest <= 4_000


def test_keys_that_are_not_known_lie_evenly() -> None:
    law = law_of([], tail_share=1.0, tail_keys=10**12)

    _, span = span_of(demand_of_streams(stream_of(arm_of(law))), Parameters())

    assert span == Span(lowest=4_000, highest=4_000)


def test_a_limit_of_the_whole_table_does_not_depend_on_keys() -> None:
    demand = demand_of_streams(stream_of(arm_of(law_of([0.25] * 4, [0.1, 0.2, 0.3, 0.4]))))

    held, span = span_of(demand, Parameters(table_write_quota=10))

    assert (held, span) == (10, Span(lowest=10, highest=10))


def test_other_positions_are_spread_over_the_hash_space() -> None:
    positions = np.arange(10_000) / 1e6

    found = mixed(positions, 1)

    assert found.min() >= 0
    assert found.max() < 1
    assert np.histogram(found, bins=10, range=(0, 1))[0].min() > 900
    assert not np.array_equal(found, mixed(positions, 2))
    assert np.array_equal(found, mixed(positions, 1))


def test_the_forecast_has_the_span() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(zipf_law(1_000, 1.0)))))

    assert found.holds_until_lowest <= found.holds_until <= found.holds_until_highest
    assert found.holds_until_lowest < found.holds_until_highest
