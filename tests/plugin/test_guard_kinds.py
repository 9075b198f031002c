"""The guard's other kinds: waste, pages, strays, budgets, and what a batch left behind."""

from textwrap import dedent

import pytest

EVERYTHING = """\
  more_orders: {batch_write: {put: Order, count: 3}}
  everything:
    query: {PK: "USER#{user_id}"}
    returns: [User, Order]
"""
TICK = """\
  Tick:
    population: 2
    item:
      PK: "DAY#{day}#{shard}"
      SK: "{tick_id}"
      tick_id: {ulid: true}
      day: {timestamp: {since: -9d}, format: date}
      shard: {random_shard: 2}
access_patterns:
"""
FANNED = """\
  by_day:
    query: {PK: "DAY#{day}#{shard}"}
    returns: Tick
    fan_out: shard
    budget: {read_units: 1.5, calls: 2}
"""

CODE = """\
import boto3

client = boto3.client("dynamodb")
ORDERS = dict(
    TableName="shop-table",
    KeyConditionExpression="PK = :pk",
    ExpressionAttributeValues={":pk": {"S": "USER#1"}},
)


def fill(count, total=5):
    for number in range(count):
        client.put_item(
            TableName="shop-table",
            Item={
                "PK": {"S": "USER#1"},
                "SK": {"S": f"ORDER#{number:03}"},
                "total": {"N": str(total)},
            },
        )


def wasteful(**more):
    values = ORDERS["ExpressionAttributeValues"] | {":t": {"N": "9"}}
    question = ORDERS | {"ExpressionAttributeValues": values, "FilterExpression": "#t > :t"}
    return client.query(**question, ExpressionAttributeNames={"#t": "total"}, **more)  # here


def endless(**more):
    pages = client.get_paginator("query").paginate(**ORDERS, PaginationConfig={"PageSize": 1})
    return [item for page in pages for item in page["Items"]]  # here


def everything(**more):
    return client.query(**ORDERS, **more)


def recent_question(field):
    return dict(
        TableName="shop-table",
        KeyConditionExpression="PK = :pk AND SK >= :sk",
        ExpressionAttributeValues={":pk": {"S": "USER#1"}, ":sk": {"S": field}},
    )


def recent(**more):
    return client.query(**recent_question("ORDER#027"), **more)


def recent_pages(**config):
    question = recent_question("ORDER#027")
    return client.get_paginator("query").paginate(**question, PaginationConfig=config)


def filtered():
    question = recent_question("ORDER#027")
    question["ExpressionAttributeValues"][":t"] = {"N": "9"}
    names = {"#t": "total"}
    return client.query(**question, FilterExpression="#t > :t", ExpressionAttributeNames=names)


def fan_out(**more):
    for shard in range(2):
        client.query(
            TableName="shop-table",
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": {"S": f"DAY#1#{shard}"}},
            **more,
        )


def put():
    client.put_item(TableName="shop-table", Item=ITEM)


def stray():
    client.get_item(  # here
        TableName="shop-table", Key={"PK": {"S": "USER#1"}, "SK": {"S": "CART"}}
    )


def dear(ConsistentRead=True):
    client.query(  # here
        TableName="shop-table",
        KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
        ExpressionAttributeValues={":pk": {"S": "USER#1"}, ":sk": {"S": "ORDER#"}},
        ConsistentRead=ConsistentRead,
    )


def leave():
    from botocore.stub import Stubber

    request = {"RequestItems": {"shop-table": [{"PutRequest": {"Item": ITEM}}]}}
    with Stubber(client) as stubber:
        stubber.add_response(
            "batch_write_item", {"UnprocessedItems": request["RequestItems"]}, request
        )
        return client.batch_write_item(**request)["UnprocessedItems"]  # here


ITEM = {"PK": {"S": "USER#1"}, "SK": {"S": "ORDER#1"}}
"""

FILL = """\
import pytest, code_under_test

@pytest.fixture(autouse=True)
def items(dynamo_table):
    code_under_test.fill(30)
"""


KINDS = {
    "waste": ("wasteful", "WastefulQuery"),
    "pages": ("endless", "TooManyPages"),
    "stray": ("stray", "StrayCall"),
    "budget": ("dear", "BudgetExceeded"),
    "unprocessed": ("leave", "LeftUnprocessed"),
}
each_kind = pytest.mark.parametrize(
    ("kind", "function", "name"), [(kind, *rest) for kind, rest in KINDS.items()], ids=KINDS
)
# A swallowed or late one fails the test just so.
RAISED = {"waste", "pages", "stray", "budget"}


