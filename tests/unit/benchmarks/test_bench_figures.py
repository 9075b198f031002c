"""From samples to figures, from figures to bars that are met or missed."""

import pytest

from benchmarks.bars import Added, Duration, Footprint, Level, Outcome, Ratio, bars
from benchmarks.cases import Case, Figure, difference, farthest, ratio, shortest
from benchmarks.memory import Memory
from benchmarks.run import Run

FAST = Case(backend="direct", work="get", items=100)
SLOW = Case(backend="moto", work="put", items=100)


def test_a_ratio_compares_each_round_within_itself():
    assert ratio((30.0, 20.0, 10.0), (10.0, 10.0, 10.0)) == Figure(value=2.0, low=1.0, high=3.0)


def test_a_difference_compares_each_round_within_itself():
    found = difference((3.0, 2.5, 2.0), (1.0, 1.0, 1.0))
    assert found == Figure(value=1.5, low=1.0, high=2.0)


def test_rounds_that_one_of_two_did_not_make_are_left_out_of_a_ratio():
    assert ratio((30.0, 20.0), (10.0, 10.0, 99.0)) == Figure(value=2.5, low=2.0, high=3.0)


def test_the_shortest_round_is_what_something_takes():
    assert shortest((2.0, 1.0, 3.0)) == Figure(value=1.0, low=1.0, high=3.0)


def test_several_are_as_far_apart_as_their_shortest_rounds():
    samples = ((1.0, 2.0), (3.0, 2.0), (1.0, 4.0))
    assert farthest(samples) == Figure(value=2.0, low=2.0, high=3.0)


def outcome(bar, **run):
    return Run(**run).outcome(bar)


@pytest.mark.parametrize(("bound", "is_met"), [(4, True), (5, True), (5.1, False)])
def test_a_ratio_is_met_from_its_bound_upwards(bound, is_met):
    bar = Ratio(name="get", work="get", bound=bound, fast=FAST, slow=SLOW)
    found = outcome(bar, samples={FAST: (1.0,), SLOW: (5.0,)})
    assert found == Outcome(bar=bar, figure=Figure(value=5.0, low=5.0, high=5.0))
    assert found.is_met is is_met


@pytest.mark.parametrize(("bound", "is_met"), [(1.9, False), (2, True), (3, True)])
def test_a_level_and_a_duration_are_met_up_to_their_bound(bound, is_met):
    level = Level(name="sizes", work="get", bound=bound, cases=(FAST, SLOW))
    assert outcome(level, samples={FAST: (1.0,), SLOW: (2.0,)}).is_met is is_met
    duration = Duration(name="get", work="get", bound=bound, case=FAST)
    assert outcome(duration, samples={FAST: (2.0, 3.0)}).is_met is is_met


@pytest.mark.parametrize(("bound", "is_met"), [(2.9, False), (3, True)])
def test_what_is_added_is_met_up_to_its_bound(bound, is_met):
    bar = Added(name="admission", work="get", bound=bound, more=SLOW, less=FAST)
    found = outcome(bar, samples={FAST: (1.0, 2.0), SLOW: (4.0, 5.0)})
    assert (found.figure, found.is_met) == (Figure(value=3.0, low=3.0, high=3.0), is_met)


def test_what_could_not_be_measured_is_not_met_and_says_why():
    bar = Ratio(name="get", work="get", bound=1, fast=FAST, slow=SLOW)
    found = outcome(bar, samples={FAST: (1.0,)}, missing={SLOW: "not run: no moto"})
    assert found == Outcome(bar=bar, figure=None, missing="not run: no moto")
    assert not found.is_met


MEMORY = Memory(items=10, resident=((0, 1000), (5, 1500), (10, 1100), (15, 1100), (20, 1155)))


def test_the_memory_of_an_item_is_that_of_the_worst_sample():
    assert MEMORY.item_bytes == Figure(value=150.0, low=100.0, high=150.0)
    assert MEMORY.overwrites == 20


def test_memory_grows_from_the_first_whole_round_of_overwrites_on():
    assert MEMORY.growth == Figure(value=pytest.approx(0.05), low=0.0, high=pytest.approx(0.05))
    assert MEMORY.slope_bytes == pytest.approx(5.5)


def test_memory_that_was_overwritten_in_part_is_compared_with_itself():
    memory = Memory(items=10, resident=((0, 1000), (5, 1500)))
    assert memory.growth == Figure(value=0.0, low=0.0, high=0.0)
    assert memory.slope_bytes == 0.0


def test_memory_goes_from_process_to_process_as_json():
    assert Memory.from_json(MEMORY.to_json()) == MEMORY


def test_a_footprint_is_held_against_memory():
    each = Footprint(name="memory", work="memory", bound=150)
    growth = Footprint(name="overwrites", work="growth", bound=0.02, is_growth=True)
    assert outcome(each, memory=MEMORY).is_met
    assert not outcome(growth, memory=MEMORY).is_met
    assert outcome(each) == Outcome(bar=each, figure=None, missing="not measured")


def test_the_bars_have_different_names_and_are_compared_with_plain_moto():
    found = bars((2_000, 20_000))
    assert len({bar.name for bar in found}) == len(found)
    assert {bar.slow.backend for bar in found if isinstance(bar, Ratio)} == {"moto"}
