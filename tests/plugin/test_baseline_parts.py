"""What a baseline is made of: fingerprints, figures, and which tests a run chose."""

from dataclasses import replace

import pytest

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.plugin.coverage.baseline.figures import (
    Change,
    Figures,
    changes,
    figures_of,
    is_more,
)
from pytest_dynamo.plugin.coverage.baseline.fingerprint import Fingerprint, fingerprint_of, renamed
from pytest_dynamo.plugin.coverage.selection import Selection
from pytest_dynamo.plugin.coverage.session import SessionUsage
from pytest_dynamo.plugin.coverage.usage import PatternUsage

TEXT = """\
version: 1
name: shop
tables:
  shop: {partition_key: PK, sort_key: SK}
entities:
  User:
    population: 5
    item: {PK: "USER#{user_id}", SK: PROFILE, user_id: {int: {min: 1, max: 9}}}
access_patterns:
  one: {get: {PK: "USER#{user_id}", SK: PROFILE}, returns: User}
  all: {query: {PK: "USER#{user_id}"}, returns: User}
"""


def fingerprint(old: str = "", new: str = "") -> Fingerprint:
    assert old in TEXT
    return fingerprint_of(parse_design(TEXT.replace(old, new) if old else TEXT))


def changed_parts(old: str, new: str) -> set[str]:
    before, after = fingerprint(), fingerprint(old, new)
    parts = {
        part for part in ("tables", "entities") if getattr(before, part) != getattr(after, part)
    }
    return parts | {
        name
        for name, digest in after.access_patterns.items()
        if before.access_patterns[name] != digest
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: shop", "name: other", set()),
        ("version: 1", "version: 1\n\n\ndescription: A shop", set()),
        (
            "returns: User}",
            "returns: User, rate: 7, description: x, budget: {read_units: 1}}",
            set(),
        ),
        ("sort_key: SK}", "sort_key: SK, point_in_time_recovery: true}", {"tables"}),
        ("max: 9", "max: 10", {"entities"}),
        ('{query: {PK: "USER#{user_id}"}', '{query: {PK: "USER#{user_id}"}, limit: 3', {"all"}),
        ("{get: ", "{consistent_read: true, get: ", {"one"}),
    ],
)
def test_a_fingerprint_changes_with_what_decides_the_capacity(old, new, expected):
    assert changed_parts(old, new) == expected


def test_a_fingerprint_is_short_and_always_the_same():
    assert fingerprint() == fingerprint()
    digests = [fingerprint().tables, *fingerprint().access_patterns.values()]
    assert [len(digest) for digest in digests] == [12, 12, 12]


def test_patterns_that_only_changed_their_names_are_found():
    assert renamed(fingerprint(), fingerprint("  one:", "  get_one:")) == {"one": "get_one"}


def test_a_pattern_that_could_have_become_either_of_two_has_become_none():
    before = Fingerprint(access_patterns={"a": "x", "b": "y"})
    assert renamed(before, replace(before, access_patterns={"c": "x", "d": "x", "e": "y"})) == {
        "b": "e"
    }
    assert renamed(replace(before, access_patterns={"c": "x", "d": "x"}), before) == {}


def test_figures_are_those_of_one_performance():
    usage = PatternUsage(performances=3, calls=4, read_units=1.0, items_examined=6)
    expected = Figures(read_units=0.3333, items_examined=2, calls=1.3333)
    assert figures_of(usage) == expected
    assert expected.to_plain() == {
        "read_units": 0.3333,
        "write_units": 0,
        "items_examined": 2,
        "calls": 1.3333,
    }


def test_pages_that_go_on_where_a_fixture_began_are_one_performance():
    assert figures_of(PatternUsage(calls=2, read_units=1.0)) == Figures(read_units=1.0, calls=2)


@pytest.mark.parametrize(
    ("before", "after", "tolerance", "expected"),
    [
        (1.0, 1.1, 0.1, False),
        (1.0, 1.2, 0.1, True),
        (1.0, 1.0, 0.0, False),
        (0.0, 0.5, 0.1, True),
        (0.0, 0.0, 0.1, False),
        (0.3333, 0.3334, 0.001, False),
        (2.0, 1.0, 0.0, False),
    ],
)
def test_more_is_more_than_a_share_of_what_was(before, after, tolerance, expected):
    assert is_more(before, after, tolerance=tolerance) is expected


def test_only_figures_of_tests_that_have_both_are_compared():
    def took(units: float) -> dict[str, dict[str, Figures]]:
        return {"shop": {"one": Figures(read_units=units, calls=1)}}

    before = {"a": took(1), "b": took(1), "c": took(3), "gone": took(1)}
    now = {"a": took(2), "b": took(1), "c": took(1), "new": took(9)}
    assert list(changes(before, now, tolerance=0.1)) == [
        (
            True,
            Change(
                design="shop", pattern="one", figure="read_units", tests={"a": (1, 2)}, compared=3
            ),
        ),
        (
            False,
            Change(
                design="shop", pattern="one", figure="read_units", tests={"c": (3, 1)}, compared=3
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), ["tests/a.py::test[1]", "tests/b.py::T::test", "top.py::test"]),
        (Selection(places=("tests",)), ["tests/a.py::test[1]", "tests/b.py::T::test"]),
        (Selection(places=("tests/a.py::test",)), ["tests/a.py::test[1]"]),
        (Selection(places=("tests/b.py::T", "top.py")), ["tests/b.py::T::test", "top.py::test"]),
        (Selection(places=("test",)), []),
        (Selection(not_places=("tests/a.py",)), ["tests/b.py::T::test", "top.py::test"]),
        (Selection(not_files=("tests/*",)), ["top.py::test"]),
        (Selection(leaves_out_passed=True), []),
        (Selection(is_cut_short=True), []),
    ],
)
def test_a_test_is_gone_where_a_run_would_have_had_it(selection, expected):
    ids = ["tests/a.py::test[1]", "tests/b.py::T::test", "top.py::test"]
    session = SessionUsage()
    assert [id_ for id_ in ids if session.is_gone(id_, selection)] == expected
    session.seen.update(ids[:1])
    session.not_collected.add("tests/b.py")
    assert [id_ for id_ in ids if session.is_gone(id_, selection)] == [
        id_ for id_ in expected if id_ == ids[2]
    ]
