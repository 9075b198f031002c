"""A run, with few requests to two backends and so many items that both indexes have whole collections."""

from benchmarks.bars import Ratio
from benchmarks.cases import Case
from benchmarks.run import Effort, measure

EFFORT = Effort(rounds=2, seconds=0.001)


def case(backend, work):
    return Case(backend=backend, work=work, items=625)


def test_each_case_is_measured_once_a_round():
    cases = [case("direct", "get"), case("direct", "put"), case("null", "put")]
    run = measure(cases, EFFORT, with_memory=False, tell=lambda line: None)
    assert run.missing == {}
    assert {found: len(samples) for found, samples in run.samples.items()} == dict.fromkeys(
        cases, 2
    )
    assert all(taken > 0 for samples in run.samples.values() for taken in samples)


def test_a_backend_that_is_not_there_is_left_out_and_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    here, gone = case("null", "get"), case("dynalite", "get")
    run = measure([here, gone], EFFORT, with_memory=False, tell=lambda line: None)
    assert list(run.samples) == [here]
    assert run.missing == {gone: "not run: no node"}
    bar = Ratio(name="get", work="GetItem", bound=1, fast=here, slow=gone)
    assert run.outcome(bar).missing == "not run: no node"
