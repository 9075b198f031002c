"""From requests and answers in wire form to calls."""

import pytest

from pytest_dynamo.design.values import Index, KeySchema, Table
from pytest_dynamo.measure.call import Arm, Throttle
from pytest_dynamo.measure.reading import Exchange, read_call

TABLE = Table(
    name="shop",
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S", "GPK": "S", "tenant": "S", "day": "N", "LSK": "S"},
    indexes={
        "by_g": Index(name="by_g", kind="global", key=KeySchema(partition_key=("GPK",))),
        "inverted": Index(
            name="inverted",
            kind="global",
            key=KeySchema(partition_key=("SK",), sort_key=("PK",)),
        ),
        "wide": Index(name="wide", kind="global", key=KeySchema(partition_key=("tenant", "day"))),
        "local": Index(
            name="local", kind="local", key=KeySchema(partition_key=("PK",), sort_key=("LSK",))
        ),
    },
)


def schemas(name):
    return TABLE if name == "shop" else None


def capacity(table_units=0.0, *, table="shop", local=(), **global_units):
    indexes = {name: {"CapacityUnits": units} for name, units in global_units.items()}
    return {
        "TableName": table,
        "CapacityUnits": table_units + sum(global_units.values()) + sum(dict(local).values()),
        "Table": {"CapacityUnits": table_units},
        **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        **(
            {"LocalSecondaryIndexes": {n: {"CapacityUnits": u} for n, u in dict(local).items()}}
            if local
            else {}
        ),
    }


def read(operation, request, answer=None, error=None, known=schemas):
    return read_call(
        Exchange(
            operation=operation,
            request=request,
            answer=answer or {},
            error=error,
            started=1.0,
            duration_seconds=0.5,
        ),
        known,
    )


def s(text):
    return {"S": text}


def key(partition, sort="x"):
    return {"PK": s(partition), "SK": s(sort)}


def test_a_put_touches_the_keys_of_the_indexes_its_item_is_in():
    item = {**key("a"), "GPK": s("g"), "tenant": s("t"), "day": {"N": "7.0"}}
    call = read(
        "PutItem",
        {"TableName": "shop", "Item": item},
        {"ConsumedCapacity": capacity(1.0, by_g=1.0, wide=2.0, inverted=1.0)},
    )

    assert call.arms == (
        Arm(table="shop", write_units=1.0, partition_keys=("a",)),
        Arm(table="shop", index="by_g", write_units=1.0, partition_keys=("g",)),
        Arm(table="shop", index="wide", write_units=2.0, partition_keys=("t|7",)),
        Arm(table="shop", index="inverted", write_units=1.0, partition_keys=("x",)),
    )
    assert (call.read_units, call.write_units) == (0, 5.0)


def test_an_update_tells_the_index_keys_it_sets():
    call = read(
        "UpdateItem",
        {
            "TableName": "shop",
            "Key": key("a"),
            "UpdateExpression": "SET #g = :g, seen = seen + :one, tenant = :one + :one",
            "ExpressionAttributeNames": {"#g": "GPK"},
            "ExpressionAttributeValues": {":g": s("new"), ":one": {"N": "1"}},
        },
        {"ConsumedCapacity": capacity(1.0, by_g=2.0, wide=1.0)},
    )

    assert [arm.partition_keys for arm in call.arms] == [("a",), ("new",), ()]


@pytest.mark.parametrize(
    "condition",
    [
        {"KeyConditionExpression": "PK = :pk AND begins_with(SK, :sk)"},
        {"KeyConditionExpression": "(#p=:pk) and (SK <= :sk)"},
        {"KeyConditionExpression": ":pk = PK AND SK BETWEEN :sk AND :sk"},
        {"KeyConditionExpression": "SK = :sk AND #p = :pk"},
        {
            "KeyConditions": {
                "PK": {"ComparisonOperator": "EQ", "AttributeValueList": [s("a")]},
                "SK": {"ComparisonOperator": "BEGINS_WITH", "AttributeValueList": [s("x")]},
            }
        },
    ],
)
def test_a_query_tells_its_partition_key_however_it_is_written(condition):
    call = read(
        "Query",
        {
            "TableName": "shop",
            "ExpressionAttributeNames": {"#p": "PK"},
            "ExpressionAttributeValues": {":pk": s("a"), ":sk": s("x")},
            **condition,
        },
        {"Count": 3, "ScannedCount": 4, "ConsumedCapacity": capacity(0.5)},
    )

    assert call.arms == (Arm(table="shop", read_units=0.5, partition_keys=("a",)),)
    assert (call.items_examined, call.items_returned) == (4, 3)


