"""What a boto3 client gets from the engine is what it would have got over HTTP."""

import inspect

import pytest
from botocore.endpoint import Endpoint
from botocore.parsers import ResponseParserFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.embedded.fronts.answers import is_plain, parsed, refused
from pytest_dynamo.embedded.fronts.json_form import json_of
from pytest_dynamo.embedded.fronts.service_models import parser, service_model
from pytest_dynamo.embedded.fronts.wire import Wire
from pytest_dynamo.embedded.service_error import ServiceError
from pytest_dynamo.measure.reading import DATA_PLANE

MODEL = service_model("dynamodb")
TEXT = st.text(st.characters(codec="utf-8"), max_size=5)
SCALARS = {
    "string": TEXT,
    "boolean": st.booleans(),
    "integer": st.integers(0, 2**31 - 1),
    "long": st.integers(0, 2**53),
    "double": st.floats(0, 1e6),
    "blob": st.binary(max_size=5),
}


def values(shape, depth=0):
    """Any answer of a shape: members absent, collections empty, binary and attribute values nested."""
    match shape.type_name:
        case "structure":
            members = {
                name: st.deferred(lambda member=member: values(member, depth + 1))
                for name, member in shape.members.items()
                if depth < 7 or member.type_name in SCALARS
            }
            return st.fixed_dictionaries({}, optional=members)
        case "list":
            return st.lists(values(shape.member, depth + 1), max_size=2)
        case "map":
            return st.dictionaries(TEXT, values(shape.value, depth + 1), max_size=2)
    return SCALARS[shape.type_name]


class Retries:
    """An endpoint that has nothing tried again."""

    def _update_retries_context(self, *_arguments):
        pass

    def _needs_retry(self, *_arguments):
        return False


@pytest.mark.parametrize("name", sorted(DATA_PLANE))
def test_an_answer_of_the_data_plane_is_what_botocore_parses_out_of_its_json(name):
    operation = MODEL.operation_model(name)

    @settings(max_examples=30)
    @given(values(operation.output_shape))
    def check(answer):
        class Engine:
            def perform(self, *_arguments):
                return dict(answer)

        request = {"body": b"{}", "url": "http://127.0.0.1", "context": {}}
        http, fast = Wire(Engine()).send(Retries(), request, operation)
        slow = parsed(parser("json"), http.content, 200, dict(http.headers), operation)
        assert fast.pop("ResponseMetadata") == {**slow.pop("ResponseMetadata"), "RetryAttempts": 0}
        assert fast == slow

    check()


@pytest.mark.parametrize("name", sorted(MODEL.operation_names))
def test_only_the_data_plane_skips_the_parser(name):
    assert is_plain(name, "dynamodb") == (name in DATA_PLANE)
    assert not is_plain(name, "dynamodbstreams")


ERRORS = [str(shape.error_code) for shape in MODEL.error_shapes]
PLAIN_ERRORS = ["ValidationException", "SerializationException", "UnknownOperationException"]


@pytest.mark.parametrize("code", [*ERRORS, *PLAIN_ERRORS])
def test_an_error_is_what_botocore_parses_out_of_its_json(code):
    members = {
        "Item": {"pk": {"B": b"\x00"}},
        "CancellationReasons": [{"Code": "None"}, {"Code": "ThrottlingError", "Message": "why"}],
        "ThrottlingReasons": [{"reason": "r", "resource": "arn"}],
        "NotOfThisWorld": 1,
    }
    error = ServiceError(code, "why", members=members)
    body = json_of(error.body())
    operation = MODEL.operation_model("TransactWriteItems")
    slow = parsed(parser("json"), body, 400, {"x-amzn-requestid": "1"}, operation)
    fast = refused(error, MODEL)
    metadata = {"HTTPHeaders": {}, "HTTPStatusCode": 400, "RequestId": "1", "RetryAttempts": 0}
    slow["ResponseMetadata"] = metadata
    fast["ResponseMetadata"]["RequestId"] = "1"
    assert fast == slow


def test_the_control_plane_has_its_times(make_client, engine):
    from datetime import UTC, datetime

    made = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    engine.will({"Table": {"TableName": "things", "CreationDateTime": made}})
    client = make_client()
    assert client.describe_table(TableName="things")["Table"] == {
        "TableName": "things",
        "CreationDateTime": made,
    }


def test_streams_are_answered_by_the_same_engine(make_client, engine):
    engine.will({"Streams": [{"TableName": "things"}]})
    client = make_client("dynamodbstreams")
    assert client.list_streams()["Streams"] == [{"TableName": "things"}]
    assert engine.asked == [("dynamodbstreams", "ListStreams", {})]


def test_a_call_has_the_metadata_of_an_http_answer(make_client, engine):
    engine.will({"Item": {}})
    first = make_client().get_item(TableName="things", Key={})
    second = make_client().get_item(TableName="things", Key={})
    metadata = first["ResponseMetadata"]
    identity = metadata["RequestId"]
    assert metadata == {
        "RequestId": identity,
        "HTTPStatusCode": 200,
        "HTTPHeaders": {
            "content-type": "application/x-amz-json-1.0",
            "content-length": "11",
            "x-amzn-requestid": identity,
        },
        "RetryAttempts": 0,
    }
    assert (len(identity), identity != second["ResponseMetadata"]["RequestId"]) == (52, True)


def test_hooks_after_a_call_can_read_the_body_of_the_answer(make_client, engine):
    bodies = []
    engine.will({"Item": {"pk": {"B": b"\x00\x01"}}})
    client = make_client()
    client.meta.events.register(
        "after-call.dynamodb.GetItem",
        lambda http_response, **_: bodies.append(http_response.content),
    )
    client.get_item(TableName="things", Key={})
    assert bodies == [b'{"Item":{"pk":{"B":"AAE="}}}']


def test_botocore_has_the_private_names_that_are_used():
    parameters = {
        "_send_request": "self request_dict operation_model",
        "_needs_retry": ("self attempts operation_model request_dict response caught_exception"),
        "_update_retries_context": "self context attempt success_response",
    }
    found = {
        name: " ".join(inspect.signature(getattr(Endpoint, name)).parameters) for name in parameters
    }
    assert found == parameters
    endpoint = Endpoint("http://127.0.0.1", "dynamodb", None)
    assert isinstance(endpoint._response_parser_factory, ResponseParserFactory)
    endpoint.close()