def line_of(function):
    """Where the call of a function of `code_under_test` stands, which is its line with the comment."""
    lines = CODE.splitlines()
    start = lines.index(next(line for line in lines if line.startswith(f"def {function}(")))
    return next(n for n, line in enumerate(lines, 1) if n > start and "# here" in line)


@pytest.fixture
def design(project):
    """The design, with patterns that the code performs, and one too dear for its budget."""
    path = project.path / "shop.yaml"
    text = path.read_text(encoding="utf-8").replace("read_units: 1,", "read_units: 0.5,")
    path.write_text(text + EVERYTHING, encoding="utf-8")
    return path


@pytest.fixture
def strictly(run, project, design):
    """Run tests of `code_under_test` under the guard at its strictest, on a table of 30 orders."""
    (project.path / "code_under_test.py").write_text(CODE, encoding="utf-8")

    def run_tests(tests, *arguments, add="", edit=("", ""), **options):
        text = (
            design.read_text(encoding="utf-8").replace(*edit) if all(edit) else design.read_text()
        )
        design.write_text(text + add, encoding="utf-8")
        options["tests"] = FILL + dedent(tests)
        return run("--dynamo-guard=strict", *arguments, **options)

    return run_tests


@each_kind
def test_it_fails_the_test_at_its_line(strictly, kind, function, name):
    result = strictly(
        f"""
        def test_it():
            code_under_test.{function}()
        """
    )
    result.assert_outcomes(failed=1)
    place = f"code_under_test.py:{line_of(function)}"
    result.stdout.fnmatch_lines([f"E  *{name}: {place}: *", f"{place}: {name}"])


@each_kind
def test_it_fails_the_test_that_swallows_it(strictly, kind, function, name):
    result = strictly(
        f"""
        import contextlib

        def test_it():
            with contextlib.suppress(BaseException):
                code_under_test.{function}()

        def test_it_is_expected():
            with contextlib.suppress(pytest.fail.Exception), pytest.raises(AssertionError):
                code_under_test.{function}()
        """
    )
    result.assert_outcomes(failed=2, errors=0)
    place = f"code_under_test.py:{line_of(function)}"
    result.stdout.fnmatch_lines([f"{place}: {name}", f"{place}: {name}"])


@each_kind
def test_it_fails_the_test_whose_thread_does_it(strictly, kind, function, name):
    result = strictly(
        f"""
        import threading
        from concurrent.futures import ThreadPoolExecutor

        def test_a_thread():
            thread = threading.Thread(target=code_under_test.{function})
            thread.start()
            thread.join()

        def test_a_pool():
            with ThreadPoolExecutor() as pool:
                pool.submit(code_under_test.{function})
        """,
        "-W",
        "error",
    )
    result.assert_outcomes(failed=2, errors=0)
    place = f"code_under_test.py:{line_of(function)}"
    result.stdout.fnmatch_lines([f"{place}: {name}", f"{place}: {name}"])


@each_kind
def test_it_is_allowed_with_a_reason(strictly, kind, function, name):
    result = strictly(
        f"""
        @pytest.mark.dynamo_allow("scan", reason="one of several markers")
        @pytest.mark.dynamo_allow("{kind}", reason="the nightly export")
        def test_it():
            code_under_test.{function}()

        @pytest.mark.dynamo_allow("{"waste" if kind == "pages" else "pages"}", reason="another kind")
        def test_of_another_kind():
            code_under_test.{function}()
        """
    )
    result.assert_outcomes(passed=1, failed=1)


@each_kind
def test_it_passes_where_the_guard_is_off(strictly, kind, function, name):
    result = strictly(f"def test_it(): code_under_test.{function}()", "--dynamo-guard=off")
    result.assert_outcomes(passed=1)


def test_only_a_strict_guard_forbids_strays(strictly):
    result = strictly("def test_it(): code_under_test.stray()", "--dynamo-guard=on")
    result.assert_outcomes(passed=1)


def test_a_strict_guard_needs_a_design(run):
    result = run("--dynamo-guard=strict", design=None)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: dynamo_guard: strict compares calls with the access patterns of designs, and none is set",
            "To fix this:  --dynamo-designs designs/orders.yaml, or --dynamo-guard=on",
        ]
    )


