"""`--dynamo-cov-fail-under`."""

import pytest

TESTS = """
import shop

def test_orders(dynamo_populate):
    user = dynamo_populate("User", orders=3)
    shop.orders(user.user_id)

def test_other(dynamo_client, dynamo_table):
    key = {"PK": {"S": "SHOP#1"}, "SK": {"S": "PROFILE"}}
    dynamo_client.get_item(TableName="shop-table", Key=key)
"""


def test_too_few_patterns_fail_the_session_with_what_is_missing(run):
    result = run("--dynamo-cov-fail-under=100", tests=TESTS)
    result.assert_outcomes(passed=2)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "*= dynamo: too few access patterns exercised =*",
            (
                "wanted 100 % of the declared access patterns exercised, found 1 of 4 (25 %); "
                "missing:"
            ),
            "  get_user   shop.yaml:29   GetItem on shop-table",
            (
                "    nearest   test_shop.py::test_other: its GetItem at test_shop.py:9 "
                "has other keys"
            ),
            "  find_user   shop.yaml:32   Query on by_email",
            "    nearest   no test performs anything like it",
            "  create_order   shop.yaml:42   PutItem on shop-table",
            "    nearest   test_shop.py::test_orders: it performs list_orders",
            (
                "To fix this, let a test perform each of them, and hold it to that:  "
                '@pytest.mark.access_pattern("get_user")'
            ),
        ],
        consecutive=True,
    )


@pytest.mark.parametrize("share", ["25", "25%", "0"])
def test_enough_patterns_pass(run, share):
    result = run(f"--dynamo-cov-fail-under={share}", tests=TESTS)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.no_fnmatch_line("*too few*")


def test_the_ini_key_sets_it(run, project):
    project.makeini("[pytest]\ndynamo_cov_fail_under = 26\n")
    assert run(tests=TESTS).ret == pytest.ExitCode.TESTS_FAILED


def test_tests_that_call_nothing_leave_all_of_them_out(run):
    result = run("--dynamo-cov-fail-under=100", tests="def test_it(): pass")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "0 of 4 access patterns of shop.yaml exercised (0 %)",
            "wanted 100 % of the declared access patterns exercised, found 0 of 4 (0 %); missing:",
            "    nearest   no test performs anything like it",
        ]
    )


def test_it_counts_over_all_designs_that_are_set(run, project):
    (project.path / "bare.yaml").write_text(
        """\
version: 1
name: bare
tables: {bare: {partition_key: id}}
access_patterns:
  get_it: {get: {id: one}}
""",
        encoding="utf-8",
    )
    tests = TESTS.replace("def test", '@pytest.mark.dynamo_design("shop")\ndef test')
    result = run(
        *("--dynamo-designs=bare.yaml", "--dynamo-cov-fail-under=100"),
        tests=f"import pytest\n{tests}",
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "wanted 100 % of the declared access patterns exercised, found 1 of 5 (20 %); missing:",
            "  get_it   bare.yaml:5   GetItem on bare",
        ]
    )


def test_a_pattern_that_is_not_served_counts_as_not_exercised(run, project):
    (project.path / "poor.yaml").write_text(
        """\
version: 1
tables: {poor: {partition_key: id}}
entities: {Thing: {population: 9, item: {id: {faker: uuid4}, name: {faker: name}}}}
access_patterns:
  by_name: {query: {name: "{name}"}}
""",
        encoding="utf-8",
    )
    result = run("--dynamo-cov-fail-under=100", design="poor.yaml", tests="def test_it(): pass")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "wanted 100 % of the declared access patterns exercised, found 0 of 1 (0 %); missing:",
            "  by_name   poor.yaml:5   is not served, so that no test can",
            "To fix this, let the design serve them:  pytest-dynamo check poor.yaml",
        ],
        consecutive=True,
    )


def test_the_tests_of_a_design_neither_pass_it_nor_fail_it(run):
    together = run("shop.yaml", "test_shop.py", "--dynamo-cov-fail-under=100", tests=TESTS)
    together.assert_outcomes(passed=6)
    assert together.ret == pytest.ExitCode.TESTS_FAILED
    alone = run("shop.yaml", "--dynamo-cov-fail-under=100")
    assert alone.ret == pytest.ExitCode.OK
    alone.stdout.fnmatch_lines(
        ["dynamo_cov_fail_under is about your tests: only test items of designs ran"]
    )


def test_a_failed_test_is_no_reason_to_say_less(run):
    tests = f"{TESTS}\n\ndef test_fails(): assert False\n"
    result = run("--dynamo-cov-fail-under=100", tests=tests)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*= dynamo: too few access patterns exercised =*"])


def test_a_run_that_stops_at_its_first_failure_is_held_to_no_threshold(run):
    tests = f"def test_fails(): assert False\n\n{TESTS}"
    result = run("-x", "--dynamo-cov-fail-under=100", tests=tests)
    assert result.ret == 1
    result.stdout.no_fnmatch_line("*too few access patterns*")


def test_a_run_of_chosen_tests_is_told_how_to_do_without(run):
    line = (
        "This run chose among the tests (-k, -m); without a threshold:  --dynamo-cov-fail-under=0"
    )
    run("--dynamo-cov-fail-under=100", tests=TESTS).stdout.no_fnmatch_line(line)
    result = run("-k", "orders", "--dynamo-cov-fail-under=100", tests=TESTS)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([line])
    zero = run("-k", "orders", "--dynamo-cov-fail-under=0", tests=TESTS)
    assert zero.ret == pytest.ExitCode.OK


def test_collecting_alone_is_held_to_nothing(run):
    result = run("--dynamo-cov-fail-under=100", "--collect-only", "-q", tests=TESTS)
    assert result.ret == pytest.ExitCode.OK


def test_no_design_is_a_usage_error(run):
    result = run("--dynamo-cov-fail-under=100", design=None, tests=TESTS)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            (
                "ERROR: dynamo_cov_fail_under: no design is set, so there are no access patterns "
                "to look at"
            ),
            "To fix this:  --dynamo-designs designs/",
        ],
        consecutive=True,
    )
