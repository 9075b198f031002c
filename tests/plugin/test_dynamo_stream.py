"""What a test's code published: `dynamo_stream`."""

import pytest

STREAMED = """\
version: 1
name: shop
tables:
  shop-table:
    partition_key: PK
    sort_key: SK
    stream: {view}
    time_to_live: ends
entities:
  User:
    population: 5
    item: {{PK: "USER#{{user_id}}", SK: PROFILE, user_id: {{faker: uuid4}}, status: active}}
  Order:
    belongs_to: {{User: {{mean: 2}}}}
    item: {{PK: "USER#{{user_id}}", SK: "ORDER#{{order_id}}", order_id: {{ulid: true}}}}
access_patterns:
  get_user:
    get: {{PK: "USER#{{user_id}}", SK: PROFILE}}
    returns: User
"""


@pytest.fixture
def streamed(project):
    def write(view: str = "NEW_AND_OLD_IMAGES") -> None:
        text = STREAMED.format(view=view)
        (project.path / "shop.yaml").write_text(text, encoding="utf-8")

    return write


def test_records_are_those_of_the_test_as_plain_values(run, streamed):
    streamed()
    result = run(
        "--dynamo-guard=strict",
        tests="""
        import pytest, shop
        from decimal import Decimal
        from pytest_dynamo.plugin.fixtures.stream import StreamRecord

        @pytest.fixture
        def user(dynamo_populate):
            return dynamo_populate("User")

        def test_it(dynamo_stream, user, dynamo_calls):
            assert dynamo_stream.records() == ()
            table, key = shop.table(), {"PK": user.PK, "SK": user.SK}
            table.get_item(Key=key)
            assert [call.operation for call in dynamo_calls] == ["GetItem"]
            assert repr(dynamo_stream) == "<dynamo_stream of shop-table>"

        @pytest.mark.dynamo_allow("stray", reason="writes of the test")
        def test_writes(dynamo_stream, user, dynamo_calls):
            table, key = shop.table(), {"PK": user.PK, "SK": user.SK}
            old = {**key, "user_id": user.user_id, "status": "active"}
            table.update_item(
                Key=key, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": 2}
            )
            table.put_item(Item={"PK": user.PK, "SK": "ORDER#1"})
            table.delete_item(Key=key)
            assert dynamo_stream.records(entity="User") == (
                StreamRecord(
                    event="MODIFY", table="shop-table", entity="User", keys=key, old=old,
                    new={**old, "n": Decimal(2)},
                ),
                StreamRecord(
                    event="REMOVE", table="shop-table", entity="User", keys=key,
                    old={**old, "n": Decimal(2)},
                ),
            )
            (order,) = dynamo_stream.records(event="INSERT", keys={"SK": "ORDER#1"})
            assert (order.entity, order.new, order.old) == (
                "Order", {"PK": user.PK, "SK": "ORDER#1"}, None
            )
            assert len(dynamo_calls) == 3
            dynamo_stream.clear()
            assert dynamo_stream.records(table="shop-table") == ()
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_view_of_the_stream_says_which_images_there_are(run, streamed):
    streamed("KEYS_ONLY")
    result = run(
        tests="""
        import shop

        def test_it(dynamo_stream):
            shop.table().put_item(Item={"PK": "USER#1", "SK": "PROFILE", "a": 1})
            (record,) = dynamo_stream.records()
            assert (record.event, record.keys) == ("INSERT", {"PK": "USER#1", "SK": "PROFILE"})
            assert (record.new, record.old, record.entity) == (None, None, "User")
        """
    )
    result.assert_outcomes(passed=1)


def test_a_design_without_a_stream_says_what_to_declare(run):
    result = run(tests="def test_it(dynamo_stream): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "shop.yaml: no table of the design has a stream, so nothing is published",
            "To fix this, declare it at a table:  stream: NEW_AND_OLD_IMAGES",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('event="INSRT"', "event='INSRT': there is no such event; did you mean 'INSERT'?"),
        ('entity="Usr"', "entity='Usr': there is no such entity; did you mean 'User'?"),
        (
            'table="shop-tble"',
            "table='shop-tble': there is no such table; did you mean 'shop-table'?",
        ),
    ],
)
def test_a_filter_that_fits_nothing_is_told(run, streamed, call, message):
    streamed()
    result = run(tests=f"def test_it(dynamo_stream):\n    dynamo_stream.records({call})")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E  *DynamoError: {message}"])