def test_all_kinds_are_found_by_the_workers_of_xdist(strictly):
    result = strictly(
        """
        @pytest.mark.parametrize("name", ["wasteful", "endless", "stray", "dear", "leave"])
        def test_it(name):
            getattr(code_under_test, name)()

        def test_well():
            pass
        """,
        "-p",
        "xdist",
        "-n",
        "2",
        in_process=False,
    )
    result.assert_outcomes(failed=5, passed=1)


def test_a_wrapper_of_the_user_is_part_of_the_blame(strictly):
    result = strictly(
        """
        import functools

        def retrying(function):
            @functools.wraps(function)
            def attempt(*args, **kwargs):
                for last in (False, True):
                    try:
                        return function(*args, **kwargs)
                    except Exception:
                        if last:
                            raise
            return attempt

        def test_a_function_of_mine():
            retrying(code_under_test.wasteful)()

        def test_a_method_of_the_client():
            retrying(code_under_test.client.scan)(TableName="shop-table")
        """
    )
    result.assert_outcomes(failed=2)
    place = f"code_under_test.py:{line_of('wasteful')}"
    result.stdout.fnmatch_lines(
        [
            f"{place}: WastefulQuery",
            ">*retrying(code_under_test.client.scan)(TableName=*",
            ">*return function[(][*]args, [*][*]kwargs[)]",
            "test_shop.py:14: ScanNotAllowed",
        ]
    )


# ---------------------------------------------------------------------------------------- waste


