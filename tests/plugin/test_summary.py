"""The summary in the terminal."""

from xml.etree import ElementTree

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
    (
        "pattern        operation   on           tests   performed   calls   read   write   "
        "examined/returned"
    ),
    (
        "get_user       GetItem     shop-table       0           0       0      –       –   "
        "not exercised"
    ),
    (
        "find_user      Query       by_email         0           0       0      –       –   "
        "not exercised"
    ),
    "list_orders    Query       shop-table       1           2       2    1.0       –   1.0",
    (
        "create_order   PutItem     shop-table       1           1       1      –     2.0   –"
        "                   table 1 · by_email 1"
    ),
    (
        "2 of 4 access patterns of shop.yaml exercised (50 %)      "
        "1 call matches none: test_shop.py:13 UpdateItem"
    ),
    "next: pytest -p pytest_dynamo shop.yaml      a test for each of them",
]


def summary(result: pytest.RunResult) -> list[str]:
    """All that is shown of DynamoDB after the tests."""
    lines = result.stdout.lines
    first = next(place for place, line in enumerate(lines) if "dynamo: access patterns" in line)
    return [line for line in lines[first:] if not line.startswith("=") or "dynamo" in line]


def properties(element: ElementTree.Element) -> dict[str, str]:
    found = element.find("properties")
    return {one.get("name", ""): one.get("value", "") for one in found if found is not None}


def test_it_shows_what_was_done_with_each_pattern(run):
    result = run(tests=TESTS)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(SUMMARY, consecutive=True)


@pytest.mark.parametrize("count", ["0", "4"])
def test_it_is_the_same_with_workers(run, count):
    pytest.importorskip("xdist")
    alone = run("--dynamo-cov-fail-under=80", tests=TESTS)
    result = run(
        *("-p", "xdist", "-n", count, "--dynamo-cov-fail-under=80"), tests=TESTS, in_process=False
    )
    result.assert_outcomes(passed=3)
    assert summary(result) == summary(alone)


@pytest.mark.parametrize("design", ["shop.yaml", None])
def test_it_is_silent_where_there_is_nothing_to_say(run, design):
    result = run(design=design, tests="def test_it(): pass")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*access patterns*")


def test_the_header_says_what_is_in_use(run):
    nothing = "def test_it(): pass"
    run(tests=nothing).stdout.fnmatch_lines(["dynamo: shop.yaml, embedded, guard on"])
    off = run("--dynamo-guard=off", tests=nothing)
    off.stdout.fnmatch_lines(["dynamo: shop.yaml, embedded, guard off"])
    run(tests=nothing, design=None).stdout.no_fnmatch_line("dynamo:*")


def test_pages_are_calls_of_one_performance(run):
    tests = """
import shop

def test_pages(dynamo_populate, dynamo_client):
    user = dynamo_populate("User", orders=3)
    pages = dynamo_client.get_paginator("query").paginate(
        TableName="shop-table",
        KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues={":pk": {"S": user.PK}, ":sk": {"S": "ORDER#"}},
        PaginationConfig={"PageSize": 2},
    )
    assert sum(page["Count"] for page in pages) == 3
"""
    result = run("--dynamo-guard=off", tests=tests)
    result.stdout.fnmatch_lines(
        ["list_orders    Query       shop-table       1           1       2    1.0       –   1.0"]
    )


def test_the_tests_of_each_pattern_are_listed_where_much_is_to_be_said(run):
    result = run("-vv", tests=TESTS)
    result.stdout.fnmatch_lines(
        [
            SUMMARY[-1],
            "  list_orders   test_shop.py::test_orders (2 times)",
            "  create_order   test_shop.py::test_create",
        ],
        consecutive=True,
    )


def test_many_patterns_that_were_not_exercised_are_listed_by_their_names(run, project):
    design = project.path / "shop.yaml"
    more = "".join(
        f"  other_{number}: {{get: {{PK: OTHER{number}, SK: PROFILE}}}}\n" for number in range(12)
    )
    design.write_text(design.read_text(encoding="utf-8") + more, encoding="utf-8")
    result = run(tests=TESTS)
    result.stdout.fnmatch_lines(
        [
            "pattern *",
            "list_orders *",
            "create_order *",
            (
                "not exercised: get_user, find_user, other_0, other_1, other_2, other_3, other_4, "
                "other_5, other_6,"
            ),
            "  other_7, other_8, other_9, other_10, other_11",
            "2 of 16 access patterns of shop.yaml exercised (12 %) *",
        ],
        consecutive=True,
    )


