"""Four workers beside one, and what answers them."""

import pytest

from benchmarks.bars import Outcome
from benchmarks.cases import Figure
from benchmarks.run import Run
from benchmarks.tables import bar_table
from benchmarks.workers import ALONE, FOUR, MiscountedError, checked, measured_in_turn, together

PAIRS = {FOUR: ((100.0, 90.0), (100.0, 120.0), (100.0, 70.0)), ALONE: ((4e-5, 2e4), (3e-5, 3e4))}


def run(requests, workers):
    return {
        "totals": {"requests": requests},
        "how": {"workers": [{"requests": each} for each in workers]},
        "series": {"requests": [requests]},
    }


def test_workers_have_to_do_no_less_and_an_answer_is_to_take_no_longer():
    outcomes = {one.name: Run(together=PAIRS).outcome(one) for one in together()}
    assert outcomes["four-workers"].figure == Figure(value=0.9, low=0.7, high=1.2)
    assert outcomes["serve-get"].figure == Figure(value=3e-5, low=3e-5, high=4e-5)
    assert all(outcome.is_met for outcome in outcomes.values())
    slow = {FOUR: ((100.0, 79.0),)}
    assert not Run(together=slow).outcome(together()[0]).is_met
    assert Run(together=slow).outcome(together()[1]).missing == "not measured"


def test_they_are_shown_as_a_ratio_and_as_a_duration():
    rows = bar_table([Outcome(bar=bar, figure=bar.measured(PAIRS)) for bar in together()])
    cells = [[cell.strip() for cell in row.split("|")[2:5]] for row in rows.splitlines()[2:]]
    assert cells == [
        ["≥ 0.8 ×", "0.90 ×", "0.70 × – 1.20 ×"],
        ["≤ 80.0 µs", "30.0 µs", "30.0 µs – 40.0 µs"],
    ]


def test_a_run_whose_counts_do_not_agree_is_no_measurement():
    by_locust = [{"num_requests": 3}, {"num_requests": 4}]
    assert checked(run(7, (5, 2)), by_locust) == 7
    with pytest.raises(MiscountedError, match="7 requests were counted in all, and .* workers': 6"):
        checked(run(7, (5, 1)), by_locust)


def test_what_answers_them_is_measured():
    ((seconds, answers),) = measured_in_turn([ALONE], 1, answers=400)[ALONE]
    assert 0 <= seconds < 0.01
    assert answers > 100
