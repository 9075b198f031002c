"""Each of DynamoDB's 16 throttling reasons reaches the client, whichever way it came in."""

import itertools

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.embedded.service_error import ServiceError

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
INDEX = f"{TABLE}/index/by_state"
PROVISIONED_TABLE = (
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing "
    "your provisioning level with the UpdateTable API."
)
PROVISIONED_INDEX = (
    "The level of configured provisioned throughput for one or more global secondary indexes of the "
    "table was exceeded. Consider increasing your provisioning level for the under-provisioned global "
    "secondary indexes with the UpdateTable API."
)
SCALING_TABLE = (
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling "
    "your table or index so please try again shortly. If exceptions persist, check if you have a hot "
    "key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html"
)
SCALING_INDEX = (
    "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is "
    "automatically scaling your index so please try again shortly."
)
MAXIMUM = "Throughput exceeds the maximum OnDemandThroughput configured on table or index"
QUOTA = (
    "Throughput exceeds the current throughput limit for your account. To request a limit increase, "
    "contact AWS Support at https://aws.amazon.com/support."
)
PROVISIONED = "ProvisionedThroughputExceededException"
ON_DEMAND = "ThrottlingException"
LIMITS = {
    "ProvisionedThroughputExceeded": (PROVISIONED, PROVISIONED_TABLE, PROVISIONED_INDEX),
    "KeyRangeThroughputExceeded": (ON_DEMAND, SCALING_TABLE, SCALING_INDEX),
    "MaxOnDemandThroughputExceeded": (ON_DEMAND, MAXIMUM, MAXIMUM),
    "AccountLimitExceeded": ("RequestLimitExceeded", QUOTA, QUOTA),
}
REASONS = [
    (of, direction, kind)
    for of in ("Table", "Index")
    for direction in ("Read", "Write")
    for kind in LIMITS
]
MAXIMA = {"OnDemandThroughput": {"MaxReadRequestUnits": 1, "MaxWriteRequestUnits": 1}}


def settings(of, kind):
    """The parameters of the model, and the table, on which this limit is the first that is met."""
    match kind:
        case "ProvisionedThroughputExceeded":
            small = {"units": (1, 1), "index_units": (99, 99)}
            return {}, small if of == "Table" else {"units": (99, 99), "index_units": (1, 1)}
        case "KeyRangeThroughputExceeded":
            return {"partition_read_units": 2.0, "partition_write_units": 10.0}, {}
        case "MaxOnDemandThroughputExceeded":
            return {}, MAXIMA if of == "Table" else {"index": MAXIMA}
    return {"table_read_quota": 1.0, "table_write_quota": 3.0}, {}


def requests(client, of, direction, kind, apart):
    """Requests that take more and more of one place of the table, or of the index alone."""
    if direction == "Read" and of == "Table":
        key = {"pk": {"S": "a"}, "sk": {"S": "a"}}
        return (lambda: client.get_item(TableName="orders", Key=key) for _ in range(99))
    if direction == "Read":
        return (
            lambda: client.query(
                TableName="orders",
                IndexName="by_state",
                KeyConditionExpression="#s = :s",
                ExpressionAttributeNames={"#s": "state"},
                ExpressionAttributeValues={":s": {"S": "open"}},
            )
            for _ in range(99)
        )
    if of == "Table":
        item = {"pk": {"S": "a"}, "sk": {"S": "a"}}
        return (lambda: client.put_item(TableName="orders", Item=item) for _ in range(99))
    # To one entry of four partitions of the table; or moved, which takes twice of the index.
    keys = apart(4) if kind == "KeyRangeThroughputExceeded" else ["a"]
    states = itertools.cycle("x" if len(keys) > 1 else "xy")
    return (
        lambda key=key: client.put_item(
            TableName="orders",
            Item={"pk": {"S": key}, "sk": {"S": "a"}, "state": {"S": next(states)}},
        )
        for _ in range(99)
        for key in keys
    )


def refused(calls):
    for call in calls:
        try:
            call()
        except ClientError as error:
            return error
    return None