def test_the_message_says_what_a_wasteful_query_took(strictly):
    result = strictly("def test_it(): code_under_test.wasteful()")
    result.stdout.fnmatch_lines(
        [
            "E  *: this Query examines 30 items to return 0",
            "E  *dynamodb.query(TableName='shop-table', KeyConditionExpression='PK = :pk', *",
            "E  *took      1 page, 0.5 read units (modelled)",
            "E  *allows    10 examined for each item returned (dynamo_max_waste)",
            (
                "E  *To fix this, put what the filter asks into the key of an index, or allow it:  "
                '@pytest.mark.dynamo_allow("waste", reason="…")'
            ),
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(("most", "failed"), [("30", 0), ("29.5", 1)])
def test_how_much_waste_is_too_much_is_a_setting(strictly, most, failed):
    result = strictly("def test_it(): code_under_test.wasteful()", "-o", f"dynamo_max_waste={most}")
    result.assert_outcomes(failed=failed, passed=1 - failed)


def test_waste_is_counted_over_all_pages(strictly):
    result = strictly(
        """
        def drain(values):
            for number in range(30):
                total = 10 if number in values else 5
                code_under_test.client.update_item(
                    TableName="shop-table",
                    Key={"PK": {"S": "USER#1"}, "SK": {"S": f"ORDER#{number:03}"}},
                    UpdateExpression="SET #t = :t",
                    ExpressionAttributeNames={"#t": "total"},
                    ExpressionAttributeValues={":t": {"N": str(total)}},
                )
            page = code_under_test.wasteful(Limit=15)
            while "LastEvaluatedKey" in page:
                start = page["LastEvaluatedKey"]
                page = code_under_test.wasteful(Limit=15, ExclusiveStartKey=start)

        @pytest.mark.dynamo_allow("stray", reason="it is the waste that is tested")
        def test_the_second_page_makes_up_for_the_first():
            drain({27, 28, 29})

        @pytest.mark.dynamo_allow("stray", reason="it is the waste that is tested")
        def test_two_of_thirty_are_too_few():
            drain({28, 29})

        def test_a_page_after_which_nobody_reads_on_counts_at_the_end():
            assert code_under_test.wasteful(Limit=15)["Count"] == 0

        def test_which_is_no_consequence():
            code_under_test.wasteful(Limit=15)
            assert code_under_test is None
        """
    )
    result.assert_outcomes(passed=1, failed=3)
    place = f"code_under_test.py:{line_of('wasteful')}"
    result.stdout.fnmatch_lines(
        [
            "E  *: this Query examines 30 items to return 2",
            f"E  *{place}: this Query examines 15 items to return 0",
            f"{place}: WastefulQuery",
            ">*assert code_under_test is None",
            f"E  *WastefulQuery: {place}: this Query examines 15 items to return 0",
        ]
    )


def test_a_pattern_with_a_filter_says_itself_how_much_is_too_much(strictly):
    result = strictly(
        "def test_it(): code_under_test.filtered()",
        add="""\
  dear_orders:
    query: {PK: "USER#{user_id}", SK: {">=": "ORDER#{order_id}"}}
    filter: {total: {">": 9}}
    returns: Order
    max_waste: 2
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E  *: this Query examines 3 items to return 0",
            "E  *allows    2 examined for each item returned (access pattern 'dear_orders', max_waste)",
        ]
    )


# ---------------------------------------------------------------------------------------- pages


def test_the_message_says_how_far_it_was_read(strictly):
    result = strictly("def test_it(): code_under_test.endless()")
    result.stdout.fnmatch_lines(
        [
            "E  *: this Query is read on after 20 pages",
            "E  *dynamodb.query(TableName='shop-table', *",
            "E  *read      20 items, and there is more",
            "E  *allows    20 pages (dynamo_max_pages)",
            (
                "E  *To fix this, stop there, narrow the key condition, declare  budget: {pages: …}  "
                "for 'everything', or allow it:  *"
            ),
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(("most", "failed"), [(31, 0), (29, 1)])
def test_how_many_pages_are_too_many_is_a_setting(strictly, most, failed):
    result = strictly("def test_it(): code_under_test.endless()", f"--dynamo-max-pages={most}")
    result.assert_outcomes(failed=failed, passed=1 - failed)


def test_the_budget_of_a_pattern_goes_before_the_setting(strictly, design):
    result = strictly(
        "def test_it(): code_under_test.endless()",
        "--dynamo-max-pages=1",
        add="    budget: {pages: 31}\n",
    )
    result.assert_outcomes(passed=1)


LIMITED = """\
  recent:
    query: {PK: "USER#{user_id}", SK: {">=": "ORDER#{order_id}"}}
    returns: Order
    limit: 2
"""


def test_a_pattern_with_a_limit_is_one_page_of_so_many_items(strictly):
    result = strictly(
        """
        def test_without_a_limit():
            code_under_test.recent()

        def test_a_larger_limit():
            code_under_test.recent(Limit=3)

        def test_a_drained_paginator():
            for page in code_under_test.recent_pages(PageSize=1):
                pass

        def test_that_limit():
            assert len(code_under_test.recent(Limit=2)["Items"]) == 2

        def test_the_first_page_of_a_paginator():
            next(iter(code_under_test.recent_pages(PageSize=2)))
        """,
        add=LIMITED,
    )
    result.assert_outcomes(failed=3, passed=2)
    result.stdout.fnmatch_lines(
        [
            "E  *: this Query sends no Limit",
            "E  *performs  access pattern 'recent', which declares  limit: 2",
            "E  *To fix this, send Limit=2, or allow it:  *",
            "E  *: this Query sends Limit=3",
            "E  *: this Query is read on after 1 page",
            "E  *allows    1 page (access pattern 'recent', limit: 2, which is one page)",
        ]
    )


def test_a_limit_is_no_duty_where_a_pattern_without_one_fits_as_well(strictly):
    result = strictly(
        "def test_it(): code_under_test.recent()",
        add=LIMITED + LIMITED.replace("recent", "all_of_them").replace("    limit: 2\n", ""),
    )
    result.assert_outcomes(passed=1)


# --------------------------------------------------------------------------------------- strays


def test_the_message_says_which_patterns_come_near_and_why_they_do_not_fit(strictly):
    result = strictly("def test_it(): code_under_test.stray()")
    result.stdout.fnmatch_lines(
        [
            "E  *: this call performs no declared access pattern",
            "E  *dynamodb.get_item(TableName='shop-table', Key={'PK': {'S': 'USER#1'}, 'SK': {'S': 'CART'}})",
            "E  *nearest   'get_user'     GetItem on shop-table: SK is 'PROFILE', not 'CART'",
            "E  *          'find_user'    Query on by_email: is another operation",
            "E  *          'list_orders'  Query on shop-table: is another operation",
            (
                "E  *To fix this, declare it in shop.yaml, or allow it:  "
                '@pytest.mark.dynamo_allow("stray", reason="…")'
            ),
        ],
    )


def test_a_table_of_no_design_has_no_patterns_to_stray_from(strictly):
    result = strictly(
        """
        import contextlib, botocore.exceptions

        def test_it():
            with contextlib.suppress(botocore.exceptions.ClientError):
                code_under_test.client.get_item(TableName="other", Key={"id": {"S": "1"}})
        """
    )
    result.assert_outcomes(passed=1)


def test_a_scan_that_is_allowed_is_no_stray(strictly):
    result = strictly(
        """
        @pytest.mark.dynamo_allow("scan", reason="the nightly export")
        def test_it():
            code_under_test.client.scan(TableName="shop-table")
        """
    )
    result.assert_outcomes(passed=1)


def test_a_statement_that_is_no_scan_is_a_stray(strictly):
    result = strictly(
        """
        def test_it():
            code_under_test.client.execute_statement(
                Statement="SELECT * FROM \\"shop-table\\" WHERE PK = 'USER#1'"
            )
        """
    )
    result.assert_outcomes(failed=1)


# -------------------------------------------------------------------------------------- budgets


def test_the_message_says_what_is_over_the_budget(strictly):
    result = strictly("def test_it(): code_under_test.dear()")
    place = f"code_under_test.py:{line_of('dear')}"
    result.stdout.fnmatch_lines(
        [
            "E  *: access pattern 'list_orders' took more than its budget, in 1 call (modelled)",
            "E  *read units           1   budget 0.5",
            f"E  *called    {place}: Query shop-table, 1.0 read units   access pattern 'list_orders'",
            "E  *To fix this, make the calls cheaper, or raise the budget of 'list_orders', or allow it:  *",
        ],
        consecutive=True,
    )


def test_a_budget_is_for_one_performance_and_not_for_the_test(strictly):
    result = strictly(
        """
        def test_it():
            for attempt in range(3):
                code_under_test.dear(ConsistentRead=False)
        """
    )
    result.assert_outcomes(passed=1)


def test_a_write_over_its_budget_is_told_at_the_end_as_it_has_happened(strictly):
    result = strictly(
        """
        def test_it():
            code_under_test.put()
            print("it went on")
        """,
        edit=("put: Order\n", "put: Order\n    budget: {write_units: 0.5}\n"),
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E  *write units          1   budget 0.5", "it went on"])


def test_the_shards_of_a_fan_out_are_one_performance(strictly):
    result = strictly(
        """
        def test_once():
            code_under_test.fan_out()

        def test_twice():
            code_under_test.fan_out()
            code_under_test.fan_out()

        def test_more_for_one():
            code_under_test.fan_out(ConsistentRead=True)
        """,
        add=FANNED,
        edit=("access_patterns:\n", TICK),
    )
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["E  *took more than its budget, in 2 calls (modelled)", "E  *read units*2   budget 1.5"]
    )


# ---------------------------------------------------------------------------------- unprocessed


def test_the_message_says_what_was_left(strictly):
    result = strictly("def test_it(): code_under_test.leave()")
    result.stdout.fnmatch_lines(
        [
            "E  *: 1 of this batch's items stayed unprocessed, and were never sent again",
            "E  *dynamodb.batch_write_item(RequestItems={'shop-table': *",
            "E  *left      put shop-table: PK='USER#1', SK='ORDER#1'",
            "E  *To fix this, send UnprocessedItems again until it is empty, after a wait, or allow it:  *",
        ],
        consecutive=True,
    )


def test_what_is_sent_again_is_not_left(strictly):
    result = strictly(
        """
        def test_in_a_batch(dynamo_calls):
            left = code_under_test.leave()
            code_under_test.client.batch_write_item(RequestItems=left)
            assert [call.continues for call in dynamo_calls] == [False, True]

        def test_one_by_one(dynamo_calls):
            code_under_test.leave()
            code_under_test.client.put_item(TableName="shop-table", Item=code_under_test.ITEM)
            assert [call.continues for call in dynamo_calls] == [False, False]
        """
    )
    result.assert_outcomes(passed=2)


# --------------------------------------------------------------------------------- performances


def test_later_pages_continue_and_new_questions_do_not(strictly):
    result = strictly(
        """
        def test_it(dynamo_calls):
            page = code_under_test.everything(Limit=20)
            code_under_test.everything(Limit=20)
            code_under_test.everything(ExclusiveStartKey=page["LastEvaluatedKey"])
            assert [call.continues for call in dynamo_calls] == [False, False, True]
        """
    )
    result.assert_outcomes(passed=1)
