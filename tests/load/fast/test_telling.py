"""What a load test's sink is told of the calls of the fast client."""

import boto3
import gevent
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError

from pytest_dynamo.design.values import KeySchema, Table
from pytest_dynamo.locust.clients.fast.retrying import retry_config
from pytest_dynamo.locust.clients.fast.telling import TellingClient
from pytest_dynamo.locust.clients.telling import Telling
from pytest_dynamo.measure.call import Arm, Throttle
from pytest_dynamo.measure.observe import observing
from tests.load.fast.conftest import CREDENTIALS, KEY, failure, response, until
from tests.load.fast.test_faults import stall
from tests.load.kept import Kept

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/test-things"
CONSUMED = {"TableName": "test-things", "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}}
FULL = response({"Item": {"pk": {"S": "a"}}, "ConsumedCapacity": CONSUMED})
THROTTLED = response(
    {
        "__type": "x#ThrottlingException",
        "message": "Throughput exceeds",
        "throttlingReasons": [{"reason": "TableReadKeyRangeThroughputExceeded", "resource": ARN}],
    },
    "400 Bad Request",
)
REASON = Throttle(reason="TableReadKeyRangeThroughputExceeded", resource=ARN, partition_keys=("a",))
THINGS = Table(name="things", key=KeySchema(partition_key=("pk",)), attribute_types={"pk": "S"})


@pytest.fixture
def sink():
    return Kept()


@pytest.fixture
def make_telling(server, sink):
    made = []

    def make(retries="none", source="observed", names=None, read_timeout=5):
        config = Config(retries=retry_config(retries), read_timeout=read_timeout)
        client = boto3.client(
            "dynamodb",
            endpoint_url=server.url,
            region_name="us-east-1",
            config=config,
            **CREDENTIALS,
        )
        names = {"things": "test-things"} if names is None else names
        schemas = {"test-things": THINGS}.get
        made.append(
            TellingClient(
                client, Telling(sink, names=names, schemas=schemas, source=source), names=names
            )
        )
        return made[-1]

    yield make
    for client in made:
        client.close()


def test_a_call_is_told_with_what_it_consumed_and_the_caller_sees_what_he_asked_for(
    server, sink, make_telling
):
    server.will(FULL)
    answer = make_telling().get_item(**KEY, name="get_thing")

    assert set(answer) == {"Item", "ResponseMetadata"}
    (request,) = server.requests
    assert b'"TableName":"test-things"' in request
    assert b'"ReturnConsumedCapacity":"INDEXES"' in request
    (call,) = sink.calls
    assert (call.operation, call.pattern, call.table) == ("GetItem", "get_thing", "things")
    assert call.arms == (Arm(table="things", read_units=0.5, partition_keys=("a",)),)
    assert (call.items_returned, call.attempts, call.source) == (1, 1, "observed")
    assert 0 < call.duration_seconds < 1
    assert not sink.cut


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("TOTAL", {"TableName": "test-things", "CapacityUnits": 0.5}), ("INDEXES", CONSUMED)],
)
def test_consumed_capacity_is_shown_as_asked_for(server, make_telling, asked, shown):
    server.will(FULL)
    answer = make_telling().get_item(**KEY, ReturnConsumedCapacity=asked)
    assert answer["ConsumedCapacity"] == shown


def test_each_attempt_is_told_with_its_wait_and_its_throttles(server, sink, make_telling):
    server.will(THROTTLED, failure("InternalServerError", "500 Oh"), FULL)
    client = make_telling("standard")
    client._caller._wait = lambda seconds: gevent.sleep(0.01)
    client.get_item(**KEY)

    (call,) = sink.calls
    first, second = call.failed_attempts
    assert (call.attempts, call.error) == (3, None)
    assert (first.error, first.throttles) == ("ThrottlingException", (REASON,))
    assert (second.error, second.throttles) == ("InternalServerError", ())
    assert all(one.duration_seconds > 0 and one.waited_seconds >= 0.01 for one in (first, second))
    assert call.service_seconds < call.duration_seconds - 0.02


def test_a_failed_call_is_told_as_that_of_boto3_is(server, sink, make_telling):
    server.will(THROTTLED, lambda _: None)
    client = make_telling()
    ours = []
    for error in (ClientError, Exception):
        with pytest.raises(error):
            client.get_item(**KEY)
    ours = sink.calls[:]

    server.will(THROTTLED, lambda _: None)
    theirs = []
    with observing(theirs.append, schemas={"test-things": THINGS}.get):
        for _ in range(2):
            with pytest.raises(Exception, match="Throughput exceeds|Connection was closed"):
                client._rest._client.get_item(**KEY | {"TableName": "test-things"})

    assert [call.error for call in ours] == ["ThrottlingException", "ConnectionClosedError"]
    assert ours[0].throttles == (REASON,)
    assert [(c.error, c.throttles, c.table) for c in ours] == [
        (c.error, c.throttles, c.table) for c in theirs
    ]


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("batch_write_item", {"RequestItems": {"things": [{"PutRequest": None}]}}),
        ("transact_write_items", {"TransactItems": [None]}),
        (
            "query",
            {
                "TableName": "things",
                "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": 5,
            },
        ),
    ],
    ids=["batch", "transaction", "query"],
)
def test_a_request_that_is_none_is_refused_by_the_service_and_told(
    server, sink, make_telling, method, parameters
):
    server.will(failure("SerializationException"))
    with pytest.raises(ClientError, match="SerializationException"):
        getattr(make_telling(names={"things": "things"}), method)(**parameters)
    (call,) = sink.calls
    assert (call.error, call.arms) == ("SerializationException", ())


def test_a_read_time_out_is_told_under_its_name(server, sink, make_telling):
    server.will(stall)
    with pytest.raises(ReadTimeoutError):
        make_telling(read_timeout=0.05).get_item(**KEY)
    (call,) = sink.calls
    assert call.error == "ReadTimeoutError"
    assert call.duration_seconds >= 0.05


def test_a_call_whose_user_is_stopped_is_cut_off(server, sink, make_telling):
    server.will(stall)
    client = make_telling()
    calls = [
        gevent.spawn(client.get_item, **KEY),
        gevent.spawn(client.get_item, **KEY, name="get_thing"),
    ]
    until(lambda: len(server.requests) == len(calls))
    gevent.killall(calls)
    assert (sorted(name for name, _ in sink.cut), sink.calls) == (["GetItem", "get_thing"], [])
    assert sink.begun == 2


def test_what_is_modelled_there_is_called_so(server, sink, make_telling):
    server.will(FULL)
    make_telling(source="modelled", names={"things": "things"}).get_item(**KEY)
    assert sink.calls[0].source == "modelled"
    assert b'"TableName":"things"' in server.requests[0]


def test_binary_keys_are_counted_as_they_are_over_boto3(server, sink, make_telling):
    server.will(response({"ConsumedCapacity": CONSUMED}))
    client = make_telling()
    key = {"TableName": "things", "Key": {"pk": {"B": b"\x00\xff"}}}
    client.get_item(**key)
    theirs = []
    with observing(theirs.append, schemas={"test-things": THINGS}.get):
        client._rest._client.get_item(**key | {"TableName": "test-things"})
    assert sink.calls[0].arms == theirs[0].arms
    assert sink.calls[0].arms[0].partition_keys


def test_other_calls_are_boto3s_with_the_tables_renamed(server, make_telling):
    server.will(response({"Table": {"TableName": "test-things"}}))
    described = make_telling().describe_table(TableName="things", name="look")
    assert described["Table"]["TableName"] == "test-things"
    assert b'"TableName": "test-things"' in server.requests[0]
