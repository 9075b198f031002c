"""What was found, as SARIF, held against its JSON Schema."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from pytest_dynamo.checks.catalogue import RULES
from pytest_dynamo.checks.formats.checked import Checked
from pytest_dynamo.checks.formats.sarif import sarif
from pytest_dynamo.design.values import Place

SCHEMA = json.loads((Path(__file__).parent / "schema" / "sarif-2.1.0.json").read_text("utf-8"))


def run_of(checked: Checked) -> dict:
    """The run, which with what is around it keeps to the schema."""
    found = json.loads(sarif(checked))
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    (run,) = found["runs"]
    return run


def test_a_finding_is_a_result_at_its_place(checked):
    *_, slow, hot = run_of(checked)["results"]

    fingerprint = slow.pop("partialFingerprints")
    assert list(fingerprint) == ["dynamoFinding/v1"]
    assert slow == {
        "ruleId": "PD403",
        "ruleIndex": 2,
        "level": "warning",
        "message": {
            "text": "it begins with 4 partitions. it is throttled. To fix this: warm it up."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "designs/shop.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 9, "startColumn": 3},
                },
                "logicalLocations": [{"fullyQualifiedName": "table shop"}],
            }
        ],
    }
    assert (hot["level"], hot["suppressions"]) == (
        "error",
        [{"kind": "inSource", "status": "accepted", "justification": "a demo"}],
    )


def test_each_rule_that_was_applied_says_what_helps(checked):
    rules = run_of(checked)["tool"]["driver"]["rules"]

    rule = RULES["PD404"]
    assert [each["id"] for each in rules] == ["PD001", "PD401", "PD403", "PD404"]
    assert rules[3] == {
        "id": "PD404",
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why}\n\nTo fix this: {rule.fix}\n\nSee {rule.link}",
            "markdown": f"{rule.why}\n\n**To fix this:** {rule.fix}\n\n[More]({rule.link})",
        },
        "helpUri": rule.link,
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": ["dynamodb", "capacity"]},
    }


def test_all_rules_keep_to_the_schema(clean):
    driver = run_of(clean)["tool"]["driver"]

    assert [rule["id"] for rule in driver["rules"]] == list(RULES)
    assert driver["name"] == "pytest-dynamo"


def test_a_design_that_does_not_load_is_an_error_of_the_run(checked, clean):
    (invocation,) = run_of(checked)["invocations"]

    assert run_of(clean)["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": []}
    ]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert first == {
        "level": "error",
        "message": {"text": "the design does not load: tabels: no such setting"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "designs/bad.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 1},
                }
            }
        ],
    }
    assert second["message"] == {"text": "the design does not load: tables is missing"}


def fingerprints(checked: Checked) -> list[str]:
    return [
        result["partialFingerprints"]["dynamoFinding/v1"] for result in run_of(checked)["results"]
    ]


def test_a_fingerprint_stays_where_lines_and_figures_move_and_tells_findings_apart(checked):
    found = checked.examinations[0]
    moved = tuple(
        replace(each, place=Place(line=500), found="other words") for each in found.findings
    )
    later = replace(checked, examinations=(replace(found, findings=moved),))
    twice = replace(checked, examinations=(replace(found, findings=found.findings * 2),))
    elsewhere = replace(found.findings[0], subject="index j of shop")
    other = replace(checked, examinations=(replace(found, findings=(elsewhere,)),))

    assert fingerprints(later) == fingerprints(checked)
    assert len(set(fingerprints(twice))) == 5
    assert not set(fingerprints(other)[:1]) & set(fingerprints(checked))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/repo/sub/my design#1.yaml", ("sub/my%20design%231.yaml", "%SRCROOT%")),
        ("/repo/\udcff.yaml", ("%FF.yaml", "%SRCROOT%")),
        ("/elsewhere/ä.yaml", ("file:///elsewhere/%C3%A4.yaml", None)),
    ],
)
def test_a_path_is_told_from_the_root_or_whole(checked, path, expected):
    found = checked.examinations[0]
    placed = replace(found, design=replace(found.design, path=path))

    run = run_of(replace(checked, examinations=(placed,), root=Path("/repo")))

    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (location["uri"], location.get("uriBaseId")) == expected


def test_what_would_read_as_a_link_does_not(checked):
    found = checked.examinations[0]
    odd = replace(found.findings[0], found="[a](1) of {b} and [c, d]")

    run = run_of(replace(checked, examinations=(replace(found, findings=(odd,)),)))

    assert run["results"][0]["message"]["text"].startswith("[a\\](1) of {b} and [c, d]. ")
