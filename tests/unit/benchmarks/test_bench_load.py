"""The load harness as it is measured: requests a second, the tally, memory."""

from benchmarks.bars import Outcome
from benchmarks.cases import Figure
from benchmarks.load import loads, measured_apart, tally_seconds
from benchmarks.run import Run
from benchmarks.tables import bar_table

FOUND = {"requests": (9_000.0, 11_000.0), "tally": (4e-6, 3e-6), "memory": (2e6, 7e6, 6e6)}


def test_the_load_is_to_reach_its_bar_and_the_others_are_not_to_pass_theirs():
    outcomes = {one.name: Run(loads=FOUND).outcome(one) for one in loads()}

    assert outcomes["load"].figure == Figure(value=11_000.0, low=9_000.0, high=11_000.0)
    assert outcomes["load-tally"].figure == Figure(value=3e-6, low=3e-6, high=4e-6)
    assert outcomes["load-memory"].figure == Figure(value=7e6, low=2e6, high=7e6)
    assert all(outcome.is_met for outcome in outcomes.values())
    slow = Run(loads={"requests": (9_000.0,)})
    assert not slow.outcome(loads()[0]).is_met
    assert slow.outcome(loads()[1]).missing == "not measured"


def test_each_is_shown_in_its_own_unit():
    rows = bar_table([Outcome(bar=bar, figure=bar.measured(FOUND)) for bar in loads()])

    cells = [[cell.strip() for cell in row.split("|")[2:4]] for row in rows.splitlines()[2:]]
    assert cells == [
        ["≥ 10,000 requests/s", "11,000 requests/s"],
        ["≤ 5.00 µs", "3.00 µs"],
        ["≤ 100.0 MB", "7.0 MB"],
    ]


def test_what_counting_takes_is_measured():
    (seconds,) = tally_seconds(rounds=1, performances=50)

    assert 0 < seconds < 0.001


def test_memory_is_measured_in_a_process_of_its_own():
    found = measured_apart(["memory"], requests=2_000)

    assert len(found["memory"]) == 20
    assert all(added < 50e6 for added in found["memory"])
