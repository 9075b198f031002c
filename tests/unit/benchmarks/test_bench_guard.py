"""Calls under the guard, beside the same calls without."""

from benchmarks.bars import Outcome
from benchmarks.cases import Figure
from benchmarks.guard import guarded, measured_in_one_process
from benchmarks.run import Run
from benchmarks.tables import bar_table

PAIRS = {"user_get": ((3.0, 1.0), (2.0, 1.25), (2.5, 1.0))}


def test_what_is_added_is_the_median_of_the_rounds():
    outcomes = {one.name: Run(guarded=PAIRS).outcome(one) for one in guarded()}
    assert outcomes["guard-get"].figure == Figure(value=1.5, low=0.75, high=2.0)
    assert not outcomes["guard-get"].is_met
    assert outcomes["guard-put"].missing == "not measured"


def test_it_is_shown_as_a_duration():
    (bar,) = (one for one in guarded() if one.name == "guard-get")
    row = bar_table([Outcome(bar=bar, figure=bar.measured(PAIRS))]).splitlines()[2]
    assert [cell.strip() for cell in row.split("|")[2:6]] == [
        "≤ 10.0 µs",
        "1.50 s",
        "750 ms – 2.00 s",
        "**missed**",
    ]


def test_every_kind_of_request_is_made_with_the_guard_and_without():
    requests = [one.request for one in guarded()]
    found = measured_in_one_process(requests, 1, items=625)
    assert {request: len(pairs) for request, pairs in found.items()} == dict.fromkeys(requests, 1)
    assert all(seconds > 0 for pairs in found.values() for pair in pairs for seconds in pair)
