"""PynamoDB, which is built on botocore, end to end on the embedded DynamoDB under the guard."""

import pytest

MODELS = """\
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model


class ByEmail(GlobalSecondaryIndex):
    class Meta:
        index_name = "by_email"
        projection = KeysOnlyProjection()

    email = UnicodeAttribute(hash_key=True)


class Item(Model):
    class Meta:
        table_name = "shop-table"
        region = "eu-west-1"

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    email = UnicodeAttribute(null=True)
    total = NumberAttribute(null=True)
    by_email = ByEmail()


def scan():
    return list(Item.scan(Item.total > 5))
"""


@pytest.fixture
def run_models(run, project):
    (project.path / "models.py").write_text(MODELS, encoding="utf-8")
    # PynamoDB reads its settings, and warns of nothing, when it is imported.
    import pynamodb.indexes
    import pynamodb.models  # noqa: F401

    def run_tests(tests, *arguments):
        return run("--dynamo-guard=strict", *arguments, tests=tests)

    return run_tests


def test_what_a_model_does_is_seen_and_matched(run_models):
    result = run_models(
        """
        from models import Item

        def test_it(dynamo_table, dynamo_calls):
            Item("USER#1", "ORDER#1", total=5).save()
            orders = Item.query("USER#1", Item.sk.startswith("ORDER#"), scan_index_forward=False)
            assert [order.total for order in orders] == [5]
            assert list(Item.by_email.query("x@example.org")) == []
            made = [(call.operation, call.index, call.pattern) for call in dynamo_calls]
            assert made == [
                ("PutItem", None, "create_order"),
                ("Query", None, "list_orders"),
                ("Query", "by_email", "find_user"),
            ]
            assert {call.location.partition(":")[0] for call in dynamo_calls} == {"test_shop.py"}

        def test_a_single_item(dynamo_populate, dynamo_calls):
            user = dynamo_populate("User")
            assert Item.get(user.PK, "PROFILE").email == user.email
            assert [call.pattern for call in dynamo_calls] == ["get_user"]
        """
    )
    result.assert_outcomes(passed=2)


def test_a_scan_of_a_model_is_blamed_on_the_line_of_the_user(run_models):
    result = run_models(
        """
        import models

        def test_it(dynamo_table):
            models.scan()

        def test_swallowed(dynamo_table):
            try:
                models.scan()
            except Exception:
                pass

        def test_of_an_index(dynamo_table):
            next(models.Item.by_email.scan(), None)
        """
    )
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            ">*return list(Item.scan(Item.total > 5))",
            "E  *ScanNotAllowed: models.py:27: a test may not scan shop-table",
            "models.py:27: ScanNotAllowed",
            "models.py:27: ScanNotAllowed",
            "test_shop.py:13: ScanNotAllowed",
        ]
    )


def test_the_pages_of_a_model_are_one_performance(run_models):
    result = run_models(
        """
        from models import Item

        def fill(dynamo_populate):
            return dynamo_populate("User", orders=5).PK

        def test_pages(dynamo_populate, dynamo_calls):
            pages = Item.query(fill(dynamo_populate), Item.sk.startswith("ORDER#"), page_size=2)
            assert len(list(pages)) == 5

        def test_the_limit_of_pynamodb(dynamo_populate, dynamo_calls):
            some = Item.query(fill(dynamo_populate), Item.sk.startswith("ORDER#"), limit=2)
            assert len(list(some)) == 2
            assert [call.continues for call in dynamo_calls] == [False]
        """
    )
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        [
            "E  *TooManyPages: test_shop.py:8: this Query is read on after 1 page",
            "E  *allows    1 page (access pattern 'list_orders', budget.pages)",
        ]
    )


def test_batches_of_a_model_are_sent_and_sent_again(run_models, project):
    design = project.path / "shop.yaml"
    batches = (
        "  some_orders: {batch_get: {of: Order, count: 3}, returns: Order}\n"
        "  more_orders: {batch_write: {put: Order, count: 3}}\n"
    )
    design.write_text(design.read_text(encoding="utf-8") + batches, encoding="utf-8")
    result = run_models(
        """
        from models import Item

        KEYS = [("USER#1", f"ORDER#{number}") for number in range(3)]

        def test_it(dynamo_table, dynamo_calls, monkeypatch):
            with Item.batch_write() as batch:
                for key in KEYS:
                    batch.save(Item(*key, total=1))
            assert len(list(Item.batch_get(KEYS))) == 3
            assert [(call.operation, call.pattern) for call in dynamo_calls] == [
                ("BatchWriteItem", "more_orders"), ("BatchGetItem", "some_orders")
            ]

        def test_the_rest(dynamo_table, dynamo_calls):
            client = Item._get_connection().connection.client
            left = iter([1, 0])

            def keep_one(parsed, model, **_):
                if next(left, 0):
                    item = {"PK": {"S": "USER#1"}, "SK": {"S": "ORDER#2"}, "total": {"N": "1"}}
                    parsed["UnprocessedItems"] = {"shop-table": [{"PutRequest": {"Item": item}}]}

            client.meta.events.register("after-call.dynamodb.BatchWriteItem", keep_one)
            with Item.batch_write() as batch:
                for key in KEYS:
                    batch.save(Item(*key, total=1))
            assert [call.continues for call in dynamo_calls] == [False, True]
        """
    )
    result.assert_outcomes(passed=2)


def test_pynamodb_tries_again_what_was_throttled(run_models):
    result = run_models(
        """
        from models import Item

        def test_it(dynamo_table, dynamo_calls):
            client = Item._get_connection().connection.client
            tried = []

            def once_more(attempts, **_):
                tried.append(attempts)
                return 0.0 if attempts == 1 else None

            client.meta.events.register_first("needs-retry.dynamodb.PutItem", once_more)
            try:
                Item("USER#1", "ORDER#1", total=5).save()
            finally:
                client.meta.events.unregister("needs-retry.dynamodb.PutItem", once_more)
            assert [call.attempts for call in dynamo_calls] == [2]
        """
    )
    result.assert_outcomes(passed=1)
