"""`with dynamo_calls.budget(...)`."""

import pytest

CALL = "  called    shop.py:12: Query shop-table, 0.5 read units   access pattern 'list_orders'"


def within(arguments: str, *lines: str) -> str:
    """A test that does `lines` in a budget."""
    inside = "\n        ".join(lines or ("shop.orders(user.user_id)",))
    return f"""
import shop

def test_it(dynamo_populate, dynamo_calls, dynamo_client):
    user = dynamo_populate("User", orders=3)
    with dynamo_calls.budget({arguments}):
        {inside}
"""


def failure(result: pytest.RunResult) -> list[str]:
    """What pytest says of the one failure, without the `E`."""
    return [line[8:] for line in result.stdout.lines if line.startswith("E       ")]


def test_calls_within_all_limits_pass(run):
    limits = "max_read_units=0.5, max_pages=1, max_items_examined=3, max_calls=1, max_write_units=0"
    run(tests=within(limits)).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("limit", "line"),
    [
        ("max_read_units=0.4", "  read units         0.5   limit 0.4"),
        ("max_items_examined=2", "  items examined       3   limit 2"),
        ("max_pages=0", "  pages                1   limit 0"),
        ("max_calls=0", "  calls                1   limit 0"),
    ],
)
def test_calls_that_take_more_fail_the_test_with_the_calls(run, limit, line):
    result = run(tests=within(limit))
    result.assert_outcomes(failed=1)
    assert failure(result) == [
        "Failed: this block took more than its budget allows, in 1 call",
        line,
        CALL,
    ]


def test_the_failure_stands_at_the_line_of_the_block(run):
    result = run("--tb=short", tests=within("max_calls=0"))
    result.stdout.fnmatch_lines(
        [
            "test_shop.py:5: in test_it",
            "    with dynamo_calls.budget(max_calls=0):",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines(["E   Failed: *"])  # newer Pythons point at the call in between


def test_what_came_before_the_block_or_after_it_does_not_count(run):
    tests = """
import shop

def test_it(dynamo_populate, dynamo_calls):
    user = dynamo_populate("User", orders=3)
    shop.orders(user.user_id)
    with dynamo_calls.budget(max_calls=1):
        shop.orders(user.user_id)
    shop.orders(user.user_id)
    assert len(dynamo_calls) == 3
"""
    run(tests=tests).assert_outcomes(passed=1)


def test_clearing_the_calls_inside_does_not_help(run):
    lines = ["shop.orders(user.user_id)", "dynamo_calls.clear()"]
    run(tests=within("max_calls=0", *lines)).assert_outcomes(failed=1)


def test_calls_of_other_threads_count(run):
    lines = [
        "import threading",
        "thread = threading.Thread(target=shop.orders, args=(user.user_id,))",
        "thread.start()",
        "thread.join()",
    ]
    run(tests=within("max_calls=0", *lines)).assert_outcomes(failed=1)


def test_blocks_may_be_nested_and_each_counts_what_is_inside(run):
    tests = """
import pytest, shop

def test_it(dynamo_populate, dynamo_calls):
    user = dynamo_populate("User", orders=3)
    with dynamo_calls.budget(max_calls=2):
        shop.orders(user.user_id)
        with dynamo_calls.budget(max_calls=1):
            shop.orders(user.user_id)

def test_other(dynamo_populate, dynamo_calls):
    user = dynamo_populate("User", orders=3)
    with pytest.raises(pytest.fail.Exception, match="in 2 calls"):
        with dynamo_calls.budget(max_calls=1):
            shop.orders(user.user_id)
            with dynamo_calls.budget(max_calls=1):
                shop.orders(user.user_id)
"""
    run(tests=tests).assert_outcomes(passed=2)


def test_one_block_may_be_entered_again(run):
    tests = """
import shop

def test_it(dynamo_populate, dynamo_calls):
    user = dynamo_populate("User", orders=3)
    one_call = dynamo_calls.budget(max_calls=1)
    for _ in range(3):
        with one_call:
            shop.orders(user.user_id)
"""
    run(tests=tests).assert_outcomes(passed=1)


def test_only_the_calls_of_the_pattern_count(run):
    get = "dynamo_client.get_item(TableName='shop-table', Key={'PK': {'S': 'a'}, 'SK': {'S': 'b'}})"
    lines = ["shop.orders(user.user_id)", get]
    run(tests=within('max_calls=1, pattern="list_orders"', *lines)).assert_outcomes(passed=1)
    result = run(tests=within('max_calls=0, pattern="list_orders"', *lines))
    assert failure(result) == [
        "Failed: this block took more than its budget allows, in 1 call of access pattern 'list_orders'",
        "  calls                1   limit 0",
        CALL,
    ]


def test_an_exception_inside_goes_first(run):
    result = run(tests=within("max_calls=0", "shop.orders(user.user_id)", "1 / 0"))
    assert [line.strip() for line in failure(result)] == ["ZeroDivisionError: division by zero"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "max_reads=2",
            "TypeError: dynamo_calls.budget: 'max_reads' is not a limit; did you mean 'max_read_units'?",
        ),
        (
            "",
            (
                "TypeError: dynamo_calls.budget: it takes a limit, one or more of max_read_units, "
                "max_write_units, max_items_examined, max_pages, max_calls"
            ),
        ),
        (
            "max_calls=-1",
            "ValueError: dynamo_calls.budget: max_calls=-1: wanted a whole number, 0 or more",
        ),
        (
            'max_calls=1, pattern="list_order"',
            (
                "ValueError: dynamo_calls.budget: there is no access pattern 'list_order'; "
                "did you mean 'list_orders'?"
            ),
        ),
    ],
)
def test_a_budget_with_a_mistake_is_a_clear_error(run, arguments, message):
    result = run(tests=within(arguments))
    result.assert_outcomes(failed=1)
    assert failure(result) == [message]


def test_a_selection_of_calls_has_no_budget(run):
    tests = """
def test_it(dynamo_table, dynamo_calls):
    with dynamo_calls.filter(operation="Query").budget(max_calls=1):
        pass
"""
    result = run(tests=tests)
    assert failure(result) == [
        "TypeError: budget: these are some calls of the past, and get no more",
        "To fix this:  with dynamo_calls.budget(...), with pattern= for one access pattern",
    ]
