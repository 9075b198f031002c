"""Latency histograms: quantiles to one percent, mergeable, bounded."""

import json
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.measure.histogram import Histogram

SECONDS = st.floats(1e-6, 1_000)


def histogram_of(latencies):
    histogram = Histogram()
    for seconds in latencies:
        histogram.add(seconds)
    return histogram


@given(st.lists(SECONDS, min_size=1, max_size=50), st.sampled_from([0.5, 0.9, 0.95, 0.99, 1.0]))
def test_a_quantile_is_exact_to_one_percent(latencies, share):
    exact = sorted(latencies)[ceil(share * len(latencies)) - 1]

    assert histogram_of(latencies).quantile(share) == pytest.approx(exact, rel=0.01)


@given(st.lists(SECONDS), st.lists(SECONDS))
def test_a_merge_counts_what_both_counted(one, other):
    merged, together = histogram_of(one), histogram_of(one + other)
    merged.absorb(histogram_of(other))

    assert merged.to_json() == together.to_json()


@given(st.lists(SECONDS))
def test_a_histogram_survives_json(latencies):
    histogram = histogram_of(latencies)

    assert Histogram.from_json(json.loads(json.dumps(histogram.to_json()))).to_json() == (
        histogram.to_json()
    )


def test_no_calls_have_no_latency():
    assert (Histogram().count, Histogram().quantile(0.5)) == (0, 0.0)


def test_a_call_that_took_no_time_is_counted():
    histogram = histogram_of([0.0])

    assert (histogram.count, histogram.quantile(0.5), histogram.longest_seconds) == (1, 0.0, 0.0)


def test_an_hour_of_latencies_takes_few_buckets():
    histogram = histogram_of(10 ** (exponent / 100) for exponent in range(-700, 357))

    assert len(histogram.counts) <= 1_300
