"""The orders example at a hundred times its rates, in forecast and load test."""

from dataclasses import replace
from pathlib import Path

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.reader import load_design
from tests.agreement.loading import (
    at_seconds,
    differences,
    far_apart,
    first_throttled,
    first_throttled_of_forecast,
    forecast,
    loaded,
)

PEAK, SECONDS, SCALE = 100, 3, 0.1


def orders():
    """The design, with more queries by date: these vary so much that the mean of few says little."""
    design = load_design(Path(__file__).parents[2] / "designs" / "orders.yaml")
    patterns = dict(design.access_patterns)
    patterns["list_orders_by_date"] = replace(patterns["list_orders_by_date"], rate=20)
    return replace(design, access_patterns=patterns)


def test_forecast_and_load_consume_the_same_and_throttle_the_same_partition_first():
    load = loaded(orders(), seconds=SECONDS, peak=PEAK, scale=SCALE, parameters=Parameters())
    said = forecast(orders(), peak=PEAK, duration_seconds=SECONDS, scale=SCALE)
    found = differences(said, load)

    assert len(found) == 6
    assert far_apart(found) == {}
    assert first_throttled(load) == first_throttled_of_forecast(said)
    assert first_throttled(load) == (("my-service-table", None), "write", (0.25, 0.5))
    assert said.first_throttle.at_seconds == pytest.approx(at_seconds(load), abs=0.5)
