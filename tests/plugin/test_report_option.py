"""`--dynamo-report`: a page for each design, with coverage and budgets."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

TESTS = """
import shop

def test_orders(dynamo_populate):
    user = dynamo_populate("User", orders=3)
    shop.orders(user.user_id)

def test_twice(dynamo_populate):
    user = dynamo_populate("User", orders=1)
    shop.orders(user.user_id)
    shop.orders(user.user_id)

def test_stray(dynamo_table):
    shop.table().update_item(
        Key={"PK": "OTHER", "SK": "THING"},
        UpdateExpression="SET a = :a",
        ExpressionAttributeValues={":a": 1},
    )
"""


def written(folder: str = "reports", design: str = "shop") -> dict[str, Any]:
    """The figures of a report, whose page is beside them."""
    there = Path(folder) / design / "tests"
    page = (there / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    document: dict[str, Any] = json.loads((there / "tests.json").read_text(encoding="utf-8"))
    return document


def test_a_page_and_its_figures_are_written(run, project):
    result = run("--dynamo-report", tests=TESTS)

    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(
        [
            "*- dynamo: report -*",
            "report  reports/shop/tests/report.html",
            "next: pytest-dynamo forecast shop.yaml --html *",
        ],
        consecutive=True,
    )
    document = written()
    assert document["kind"] == "tests"
    assert document["tests"] == {
        "ran": 3,
        "failed": 0,
        "skipped": 0,
        "from_last_run": 0,
        "died": [],
        "is_own": False,
    }
    totals = document["totals"]
    assert (totals["declared"], totals["exercised"], totals["calls"]) == (4, 1, 4)
    assert (totals["budgets"], totals["budgets_measured"], totals["budgets_kept"]) == (2, 2, 2)
    assert document["backend"] == {"name": "embedded", "capacity": "modelled", "caveat": ""}
    listed = document["patterns"][2]
    assert {name: listed[name] for name in ("name", "status", "tested_by", "performances")} == {
        "name": "list_orders",
        "status": "exercised",
        "tested_by": 2,
        "performances": 3,
    }
    assert (listed["mean_read_units"], listed["most_read_units"]) == (0.5, 0.5)
    assert listed["budget"] == [
        {"member": "read_units", "limit": 1, "most": 0.5, "is_kept": True},
        {"member": "pages", "limit": 1, "most": 1, "is_kept": True},
    ]
    (stray,) = document["calls_of_no_pattern"]
    assert stray["place"].startswith("test_shop.py:")
    assert (stray["operation"], stray["on"], stray["calls"]) == ("UpdateItem", "shop-table", 1)
    assert "--dynamo-report" in document["how"]["command"]


def test_another_folder_is_named_after_an_equals_sign(run, project):
    run("--dynamo-report=out/pages", tests=TESTS).stdout.fnmatch_lines(
        ["report  out/pages/shop/tests/report.html"]
    )
    assert written("out/pages")["totals"]["exercised"] == 1


def test_what_the_option_would_swallow_is_told(run, project):
    result = run("--dynamo-report", "test_shop.py", tests=TESTS)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: --dynamo-report: its folder stands after an equals sign, and 'test_shop.py' was *",
            "To fix this:  --dynamo-report=reports test_shop.py",
        ]
    )


def test_a_file_is_refused_before_any_test(run, project):
    result = run("--dynamo-report=report.html", tests=TESTS)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*'report.html' is a file, and a folder is wanted*"])


def test_the_ini_key_does_the_same_and_an_empty_option_turns_it_off(run, project):
    Path("pytest.toml").write_text('[pytest]\ndynamo_report = "kept"\n', encoding="utf-8")

    run(tests=TESTS).stdout.fnmatch_lines(["report  kept/shop/tests/report.html"])
    run("--dynamo-report=", tests=TESTS).stdout.no_fnmatch_line("report  *")


def test_workers_of_xdist_add_up_to_one_report(run, project):
    run(
        *("-p", "xdist", "-n", "2"), "--dynamo-report", tests=TESTS, in_process=False
    ).assert_outcomes(passed=3)

    document = written()
    assert document["tests"]["ran"] == 3
    assert document["patterns"][2]["performances"] == 3


def test_tests_that_fail_are_counted_and_the_exit_code_is_theirs(run, project):
    failing = TESTS + "\ndef test_wrong(dynamo_table):\n    shop.orders('x')\n    assert False\n"
    result = run("--dynamo-report", tests=failing)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert (written()["tests"]["ran"], written()["tests"]["failed"]) == (4, 1)


def test_a_chosen_part_of_the_tests_is_said_to_be_one(run, project):
    run("--dynamo-report", "-k", "orders", tests=TESTS)
    assert written()["how"]["is_partial"] is True
    run("--dynamo-report", tests=TESTS)
    assert written()["how"]["is_partial"] is False


def test_only_collecting_writes_nothing(run, project):
    run("--dynamo-report", "--collect-only", tests=TESTS)
    assert not Path("reports").exists()


def test_without_a_design_it_is_said_that_there_is_nothing_to_report(pytester):
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest("-p", "pytest_dynamo", "--dynamo-report")

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "no report was written: no design is set, and no test used one",
            "To fix this:  --dynamo-designs designs/",
        ],
        consecutive=True,
    )


def test_without_the_extra_the_figures_are_written_and_one_message_says_what_is_missing(
    run, project, monkeypatch
):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    result = run("--dynamo-report", tests=TESTS)

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "figures  reports/shop/tests/tests.json",
            "The HTML report needs the package jinja2, which is not installed.",
            "To fix this: pip install 'pytest-dynamo?report?', then: pytest-dynamo report reports/*",
        ],
        consecutive=True,
    )
    assert not Path("reports/shop/tests/report.html").exists()


def test_where_nothing_can_be_written_the_session_fails(run, project):
    Path("reports").mkdir()
    Path("reports/shop").write_text("in the way", encoding="utf-8")
    result = run("--dynamo-report", tests=TESTS)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*cannot be written*"])
