"""What was found, as an object of JSON; docs/reference/rules.md says what the members are."""

import json
from dataclasses import asdict

from pytest_dynamo.checks.catalogue import RULES
from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.formats.checked import Checked
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.errors import DesignError

VERSION = 1


def json_object(checked: Checked) -> str:
    """All that was found, for programs."""
    found = {
        "version": VERSION,
        "source": "modelled",
        "errors": checked.count("error"),
        "warnings": checked.count("warning"),
        "notes": checked.count("note"),
        "designs": [_design(each) for each in checked.examinations],
        "broken": [_broken(each) for each in checked.broken],
    }
    return f"{json.dumps(found, indent=2)}\n"


def _design(examination: Examination) -> dict[str, object]:
    return {
        "path": examination.design.path,
        "name": examination.design.name,
        "declared_requests_per_second": examination.declared_requests_per_second,
        "findings": [_finding(finding) for finding in examination.findings],
        "ignored": [
            {**_finding(each.finding), "reason": each.reason} for each in examination.ignored
        ],
        "notes": list(examination.notes),
    }


def _finding(finding: Finding) -> dict[str, object]:
    members = asdict(finding)
    place = members.pop("place")
    return {
        **members,
        "line": place["line"],
        "column": place["column"],
        "link": RULES[finding.rule].link,
    }


def _broken(error: DesignError) -> dict[str, object]:
    mistakes = [asdict(mistake) for mistake in error.mistakes]
    return {
        "path": error.path,
        "mistakes": [
            {name: value for name, value in mistake.items() if name != "path"}
            for mistake in mistakes
        ],
    }
