"""Runs that leave out what passed: `--lf`, `--ff`, `--sw`, and what was known before."""

import json

import pytest

TESTS = """
import shop

def test_orders(dynamo_populate):
    user = dynamo_populate("User", orders=3)
    shop.orders(user.user_id)

def test_create(dynamo_table):
    order = {"PK": "USER#1", "SK": "ORDER#1", "email": "x@example.org"}
    shop.table().put_item(Item=order)
    assert FINE

def test_get(dynamo_client, dynamo_table):
    key = {"PK": {"S": "USER#1"}, "SK": {"S": "PROFILE"}}
    dynamo_client.get_item(TableName="shop-table", Key=key)
"""
FAILING, FINE = f"FINE = False\n{TESTS}", f"FINE = True\n{TESTS}"
THREE = "3 of 4 access patterns of shop.yaml exercised (75 %)"
KNOWN = "2 tests did not run, and their figures come from the last run"


@pytest.fixture
def failed(run):
    """A project whose last run had one failure."""
    run(tests=FAILING).assert_outcomes(passed=2, failed=1)
    return run


@pytest.mark.parametrize("option", ["--lf", "--last-failed"])
def test_what_passed_before_counts_where_only_the_failed_run(failed, option):
    result = failed(option, tests=FINE)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([THREE, KNOWN])


def test_the_figures_are_those_of_the_whole_suite(failed, project):
    failed("--lf", "--dynamo-cov-json=some.json", tests=FINE)
    failed("--dynamo-cov-json=all.json", tests=FINE)
    some, everything = (
        json.loads((project.path / name).read_text(encoding="utf-8"))
        for name in ("some.json", "all.json")
    )
    assert some["designs"] == everything["designs"]
    assert (some["tests"], some["tests_from_last_run"]) == (1, 2)
    assert (everything["tests"], everything["tests_from_last_run"]) == (3, 0)


def test_it_is_the_same_with_workers(failed):
    pytest.importorskip("xdist")
    result = failed("-p", "xdist", "-n", "2", "--lf", tests=FINE, in_process=False)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([THREE, KNOWN])


def test_a_run_that_begins_with_the_failed_ones_has_all_of_them(failed):
    result = failed("--ff", tests=FINE)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines([THREE])
    result.stdout.no_fnmatch_line("*last run*")


def test_what_came_before_the_step_counts(run):
    run("--sw", tests=FAILING).assert_outcomes(passed=1, failed=1)
    result = run("--sw", tests=FINE)
    result.assert_outcomes(passed=2, deselected=1)
    result.stdout.fnmatch_lines(
        [THREE, "1 test did not run, and its figures come from the last run"]
    )


@pytest.mark.parametrize("arguments", [("-k", "create"), ("test_shop.py::test_create",)])
def test_what_the_user_left_out_does_not_count(failed, arguments):
    for more in ([], ["--lf"]):
        result = failed(*arguments, *more, tests=FINE)
        result.stdout.fnmatch_lines(["1 of 4 access patterns of shop.yaml exercised (25 %)"])
        result.stdout.no_fnmatch_line("*last run*")


def test_a_run_of_some_tests_does_not_forget_the_others(failed):
    failed("-k", "orders", tests=FINE)
    failed("test_shop.py::test_get", tests=FINE)
    failed("--lf", tests=FINE).stdout.fnmatch_lines([THREE, KNOWN])


def test_a_test_that_is_no_more_is_forgotten_by_the_next_whole_run(failed):
    failed("-k", "not get", tests=FAILING)
    renamed = FAILING.replace("test_get", "test_got")
    failed(tests=renamed).assert_outcomes(passed=2, failed=1)
    failed("--lf", tests=renamed.replace("False", "True")).stdout.fnmatch_lines([THREE, KNOWN])


def test_figures_of_another_design_do_not_count(failed, project):
    design = project.path / "shop.yaml"
    design.write_text(design.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    result = failed("--lf", tests=FINE)
    result.stdout.fnmatch_lines(["1 of 4 access patterns of shop.yaml exercised (25 %)"])
    result.stdout.no_fnmatch_line("*come from the last run")


def test_what_is_always_left_out_makes_no_difference(run, project):
    project.makeini("[pytest]\nmarkers = slow\naddopts = -m 'not slow' --ignore=elsewhere\n")
    run(tests=FAILING).assert_outcomes(passed=2, failed=1)
    run("--lf", tests=FINE).stdout.fnmatch_lines([THREE, KNOWN])


def test_the_last_run_counts_for_the_threshold(failed):
    assert failed("--lf", "--dynamo-cov-fail-under=75", tests=FINE).ret == pytest.ExitCode.OK


def test_without_a_cache_what_ran_counts(run):
    result = run("-p", "no:cacheprovider", tests=FINE)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines([THREE])


def test_a_cache_of_another_version_is_passed_over(failed, project):
    cached = project.path / ".pytest_cache" / "v" / "dynamo" / "usage"
    assert json.loads(cached.read_text(encoding="utf-8"))["version"] == 1
    for text in (
        '{"version": 0}',
        "[]",
        "{",
        '{"version": 1, "tests": {"test_shop.py::test_get": {}}}',
    ):
        cached.write_text(text, encoding="utf-8")
        result = failed("--lf", tests=FAILING)
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["1 of 4 access patterns of shop.yaml exercised (25 %)"])
