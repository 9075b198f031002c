"""The guard: whatever scans, fails at the line that does it."""

import pytest

SCANS = {
    "a client made at import time": "shop.client.scan(TableName='shop-table')",
    "a client of another session": (
        "boto3.Session(region_name='eu-west-1').client('dynamodb').scan(TableName='shop-table')"
    ),
    "an index": "shop.client.scan(TableName='shop-table', IndexName='by_email')",
    "a resource": "shop.table().scan()",
    "a paginator": "list(shop.client.get_paginator('scan').paginate(TableName='shop-table'))",
    "PartiQL without a condition": (
        """shop.client.execute_statement(Statement='SELECT * FROM "shop-table"')"""
    ),
    "PartiQL on another attribute": (
        """shop.client.execute_statement(Statement="select * from \\"shop-table\\" where SK = 'x'")"""
    ),
    "PartiQL in a batch": (
        "shop.client.batch_execute_statement(Statements=[{'Statement': "
        """'SELECT * FROM "shop-table" WHERE PK > ?', 'Parameters': [{'S': 'a'}]}])"""
    ),
    "PartiQL in a transaction": (
        "shop.client.execute_transaction(TransactStatements=[{'Statement': "
        """'UPDATE "shop-table" SET n = 1 WHERE SK = ?', 'Parameters': [{'S': 'a'}]}])"""
    ),
}


