"""The summary in the terminal."""

import pytest

TESTS = """
import shop

def test_orders(dynamo_populate):
    user = dynamo_populate("User", orders=3)
    shop.orders(user.user_id)
    shop.orders(user.user_id)

def test_create(dynamo_table):
    order = {"PK": "USER#1", "SK": "ORDER#1", "email": "x@example.org"}
    shop.table().put_item(Item=order)

def test_stray(dynamo_table):
    shop.table().update_item(
        Key={"PK": "OTHER", "SK": "THING"},
        UpdateExpression="SET a = :a",
        ExpressionAttributeValues={":a": 1},
    )
"""
SUMMARY = [
    "*- dynamo: access patterns (modelled) -*",
    "pattern        operation   on           calls   read   write   examined/returned",
    "get_user       GetItem     shop-table       0      –       –   not exercised",
    "find_user      Query       by_email         0      –       –   not exercised",
    "list_orders    Query       shop-table       2    1.0       –   1.0",
    (
        "create_order   PutItem     shop-table       1      –     2.0   –                   "
        "table 1 · by_email 1"
    ),
    (
        "2 of 4 access patterns of shop.yaml exercised (50 %)      "
        "1 call matches none: test_shop.py:13 UpdateItem"
    ),
    "next: pytest -p pytest_dynamo shop.yaml      a test for each of them",
]


def test_it_shows_what_was_done_with_each_pattern(run):
    result = run(tests=TESTS)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(SUMMARY, consecutive=True)


def test_it_is_the_same_with_workers(run):
    pytest.importorskip("xdist")
    result = run("-p", "xdist", "-n", "2", tests=TESTS, in_process=False)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(SUMMARY, consecutive=True)


@pytest.mark.parametrize("design", ["shop.yaml", None])
def test_it_is_silent_where_there_is_nothing_to_say(run, design):
    result = run(design=design, tests="def test_it(): pass")
    result.stdout.no_fnmatch_line("*access patterns*")


def test_the_header_says_what_is_in_use(run):
    nothing = "def test_it(): pass"
    run(tests=nothing).stdout.fnmatch_lines(["dynamo: shop.yaml, embedded, guard on"])
    off = run("--dynamo-guard=off", tests=nothing)
    off.stdout.fnmatch_lines(["dynamo: shop.yaml, embedded, guard off"])
    run(tests=nothing, design=None).stdout.no_fnmatch_line("dynamo:*")


def test_the_report_for_junit_has_the_figures(run, project):
    run("--junitxml=report.xml", tests=TESTS)
    report = (project.path / "report.xml").read_text(encoding="utf-8")
    assert '<property name="dynamo" value="{&quot;shop.yaml&quot;' in report
