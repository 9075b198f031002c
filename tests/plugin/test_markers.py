"""The marker access_pattern."""

import pytest


def marked(arguments: str, body: str = "shop.orders(user.user_id)") -> str:
    return f"""
        import pytest, shop

        @pytest.mark.access_pattern({arguments})
        def test_it(dynamo_populate):
            user = dynamo_populate("User", orders=3)
            {body}
        """


def test_a_test_that_performs_the_pattern_within_its_limits_passes(run):
    limits = "max_read_units=0.5, max_pages=1, max_items_examined=3, max_calls=1, max_write_units=0"
    run(tests=marked(f'"list_orders", {limits}')).assert_outcomes(passed=1)


def test_a_test_that_does_not_perform_the_pattern_fails(run):
    result = run(tests=marked('"get_user"'))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "this test is to perform access pattern 'get_user', and did not",
            "  called    shop.py:12: Query shop-table, 0.5 read units   access pattern 'list_orders'",
        ],
        consecutive=True,
    )


def test_a_test_that_calls_nothing_is_told_so(run):
    result = run(tests=marked('"get_user"', body="pass"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "this test is to perform access pattern 'get_user', and did not",
            "  it made no call to DynamoDB at all",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(
    ("limit", "line"),
    [
        ("max_read_units=0.4", "  read units         0.5   limit 0.4"),
        ("max_items_examined=2", "  items examined       3   limit 2"),
        ("max_pages=0", "  pages                1   limit 0"),
        ("max_calls=0", "  calls                1   limit 0"),
    ],
)
def test_a_test_that_takes_more_than_its_limits_fails(run, limit, line):
    result = run(tests=marked(f'"list_orders", {limit}'))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "access pattern 'list_orders' took more than the test allows, in 1 call",
            line,
            "  called    shop.py:12: Query shop-table, 0.5 read units   access pattern 'list_orders'",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('"list_order"', "there is no 'list_order'; did you mean 'list_orders'?"),
        (
            '"list_orders", max_reads=1',
            "'max_reads' is not a limit; did you mean 'max_read_units'?",
        ),
        ('"list_orders", max_read_units="1"', "max_read_units='1': wanted a number, 0 or more"),
        ('"list_orders", max_write_units=-1', "max_write_units=-1: wanted a number, 0 or more"),
        ('"list_orders", max_pages=1.5', "max_pages=1.5: wanted a whole number, 0 or more"),
        ('"list_orders", max_calls=True', "max_calls=True: wanted a whole number, 0 or more"),
        ("", 'it takes one name:  @pytest.mark.access_pattern("list_orders_for_user")'),
    ],
)
def test_a_marker_with_a_mistake_is_a_clear_error(run, arguments, message):
    result = run(tests=marked(arguments))
    result.assert_outcomes(errors=1)
    assert f"@pytest.mark.access_pattern: {message}" in result.stdout.lines
    result.stdout.no_fnmatch_line("*During handling*")


def test_a_design_without_access_patterns_has_none_to_name(run, project):
    (project.path / "bare.yaml").write_text(
        "version: 1\ntables: {shop-table: {partition_key: PK}}\n", encoding="utf-8"
    )
    result = run(
        design="bare.yaml",
        tests="""
        import pytest

        @pytest.mark.access_pattern("get_user")
        def test_it():
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["@*: there is no 'get_user'; no access patterns in bare.yaml"])


def test_what_fails_anyway_is_not_blamed_on_the_pattern(run):
    result = run(tests=marked('"get_user"', body="assert user is None"))
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*is to perform*")


def test_of_patterns_that_fit_alike_the_marked_one_counts(run, project):
    design = project.path / "shop.yaml"
    recent = """\
  recent_orders:
    query: {PK: "USER#{user_id}", SK: {begins_with: "ORDER#"}}
    returns: Order
    limit: 5
"""
    design.write_text(design.read_text(encoding="utf-8") + recent, encoding="utf-8")
    run(tests=marked('"recent_orders"')).assert_outcomes(passed=1)


def test_markers_are_listed(run):
    result = run("--markers")
    result.stdout.fnmatch_lines(
        [
            "@pytest.mark.access_pattern(name, [*], max_read_units=None, *",
            "@pytest.mark.dynamo_allow(what, [*], reason): *",
            "@pytest.mark.dynamo_design(name): *",
        ]
    )