def test_the_tests_of_a_design_do_not_count_beside_others(run):
    result = run("shop.yaml", "test_shop.py", tests=TESTS)
    result.assert_outcomes(passed=7)
    result.stdout.fnmatch_lines(
        [
            *SUMMARY[:-1],
            "test items of shop.yaml ran, too, and are not counted",
        ],
        consecutive=True,
    )


def test_the_tests_of_a_design_count_where_there_are_no_others(run):
    result = run("shop.yaml")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["4 of 4 access patterns of shop.yaml exercised (100 %)"])


def test_calls_on_an_endpoint_count_though_its_tables_have_a_prefix(run):
    pytest.importorskip("moto.server")
    from moto.server import ThreadedMotoServer

    tests = """
def test_get(dynamo_table, dynamo_client):
    key = {"PK": {"S": "USER#1"}, "SK": {"S": "PROFILE"}}
    assert dynamo_table.name != "shop-table"
    dynamo_client.get_item(TableName=dynamo_table.name, Key=key)
    dynamo_client.delete_item(TableName=dynamo_table.name, Key=key)
"""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        result = run(f"--dynamo-endpoint=http://{host}:{port}", tests=tests)
    finally:
        server.stop()
    result.stdout.fnmatch_lines(
        [
            "*- dynamo: access patterns (observed*) -*",
            "get_user       GetItem     shop-table       1           1       1 *",
            (
                "1 of 4 access patterns of shop.yaml exercised (25 %)      "
                "1 call matches none: test_shop.py:5 DeleteItem"
            ),
        ]
    )


def test_a_test_that_is_run_again_counts_once(run, project):
    project.makeconftest(
        """
import pytest
from _pytest.runner import runtestprotocol

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    for _ in range(2):
        for report in runtestprotocol(item, nextitem=nextitem, log=False):
            item.ihook.pytest_runtest_logreport(report=report)
    return True
"""
    )
    result = run(tests=TESTS)
    result.stdout.fnmatch_lines([SUMMARY[4]])


def test_a_worker_that_dies_takes_only_its_own_test_with_it(run):
    pytest.importorskip("xdist")
    dies = "\n\ndef test_z_dies(dynamo_table):\n    import os\n    os._exit(3)\n"
    result = run("-p", "xdist", "-n", "1", tests=TESTS + dies, in_process=False)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            *SUMMARY,
            (
                "a worker died in test_shop.py::test_z_dies: what that test did is not counted, "
                "all others are"
            ),
        ],
        consecutive=True,
    )


def test_the_report_for_junit_is_the_same_with_workers(run, project):
    pytest.importorskip("xdist")
    run("--junitxml=alone.xml", tests=TESTS)
    run("-p", "xdist", "-n", "2", "--junitxml=many.xml", tests=TESTS, in_process=False)
    alone, many = (
        ElementTree.parse(project.path / name).getroot()[0] for name in ("alone.xml", "many.xml")
    )
    assert properties(many) == properties(alone)
    assert {case.get("name"): properties(case) for case in many.findall("testcase")} == {
        case.get("name"): properties(case) for case in alone.findall("testcase")
    }


def test_the_report_for_junit_has_the_figures_by_name(run, project):
    run("--junitxml=report.xml", tests=TESTS)
    suite = ElementTree.parse(project.path / "report.xml").getroot()[0]
    of_suite = properties(suite)
    assert {
        name: of_suite[f"dynamo.shop.{name}"]
        for name in ("exercised", "declared", "percent", "not_exercised", "capacity")
    } == {
        "exercised": "2",
        "declared": "4",
        "percent": "50",
        "not_exercised": "get_user, find_user",
        "capacity": "modelled",
    }
    assert of_suite["dynamo.shop.calls_of_no_pattern_at"] == "test_shop.py:13 UpdateItem"
    orders, _, stray = suite.findall("testcase")
    assert properties(orders) == {
        "dynamo.shop.capacity": "modelled",
        "dynamo.shop.list_orders.performances": "2",
        "dynamo.shop.list_orders.calls": "2",
        "dynamo.shop.list_orders.read_units": "1.0",
        "dynamo.shop.list_orders.write_units": "0.0",
        "dynamo.shop.list_orders.items_examined": "6",
        "dynamo.shop.list_orders.items_returned": "6",
    }
    assert properties(stray) == {
        "dynamo.shop.capacity": "modelled",
        "dynamo.shop.calls_of_no_pattern": "1",
        "dynamo.shop.calls_of_no_pattern_at": "test_shop.py:13 UpdateItem",
    }