@pytest.mark.parametrize("call", SCANS.values(), ids=SCANS.keys())
def test_a_scan_fails_the_test_at_its_line(run, call):
    result = run(
        tests=f"""
        import boto3, shop

        def test_it(dynamo_table):
            {call}
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            f">* {call.replace('[', '[[]')}",
            "E  *   ScanNotAllowed: test_shop.py:4: a test may not scan *",
            "test_shop.py:4: ScanNotAllowed",
        ]
    )


def test_a_test_without_fixtures_is_guarded_as_well(run):
    result = run(
        tests="""
        import shop

        def test_it():
            shop.scan()
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([">*return client.scan(TableName=*", "shop.py:23: ScanNotAllowed"])


@pytest.mark.parametrize("swallowed", ["Exception", "BaseException", "AssertionError"])
def test_a_scan_that_the_code_swallows_fails_the_test_in_its_call(run, swallowed):
    result = run(
        tests=f"""
        import shop

        def test_it(dynamo_table):
            try:
                shop.scan()
            except {swallowed}:
                pass
        """
    )
    result.assert_outcomes(failed=1, errors=0)
    result.stdout.fnmatch_lines(["shop.py:23: ScanNotAllowed"])


def test_a_scan_that_the_code_turns_into_its_own_error_is_what_is_told(run):
    result = run(
        tests="""
        import shop

        def test_it(dynamo_table):
            try:
                shop.scan()
            except Exception as error:
                raise RuntimeError("the shop is closed") from error
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["shop.py:23: ScanNotAllowed"])
    result.stdout.no_fnmatch_line("*the shop is closed")


def test_a_skip_after_a_scan_does_not_hide_it(run):
    result = run(
        tests="""
        import pytest, shop

        def test_it(dynamo_table):
            try:
                shop.scan()
            except AssertionError:
                pytest.skip("DynamoDB is not well")
        """
    )
    result.assert_outcomes(failed=1)


def test_a_scan_in_a_thread_fails_the_test_without_an_error_at_teardown(run):
    result = run(
        "-W",
        "error",
        tests="""
        import threading
        import shop

        def test_it(dynamo_table):
            thread = threading.Thread(target=shop.scan)
            thread.start()
            thread.join()

        def test_directly(dynamo_table):
            kwargs = {"TableName": "shop-table"}
            thread = threading.Thread(target=shop.client.scan, kwargs=kwargs)
            thread.start()
            thread.join()
            assert False, "this is not what matters"
        """,
    )
    result.assert_outcomes(failed=2, errors=0)
    result.stdout.fnmatch_lines(
        ["shop.py:23: ScanNotAllowed", "in a thread: a test may not scan *"]
    )


def test_a_scan_in_a_pool_fails_the_test_even_if_nobody_asks_for_the_result(run):
    result = run(
        tests="""
        from concurrent.futures import ThreadPoolExecutor
        import shop

        def test_it(dynamo_table):
            with ThreadPoolExecutor() as pool:
                pool.submit(shop.scan)
        """
    )
    result.assert_outcomes(failed=1, errors=0)


def test_further_scans_are_told_with_the_first(run):
    result = run(
        tests="""
        import contextlib, shop

        def test_it(dynamo_table):
            for attempt in range(3):
                with contextlib.suppress(Exception):
                    shop.scan()
        """
    )
    result.stdout.fnmatch_lines(["E  *and 2 more: shop.py:23, shop.py:23"])


def test_a_unittest_test_case_is_guarded(run):
    result = run(
        tests="""
        import unittest, shop

        class TestShop(unittest.TestCase):
            def test_it(self):
                shop.scan()

            def test_swallowed(self):
                try:
                    shop.scan()
                except Exception:
                    pass

            @unittest.expectedFailure
            def test_expected(self):
                shop.scan()
        """
    )
    result.assert_outcomes(failed=2, xfailed=1)
    assert result.stdout.lines.count("shop.py:23: ScanNotAllowed") == 2
    result.stdout.no_fnmatch_line("*pytest_dynamo/measure*")


def test_the_own_error_of_a_unittest_test_case_stands_beside_what_is_told_at_the_end(run, project):
    design = project.path / "shop.yaml"
    design.write_text(
        design.read_text("utf-8").replace(
            "    condition: attribute_not_exists(PK)", "    budget: {write_units: 0.5}"
        ),
        encoding="utf-8",
    )
    result = run(
        tests="""
        import unittest, pytest, shop

        @pytest.mark.usefixtures("dynamo_table")
        class TestShop(unittest.TestCase):
            def test_it(self):
                shop.table().put_item(Item={"PK": "USER#1", "SK": "ORDER#1"})
                self.fail("something else")
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E  *AssertionError: something else", "E  *BudgetExceeded: *"])


def test_the_message_says_what_is_read_what_serves_it_and_what_to_do(run):
    result = run(
        tests="""
        import shop

        def test_it(dynamo_table, dynamo_populate):
            user = dynamo_populate("User", orders=2, email="x@example.org")
            shop.client.scan(
                TableName="shop-table",
                FilterExpression="#e = :e",
                ExpressionAttributeNames={"#e": "email"},
                ExpressionAttributeValues={":e": {"S": "x@example.org"}},
            )
        """
    )
    result.stdout.fnmatch_lines(
        [
            "E  *ScanNotAllowed: test_shop.py:5: a test may not scan *",
            "E  *dynamodb.scan(TableName='shop-table', FilterExpression='#e = :e', *",
            "E  *examines  3 items, 0.5 read units (modelled), to return 1 item",
            "E  *serves    access pattern 'find_user':  Query on by_email",
            "E  *          email = '{email}'",
            (
                "E  *To fix this, query index by_email of shop-table by email, or allow it:  "
                '@pytest.mark.dynamo_allow("scan", reason="…")'
            ),
        ],
        consecutive=True,
    )


def test_the_message_understands_a_resource_as_well(run):
    result = run(
        tests="""
        import shop

        def test_it(dynamo_table, dynamo_populate):
            user = dynamo_populate("User", orders=2)
            shop.table().scan(FilterExpression=shop.Attr("user_id").eq(user.user_id))
        """
    )
    result.stdout.fnmatch_lines(
        [
            r"""E  *dynamodb.scan(TableName='shop-table', FilterExpression="user_id = '*'")""",
            "E  *examines  3 items, 0.5 read units (modelled), to return 1 item",
            "E  *serves    access pattern 'get_user':  GetItem on shop-table",
            "E  *          PK = 'USER#{user_id}' and SK = 'PROFILE'",
        ],
        consecutive=True,
    )


def test_a_scan_that_is_allowed_with_a_reason_goes_through(run):
    result = run(
        tests="""
        import pytest, shop

        @pytest.mark.dynamo_allow("scan", reason="the nightly export")
        def test_it(dynamo_table, dynamo_populate):
            dynamo_populate("User")
            assert shop.scan()["Count"] == 1
        """
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ('"scan"', 'a reason is needed:  @pytest.mark.dynamo_allow("scan", reason="…")'),
        (
            '"scan", reason=" "',
            'a reason is needed:  @pytest.mark.dynamo_allow("scan", reason="…")',
        ),
        ('"scna", reason="x"', "'scna' is nothing the guard forbids; did you mean 'scan'?"),
        ('reason="x"', 'it takes one name:  @pytest.mark.dynamo_allow("scan")'),
        ('"scan", reason="x", until=1', "it takes a reason, and no 'until'"),
    ],
)
def test_a_marker_without_a_reason_is_a_clear_error(run, marker, message):
    result = run(
        tests=f"""
        import pytest

        @pytest.mark.dynamo_allow({marker})
        def test_it():
            pass
        """
    )
    result.assert_outcomes(errors=1)
    assert f"@pytest.mark.dynamo_allow: {message}" in result.stdout.lines


def test_a_scan_that_the_design_declares_with_a_reason_is_allowed(run, project):
    design = project.path / "shop.yaml"
    text = design.read_text(encoding="utf-8")
    pattern = "  export:\n    scan: true\n    allow_scan: for the nightly export\n"
    design.write_text(text + pattern, encoding="utf-8")
    result = run(
        tests="""
        import shop

        def test_the_table(dynamo_table):
            shop.scan()

        def test_the_index(dynamo_table):
            shop.client.scan(TableName="shop-table", IndexName="by_email")
        """
    )
    result.assert_outcomes(passed=1, failed=1)


SHAPES = {
    "bare": "scan()",
    "conditions": "scan(FilterExpression=Attr('total').gt(5) & Attr('status').eq('x'))",
    "expression": "scan(FilterExpression='#s = :s and #t <> :n', **VALUES)",
    "function": "scan(FilterExpression=Attr('email').contains('@'))",
    "one of two": "scan(FilterExpression=Attr('total').gt(5))",
    "legacy": "scan(ScanFilter={'email': {'ComparisonOperator': 'NOT_NULL'}})",
}


@pytest.mark.parametrize(
    ("declared", "allowed", "how"),
    [
        ("", {"bare"}, "without a filter"),
        (
            '\n    filter: {status: "{status}", total: {">": 3}}\n    max_waste: 9',
            {"conditions", "expression"},
            "filtered by 'status' and 'total'",
        ),
    ],
    ids=["without a filter", "with a filter"],
)
def test_only_the_scan_that_is_declared_is_allowed(run, project, declared, allowed, how):
    design = project.path / "shop.yaml"
    text = design.read_text(encoding="utf-8")
    pattern = f"  export:\n    scan: true\n    allow_scan: nightly{declared}\n"
    design.write_text(text + pattern, encoding="utf-8")
    result = run(
        "-v",
        tests=f"""
        import pytest, shop
        from shop import Attr

        VALUES = dict(
            ExpressionAttributeNames={{"#s": "status", "#t": "total"}},
            ExpressionAttributeValues={{":s": "x", ":n": 1}},
        )

        @pytest.mark.parametrize("scan", {list(SHAPES.values())!r}, ids={list(SHAPES)!r})
        def test_it(dynamo_table, scan):
            eval(f"shop.table().{{scan}}")
        """,
    )
    result.assert_outcomes(passed=len(allowed), failed=len(SHAPES) - len(allowed))
    lines = result.stdout.lines
    assert {name for name in SHAPES if any(f"[{name}] PASSED" in line for line in lines)} == allowed
    result.stdout.fnmatch_lines([f"E  *allows    access pattern 'export' a Scan {how} only"])


KEYED = {
    "equality": "WHERE PK = 'a'",
    "equality, lower case": "where pk = 'x' and PK='a'",
    "parameter": "WHERE \"PK\" = 'a' AND SK BETWEEN 'a' AND 'b'",
    "IN": "WHERE PK IN ['a', 'b']",
    "equalities joined by OR": "WHERE PK = 'a' OR PK = 'b'",
    "a comment": "/* all */ WHERE PK = 'a' -- of them",
}


@pytest.mark.parametrize("where", KEYED.values(), ids=KEYED.keys())
def test_a_statement_with_the_partition_key_is_no_scan(run, where):
    result = run(
        tests=f'''
        import contextlib, botocore.exceptions, shop

        def test_it(dynamo_table):
            statement = """SELECT * FROM "shop-table" {where}"""
            with contextlib.suppress(botocore.exceptions.ClientError):
                shop.client.execute_statement(Statement=statement)
        '''
    )
    result.assert_outcomes(passed=1)


def test_a_statement_on_an_index_needs_the_key_of_the_index(run):
    result = run(
        tests="""
        import contextlib, botocore.exceptions, shop

        def select(condition):
            with contextlib.suppress(botocore.exceptions.ClientError):
                shop.client.execute_statement(
                    Statement=f'SELECT * FROM "shop-table"."by_email" WHERE {condition}'
                )

        def test_its_own_key(dynamo_table):
            select("email = 'x@example.org'")

        def test_the_key_of_the_table(dynamo_table):
            select("PK = 'USER#1'")
        """
    )
    result.assert_outcomes(passed=1, failed=1)


def test_the_key_of_a_table_in_no_design_is_looked_up(run):
    result = run(
        tests="""
        import contextlib, botocore.exceptions, shop

        def make(client):
            client.create_table(
                TableName="other",
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )

        def test_by_its_key(dynamo_client):
            make(dynamo_client)
            dynamo_client.execute_statement(Statement="SELECT * FROM other WHERE id = 'x'")

        def test_by_something_else(dynamo_client):
            make(dynamo_client)
            dynamo_client.execute_statement(Statement="SELECT * FROM other WHERE name = 'x'")
        """
    )
    result.assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize(
    ("arguments", "design", "failed"),
    [
        ((), None, 0),
        (("--dynamo-guard=on",), None, 1),
        (("--dynamo-guard=ON",), None, 1),
        (("--dynamo-guard=auto",), "shop.yaml", 1),
        (("--dynamo-guard=off",), "shop.yaml", 0),
        (("-o", "dynamo_guard=true"), None, 1),
        (("-o", "dynamo_guard=off"), "shop.yaml", 0),
        (("-o", "dynamo_guard=on", "--dynamo-guard=off"), None, 0),
    ],
)
def test_the_guard_is_on_where_designs_are_set_or_where_it_is_asked_for(
    run, arguments, design, failed
):
    result = run(
        *arguments,
        design=design,
        tests="""
        import boto3
        import pytest_dynamo.embedded

        def test_it():
            with pytest_dynamo.embedded.dynamodb() as embedded:
                try:
                    embedded.client().scan(TableName="no-such-table")
                except Exception:
                    pass
        """,
    )
    result.assert_outcomes(failed=failed, passed=1 - failed)


def test_a_marker_switches_the_guard_on(run):
    result = run(
        design=None,
        tests="""
        import pytest, pytest_dynamo.embedded

        pytestmark = pytest.mark.dynamo_allow("scan", reason="one test of them")

        @pytest.mark.dynamo_design("shop")
        def test_it():
            pass
        """,
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["no design is set, and this test needs one"])


def test_fixtures_may_scan(run):
    result = run(
        tests="""
        import pytest, shop

        @pytest.fixture
        def clean(dynamo_table):
            shop.scan()
            yield
            shop.scan()

        def test_it(clean):
            pass
        """
    )
    result.assert_outcomes(passed=1)


def test_an_interrupt_is_not_hidden_by_a_scan(run):
    result = run(
        tests="""
        import shop

        def test_it(dynamo_table):
            try:
                shop.scan()
            except AssertionError:
                raise KeyboardInterrupt
        """,
        in_process=False,
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED
