"""The observer, on real boto3 clients whose requests a transport of the test answers."""

import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from boto3.dynamodb.conditions import Key
from botocore.client import BaseClient
from botocore.config import Config
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.stub import Stubber

from pytest_dynamo.design.values import Index, KeySchema, Table
from pytest_dynamo.measure.call import Arm, Throttle
from pytest_dynamo.measure.flight import Flight
from pytest_dynamo.measure.observe import observing, pattern_name, transport
from pytest_dynamo.measure.watching import Note

ORIGINALS = (BaseClient._make_api_call, Endpoint._send_request, Endpoint._needs_retry)

ORDERS = Table(
    name="orders",
    key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
    attribute_types={"PK": "S", "SK": "S", "GSI1PK": "S"},
    indexes={"GSI1": Index(name="GSI1", kind="global", key=KeySchema(partition_key=("GSI1PK",)))},
)


def patched():
    return BaseClient._make_api_call, Endpoint._send_request, Endpoint._needs_retry


def schemas(name):
    return ORDERS if name in ("orders", "gw0-orders") else None


def make_client(service="dynamodb", **options):
    return boto3.client(
        service,
        region_name="eu-west-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        **options,
    )


def make_resource():
    return boto3.resource(
        "dynamodb", region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )


class Server:
    """Answers requests with what the test lays out, and keeps their bodies."""

    def __init__(self):
        self.answers = []
        self.bodies = []

    def will_answer(self, status=200, **answer):
        self.answers.append((status, answer))

    def send(self, endpoint, request_dict, operation_model):
        self.bodies.append(request_dict["body"])
        status, answer = self.answers.pop(0) if self.answers else (200, {})
        return SimpleNamespace(status_code=status, headers={}), {**answer, "ResponseMetadata": {}}


@pytest.fixture
def server():
    server = Server()
    with transport(server.send):
        yield server


@pytest.fixture
def calls(server):
    calls = []
    with observing(calls.append, schemas=schemas):
        yield calls


GET = {"TableName": "orders", "Key": {"PK": {"S": "USER#1"}, "SK": {"S": "PROFILE"}}}
HALF_A_UNIT = {"TableName": "orders", "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}}


def test_a_call_carries_what_it_consumed_and_of_which_key(server, calls):
    server.will_answer(Item={"PK": {"S": "USER#1"}}, ConsumedCapacity=HALF_A_UNIT)

    make_client().get_item(**GET)

    (call,) = calls
    assert (call.operation, call.table, call.index) == ("GetItem", "orders", None)
    assert call.arms == (Arm(table="orders", read_units=0.5, partition_keys=("USER#1",)),)
    assert (call.items_examined, call.items_returned) == (1, 1)
    assert (call.error, call.throttles, call.attempts, call.source) == (None, (), 1, "modelled")


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({}, None),
        ({"ReturnConsumedCapacity": "NONE"}, None),
        ({"ReturnConsumedCapacity": "TOTAL"}, {"TableName": "orders", "CapacityUnits": 0.5}),
        ({"ReturnConsumedCapacity": "INDEXES"}, HALF_A_UNIT),
    ],
)
def test_the_caller_sees_the_consumed_capacity_he_asked_for(server, calls, asked, seen):
    server.will_answer(ConsumedCapacity=HALF_A_UNIT)

    answer = make_client().get_item(**GET, **asked)

    assert answer.get("ConsumedCapacity") == seen
    assert b'"ReturnConsumedCapacity": "INDEXES"' in server.bodies[0]
    assert calls[0].read_units == 0.5


def test_consumed_capacity_of_several_tables_is_shaped_as_well(server, calls):
    server.will_answer(Responses=[], ConsumedCapacity=[HALF_A_UNIT])

    answer = make_client().transact_get_items(
        TransactItems=[{"Get": GET}], ReturnConsumedCapacity="TOTAL"
    )

    assert answer["ConsumedCapacity"] == [{"TableName": "orders", "CapacityUnits": 0.5}]


def test_without_an_observer_a_request_goes_as_it_is(server):
    make_client().get_item(**GET)

    assert b"ReturnConsumedCapacity" not in server.bodies[0]


