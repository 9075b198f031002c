"""The fluid against the model of single requests: the same rules, the same figures."""

from itertools import chain

import numpy as np
import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.fluid.simulation import simulate
from pytest_dynamo.forecast.fluid.weights import uniform, zipf
from tests.unit.forecast.fluid.demands import (
    INDEX,
    demand,
    indexed,
    provisioned_table,
    ramp,
    scattered,
    served,
    steadily,
    stream,
    table,
    writes,
)
from tests.unit.forecast.fluid.event_run import by_events

# A thirtieth of everything but of the tokens in a partition's bucket, and splits that come sooner: what
# takes hours and millions of requests is over in minutes and tens of thousands.
SMALL = Parameters(
    partition_write_units=1_000 / 30,
    partition_read_units=3_000 / 30,
    first_peak_write_units=2_000 / 30,
    first_peak_read_units=6_000 / 30,
    partition_burst_seconds=3.0,
    split_least_seconds=60,
    split_most_seconds=150,
    samples=4_096,
    sampled_one_in=1,
)

WAVE = 1 + 0.8 * np.sin(2 * np.pi * (np.arange(1_200) + 0.5) / 600)


def cases():
    keys = scattered(zipf(2_000, 0.9), seed=1)
    collections = scattered(zipf(200, 0.9), seed=2, is_divisible=True)
    few = scattered(zipf(50, 1.0), seed=4, is_divisible=True)
    even = scattered(uniform(2_000), seed=3)
    return {
        "a ramp over keys of all kinds": (
            demand(table(), stream(8_000 / 30, writes(1.0, keys))),
            ramp(900),
        ),
        "the same with an index": (
            demand(
                indexed(), stream(8_000 / 30, writes(1.0, keys), writes(1.0, collections, INDEX))
            ),
            ramp(900),
        ),
        "a ramp beyond provisioned capacity": (
            demand(provisioned_table(100), stream(200, writes(1.0, even))),
            ramp(600),
        ),
        "few collections that are cut": (
            demand(table(), stream(5_000 / 30, writes(1.0, few))),
            steadily(600),
        ),
        "a wave around provisioned capacity": (
            demand(provisioned_table(45), stream(50, writes(1.0, even))),
            WAVE,
        ),
        "close below the limit": (
            demand(table(), stream(0.9 * 4_000 / 30, writes(1.0, scattered(uniform(64), seed=8)))),
            steadily(300),
        ),
    }


@pytest.mark.parametrize("name", cases())
def test_both_models_say_the_same(name):
    asked, multiples = cases()[name]

    events = by_events(asked, multiples, SMALL)
    run = simulate(asked, multiples, SMALL)

    fluid = served(run)
    assert fluid.sum() == pytest.approx(events.served.sum(), rel=0.002)
    by_minute = fluid.reshape(-1, 60).sum(axis=1)
    of_events = events.served.reshape(-1, 60).sum(axis=1)
    assert by_minute == pytest.approx(of_events, rel=0.01, abs=20)
    assert [
        (split.resource, split.at_seconds, split.inside_collection) for split in run.splits
    ] == [
        (split.resource, round(split.at_seconds), split.inside_collection)
        for split in sorted(chain(*events.splits.values()), key=lambda split: split.at_seconds)
    ]
    assert (run.first_refusal is None) == (events.first_refusal is None)
    if run.first_refusal:
        second, refusal = events.first_refusal
        assert run.first_refusal.second == pytest.approx(second, rel=0.01, abs=2)
        assert run.first_refusal.reason == refusal.reason
        found = run.first_refusal
        assert (found.first, found.last) == (refusal.first, refusal.last)
