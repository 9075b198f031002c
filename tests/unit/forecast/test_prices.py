"""Prices: their arithmetic, and the file that overrides them."""

from pathlib import Path

import pytest

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.prices import (
    HOURS_A_MONTH,
    SECONDS_A_MONTH,
    Prices,
    break_even_utilization,
    load_prices,
)


@pytest.mark.parametrize("direction", ["read", "write"])
def test_a_full_hour_of_on_demand_costs_three_and_a_half_times_a_provisioned_one(direction) -> None:
    even = break_even_utilization(Prices(), direction, "STANDARD")

    assert even == pytest.approx(0.288889, abs=5e-7)
    assert 1 / even == pytest.approx(3.4615, abs=5e-5)
    assert 0.7 / even == pytest.approx(2.4231, abs=5e-5)


def test_a_thousand_units_for_a_month_cost_what_on_demand_does_at_the_break_even() -> None:
    prices = Prices()
    provisioned = 1_000 * HOURS_A_MONTH * prices.hour("write", "STANDARD")
    units = 1_000 * SECONDS_A_MONTH * break_even_utilization(prices, "write", "STANDARD")

    assert provisioned == pytest.approx(474.50)
    assert units * prices.on_demand("write", "STANDARD") == pytest.approx(474.50)


def test_infrequent_access_costs_more_to_use_and_less_to_keep() -> None:
    prices, kind = Prices(), "STANDARD_INFREQUENT_ACCESS"

    assert prices.on_demand("write", kind) == pytest.approx(0.78e-6)
    assert prices.on_demand("read", kind) == pytest.approx(0.155e-6)
    assert (prices.hour("write", kind), prices.hour("read", kind)) == (0.00081, 0.00016)
    assert (prices.storage(kind), prices.storage("STANDARD")) == (0.10, 0.25)


def test_what_costs_nothing_on_demand_never_breaks_even() -> None:
    assert break_even_utilization(Prices(million_read_units=0), "read", "STANDARD") == float("inf")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prices.yaml", "region: eu-west-1\nas_of: 2026-11-01\nmillion_write_units: 0.7\n"),
        (
            "prices.json",
            '{"region": "eu-west-1", "as_of": "2026-11-01", "million_write_units": 0.7}',
        ),
    ],
)
def test_a_file_says_which_prices_differ(name: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")

    assert load_prices(file) == Prices(
        region="eu-west-1", as_of="2026-11-01", million_write_units=0.7
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "milion_write_units: 1",
            "'milion_write_units' is no price; did you mean 'million_write_units'?",
        ),
        ("x: 1", "'x' is no price; there are region, as_of, million_write_units"),
        (
            "million_write_units: cheap",
            "the price million_write_units takes US dollars, and not 'cheap'",
        ),
        (
            "million_write_units: true",
            "the price million_write_units takes US dollars, and not 'True'",
        ),
        ("million_write_units: -1", "the price million_write_units is -1.0, which is none"),
        ("million_write_units: .nan", "the price million_write_units is nan, which is none"),
        ("million_write_units: .inf", "the price million_write_units is inf, which is none"),
        ("[0.1]", "prices are a mapping, such as 'million_write_units: 0.625'"),
        ("", "prices are a mapping"),
        ("a: b: c", "the prices cannot be read"),
        ("as_of: 2026-13-01", "as_of is no date that there is: month must be in 1..12"),
        ("a: *b", "the prices cannot be read"),
    ],
)
def test_a_mistake_in_a_file_of_prices_is_named(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(DynamoError) as caught:
        load_prices(file)

    assert str(caught.value).startswith(f"{file}: ")
    assert expected in str(caught.value)


def test_a_file_of_prices_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DynamoError, match="no such file or directory"):
        load_prices(tmp_path / "prices.yaml")


def test_a_file_of_prices_that_is_no_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(DynamoError, match="the prices cannot be read"):
        load_prices(file)
