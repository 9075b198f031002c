"""Whole sessions of pytest against each other."""

import pytest

from benchmarks.bars import Outcome
from benchmarks.cases import Figure
from benchmarks.run import Run
from benchmarks.suite import SESSIONS, measured_in_turn, sessions
from benchmarks.tables import bar_table

TAKEN = {
    "fixtures": (2.0, 3.0),
    "moto": (8.0, 6.0),
    "plugin": (0.25, 0.26),
    "bare": (0.23, 0.22),
}


def test_each_session_is_held_against_another():
    outcomes = {one.name: Run(sessions=TAKEN).outcome(one) for one in sessions()}
    assert outcomes["suite"].figure == Figure(value=0.375, low=0.25, high=0.5)
    assert outcomes["suite"].is_met
    assert outcomes["start"].figure.value == pytest.approx(0.03)
    assert outcomes["suite-session"].missing == "not measured"


def test_they_are_shown_as_ratios_and_as_a_duration():
    bars = {bar.name: bar for bar in sessions()}
    rows = bar_table(
        Outcome(bar=bars[name], figure=bars[name].measured(TAKEN)) for name in ("suite", "start")
    ).splitlines()[2:]
    assert [[cell.strip() for cell in row.split("|")[2:5]] for row in rows] == [
        ["≤ 1.20 ×", "0.38 ×", "0.25 × – 0.50 ×"],
        ["≤ 30.0 ms", "30.0 ms", "20.0 ms – 40.0 ms"],
    ]


def test_all_sessions_pass():
    taken = measured_in_turn(tuple(SESSIONS), 1, tests=2)
    assert {name: len(seconds) for name, seconds in taken.items()} == dict.fromkeys(SESSIONS, 1)


def test_a_session_that_fails_is_told(monkeypatch):
    monkeypatch.setitem(SESSIONS, "bare", (lambda _: "def test_it(): assert 0\n", ()))
    with pytest.raises(AssertionError, match="the session 'bare' failed"):
        measured_in_turn(("bare",), 1)
