"""What was found, as JUnit XML, read by a reader of JUnit XML."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from pytest_dynamo.checks.examining import Ignored
from pytest_dynamo.checks.formats.junit import junit

# The shape that pytest writes as xunit2: what may stand in what, with which attributes.
XUNIT2 = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname", "time"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


@pytest.fixture
def read(checked):
    """The suites by their names, of what was checked."""
    return {suite.name: suite for suite in JUnitXml.fromstring(junit(checked).encode())}


def outcomes(suite) -> dict[str, str]:
    """What came of each case: its message, or `passed`."""
    return {
        case.name: f"{type(case.result[0]).__name__}: {case.result[0].message}"
        if case.result
        else "passed"
        for case in suite
    }


def test_a_suite_is_a_design_and_a_case_a_rule_that_applies(read):
    assert list(read) == ["designs/bad.yaml", "designs/shop.yaml", "designs/empty.yaml"]
    assert outcomes(read["designs/bad.yaml"]) == {"loads": "Error: does not load: 2 mistakes"}
    assert outcomes(read["designs/shop.yaml"]) == {
        "loads": "passed",
        "PD001 The design ignores a rule that does not exist": "passed",
        "PD401 One key is asked for more than a partition serves": "Skipped: ignored: a demo",
        "PD403 Requests are throttled until partitions have been split": (
            "Failure: it begins with 4 partitions"
        ),
        "PD404 An index limits the writes of its table": "passed",
    }
    assert outcomes(read["designs/empty.yaml"]) == {
        "loads": "passed",
        "PD001 The design ignores a rule that does not exist": "passed",
    }


def test_what_is_counted_is_what_is_there(checked, read):
    every = JUnitXml.fromstring(junit(checked).encode())
    counts = {
        suite.name: (suite.tests, suite.failures, suite.errors, suite.skipped, suite.time)
        for suite in every
    }
    assert counts == {
        "designs/bad.yaml": (1, 0, 1, 0, 0.5),
        "designs/shop.yaml": (5, 1, 0, 1, 1.25),
        "designs/empty.yaml": (2, 0, 0, 0, 0.0),
    }
    assert (every.tests, every.failures, every.errors, every.time) == (8, 1, 1, 1.75)
    every.update_statistics()
    assert (every.tests, every.failures, every.errors, every.time) == (8, 1, 1, 1.75)
    for suite in read.values():
        results = [case.result[0] for case in suite if case.result]
        assert suite.failures == sum(isinstance(each, Failure) for each in results)
        assert suite.errors == sum(isinstance(each, Error) for each in results)
        assert suite.skipped == sum(isinstance(each, Skipped) for each in results)


def test_the_text_of_a_failure_has_the_place_and_the_fix(read):
    case = next(case for case in read["designs/shop.yaml"] if case.name.startswith("PD403"))

    assert case.result[0].text.splitlines() == [
        "designs/shop.yaml:9:3: warning: it begins with 4 partitions",
        "  it is throttled",
        "  fix: warm it up",
        "",
        "pytest-dynamo explain PD403",
    ]


def test_what_does_not_fail_the_check_stands_in_the_output(checked):
    (suite, *_) = JUnitXml.fromstring(junit(replace(checked, broken=(), fail_on="error")).encode())
    cases = {case.name[:5]: case for case in suite}

    assert suite.failures == 0
    assert cases["PD403"].system_out == (
        "designs/shop.yaml:9:3: warning: it begins with 4 partitions\n"
        "  it is throttled\n  fix: warm it up"
    )
    assert cases["loads"].system_out == "1,200 requests/s declared, modelled"


def test_several_findings_of_one_rule_are_one_failure(checked):
    shop = checked.examinations[0]
    twice = replace(shop, findings=(shop.findings[1],) * 2, ignored=())
    one = replace(checked, broken=(), examinations=(twice,))

    (suite,) = JUnitXml.fromstring(junit(one).encode())

    (case,) = [case for case in suite if case.result]
    assert [result.message for result in case.result] == ["2 findings"]
    assert case.result[0].text.count("it begins with 4 partitions") == 2


def test_it_has_the_shape_that_pytest_writes(checked):
    def look(element):
        attributes, children = XUNIT2[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
        for child in element:
            look(child)

    root = ET.fromstring(junit(checked))
    assert root.tag == "testsuites"
    look(root)


def test_characters_that_xml_cannot_hold_are_told_by_their_numbers(checked):
    shop = checked.examinations[0]
    odd = replace(shop.findings[1], found="a \x1b[0m \ud800 <b> & \uffff 𝄞")
    ignored = (Ignored(finding=shop.ignored[0].finding, reason='"\x00"'),)
    one = replace(
        checked, broken=(), examinations=(replace(shop, findings=(odd,), ignored=ignored),)
    )

    (suite,) = JUnitXml.fromstring(junit(one).encode())

    assert [case.result[0].message for case in suite if case.result] == [
        'ignored: "#x00"',
        "a #x1B[0m #xD800 <b> & #xFFFF 𝄞",
    ]
