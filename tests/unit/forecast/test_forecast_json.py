"""A forecast as JSON, and back."""

import json

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.values import Band, Forecast, forecast_from_json, forecast_to_json
from tests.unit.forecast.demands import (
    arm_of,
    demand_of_streams,
    forecasted,
    law_of,
    stream_of,
    zipf_law,
)

BAND = Band(
    seeds=3,
    throttled_share_lowest=0.1,
    throttled_share_middle=0.2,
    throttled_share_highest=0.3,
    first_throttle_earliest_seconds=1.5,
    first_throttle_latest_seconds=None,
)


@pytest.fixture(scope="module")
def throttled() -> Forecast:
    law = law_of([0.7, 0.3])
    demand = demand_of_streams(
        stream_of(arm_of(law), arm_of(law, index="GSI1"), rate=3_000),
        stream_of(arm_of(law, "read", units=0.5, weight=2 / 3), rate=100, pattern="get"),
        item_bytes={("t", None): 1e9},
        growth={("t", None): 10.0},
    )
    about = {"design": "d", "path": "d.yaml", "population": {"User": 5}, "not_served": ("x",)}
    return forecasted(demand, about={**about, "band": BAND})


def test_a_forecast_goes_to_json_and_back(throttled: Forecast) -> None:
    assert forecast_from_json(forecast_to_json(throttled)) == throttled


def test_a_forecast_without_a_throttle_goes_to_json_and_back() -> None:
    found = forecasted(demand_of_streams(stream_of(arm_of(zipf_law(100, 0.0)), rate=7)))

    assert found.first_throttle is None
    assert found.sharding is None
    assert forecast_from_json(forecast_to_json(found)) == found


def test_the_json_is_strict_and_says_that_it_is_modelled(throttled: Forecast) -> None:
    text = forecast_to_json(throttled)

    found = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))

    assert (found["source"], found["version"], found["holds_until"]) == (
        "modelled",
        1,
        throttled.holds_until,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "the text: Invalid JSON"),
        ("[]", "the text: Input should be an object"),
        ("{}", "design: Field required"),
    ],
)
def test_what_is_no_forecast_is_refused(text: str, expected: str) -> None:
    with pytest.raises(DynamoError, match="this is not the JSON of a forecast") as caught:
        forecast_from_json(text)

    assert expected in str(caught.value)


def test_a_forecast_of_another_version_is_refused(throttled: Forecast) -> None:
    changed = {**json.loads(forecast_to_json(throttled)), "version": 2}

    with pytest.raises(DynamoError, match="version: Input should be 1"):
        forecast_from_json(json.dumps(changed))