def test_a_query_of_a_wide_index_joins_its_key_attributes():
    call = read(
        "Query",
        {
            "TableName": "shop",
            "IndexName": "wide",
            "KeyConditionExpression": "day = :d AND tenant = :t",
            "ExpressionAttributeValues": {":d": {"N": "1"}, ":t": s("acme")},
        },
        {"ConsumedCapacity": capacity(0.0, wide=0.5)},
    )

    assert call.index == "wide"
    assert call.arms == (
        Arm(table="shop", index="wide", read_units=0.5, partition_keys=("acme|1",)),
    )


def test_a_local_index_query_that_fetches_items_touches_the_table_as_well():
    call = read(
        "Query",
        {
            "TableName": "shop",
            "IndexName": "local",
            "KeyConditionExpression": "PK = :p",
            "ExpressionAttributeValues": {":p": s("a")},
        },
        {"ConsumedCapacity": capacity(3.0, local={"local": 1.0})},
    )

    assert call.arms == (
        Arm(table="shop", read_units=3.0, partition_keys=("a",)),
        Arm(table="shop", index="local", read_units=1.0, partition_keys=("a",)),
    )


def test_a_scan_tells_no_keys():
    call = read("Scan", {"TableName": "shop"}, {"Count": 1, "ConsumedCapacity": capacity(128.0)})

    assert call.arms == (Arm(table="shop", read_units=128.0),)


def test_a_batch_touches_what_was_not_left_unprocessed():
    requests = [
        {"PutRequest": {"Item": {**key("a"), "GPK": s("g")}}},
        {"PutRequest": {"Item": {**key("b"), "bytes": {"B": "AAE="}}}},
        {"DeleteRequest": {"Key": key("c")}},
    ]
    left = [{"PutRequest": {"Item": {**key("b"), "bytes": {"B": b"\x00\x01"}}}}]
    call = read(
        "BatchWriteItem",
        {"RequestItems": {"shop": requests}},
        {"UnprocessedItems": {"shop": left}, "ConsumedCapacity": [capacity(2.0, by_g=1.0)]},
    )

    assert [arm.partition_keys for arm in call.arms] == [("a", "c"), ("g",)]
    assert call.table == "shop"


def test_a_batch_read_of_two_tables_has_an_arm_of_each():
    call = read(
        "BatchGetItem",
        {
            "RequestItems": {
                "shop": {"Keys": [key("a"), key("a", "y")]},
                "arn:aws:dynamodb:eu-west-1:1:table/flags": {"Keys": [{"id": s("f")}]},
            }
        },
        {
            "Responses": {"shop": [key("a")], "flags": [{"id": s("f")}]},
            "ConsumedCapacity": [capacity(1.0), capacity(0.5, table="flags")],
        },
    )

    assert call.arms == (
        Arm(table="shop", read_units=1.0, partition_keys=("a", "a")),
        Arm(table="flags", read_units=0.5, partition_keys=("f",)),
    )
    assert (call.table, call.items_returned) == (None, 2)


def test_a_transaction_touches_the_keys_of_all_its_actions():
    call = read(
        "TransactWriteItems",
        {
            "TransactItems": [
                {"Put": {"TableName": "shop", "Item": {**key("a"), "GPK": s("g")}}},
                {"Update": {"TableName": "shop", "Key": key("b")}},
                {"ConditionCheck": {"TableName": "shop", "Key": key("c")}},
            ]
        },
        {"ConsumedCapacity": [capacity(6.0, by_g=1.0)]},
    )

    assert [arm.partition_keys for arm in call.arms] == [("a", "b", "c"), ("g",)]
    assert call.write_units == 7.0


