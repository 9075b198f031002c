"""What was found, as an object of JSON."""

import json

from pytest_dynamo.checks.formats.json_object import json_object


def test_a_finding_has_its_place_and_a_link(checked):
    found = json.loads(json_object(checked))
    shop, empty = found.pop("designs")

    assert found == {
        "version": 1,
        "source": "modelled",
        "errors": 0,
        "warnings": 1,
        "notes": 1,
        "broken": [
            {
                "path": "designs/bad.yaml",
                "mistakes": [
                    {"line": 2, "column": 1, "where": "tabels", "message": "no such setting"},
                    {"line": 1, "column": 1, "where": "", "message": "tables is missing"},
                ],
            }
        ],
    }
    assert empty == {
        "path": "designs/empty.yaml",
        "name": "empty",
        "declared_requests_per_second": None,
        "findings": [],
        "ignored": [],
        "notes": ["no access patterns"],
    }
    assert shop["declared_requests_per_second"] == 1_200.0
    link = shop["findings"][1].pop("link")
    assert link.startswith("https://docs.aws.amazon.com/")
    assert shop["findings"][1] == {
        "rule": "PD403",
        "severity": "warning",
        "line": 9,
        "column": 3,
        "subject": "table shop",
        "found": "it begins with 4 partitions",
        "means": "it is throttled",
        "fix": "warm it up",
    }
    assert [(each["rule"], each["reason"]) for each in shop["ignored"]] == [("PD401", "a demo")]
