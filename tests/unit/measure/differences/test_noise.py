"""How far chance moves a figure."""

from math import inf, sqrt

import pytest

from pytest_dynamo.measure.differences.latencies import of_percentile
from pytest_dynamo.measure.differences.noise import (
    NORMAL,
    Estimate,
    batched,
    dispersion_of,
    noise_between,
    of_mean_units,
    of_rate,
    of_share,
    student,
    successive_variance,
)
from pytest_dynamo.measure.latency_values import LatencyFigures


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=low, high=high, method="counts")


def test_noise_is_taken_of_the_ends_that_face_each_other() -> None:
    before, after = estimate(10, 6, 13), estimate(20, 16, 100)

    assert noise_between(before, after) == 5.0
    assert noise_between(after, before) == 5.0


def test_bins_are_put_together_into_twenty_batches_at_most_and_the_newest_are_kept() -> None:
    assert batched([1.0, 2.0, 3.0]) == [1.0, 2.0, 3.0]
    assert batched([9.0, *[1.0, 3.0] * 20]) == [7 / 3, *[5 / 3, 7 / 3] * 6]


def test_a_load_that_rises_as_it_was_told_to_has_next_to_no_variance() -> None:
    rising = [float(each) for each in range(20)]

    assert successive_variance(rising) == 0.5
    assert successive_variance([0.0, 2.0] * 10) == 2.0


def test_the_noise_of_a_rate_is_that_of_its_batches() -> None:
    found = of_rate([8.0, 12.0] * 10, 10.0, 200)

    half = student(2 / 3 * 19) * sqrt(16 / 2 / 20)
    assert [found.low, found.high] == pytest.approx([10 - half, 10 + half])
    assert found.method == "bins"


def test_with_too_few_bins_arrivals_are_taken_to_be_poisson() -> None:
    found = of_rate([8.0, 12.0], 10.0, 400)

    assert found.high == pytest.approx(10 + NORMAL * 10 / 20)
    assert found.method == "counts"


@pytest.mark.parametrize(
    ("degrees", "quantile"), [(4, 8.610), (6, 5.959), (12, 4.318), (60, 3.460)]
)
def test_the_quantile_of_t_is_that_of_the_tables(degrees: float, quantile: float) -> None:
    assert student(degrees) == pytest.approx(quantile, rel=0.05 if degrees < 6 else 0.013)


def test_the_interval_of_a_share_is_wilsons() -> None:
    found = of_share(0, 100)

    square = NORMAL**2
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(square / (100 + square))


def test_requests_that_are_throttled_together_count_for_fewer() -> None:
    bursts = [0.0, 10.0] * 10
    dispersion = dispersion_of(bursts, [10.0] * 20)

    # A share of a half of ten requests has a variance of 0.025; successive batches have one of 0.5.
    assert dispersion == pytest.approx(20 * (student(2 / 3 * 19) / NORMAL) ** 2)
    assert of_share(100, 200, dispersion).high > of_share(100, 200).high


def test_throttles_that_come_by_themselves_count_as_they_are() -> None:
    assert dispersion_of([1.0] * 20, [10.0] * 20) == 1.0
    assert dispersion_of([0.0] * 20, [10.0] * 20) == 1.0
    assert dispersion_of([0.0, 9.0], [10.0] * 2) == 1.0


def test_requests_that_all_consumed_the_same_have_no_noise() -> None:
    assert of_mean_units(1.5, 1_000).high == 1.5
    assert of_mean_units(1.5, 1_000).method == "exact"
    assert of_mean_units(1.52, 10_000).high == pytest.approx(1.52 * (1 + NORMAL / 100))
    assert of_mean_units(1.5, 3).method == "spread of units"


def test_a_percentile_lies_between_those_that_so_few_and_so_many_calls_exceeded() -> None:
    # Ten times as long for each tenth of the calls: the logarithm is the power of the share.
    curve = tuple(10.0 ** (number * 0.25) for number in range(17))
    row = LatencyFigures(
        count=10_000,
        p50_ms=2.0,
        p90_ms=10.0,
        p95_ms=20.0,
        p99_ms=100.0,
        p999_ms=1_000.0,
        max_ms=10_000.0,
        curve=curve,
    )
    spread = NORMAL / 2 * sqrt(0.99)

    found = of_percentile(row, "p99")

    assert found.value == 100.0
    assert found.high == pytest.approx(10_000 / (10 - spread) ** 2 * sqrt(1.02) * 1.07)
    assert found.low == pytest.approx(10_000 / (10 + spread) ** 2 / sqrt(1.02) / 1.07)


def test_of_a_percentile_of_too_few_calls_no_upper_end_is_known() -> None:
    row = LatencyFigures(
        count=100, p50_ms=1.0, p90_ms=2.0, p95_ms=3.0, p99_ms=4.0, p999_ms=5.0, max_ms=5.0
    )

    assert of_percentile(row, "p99").high == inf
    assert of_percentile(row, "p50").high < 2.2
    assert 0 < of_percentile(row, "p50").low < 1.0
