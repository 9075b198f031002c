"""ExecuteStatement and BatchExecuteStatement: a statement is admitted by itself."""

import pytest

ORDERS = {"TableName": "orders"}
TABLE_UNITS = (
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing "
    "your provisioning level with the UpdateTable API."
)
BIG = "x" * 2_500
INSERT = f"INSERT INTO orders VALUE {{'pk': 'a', 'sk': 'a', 'note': '{BIG}'}}"
UPDATE = f"UPDATE orders SET note = '{BIG}' WHERE pk = 'a' AND sk = 'a' AND none = 1"
DELETE = "DELETE FROM orders WHERE pk = 'a' AND sk = 'a' AND none = 1"
FAILING = {
    INSERT: "DuplicateItem",
    UPDATE: "ConditionalCheckFailed",
    DELETE: "ConditionalCheckFailed",
}


def insert(pk):
    return f"INSERT INTO orders VALUE {{'pk': '{pk}', 'sk': 'a'}}"


def test_a_statement_that_writes_takes_what_the_operation_does(throttled, create, charges):
    embedded = throttled()
    create(embedded.direct_client())
    statement = f"INSERT INTO orders VALUE {{'pk': 'a', 'sk': 'a', 'state': '{BIG[:1_500]}'}}"
    embedded.direct_client().execute_statement(Statement=statement)
    assert charges(embedded) == {(None, "write"): 2.0, ("by_state", "write"): 2.0}


def test_a_statement_that_is_throttled_does_nothing(throttled, create):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(9, 1))
    client.execute_statement(Statement=insert("a"))
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        client.execute_statement(Statement=insert("b"))
    assert embedded.unthrottled_client().scan(**ORDERS)["Count"] == 1


@pytest.mark.parametrize("statement", FAILING)
def test_a_condition_that_fails_takes_what_the_larger_item_would(
    throttled, create, order, charges, statement
):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(9, 2))
    embedded.unthrottled_client().put_item(**ORDERS, Item=order(size_bytes=1_500))
    with pytest.raises(client.exceptions.ClientError, match=FAILING[statement]):
        client.execute_statement(Statement=statement)
    assert charges(embedded) == {(None, "write"): 2.0 if statement == DELETE else 3.0}
    with pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
        client.execute_statement(Statement=statement)


def test_of_a_batch_each_statement_is_admitted_by_itself(front, create):
    with front() as client:
        create(client, units=(1, 2))
        statements = [{"Statement": insert(pk)} for pk in "abcd"]
        answer = client.batch_execute_statement(
            Statements=statements, ReturnConsumedCapacity="TOTAL"
        )
        error = {"Code": "ProvisionedThroughputExceeded", "Message": TABLE_UNITS}
        assert answer["Responses"] == [
            {"TableName": "orders"},
            {"TableName": "orders"},
            {"TableName": "orders", "Error": error},
            {"TableName": "orders", "Error": error},
        ]
        assert answer["ConsumedCapacity"] == [{"TableName": "orders", "CapacityUnits": 2.0}]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"partition_write_units": 1.0}, "ThrottlingError"),
        ({"table_write_quota": 1.0}, "RequestLimitExceeded"),
    ],
)
def test_the_codes_of_a_batch_on_an_on_demand_table(throttled, create, parameters, code):
    embedded = throttled(**parameters)
    client = embedded.direct_client()
    create(client)
    statements = [
        {"Statement": f"INSERT INTO orders VALUE {{'pk': 'a', 'sk': '{sk}'}}"} for sk in "ab"
    ]
    answer = client.batch_execute_statement(Statements=statements)
    assert [each.get("Error", {}).get("Code") for each in answer["Responses"]] == [None, code]


def test_reads_of_a_batch_are_admitted_alike(throttled, create):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(1, 1))
    select = "SELECT * FROM orders WHERE pk = '{pk}' AND sk = 'a'"
    statements = [{"Statement": select.format(pk=pk), "ConsistentRead": True} for pk in "ab"]
    answer = client.batch_execute_statement(Statements=statements)
    codes = [each.get("Error", {}).get("Code") for each in answer["Responses"]]
    assert codes == [None, "ProvisionedThroughputExceeded"]


@pytest.mark.parametrize("statement", FAILING)
def test_a_failing_statement_of_a_batch_takes_units_and_may_be_throttled(
    throttled, create, order, charges, statement
):
    embedded = throttled()
    client = embedded.direct_client()
    create(client, units=(9, 2))
    embedded.unthrottled_client().put_item(**ORDERS, Item=order(size_bytes=1_500))
    codes = []
    for _ in range(2):
        answer = client.batch_execute_statement(Statements=[{"Statement": statement}])
        codes.append(answer["Responses"][0]["Error"]["Code"])
    assert codes == [FAILING[statement], "ProvisionedThroughputExceeded"]
    assert charges(embedded) == {(None, "write"): 2.0 if statement == DELETE else 3.0}