@pytest.mark.parametrize(("of", "direction", "kind"), REASONS)
def test_the_reason_reaches_the_client(front, create, apart, of, direction, kind):
    parameters, table = settings(of, kind)
    code, *messages = LIMITS[kind]
    message = messages[of == "Index"]
    with front(**parameters) as client:
        create(client, **table)
        error = refused(requests(client, of, direction, kind, apart))
        assert isinstance(error, client.exceptions.ClientError)
        assert type(error).__name__ == code
    response = error.response
    assert response["Error"] == {"Code": code, "Message": message}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["message"] == message
    member = "throttlingReasons" if code == ON_DEMAND else "ThrottlingReasons"
    reason = f"{of}{direction}{kind}"
    assert response[member] == [{"reason": reason, "resource": TABLE if of == "Table" else INDEX}]


def test_a_hot_partition_of_a_provisioned_table_exceeds_what_is_provisioned(front, create):
    with front(partition_write_units=1.0) as client:
        create(client, units=(9, 9))
        item = {"pk": {"S": "a"}, "sk": {"S": "a"}}
        error = refused(lambda: client.put_item(TableName="orders", Item=item) for _ in range(9))
    assert error.response["Error"] == {"Code": PROVISIONED, "Message": PROVISIONED_TABLE}
    assert error.response["ThrottlingReasons"] == [
        {"reason": "TableWriteKeyRangeThroughputExceeded", "resource": TABLE}
    ]


@pytest.mark.parametrize(
    ("parameter", "other", "member"),
    [
        ("on_demand_key_range_error", PROVISIONED, "ThrottlingReasons"),
        ("on_demand_key_range_error", "RequestLimitExceeded", "ThrottlingReasons"),
        ("quota_error", ON_DEMAND, "throttlingReasons"),
    ],
)
def test_the_codes_that_are_not_certain_can_be_chosen(front, create, parameter, other, member):
    limit = {"quota_error": {"table_write_quota": 1.0}}
    parameters = limit.get(parameter, {"partition_write_units": 1.0})
    with front(**parameters, **{parameter: other}) as client:
        create(client)
        item = {"pk": {"S": "a"}, "sk": {"S": "a"}}
        error = refused(lambda: client.put_item(TableName="orders", Item=item) for _ in range(9))
    assert error.response["Error"]["Code"] == other
    assert len(error.response[member]) == 1


def test_all_limits_that_refuse_a_request_are_told_the_table_first(front, create):
    with front() as client:
        create(client, units=(1, 1))
        item = {"pk": {"S": "a"}, "sk": {"S": "a"}, "state": {"S": "open"}}
        error = refused(
            lambda sk=sk: client.put_item(TableName="orders", Item=item | {"sk": {"S": f"{sk}"}})
            for sk in range(9)
        )
    assert error.response["Error"]["Message"] == PROVISIONED_TABLE
    assert error.response["ThrottlingReasons"] == [
        {"reason": "TableWriteProvisionedThroughputExceeded", "resource": TABLE},
        {"reason": "IndexWriteProvisionedThroughputExceeded", "resource": INDEX},
    ]


def test_the_error_on_the_wire_is_in_the_namespaces_of_dynamodb(throttled, create):
    def body(units):
        embedded = throttled(partition_write_units=1.0)
        create(embedded.unthrottled_client(), units=units)
        item = {"pk": {"S": "a"}, "sk": {"S": "a"}}
        embedded._engine.perform("PutItem", {"TableName": "orders", "Item": item})
        with pytest.raises(ServiceError) as caught:
            embedded._engine.perform("PutItem", {"TableName": "orders", "Item": item})
        return caught.value.body()

    assert body(None) == {
        "__type": "com.amazon.coral.availability#ThrottlingException",
        "message": SCALING_TABLE,
        "throttlingReasons": [
            {"reason": "TableWriteKeyRangeThroughputExceeded", "resource": TABLE}
        ],
    }
    assert body((9, 9)) == {
        "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
        "message": PROVISIONED_TABLE,
        "ThrottlingReasons": [
            {"reason": "TableWriteKeyRangeThroughputExceeded", "resource": TABLE}
        ],
    }
