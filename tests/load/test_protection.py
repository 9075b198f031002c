"""What a load test may not do unasked, without a DynamoDB."""

import pytest

from pytest_dynamo.deploy.production import check_production
from pytest_dynamo.design.values import AccessPattern, Action, Design, KeySchema, Table
from pytest_dynamo.errors import BackendError
from pytest_dynamo.locust.clients.guarding import guarded
from pytest_dynamo.locust.places.protection import (
    PRODUCTION_OPTION,
    UNREAD,
    ProtectedTableError,
    WriteGuard,
    allow_text,
    check_writes,
    tables_written,
)
from pytest_dynamo.planner.plan import Plan

ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/GSI1"


@pytest.mark.parametrize(
    ("operation", "arguments", "tables"),
    [
        ("PutItem", {"TableName": "orders"}, ("orders",)),
        ("UpdateItem", {"TableName": ARN}, ("orders",)),
        ("BatchWriteItem", {"RequestItems": {"orders": [], "users": []}}, ("orders", "users")),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"ConditionCheck": {"TableName": "flags"}},
                    {"Put": {"TableName": "orders"}},
                    {"Delete": {"TableName": "users"}},
                    {"Update": {"TableName": "orders"}},
                ]
            },
            ("orders", "users"),
        ),
        ("ExecuteStatement", {"Statement": 'INSERT INTO "orders" VALUE {}'}, ("orders",)),
        ("ExecuteStatement", {"Statement": "SELECT * FROM orders"}, ()),
        ("ExecuteStatement", {"Statement": "DROP orders"}, (UNREAD,)),
        (
            "ExecuteTransaction",
            {
                "TransactStatements": [
                    {"Statement": "EXISTS(SELECT * FROM flags WHERE a = 'x')"},
                    {"Statement": "DELETE FROM orders WHERE a = 'x'"},
                ]
            },
            ("orders",),
        ),
        (
            "BatchExecuteStatement",
            {"Statements": [{"Statement": "UPDATE orders SET a = 1 WHERE b = 'x'"}]},
            ("orders",),
        ),
        ("DeleteTable", {"TableName": "orders"}, ("orders",)),
    ],
)
def test_the_tables_that_a_call_writes_to(operation, arguments, tables):
    assert tables_written(operation, arguments) == tables


class Client:
    """Notes what reaches it."""

    def __init__(self):
        self.calls = []

    def __getattr__(self, method):
        return lambda **arguments: self.calls.append((method, arguments))


def test_a_guarded_client_writes_to_the_run_s_own_tables_alone():
    client = Client()
    names = {"orders": "load-orders", "users": "load-users"}
    guard = WriteGuard(place="http://db:8000", ours=["load-orders"], names=names)

    assert guarded(client, guard) is client
    client.put_item(TableName="orders", name="mine")
    client.get_item(TableName="users")
    with pytest.raises(ProtectedTableError) as caught:
        client.delete_item(TableName="users")
    with pytest.raises(
        ProtectedTableError, match="statement of ExecuteStatement cannot be read, and"
    ):
        client.execute_statement(Statement="DELETE orders KEY 'USER#1'")  # keys are not told

    assert [method for method, _ in client.calls] == ["put_item", "get_item"]
    assert str(caught.value) == (
        "table load-users was there before this run at http://db:8000, and DeleteItem would write to it. "
        "It was not sent.\n"
        "  to let the run write there:     --dynamo-write\n"
        "  to use tables of the run's own: --dynamo-prefix load-"
    )


def test_without_a_guard_a_client_is_as_it_was():
    client = Client()

    assert vars(guarded(client, None)) == {"calls": []}


def test_an_application_s_own_clients_name_tables_as_they_are_there():
    guard = WriteGuard(place="AWS", ours=["load-orders"], names={"orders": "load-orders"})

    assert guard.before("PutItem", {"TableName": "load-orders"}, None) is None
    assert guard.before("GetItem", {"TableName": "orders"}, None) is None
    with pytest.raises(ProtectedTableError, match="table orders was there before"):
        guard.before("PutItem", {"TableName": "orders"}, None)


ORDERS = Table(name="orders", key=KeySchema(partition_key=("PK",)), attribute_types={"PK": "S"})
DESIGN = Design(name="shop", tables={"orders": ORDERS})


def planned(name, operation, *actions):
    steps = tuple(Action(kind=kind, table=table) for kind, table in actions)
    pattern = AccessPattern(name=name, kind="get", table="orders", actions=steps)
    return Plan(pattern=pattern, operation=operation, table=ORDERS)


PLANS = (
    planned("get_order", "GetItem", ("get", "orders")),
    planned("put_order", "PutItem", ("put", "orders")),
    planned("check_out", "TransactWriteItems", ("check", "orders"), ("update", "users")),
    planned("find", "Query"),
)
NAMES = {"orders": "load-orders", "users": "load-users"}


def test_patterns_that_write_to_tables_that_were_there_are_named():
    with pytest.raises(BackendError) as caught:
        check_writes(PLANS, place="AWS", protected=["load-orders", "load-users"], names=NAMES)

    assert str(caught.value) == (
        "tables load-orders, load-users were there before this run at AWS, and nothing is written there "
        "unasked. It would be written by put_order (PutItem), check_out (TransactWriteItems). Nothing was "
        "sent.\n"
        "  to let the run write there:     --dynamo-write\n"
        "  to perform only what reads:     --tags read\n"
        "  to use tables of the run's own: --dynamo-prefix load-"
    )


def test_those_that_read_or_write_elsewhere_may():
    check_writes(PLANS, place="AWS", protected=["others"], names=NAMES)
    check_writes(PLANS[:1], place="AWS", protected=["load-orders"], names=NAMES)


def test_production_has_to_be_named_once_more():
    arguments = (["orders-prod", "users"], ["acme-live"])

    with pytest.raises(BackendError) as caught:
        check_production(
            *arguments, ["users"], place="http://10.0.0.7:8000", option=PRODUCTION_OPTION
        )
    check_production(*arguments, ["orders-prod", "acme-live"], place="AWS", option="--production")

    assert str(caught.value) == (
        "this looks like production: table orders-prod, account acme-live, at http://10.0.0.7:8000. "
        "Nothing was sent.\n  to run against it all the same:  "
        "--dynamo-production orders-prod --dynamo-production acme-live"
    )


READ_ONLY = """\
to run against it:  --dynamo-allow-aws --dynamo-max-cost 1.00
  it will read existing keys only; to write: --dynamo-write; to seed: --dynamo-seed; \
to use tables of its own: --dynamo-prefix load-"""
WRITING = """\
to run against it:  --dynamo-allow-aws --dynamo-production prod
  it will write; to use tables of its own: --dynamo-prefix load-"""
OWN = """\
to run against it:  --dynamo-allow-aws --dynamo-max-cost 1.00
  it will create tables named load-…, seed them, and drop them at its end"""


@pytest.mark.parametrize(
    ("arguments", "tables", "text"),
    [
        ((), ["orders"], READ_ONLY),
        (("--dynamo-write", "--dynamo-seed", "--dynamo-max-cost", "5"), ["prod"], WRITING),
        (("--dynamo-prefix", "load-"), ["load-orders"], OWN),
    ],
)
def test_what_to_add_in_order_to_run_against_aws(read, arguments, tables, text):
    assert allow_text(read(*arguments), tables) == text
