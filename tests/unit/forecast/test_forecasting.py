"""The forecast of a design: from its file to the figures."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design, Provisioned
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.forecasting import forecast, forecast_prepared
from pytest_dynamo.forecast.preparing import prepare
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.forecast.values import ArmForecast, Forecast

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHOP = """\
version: 1
name: shop
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      by_state: {partition_key: state, sort_key: PK, projection: KEYS_ONLY}
entities:
  User:
    population: 400
    item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {sequence: {start: 1}}, state: open}
access_patterns:
  get_user:
    get: {PK: "USER#{user_id}", SK: PROFILE}
    returns: User
    rate: 300
  put_user:
    put: User
    keys: {User: {zipf: 1.0}}
    rate: 100
"""


@pytest.fixture(scope="module")
def shop() -> Design:
    return parse_design(SHOP, "designs/shop.yaml")


def of(design: Design, **settings) -> Forecast:
    return forecast(design, now=NOW, **{"duration_seconds": 120, **settings})


def test_a_design_is_forecast_at_its_declared_rates(shop: Design) -> None:
    found = of(shop)

    assert (found.design, found.path, found.source) == ("shop", "designs/shop.yaml", "modelled")
    assert (found.load.peak_requests_per_second, found.population) == (400, {"User": 400})
    assert found.patterns[0].arms == (
        ArmForecast(table="shop", index=None, direction="read", units=0.5, units_per_second=150.0),
    )
    assert (found.not_served, found.parameters_changed, found.band) == ((), {}, None)


def test_the_one_key_of_an_index_limits_the_writes_of_its_table(shop: Design) -> None:
    pattern = replace(shop.access_patterns["put_user"], keys={})

    found = of(replace(shop, access_patterns={"put_user": pattern}), peak=20)

    assert found.holds_until == pytest.approx(1_000)
    assert found.ceiling_bound.index == "by_state"
    assert found.first_throttle is not None
    assert found.first_throttle.key == "open"
    assert found.throttled_share == pytest.approx(0.5, abs=0.01)


def test_a_design_whose_index_and_table_shrink_is_forecast() -> None:
    design = parse_design("""
        version: 1
        tables: {events: {partition_key: PK, indexes: {open: {partition_key: is_open}}}}
        entities:
          Event:
            population: 50
            item: {PK: "{id}", id: {faker: uuid4}, is_open: {choice: ["yes"]}}
        access_patterns:
          close: {update: {key: {PK: "{id}"}, remove: [is_open]}, returns: Event, rate: 2}
          drop: {delete: {PK: "{id}"}, returns: Event, rate: 1}
    """)

    found = of(design)

    assert {each.index: each.growth_bytes_per_day < 0 for each in found.storage} == {
        None: True,
        "open": True,
    }
    assert found.first_throttle is None


def test_the_same_arguments_give_the_same_forecast(shop: Design) -> None:
    assert of(shop, seed=3, peak=30) == of(shop, seed=3, peak=30)


def test_the_workload_of_a_design_is_the_load_unless_another_is_asked_for(shop: Design) -> None:
    design = parse_design(f"{SHOP}workload: {{peak: 5x, duration: 2m, shape: ramp}}\n")

    said, asked = forecast(design, now=NOW).load, of(design, peak=2, shape="step").load

    assert (said.peak, said.duration_seconds, said.shape) == (5, 120, "ramp")
    assert (asked.peak, asked.duration_seconds, asked.shape) == (2, 120, "step")


def test_what_was_prepared_once_is_forecast_under_several_loads(shop: Design) -> None:
    prepared = prepare(shop, now=NOW)

    low, high = (
        forecast_prepared(prepared, peak=peak, duration_seconds=120) for peak in (1.0, 100.0)
    )

    assert low == of(shop)
    assert low.holds_until == high.holds_until
    assert (low.throttled_share, high.throttled_share > 0.1) == (0, True)


@pytest.mark.parametrize(
    ("load", "seconds"),
    [
        ({"peak": 60, "duration_seconds": 10}, 300),
        ({"peak": 4, "duration_seconds": 10}, 20),
        ({"peak": 4, "duration_seconds": 10, "shape": "ramp"}, 10),
        ({"peak": 100, "duration_seconds": 3_600}, 300),
    ],
)
def test_collections_are_as_they_are_halfway_through_a_load(load, seconds: float) -> None:
    design = parse_design("""
        version: 1
        tables: {rooms: {partition_key: PK, sort_key: SK}}
        entities:
          Message:
            population: 1
            item: {PK: ROOM, SK: "{id}", id: {ulid: true}, text: {text_bytes: 4_000}}
        access_patterns:
          list: {query: {PK: ROOM}, returns: Message, rate: 1}
          put: {put: Message, rate: 2}
    """)

    found = forecast(design, now=NOW, **load)

    # One item was there, and each takes nearly half a unit.
    (table,) = found.resources
    assert table.read.peak_units_per_second / load["peak"] == pytest.approx(
        (1 + 2 * seconds) * (4_000 + 65) / 8_192, rel=0.02
    )


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf")])
def test_a_run_has_a_middle(seconds: float, shop: Design) -> None:
    with pytest.raises(DynamoError, match=f"a run of {seconds} seconds has no middle"):
        prepare(shop, now=NOW, run_seconds=seconds)


def test_a_band_is_over_the_delays_of_splits(shop: Design) -> None:
    found = of(shop, peak=30, seeds=3)

    assert found.band is not None
    assert found.band.seeds == 3
    assert found.band.throttled_share_lowest <= found.throttled_share
    assert found.throttled_share <= found.band.throttled_share_highest


def test_a_band_without_a_throttle_has_no_first_one(shop: Design) -> None:
    found = of(shop, seeds=2)

    assert found.band is not None
    assert found.band.first_throttle_earliest_seconds is None
    assert found.band.first_throttle_latest_seconds is None


def test_prices_parameters_and_sizes_are_those_that_are_given(shop: Design) -> None:
    found = of(
        shop,
        prices=Prices(region="eu-west-1"),
        parameters=Parameters(partition_write_units=500),
        sizes={"User": 50},
    )

    assert (found.prices.region, found.population) == ("eu-west-1", {"User": 50})
    assert found.parameters_changed == {"partition_write_units": "500"}


def test_progress_is_told(shop: Design) -> None:
    told: list[tuple[str, float]] = []

    of(shop, on_progress=lambda what, share: told.append((what, share)))

    assert {what for what, _ in told} == {"asking for keys", "running 120 seconds", "adding up"}
    assert all(0 <= share <= 1 for _, share in told)


def test_a_pattern_that_is_not_served_is_left_out_and_named(shop: Design) -> None:
    design = parse_design(
        SHOP
        + "  find_user:\n    query: {user_id: '{user_id}'}\n    returns: User\n    rate: 1000\n"
    )

    found = of(design)

    assert found.not_served == ("find_user",)
    assert found.load.declared_requests_per_second == 400


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ("", "has no access patterns, so nothing is asked of its tables"),
        (
            "access_patterns: {a: {query: {user_id: '{user_id}'}, returns: User}}",
            "serves none of its access patterns",
        ),
    ],
)
def test_a_design_that_asks_for_nothing_is_refused(patterns: str, expected: str) -> None:
    design = parse_design(SHOP[: SHOP.index("access_patterns")] + patterns, "designs/shop.yaml")

    with pytest.raises(DynamoError, match=expected) as caught:
        of(design)

    assert "To fix this: " in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"peak": 0}, "a peak of 0 times"),
        ({"peak": float("nan")}, "a peak of nan times"),
        ({"duration_seconds": float("inf")}, "a duration of inf s"),
        ({"shape": "wave"}, "'wave' is no shape"),
        ({"scale": 0}, "a population of 0 times the design's"),
        ({"scale": -1.0}, "a population of -1.0 times the design's"),
        ({"scale": float("nan")}, "a population of nan times the design's"),
        ({"scale": float("inf")}, "a population of inf times the design's"),
        ({"sizes": {"Usr": 5}}, "there is no entity 'Usr' to give a size; entities: User"),
        ({"sizes": {"User": 0}}, "a population of 0 User leaves nobody to ask for"),
        ({"sizes": {"User": -3}}, "a population of -3 User leaves nobody to ask for"),
        ({"seeds": 0}, "0 seeds were asked for"),
        ({"seeds": 10_000}, "10000 seeds were asked for"),
    ],
)
def test_what_makes_no_sense_is_refused(settings, expected: str, shop: Design) -> None:
    with pytest.raises(DynamoError, match=expected):
        of(shop, **settings)


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -1.0])
def test_a_rate_that_is_none_is_refused(rate: float, shop: Design) -> None:
    pattern = replace(shop.access_patterns["get_user"], rate=rate)

    with pytest.raises(DynamoError, match="rate"):
        of(replace(shop, access_patterns={"get_user": pattern}))


def test_rates_of_zero_ask_for_nothing(shop: Design) -> None:
    pattern = replace(shop.access_patterns["get_user"], rate=0.0)

    with pytest.raises(DynamoError, match="nothing is asked of any table"):
        of(replace(shop, access_patterns={"get_user": pattern}))


def test_a_population_of_a_million_millions_is_forecast(shop: Design) -> None:
    found = of(shop, sizes={"User": 10**12})

    assert found.population == {"User": 10**12}
    assert 0 < found.holds_until <= found.ceiling


def test_with_full_buckets_the_first_throttle_comes_later(shop: Design) -> None:
    small = Provisioned(read_capacity_units=100, write_capacity_units=1_000)
    table = replace(shop.tables["shop"], billing_mode="PROVISIONED", provisioned=small)
    design = replace(shop, tables={"shop": table})

    new, idle = of(design, duration_seconds=700), of(design, duration_seconds=700, full=True)

    assert new.first_throttle is not None
    assert idle.first_throttle is not None
    # 150 are asked for: 50 more than there are, of 1 second's worth or of 300.
    assert new.first_throttle.at_seconds == pytest.approx(100 / 50)
    assert idle.first_throttle.at_seconds == pytest.approx(300 * 100 / 50)
