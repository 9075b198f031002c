"""What was found, as SARIF 2.1.0, which code hosts and editors show at the lines of the design.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Any, TypeAlias
from urllib.parse import quote

from pytest_dynamo.checks.examining import Examination
from pytest_dynamo.checks.formats.checked import Checked
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.errors import Mistake

Object: TypeAlias = dict[str, Any]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "dynamoFinding/v1"
"""The name of what tells two findings apart that is the same wherever in the file they stand."""

_TAGS: Mapping[str, str] = {
    "PD0": "checks",
    "PD1": "keys",
    "PD2": "indexes",
    "PD3": "access-patterns",
    "PD4": "capacity",
    "PD5": "operations",
    "PD6": "names",
}


def sarif(checked: Checked) -> str:
    """One run with all rules that were applied and all that was found.

    What a design ignores is there, suppressed, with the reason. Designs that do not load are errors
    of the run, which is no success then.
    """
    run = {
        "tool": {"driver": _driver(checked)},
        "automationDetails": {"id": "pytest-dynamo/check/"},
        "invocations": [_invocation(checked)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [result for each in checked.examinations for result in _results(checked, each)],
    }
    return f"{json.dumps({'$schema': SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=2)}\n"


def _driver(checked: Checked) -> Object:
    return {
        "name": "pytest-dynamo",
        "version": version("pytest-dynamo"),
        "rules": [_rule(rule) for rule in checked.rules],
    }


def _rule(rule: Rule) -> Object:
    link = {"helpUri": rule.link} if rule.link else {}
    more = f"\n\nSee {rule.link}" if rule.link else ""
    more_markdown = f"\n\n[More]({rule.link})" if rule.link else ""
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why}\n\nTo fix this: {rule.fix}{more}",
            "markdown": f"{rule.why}\n\n**To fix this:** {rule.fix}{more_markdown}",
        },
        **link,
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": ["dynamodb", _TAGS[rule.id[:3]]]},
    }


def _invocation(checked: Checked) -> Object:
    return {
        "executionSuccessful": not checked.broken,
        "toolExecutionNotifications": [
            _notification(checked, mistake)
            for error in checked.broken
            for mistake in error.mistakes
        ],
    }


def _notification(checked: Checked, mistake: Mistake) -> Object:
    where = f"{mistake.where}: " if mistake.where else ""
    return {
        "level": "error",
        "message": {"text": f"the design does not load: {where}{mistake.message}"},
        "locations": [_location(checked, mistake.path, mistake.line, mistake.column)],
    }


def _results(checked: Checked, examination: Examination) -> Iterator[Object]:
    index = {rule.id: number for number, rule in enumerate(checked.rules)}
    path = examination.design.path
    seen: Counter[str] = Counter()
    ignored = ((each.finding, each.reason) for each in examination.ignored)
    for finding, reason in [*((each, None) for each in examination.findings), *ignored]:
        identity = "\n".join([finding.rule, checked.place_of(path), finding.subject])
        seen[identity] += 1
        yield {
            "ruleId": finding.rule,
            "ruleIndex": index[finding.rule],
            "level": finding.severity,
            "message": _message(finding),
            "locations": [
                {
                    **_location(checked, path, finding.place.line, finding.place.column),
                    "logicalLocations": [{"fullyQualifiedName": finding.subject}],
                }
            ],
            "partialFingerprints": {FINGERPRINT: _fingerprint(identity, seen[identity])},
            **({} if reason is None else {"suppressions": [_suppression(reason)]}),
        }


def _message(finding: Finding) -> Object:
    # What reads as a link is one; braces are none where a message has no arguments.
    text = f"{finding.found}. {finding.means}. To fix this: {finding.fix}."
    return {"text": text.replace("](", "\\](")}


def _suppression(reason: str) -> Object:
    return {"kind": "inSource", "status": "accepted", "justification": reason}


def _fingerprint(identity: str, number: int) -> str:
    """The same for a finding wherever in the file it stands, and whatever its figures are."""
    return f"{sha256(identity.encode(errors='surrogateescape')).hexdigest()[:32]}:{number}"


def _location(checked: Checked, path: str, line: int, column: int) -> Object:
    place = checked.place_of(path)
    uri = (
        {"uri": f"file://{'' if place.startswith('/') else '/'}{_quoted(place)}"}
        if _is_absolute(place)
        else {"uri": _quoted(place), "uriBaseId": ROOT}
    )
    region = {"startLine": line, "startColumn": column}
    return {"physicalLocation": {"artifactLocation": uri, "region": region}}


def _quoted(place: str) -> str:
    # The bytes of a path that is not UTF-8 stand in it as Python reads them from the system.
    return quote(place, errors="surrogateescape")


def _is_absolute(place: str) -> bool:
    """Whether a path with forward slashes begins at a root, or at a drive."""
    return place.startswith("/") or place[1:3] == ":/"