def test_a_client_made_before_is_observed():
    client, calls, server = make_client(), [], Server()

    with transport(server.send), observing(calls.append):
        client.get_item(**GET)

    assert [call.operation for call in calls] == ["GetItem"]


def test_a_client_of_another_session_is_observed(calls):
    session = boto3.Session(
        region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )

    session.client("dynamodb").get_item(**GET)

    assert len(calls) == 1


def test_a_table_resource_is_observed_in_wire_form_and_gets_python_values(server, calls):
    old = {"PK": {"S": "USER#1"}, "SK": {"S": "A"}, "GSI1PK": {"S": "OLD"}, "n": {"N": "1"}}
    server.will_answer(
        Attributes=old,
        ConsumedCapacity={
            "TableName": "orders",
            "CapacityUnits": 2.0,
            "Table": {"CapacityUnits": 1.0},
            "GlobalSecondaryIndexes": {"GSI1": {"CapacityUnits": 1.0}},
        },
    )

    answer = (
        make_resource()
        .Table("orders")
        .delete_item(Key={"PK": "USER#1", "SK": "A"}, ReturnValues="ALL_OLD")
    )

    assert answer["Attributes"] == {"PK": "USER#1", "SK": "A", "GSI1PK": "OLD", "n": 1}
    assert calls[0].arms == (
        Arm(table="orders", write_units=1.0, partition_keys=("USER#1",)),
        Arm(table="orders", index="GSI1", write_units=1.0, partition_keys=("OLD",)),
    )


def test_a_condition_object_of_a_resource_tells_its_partition_key(server, calls):
    server.will_answer(
        Items=[],
        Count=2,
        ScannedCount=5,
        ConsumedCapacity={
            "TableName": "orders",
            "CapacityUnits": 1.0,
            "Table": {"CapacityUnits": 0.0},
            "GlobalSecondaryIndexes": {"GSI1": {"CapacityUnits": 1.0}},
        },
    )

    make_resource().Table("orders").query(
        IndexName="GSI1", KeyConditionExpression=Key("GSI1PK").eq("EMAIL#a")
    )

    (call,) = calls
    assert (call.index, call.items_examined, call.items_returned) == ("GSI1", 5, 2)
    assert call.arms == (
        Arm(table="orders", index="GSI1", read_units=1.0, partition_keys=("EMAIL#a",)),
    )


def test_each_page_of_a_paginator_is_a_call(server, calls):
    server.will_answer(Items=[], Count=1, LastEvaluatedKey={"PK": {"S": "a"}})
    server.will_answer(Items=[], Count=2)

    list(make_client().get_paginator("scan").paginate(TableName="orders"))

    assert [call.items_returned for call in calls] == [1, 2]


def test_partiql_is_a_statement(server, calls):
    server.will_answer(Items=[{}], ConsumedCapacity=HALF_A_UNIT)

    make_client().execute_statement(
        Statement='SELECT * FROM "orders" WHERE PK = ?', Parameters=[{"S": "USER#1"}]
    )

    (call,) = calls
    assert (call.operation, call.table) == ("ExecuteStatement", "orders")
    assert call.arms == (Arm(table="orders", read_units=0.5, partition_keys=("USER#1",)),)


