"""DynamoDB's JSON protocol: from an HTTP request to an HTTP response."""

import json
import zlib

import pytest

from pytest_dynamo.embedded.fronts.http_answers import Response, respond
from pytest_dynamo.embedded.fronts.http_request import Request
from pytest_dynamo.embedded.service_error import ServiceError

JSON = "application/x-amz-json-1.0"
SERIALIZATION = b'{"__type":"com.amazon.coral.service#SerializationException"}'
UNKNOWN = b'{"__type":"com.amazon.coral.service#UnknownOperationException"}'
NOT_FOUND = (404, b"<UnknownOperationException/>\n")


def request(
    operation="ListTables",
    body=b"{}",
    *,
    method="POST",
    path="/",
    prefix="DynamoDB_20120810",
    content_type=JSON,
):
    headers = {"x-amz-target": f"{prefix}.{operation}", "content-type": content_type}
    return Request(method=method, path=path, headers=headers, body=body, keeps_alive=True)


@pytest.fixture
def ask(engine):
    def ask(asked):
        response = respond(engine, asked, "eu-west-1")
        return response.status, response.body

    return ask


def test_an_operation_is_performed(engine, ask):
    engine.will({"TableNames": ["things"]})
    assert ask(request(body=b'{"Limit": 3}')) == (200, b'{"TableNames":["things"]}')
    assert engine.asked == [("dynamodb", "ListTables", {"Limit": 3})]


def test_an_operation_of_streams_is_performed(engine, ask):
    engine.will({"Streams": []})
    asked = request("ListStreams", prefix="DynamoDBStreams_20120810")
    assert ask(asked) == (200, b'{"Streams":[]}')
    assert engine.asked == [("dynamodbstreams", "ListStreams", {})]


def test_binary_goes_as_base64(engine, ask):
    engine.will({"Attributes": {"b": {"B": b"\x00"}}})
    body = b'{"TableName":"things","Item":{"b":{"B":"AAE="}}}'
    assert ask(request("PutItem", body)) == (200, b'{"Attributes":{"b":{"B":"AA=="}}}')
    assert engine.asked[0][2]["Item"] == {"b": {"B": b"\x00\x01"}}


def test_a_refusal_has_its_status_type_and_members(engine, ask):
    error = ServiceError(
        "ConditionalCheckFailedException", "no", members={"Item": {"n": {"N": "1"}}}
    )
    engine.will(error)
    status, body = ask(request("PutItem"))
    assert (status, json.loads(body)) == (
        400,
        {
            "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
            "message": "no",
            "Item": {"n": {"N": "1"}},
        },
    )


def test_a_failure_of_the_service_has_status_500(engine, ask):
    engine.will(ServiceError("InternalServerError", "oh", status=500))
    assert ask(request())[0] == 500


def test_a_mistake_of_ours_is_a_failure_of_the_service(engine, ask, caplog):
    engine.will(KeyError("oh"))
    status, body = ask(request())
    assert (status, json.loads(body)["message"]) == (500, "KeyError")
    assert "ListTables failed" in caplog.text


@pytest.mark.parametrize("content_type", [JSON, "application/json", f"{JSON}; charset=utf-8"])
def test_these_types_of_content_are_taken(engine, ask, content_type):
    assert ask(request(content_type=content_type)) == (200, b"{}")


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/cbor"])
def test_other_types_of_content_are_not(engine, ask, content_type):
    assert ask(request(content_type=content_type)) == NOT_FOUND


@pytest.mark.parametrize(
    ("prefix", "operation"),
    [
        ("DynamoDB_20120810", "Nonsense"),
        ("DynamoDB_20120810", "listTables"),
        ("DynamoDB_20120810", "ListStreams"),
        ("DynamoDB_20111205", "ListTables"),
        ("Nonsense", "ListTables"),
    ],
)
def test_an_unknown_operation_is_an_error(engine, ask, prefix, operation):
    assert ask(request(operation, prefix=prefix)) == (400, UNKNOWN)


def test_a_missing_target_is_an_unknown_operation(engine, ask):
    headers = {"content-type": JSON}
    asked = Request(method="POST", path="/", headers=headers, body=b"{}", keeps_alive=True)
    assert ask(asked) == (400, UNKNOWN)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b"null", b'{"Limit":}', b"\xff", b"{} x"])
def test_a_body_that_is_no_json_object_is_an_error(engine, ask, body):
    assert ask(request(body=body)) == (400, SERIALIZATION)
    assert engine.asked == []


def test_nesting_without_end_is_an_error(engine, ask):
    deep = b'{"L":[' * 900 + b'{"B":"AA=="}' + b"]}" * 900
    body = b'{"TableName":"things","Item":{"x":%s}}' % deep
    assert ask(request("PutItem", body)) == (400, SERIALIZATION)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_root_says_that_all_is_well(engine, ask, method):
    asked = request(method=method, body=b"", content_type="")
    assert ask(asked) == (200, b"healthy: dynamodb.eu-west-1.amazonaws.com ")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_not_found(engine, ask, method):
    assert ask(request(method=method)) == NOT_FOUND


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_paths_are_not_found(engine, ask, method):
    assert ask(request(method=method, path="/shell")) == NOT_FOUND


def test_a_response_says_how_long_it_is_and_how_to_check_it():
    response = Response(status=400, body=b"{}")
    head, _, body = response.encoded(date="today", closes=True).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ") for line in lines)
    assert (status, body) == ("HTTP/1.1 400 Bad Request", b"{}")
    assert len(headers.pop("x-amzn-RequestId")) == 52
    assert headers == {
        "Server": "pytest-dynamo",
        "Date": "today",
        "x-amz-crc32": str(zlib.crc32(b"{}")),
        "Content-Type": JSON,
        "Content-Length": "2",
        "Connection": "close",
    }


def test_a_response_to_head_has_no_body_and_says_how_long_it_would_be():
    response = Response(status=200, body=b"healthy")
    encoded = response.encoded(date="today", closes=False, is_head=True)
    assert b"Content-Length: 7\r\nConnection: keep-alive\r\n\r\n" in encoded
    assert encoded.endswith(b"\r\n\r\n")
