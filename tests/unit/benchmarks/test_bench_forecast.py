"""The forecast that is measured, and its bars."""

from dataclasses import replace

import pytest

from benchmarks.bars import Outcome
from benchmarks.cases import Figure
from benchmarks.forecast import Spent, demand, measured, simulations
from benchmarks.run import Run
from benchmarks.tables import bar_table

SPENT = Spent(seconds=(3.0, 2.0), peak_bytes=(100e6, 310e6))


def test_a_forecast_is_measured_with_the_memory_of_its_process():
    spent = measured(1_000, seconds=60)

    assert spent.seconds[0] > 0
    assert spent.peak_bytes[0] > 1e6
    assert Spent.from_json(spent.to_json()) == spent


def test_a_million_requests_a_second_are_forecast():
    assert sum(stream.requests_per_second for stream in demand(100).streams) == 1_000_000


def test_what_a_new_table_serves_whole_is_no_measure(monkeypatch):
    nothing = replace(demand(100), streams=())
    monkeypatch.setattr("benchmarks.forecast.demand", lambda keys: nothing)
    with pytest.raises(AssertionError, match="refuses a part of such a load, and not 0"):
        measured(100, seconds=1)


def test_the_shortest_round_and_the_largest_memory_are_held_against_the_bars():
    run = Run(forecasts={10**6: SPENT})

    outcomes = [run.outcome(bar) for bar in simulations()]

    assert [outcome.figure for outcome in outcomes] == [
        Figure(value=2.0, low=2.0, high=3.0),
        Figure(value=310e6, low=100e6, high=310e6),
        None,
    ]
    assert [outcome.is_met for outcome in outcomes] == [True, False, False]
    assert outcomes[2].missing == "not measured"


def test_bars_of_the_forecast_are_shown_in_seconds_and_megabytes():
    seconds, memory, _ = simulations()
    outcomes = [
        Outcome(bar=seconds, figure=seconds.measured({10**6: SPENT})),
        Outcome(bar=memory, figure=memory.measured({10**6: SPENT})),
    ]
    rows = bar_table(outcomes).splitlines()[2:]

    assert [[cell.strip() for cell in row.split("|")[2:-1]] for row in rows] == [
        ["≤ 5.00 s", "2.00 s", "2.00 s – 3.00 s", "met"],
        ["≤ 300 MB", "310 MB", "100 MB – 310 MB", "**missed**"],
    ]
