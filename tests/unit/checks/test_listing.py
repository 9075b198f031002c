"""What was found, as lines and as an object for JSON."""

import json

from pytest_dynamo.checks.examining import Examination, Ignored
from pytest_dynamo.checks.formats.text import examination_lines, examinations_object, total_line
from pytest_dynamo.checks.values import Finding
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Place

EMPTY = parse_design("version: 1\ntables: {shop: {partition_key: id}}", "designs/empty.yaml")
SHOP = parse_design(
    "version: 1\n"
    "tables: {shop: {partition_key: id}}\n"
    "entities: {A: {population: 1, item: {id: a}}}\n"
    "access_patterns: {get_a: {get: {id: a}, returns: A}}\n",
    "designs/shop.yaml",
)
HOT = Finding(
    rule="PD401",
    severity="error",
    place=Place(line=102, column=7),
    subject="table shop",
    found="all writes go to one key",
    means="it needs 1,500 of 1,000 units",
    fix="shard it",
)
SLOW = Finding(
    rule="PD403",
    severity="warning",
    place=Place(line=9, column=3),
    subject="table shop",
    found="it begins with 4 partitions",
    means="it is throttled",
    fix="warm it up",
)


def test_findings_are_three_sentences_with_place_rule_and_severity():
    examination = Examination(
        design=SHOP, findings=(SLOW, HOT), declared_requests_per_second=1_200.0
    )
    assert list(examination_lines(examination)) == [
        "designs/shop.yaml   1,200 requests/s declared, modelled",
        "    9  PD403 warning  it begins with 4 partitions",
        "                      it is throttled",
        "                      fix: warm it up  (explain PD403)",
        "  102  PD401 error    all writes go to one key",
        "                      it needs 1,500 of 1,000 units",
        "                      fix: shard it  (explain PD401)",
    ]


def test_what_is_ignored_stands_there_with_its_reason_and_notes_come_last():
    examination = Examination(
        design=SHOP, findings=(), ignored=(Ignored(finding=HOT, reason="a demo"),), notes=("so",)
    )
    assert list(examination_lines(examination)) == [
        "designs/shop.yaml",
        "  102  PD401 ignored  table shop: a demo",
        "  note: so",
    ]


def test_a_design_without_findings_says_so():
    lines = examination_lines(Examination(design=SHOP, findings=()))
    assert list(lines) == ["designs/shop.yaml", "  nothing found"]


def test_the_total_names_what_to_look_at_next():
    clean = Examination(design=SHOP, findings=())
    assert total_line([clean]) == (
        "0 errors, 0 warnings in 1 design.   next: pytest-dynamo forecast designs/shop.yaml"
    )
    broken = Examination(
        design=SHOP, findings=(HOT, SLOW), ignored=(Ignored(finding=HOT, reason="x"),)
    )
    assert total_line([clean, broken]).startswith("1 error, 1 warning, 1 ignored in 2 designs. ")
    assert (
        total_line([Examination(design=EMPTY, findings=())]) == "0 errors, 0 warnings in 1 design."
    )


def test_as_json_a_finding_has_its_place_and_a_link():
    examination = Examination(
        design=SHOP, findings=(HOT,), ignored=(Ignored(finding=SLOW, reason="a demo"),)
    )
    found = json.loads(json.dumps(examinations_object([examination])))
    (design,) = found["designs"]
    assert (found["source"], design["declared_requests_per_second"]) == ("modelled", None)
    assert (found["version"], found["errors"], found["warnings"]) == (1, 1, 0)
    assert (design["path"], design["name"], design["notes"]) == ("designs/shop.yaml", "shop", [])
    link = design["findings"][0].pop("link")
    assert link.startswith("https://docs.aws.amazon.com/")
    assert design["findings"] == [
        {
            "rule": "PD401",
            "severity": "error",
            "line": 102,
            "column": 7,
            "subject": "table shop",
            "found": "all writes go to one key",
            "means": "it needs 1,500 of 1,000 units",
            "fix": "shard it",
        }
    ]
    assert design["ignored"][0]["reason"] == "a demo"
