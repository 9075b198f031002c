"""Transactions are admitted as a whole, or not at all."""

import pytest
from botocore.exceptions import ClientError

ORDERS = {"TableName": "orders"}
NONE = {"Code": "None"}
TABLE_UNITS = (
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing "
    "your provisioning level with the UpdateTable API."
)
INDEX_SCALES = (
    "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is "
    "automatically scaling your index so please try again shortly."
)
QUOTA = (
    "Throughput exceeds the current throughput limit for your account. To request a limit increase, "
    "contact AWS Support at https://aws.amazon.com/support."
)


def put(item, name="orders", **options):
    return {"Put": {"TableName": name, "Item": item, **options}}


def cancelled(call):
    with pytest.raises(ClientError) as caught:
        call()
    response = caught.value.response
    assert response["Error"]["Code"] == "TransactionCanceledException"
    codes = ", ".join(reason["Code"] for reason in response["CancellationReasons"])
    assert response["Error"]["Message"].endswith(f"[{codes}]")
    return response["CancellationReasons"]


def test_a_write_takes_twice_of_the_table_and_once_of_the_index(throttled, create, order, charges):
    embedded = throttled()
    create(embedded.direct_client())
    embedded.direct_client().transact_write_items(
        TransactItems=[put(order("a", size_bytes=1_500, state="open")), put(order("b"))]
    )
    assert charges(embedded) == {(None, "write"): 6.0, ("by_state", "write"): 2.0}


def test_a_read_takes_twice(throttled, create, order, charges):
    embedded = throttled()
    create(embedded.direct_client())
    get = {"Get": {**ORDERS, "Key": order()}}
    embedded.direct_client().transact_get_items(TransactItems=[get])
    assert charges(embedded) == {(None, "read"): 2.0}


def test_one_item_that_is_throttled_cancels_all(front, create, order):
    with front() as client:
        create(client, "orders", units=(9, 9))
        create(client, "others", units=(1, 1))
        client.put_item(TableName="others", Item=order())
        items = [put(order(state="x")), put(order("b"), "others"), put(order("c"))]
        reasons = cancelled(lambda: client.transact_write_items(TransactItems=items))
        throttle = {"Code": "ProvisionedThroughputExceeded", "Message": TABLE_UNITS}
        assert reasons == [NONE, throttle, NONE]
        for _ in range(4):  # nothing has been charged: nine units are still there
            client.put_item(**ORDERS, Item=order("c", size_bytes=1_500))


@pytest.mark.parametrize(
    ("parameters", "item", "code", "message"),
    [
        ({"partition_write_units": 1.0}, {"state": "open"}, "ThrottlingError", INDEX_SCALES),
        ({"table_write_quota": 1.0}, {}, "ThrottlingError", QUOTA),
    ],
)
def test_the_codes_of_on_demand_tables(
    throttled, create, order, apart, parameters, item, code, message
):
    embedded = throttled(**parameters)
    client = embedded.direct_client()
    create(client)
    one, other = apart(2)
    client.put_item(**ORDERS, Item=order(one, **item))
    items = [put(order(other, **item))]
    reasons = cancelled(lambda: client.transact_write_items(TransactItems=items))
    assert reasons == [{"Code": code, "Message": message}]


