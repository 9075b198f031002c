"""The embedded DynamoDB is examined, and the points on which it disagrees are named and counted."""

import logging

import pytest

from pytest_dynamo.embedded.engine import Engine
from tests.embedded.conformance.performing import performer
from tests.embedded.examination import examination
from tests.embedded.examination.comparing import wanted

CASES = 1_065
DISAGREEMENTS = 19


@pytest.mark.parametrize("case", examination.CASES, ids=lambda case: case["case"])
def test_a_case_is_answered_as_expected_or_as_is_known(case, caplog):
    caplog.set_level(logging.CRITICAL)

    outcomes, after = examination.run(performer(Engine()), case)

    ours = case.get("ours", {})
    expected = [
        wanted(expectation, outcome)
        for expectation, outcome in zip(case["expected"], outcomes, strict=True)
    ]
    agreed = [ours.get(str(step), outcome) for step, outcome in enumerate(expected)]
    assert outcomes == agreed
    assert after == ours.get("after", case.get("after", {}))


def test_a_disagreement_is_one_and_says_why():
    for case in examination.CASES:
        assert ("ours" in case) == ("verdict" in case), case["case"]
        for step, outcome in case.get("ours", {}).items():
            if step == "after":
                assert outcome != case["after"], case["case"]
            else:
                assert outcome != wanted(case["expected"][int(step)], outcome), case["case"]


def test_the_documentation_says_how_many_disagree():
    disagreeing = [case["case"] for case in examination.CASES if "ours" in case]

    assert (len(examination.CASES), len(disagreeing)) == (CASES, DISAGREEMENTS)
    assert f"{CASES - DISAGREEMENTS:,} of {CASES:,}" in examination.DOCUMENTATION.read_text()