def test_threads_are_observed_each_with_its_own_pattern(server, calls):
    client = make_client()

    def work(name):
        with pattern_name(name):
            client.get_item(**GET)

    threads = [threading.Thread(target=work, args=(f"pattern {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(call.pattern for call in calls) == [f"pattern {n}" for n in range(8)]


def test_a_pattern_ends_with_its_block(calls):
    client = make_client()
    with pattern_name("outer"):
        with pattern_name("inner"):
            client.get_item(**GET)
        client.get_item(**GET)
    client.get_item(**GET)

    assert [call.pattern for call in calls] == ["inner", "outer", None]


def test_the_control_plane_and_streams_give_no_calls(server, calls):
    server.will_answer(TableNames=[])

    make_client().list_tables()
    make_client("dynamodbstreams").list_streams()

    assert calls == []
    assert len(server.bodies) == 2


def test_other_services_keep_their_network(server, calls):
    client = make_client(
        "sqs", endpoint_url="http://127.0.0.1:1", config=Config(retries={"total_max_attempts": 1})
    )

    with pytest.raises(EndpointConnectionError):
        client.list_queues()

    assert (server.bodies, calls) == ([], [])


def test_a_failed_call_carries_its_error_and_still_raises(server, calls):
    server.will_answer(400, Error={"Code": "ConditionalCheckFailedException", "Message": "no"})

    with pytest.raises(ClientError):
        make_client().get_item(**GET)

    (call,) = calls
    assert (call.error, call.arms, call.table) == ("ConditionalCheckFailedException", (), "orders")
    assert not call.is_throttled


def test_a_throttled_call_carries_its_reasons(server, calls):
    reason = {"reason": "TableReadKeyRangeThroughputExceeded", "resource": "arn:aws:…:table/orders"}
    server.will_answer(
        400, Error={"Code": "ThrottlingException", "Message": "slow"}, throttlingReasons=[reason]
    )

    with pytest.raises(ClientError):
        make_client().get_item(**GET)

    assert calls[0].throttles == (
        Throttle(
            reason="TableReadKeyRangeThroughputExceeded",
            resource="arn:aws:…:table/orders",
            partition_keys=("USER#1",),
        ),
    )


def test_a_network_that_fails_is_named_by_its_exception_and_counts_its_attempts(calls):
    client = make_client(
        endpoint_url="http://127.0.0.1:1", config=Config(retries={"total_max_attempts": 2})
    )

    with transport(None), pytest.raises(EndpointConnectionError):
        client.get_item(**GET)

    (call,) = calls
    assert (call.error, call.attempts, call.source) == ("EndpointConnectionError", 2, "observed")


def test_arguments_that_do_not_fit_are_a_failed_call(calls):
    with pytest.raises(Exception, match="Missing required parameter"):
        make_client().get_item(TableName="orders")

    assert [call.error for call in calls] == ["ParamValidationError"]


def test_before_may_refuse_a_call(server):
    refused, calls = [], []

    def refuse(operation, params, location):
        refused.append((operation, params["TableName"], location))
        message = "a Scan is not allowed here"
        raise AssertionError(message)

    with (
        observing(calls.append, before=refuse, locate=True),
        pytest.raises(AssertionError, match="not allowed here"),
    ):
        make_client().scan(TableName="orders")

    ((operation, table, location),) = refused
    assert (operation, table) == ("Scan", "orders")
    assert location.startswith(f"{__file__}:")
    assert (calls, server.bodies) == ([], [])


def test_the_location_is_the_callers_own_line(server):
    calls, client = [], make_client()

    with observing(calls.append, locate=True):
        client.get_item(**GET)

    line = int(calls[0].location.removeprefix(f"{__file__}:"))
    assert "client.get_item(**GET)" in Path(__file__).read_text().splitlines()[line - 1]


def test_observers_nest_and_each_sees_the_calls_of_its_block(server):
    client, outer, inner = make_client(), [], []

    with observing(outer.append):
        client.get_item(**GET)
        with observing(inner.append, schemas=schemas):
            client.get_item(**GET)
        client.get_item(**GET)

    assert (len(outer), len(inner)) == (3, 1)


def test_the_innermost_transport_answers():
    outer, inner = Server(), Server()
    client = make_client()

    with transport(outer.send):
        with transport(inner.send):
            client.get_item(**GET)
        client.get_item(**GET)

    assert (len(outer.bodies), len(inner.bodies)) == (1, 1)


def test_a_prefixed_table_goes_by_the_name_of_its_design(server, calls):
    server.will_answer(ConsumedCapacity={**HALF_A_UNIT, "TableName": "gw0-orders"})

    make_client().get_item(**{**GET, "TableName": "gw0-orders"})

    assert calls[0].table == "orders"
    assert calls[0].arms == (Arm(table="orders", read_units=0.5, partition_keys=("USER#1",)),)


def test_a_stubbed_client_is_observed_and_notices_nothing():
    client, calls = make_client(), []
    with Stubber(client) as stubber, observing(calls.append):
        stubber.add_response("get_item", {"Item": {"PK": {"S": "a"}}}, GET)
        client.get_item(**GET)
        stubber.assert_no_pending_responses()

    (call,) = calls
    assert (call.operation, call.table, call.items_returned) == ("GetItem", "orders", 1)


def test_a_stubbed_resource_is_observed():
    calls, resource = [], make_resource()
    with Stubber(resource.meta.client) as stubber, observing(calls.append, schemas=schemas):
        stubber.add_response("query", {"Items": [], "Count": 0})
        resource.Table("orders").query(KeyConditionExpression=Key("PK").eq("a"))

    assert [(call.operation, call.table) for call in calls] == [("Query", "orders")]


def test_botocore_is_as_it_was_afterwards():
    with observing(print), transport(print), observing(print):
        assert BaseClient._make_api_call is not ORIGINALS[0]

    assert patched() == ORIGINALS


def test_botocore_is_as_it_was_after_an_exception():
    with pytest.raises(KeyError), observing(print), transport(print):
        raise KeyError

    assert patched() == ORIGINALS


def test_context_managers_may_be_left_in_any_order():
    first, second, server = observing(print), observing(print), Server()
    first.__enter__()
    with transport(server.send):
        second.__enter__()
        first.__exit__(None, None, None)
        make_client().list_tables()
    second.__exit__(None, None, None)

    assert patched() == ORIGINALS


def test_a_patch_of_somebody_else_on_top_of_ours_stays_and_ours_sleeps(monkeypatch, server):
    calls, client = [], make_client()
    transport_only = BaseClient._make_api_call
    with observing(calls.append):
        ours = BaseClient._make_api_call
        monkeypatch.setattr(BaseClient, "_make_api_call", lambda *call: ours(*call))
        theirs = BaseClient._make_api_call
        client.get_item(**GET)
    assert BaseClient._make_api_call is theirs
    client.get_item(**GET)

    assert transport_only is ours
    assert len(calls) == 1
    monkeypatch.undo()  # which puts ours back, asleep, where no one takes it away any more
    BaseClient._make_api_call = ORIGINALS[0]


def test_the_observer_is_imported_without_boto3():
    code = (
        "import sys, pytest_dynamo.measure.observe; print({'boto3', 'botocore'} & {*sys.modules})"
    )

    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout

    assert printed == "set()\n"


class Killed(BaseException):
    """What ends a greenlet or a thread from outside is no Exception."""


def test_a_call_that_is_cut_off_leaves_no_call_and_is_told_of():
    def never_answer(*request):
        raise Killed

    calls, cut_off = [], []
    with (
        transport(never_answer),
        observing(calls.append, on_cut_off=lambda *call: cut_off.append(call)),
        pattern_name("get_user"),
    ):
        before = time.time()
        with pytest.raises(Killed):
            make_client().get_item(**GET)

    assert calls == []
    ((name, started),) = cut_off
    assert name == "get_user"
    assert before <= started <= time.time()


def test_what_is_noted_before_a_call_stands_in_it_and_comes_back_after_it(server):
    seen = []
    server.will_answer(Item={"PK": {"S": "USER#1"}}, ConsumedCapacity=HALF_A_UNIT)

    def before(operation, request, location):
        return Note(pattern="get_user", location="shop.py:1", continues=True)

    with observing(before=before, after=lambda *told: seen.append(told)):
        make_client().get_item(**GET)

    ((call, note, answer),) = seen
    assert (call.pattern, call.location, call.continues) == ("get_user", "shop.py:1", True)
    assert (note.pattern, answer["Item"]) == ("get_user", {"PK": {"S": "USER#1"}})


def test_what_is_raised_after_a_call_reaches_the_caller_in_place_of_the_answer(server):
    calls = []

    def after(call, note, answer):
        raise LookupError

    with observing(calls.append, after=after), pytest.raises(LookupError):
        make_client().get_item(**GET)

    assert [call.error for call in calls] == [None]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (b'{"a": 1}', b'{"ReturnConsumedCapacity": "INDEXES", "a": 1}'),
        (b"{}", b'{"ReturnConsumedCapacity": "INDEXES"}'),
        (b' {"a": 1}', b'{"a": 1, "ReturnConsumedCapacity": "INDEXES"}'),
        (b'{"a": "\\ud800"}', b'{"ReturnConsumedCapacity": "INDEXES", "a": "\\ud800"}'),
        (b"no JSON", b"no JSON"),
    ],
)
def test_a_request_asks_for_capacity_by_index_whatever_it_is_like(body, sent):
    request = {"body": body}
    Flight(operation="GetItem").depart(request)
    assert request["body"] == sent