def test_a_replayed_transaction_of_writes_consumed_reads():
    replayed = {"CapacityUnits": 6.0, "ReadCapacityUnits": 6.0}
    call = read(
        "TransactWriteItems",
        {"TransactItems": [{"Delete": {"TableName": "shop", "Key": key("a")}}]},
        {"ConsumedCapacity": [{"TableName": "shop", **replayed, "Table": replayed}]},
    )

    assert (call.read_units, call.write_units) == (6.0, 0)


@pytest.mark.parametrize(
    ("statement", "parameters", "reads", "partition_keys", "index"),
    [
        ("SELECT * FROM shop WHERE PK = ? AND SK = 'x'", [s("a")], True, ("a",), None),
        (
            'select SK from "shop"."by_g" where n > ? and "GPK"=?',
            [{"N": "1"}, s("g")],
            True,
            ("g",),
            "by_g",
        ),
        ("INSERT INTO \"shop\" VALUE {'PK': ?, 'SK': 'it''s'}", [s("a")], False, ("a",), None),
        ("UPDATE shop SET n = 5 WHERE PK = 'a' AND SK = 'x'", [], False, ("a",), None),
        ("DELETE FROM shop WHERE SK = ? AND PK = ?", [s("x"), s("a")], False, ("a",), None),
        ("SELECT * FROM shop", [], True, (), None),
        ("SELECT * FROM shop WHERE PK = 'a' OR PK = 'b'", [], True, (), None),
        ("SELECT * FROM \"arn:aws:dynamodb:::table/shop\" WHERE PK = 'a'", [], True, ("a",), None),
    ],
)
def test_a_statement_tells_its_table_index_and_key(
    statement, parameters, reads, partition_keys, index
):
    arms = {index: 1.0} if index else {}
    call = read(
        "ExecuteStatement",
        {"Statement": statement, "Parameters": parameters},
        {"Items": [], "ConsumedCapacity": capacity(0.0 if index else 1.0, **arms)},
    )

    assert (call.table, call.index) == ("shop", index)
    assert [(arm.index, arm.partition_keys) for arm in call.arms] == [(index, partition_keys)]
    assert (call.read_units > 0) is reads


def test_a_statement_that_sets_the_key_of_an_index_touches_it_there():
    call = read(
        "ExecuteStatement",
        {"Statement": "UPDATE shop SET GPK = ? WHERE PK = ?", "Parameters": [s("g"), s("a")]},
        {"ConsumedCapacity": capacity(1.0, by_g=1.0)},
    )

    assert [arm.partition_keys for arm in call.arms] == [("a",), ("g",)]


def test_a_transaction_of_statements_that_checks_and_writes_is_a_write():
    call = read(
        "ExecuteTransaction",
        {
            "TransactStatements": [
                {"Statement": "EXISTS(SELECT * FROM shop WHERE PK = 'a' AND SK = 'x')"},
                {"Statement": "DELETE FROM shop WHERE PK = 'b' AND SK = 'x'"},
            ]
        },
        {"ConsumedCapacity": [capacity(4.0)]},
    )

    assert (call.read_units, call.write_units) == (0, 4.0)
    assert call.arms[0].partition_keys == ("a", "b")


def test_what_is_no_statement_tells_nothing():
    call = read("ExecuteStatement", {"Statement": "DROP"}, {}, "ValidationException")

    assert (call.table, call.index, call.arms) == (None, None, ())


def test_several_statements_are_read_one_by_one():
    call = read(
        "BatchExecuteStatement",
        {
            "Statements": [
                {"Statement": "SELECT * FROM shop WHERE PK = ?", "Parameters": [s("a")]},
                {"Statement": "SELECT * FROM shop WHERE PK = 'b'"},
            ]
        },
        {"Responses": [{"Item": {}}, {"TableName": "shop"}], "ConsumedCapacity": [capacity(1.0)]},
    )

    assert call.arms[0].partition_keys == ("a", "b")
    assert call.items_returned == 1