def test_reads_are_cancelled_alike(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    gets = [{"Get": {**ORDERS, "Key": order(pk)}} for pk in "ab"]
    client.transact_get_items(TransactItems=gets)
    before = charges(embedded)
    reasons = cancelled(lambda: client.transact_get_items(TransactItems=gets))
    assert [reason["Code"] for reason in reasons] == ["ProvisionedThroughputExceeded"] * 2
    assert charges(embedded) == before


@pytest.mark.parametrize("share", [0.0, 1.0, 2.0])
def test_a_condition_that_fails_charges_for_looking(throttled, create, order, charges, share):
    embedded = throttled(cancelled_transaction_share=share)
    client = embedded.direct_client()
    create(client)
    embedded.unthrottled_client().put_item(**ORDERS, Item=order("b", size_bytes=3_500))
    items = [
        put(order("a", size_bytes=1_500, state="open")),
        put(order("b"), ConditionExpression="attribute_not_exists(pk)"),
    ]
    reasons = cancelled(lambda: client.transact_write_items(TransactItems=items))
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    assert charges(embedded) == ({(None, "write"): share * (2.0 + 4.0)} if share else {})


def test_a_condition_that_fails_is_told_even_where_there_is_no_room(throttled, create, order):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    client.put_item(**ORDERS, Item=order())
    items = [put(order(), ConditionExpression="attribute_not_exists(pk)")]
    for _ in range(3):
        reasons = cancelled(lambda: client.transact_write_items(TransactItems=items))
        assert [reason["Code"] for reason in reasons] == ["ConditionalCheckFailed"]


def test_a_mistake_that_is_no_condition_charges_nothing(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    mistyped = {"Delete": {**ORDERS, "Key": {"pk": {"N": "1"}, "sk": {"S": "a"}}}}
    reasons = cancelled(lambda: client.transact_write_items(TransactItems=[put(order()), mistyped]))
    assert [reason["Code"] for reason in reasons] == ["None", "ValidationError"]
    assert charges(embedded) == {}


def test_a_repetition_by_its_token_takes_reads(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    request = {
        "TransactItems": [put(order(size_bytes=5_000))],
        "ClientRequestToken": "once",
        "ReturnConsumedCapacity": "TOTAL",
    }
    client.transact_write_items(**request)
    answer = client.transact_write_items(**request)
    assert answer["ConsumedCapacity"][0]["ReadCapacityUnits"] == 4.0
    assert charges(embedded) == {(None, "write"): 10.0, (None, "read"): 4.0}


def test_a_repetition_may_be_throttled_and_may_outlive_its_table(throttled, create, order):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 9))
    request = {"TransactItems": [put(order())], "ClientRequestToken": "once"}
    for _ in range(2):
        client.transact_write_items(**request)
    reasons = cancelled(lambda: client.transact_write_items(**request))
    assert [reason["Code"] for reason in reasons] == ["ProvisionedThroughputExceeded"]
    client.delete_table(**ORDERS)
    client.transact_write_items(**request)


def test_statements_are_admitted_together_too(throttled, create, order, charges):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    insert = "INSERT INTO orders VALUE {'pk': 'a', 'sk': 'a'}"
    client.execute_transaction(TransactStatements=[{"Statement": insert}])
    other = insert.replace("'a'", "'b'")
    reasons = cancelled(
        lambda: client.execute_transaction(TransactStatements=[{"Statement": other}])
    )
    assert reasons == [{"Code": "ProvisionedThroughputExceeded", "Message": TABLE_UNITS}]
    select = "SELECT * FROM orders WHERE pk = 'a' AND sk = 'a'"
    client.execute_transaction(TransactStatements=[{"Statement": select}])
    assert charges(embedded) == {(None, "write"): 2.0, (None, "read"): 2.0}
    reasons = cancelled(
        lambda: client.execute_transaction(TransactStatements=[{"Statement": select}])
    )
    assert [reason["Code"] for reason in reasons] == ["ProvisionedThroughputExceeded"]


@pytest.mark.parametrize(
    ("statement", "units", "code"),
    [
        (
            f"INSERT INTO orders VALUE {{'pk': 'a', 'sk': 'a', 'note': '{'x' * 2_500}'}}",
            3.0,
            "DuplicateItem",
        ),
        (
            f"UPDATE orders SET note = '{'x' * 2_500}' WHERE pk = 'a' AND sk = 'a' AND m = 1",
            3.0,
            "ConditionalCheckFailed",
        ),
        ("DELETE FROM orders WHERE pk = 'a' AND sk = 'a' AND m = 1", 2.0, "ConditionalCheckFailed"),
    ],
)
def test_statements_that_fail_charge_for_looking(
    throttled, create, order, charges, statement, units, code
):
    embedded = throttled()
    client = embedded.direct_client()
    create(client)
    embedded.unthrottled_client().put_item(**ORDERS, Item=order(size_bytes=1_500))
    reasons = cancelled(
        lambda: client.execute_transaction(TransactStatements=[{"Statement": statement}])
    )
    assert [reason["Code"] for reason in reasons] == [code]
    assert charges(embedded) == {(None, "write"): units}
