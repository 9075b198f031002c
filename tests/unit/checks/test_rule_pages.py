"""Each rule has a page that says what the rule says, with a design that breaks it and one that keeps it."""

from dataclasses import replace

import pytest

from pytest_dynamo.checks.catalogue import RULES
from pytest_dynamo.checks.formats.text import examination_lines
from tests.unit.checks.pages import PAGES, RulePage, examined_alone, read_page

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def test_each_rule_has_a_page_and_each_page_a_rule():
    assert [path.stem for path in PAGES] == sorted(RULES)


@each_page
def test_a_page_says_what_the_rule_says(path):
    page, rule = read_page(path), RULES[path.stem]
    more = f" [More]({rule.link})" if rule.link else ""
    assert page.id == rule.id
    assert page.title == rule.title.removesuffix(".")
    assert page.text == (
        f"*{rule.severity.capitalize()}.* {rule.why} To fix this: {rule.fix}{more}"
    )


@each_page
def test_the_first_design_of_a_page_breaks_the_rule_as_shown(path):
    page, rule = read_page(path), RULES[path.stem]
    examination = examined_alone(page.breaks)
    found = tuple(finding for finding in examination.findings if finding.rule == rule.id)
    assert found
    assert {finding.severity for finding in found} == {rule.severity}
    if page.shown:
        assert page.shown == lines_of(replace(examination, findings=found, ignored=(), notes=()))


@each_page
def test_the_second_design_of_a_page_keeps_the_rule_and_breaks_nothing(path):
    page: RulePage = read_page(path)
    findings = examined_alone(page.keeps).findings
    assert [finding for finding in findings if finding.rule == page.id] == []
    assert [finding for finding in findings if finding.severity == "error"] == []


def lines_of(examination):
    """The findings as `pytest-dynamo check` prints them, without the line of the design."""
    _, *lines = examination_lines(examination)
    return "".join(f"{line}\n" for line in lines)