def test_without_a_schema_only_certain_keys_are_told():
    def arms(operation, **request):
        answer = {"ConsumedCapacity": capacity(1.0)}
        return read(operation, {"TableName": "shop", **request}, answer, known=None).arms

    values = {"ExpressionAttributeValues": {":p": s("a"), ":s": s("x")}}
    assert arms("GetItem", Key={"id": s("only")})[0].partition_keys == ("only",)
    assert arms("GetItem", Key=key("a"))[0].partition_keys == ()
    query = arms("Query", KeyConditionExpression="PK = :p and SK > :s", **values)
    assert query[0].partition_keys == ("a",)
    query = arms("Query", KeyConditionExpression="PK = :p and SK = :s", **values)
    assert query[0].partition_keys == ()


def test_capacity_without_arms_is_the_tables():
    call = read(
        "GetItem",
        {"TableName": "shop", "Key": key("a")},
        {"ConsumedCapacity": {"TableName": "shop", "CapacityUnits": 0.5}},
    )

    assert call.arms == (Arm(table="shop", read_units=0.5, partition_keys=("a",)),)


def test_units_of_an_index_that_an_endpoint_counts_for_the_table_again_do_not_double():
    level = {"CapacityUnits": 1.0}
    moto = {"TableName": "shop", **level, "Table": level, "LocalSecondaryIndexes": {"by_g": level}}
    call = read(
        "Query",
        {
            "TableName": "shop",
            "IndexName": "by_g",
            "KeyConditionExpression": "GPK = :g",
            "ExpressionAttributeValues": {":g": s("g")},
        },
        {"ConsumedCapacity": moto},
    )

    assert call.arms == (Arm(table="shop", index="by_g", read_units=1.0, partition_keys=("g",)),)


@pytest.mark.parametrize(
    ("error", "answer", "throttles"),
    [
        (
            "ProvisionedThroughputExceededException",
            {
                "ThrottlingReasons": [
                    {"reason": "TableWriteProvisionedThroughputExceeded", "resource": "arn:t"},
                    {"reason": "IndexWriteKeyRangeThroughputExceeded", "resource": "arn:t/index/g"},
                ]
            },
            (
                Throttle(reason="TableWriteProvisionedThroughputExceeded", resource="arn:t"),
                Throttle(reason="IndexWriteKeyRangeThroughputExceeded", resource="arn:t/index/g"),
            ),
        ),
        (
            "ThrottlingException",
            {"throttlingReasons": [{"reason": "TableReadMaxOnDemandThroughputExceeded"}]},
            (Throttle(reason="TableReadMaxOnDemandThroughputExceeded", partition_keys=("a",)),),
        ),
        (
            "RequestLimitExceeded",
            {},
            (Throttle(reason="RequestLimitExceeded", partition_keys=("a",)),),
        ),
        (
            "TransactionCanceledException",
            {"CancellationReasons": [{"Code": "None"}, {"Code": "ThrottlingError"}]},
            (Throttle(reason="ThrottlingError"),),
        ),
        (
            "TransactionCanceledException",
            {"CancellationReasons": [{"Code": "ConditionalCheckFailed"}]},
            (),
        ),
        ("ConditionalCheckFailedException", {}, ()),
        (None, {}, ()),
    ],
)
def test_a_throttled_call_says_why(error, answer, throttles):
    call = read("PutItem", {"TableName": "shop", "Item": key("a")}, answer, error)

    assert (call.throttles, call.is_throttled) == (throttles, bool(throttles))
    assert call.table == "shop"


def test_a_cancelled_transaction_names_the_codes_that_cancelled_it():
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed"}, {"Code": "ThrottlingError"}]
    call = read(
        "TransactWriteItems",
        {"TransactItems": [{"Put": {"TableName": "shop", "Item": key("a")}}]},
        {"CancellationReasons": reasons},
        "TransactionCanceledException",
    )

    assert call.cancellations == ("ConditionalCheckFailed", "ThrottlingError")
