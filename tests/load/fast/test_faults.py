"""What can go wrong on the wire, and what the caller and the connection then come to."""

import re
import socket
import struct
import time

import boto3
import gevent
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ChecksumError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust import fast_client
from pytest_dynamo.locust.clients.fast.operations import MalformedAnswerError
from pytest_dynamo.locust.scenarios.roles import FAILED_CALLS
from tests.load.fast.conftest import CREDENTIALS, KEY, dated, failure, response, until

ITEM = {"Item": {"pk": {"S": "a"}}}
FULL = response(ITEM)


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half(connection):
    connection.sendall(FULL[:-8])


def half_and_reset(connection):
    half(connection)
    time.sleep(0.05)
    reset(connection)


def garbage(connection):
    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")


def stall(connection):
    time.sleep(0.4)


BREAKS = {
    "closes": lambda _: None,
    "resets": reset,
    "half": half,
    "half, reset": half_and_reset,
    "garbage": garbage,
    "answers twice": lambda connection: connection.sendall(FULL + FULL),
    "answers once and a half": lambda connection: connection.sendall(FULL + FULL[:20]),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_connection_that_breaks_is_told_as_boto3_tells_it_and_replaced(server, client, broken):
    server.will(BREAKS[broken], FULL)
    with pytest.raises(ConnectionClosedError, match="before we received a valid response"):
        client.get_item(**KEY)

    assert client.get_item(**KEY)["Item"] == ITEM["Item"]
    assert (client.connections.opened, client.connections.discarded) == (2, 1)


def test_an_answer_in_pieces_is_one_answer(server, client):
    def in_pieces(connection):
        for at in range(0, len(FULL), 7):
            connection.sendall(FULL[at : at + 7])
            time.sleep(0.001)

    server.will(in_pieces)
    assert client.get_item(**KEY)["Item"] == ITEM["Item"]


def test_a_body_that_ends_with_the_connection_and_an_interim_response_are_read(server, client):
    def until_the_end(connection):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nEmpty:\r\n\r\n{}")

    server.will(until_the_end, FULL)
    headers = client.get_item(**KEY)["ResponseMetadata"]["HTTPHeaders"]
    assert headers == {"empty": ""}
    assert client.get_item(**KEY)["Item"] == ITEM["Item"]
    assert server.dialled == 2


def test_nobody_listens(make_client):
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(EndpointConnectionError, match=f'"{url}/"'):
        make_client(url).get_item(**KEY)


def test_nobody_is_called_that(make_client):
    with pytest.raises(EndpointConnectionError):
        make_client("http://nowhere.invalid:8000").get_item(**KEY)


def test_nobody_takes_the_connection(make_client):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        taken = socket.create_connection(deaf.getsockname())
        client = make_client(f"http://127.0.0.1:{deaf.getsockname()[1]}")
        client._caller._connections._pool.connection_timeout = 0.05
        with pytest.raises(ConnectTimeoutError):
            client.get_item(**KEY)
        taken.close()


def test_a_stall_ends_with_the_read_time_out(server, make_client):
    server.will(stall, FULL)
    client = make_client(read_timeout=0.1)
    started = time.monotonic()
    with pytest.raises(ReadTimeoutError):
        client.get_item(**KEY)
    assert time.monotonic() - started >= 0.1
    assert client.get_item(**KEY)["Item"] == ITEM["Item"]


@pytest.mark.parametrize(
    "body", [b"<html>It works!</html>", b'{"Item": {"pk"', b"[1]", b"", b"\xff\xfe"]
)
def test_what_is_no_answer_of_dynamodb_fails_and_is_no_empty_answer(server, client, body):
    server.will(response(body))
    with pytest.raises(
        MalformedAnswerError, match="answered with 200, and with no JSON object"
    ) as caught:
        client.get_item(**KEY)
    assert isinstance(caught.value, HTTPClientError)
    assert isinstance(caught.value, FAILED_CALLS)


@pytest.mark.parametrize("body", [b"[1]", b"\xff\xfe"])
def test_an_error_that_is_no_answer_of_dynamodb_fails_as_well(server, client, body):
    server.will(response(body, "400 Bad Request"))
    with pytest.raises(MalformedAnswerError):
        client.get_item(**KEY)


def test_a_wrong_checksum_fails(server, client):
    server.will(response(ITEM, **{"x-amz-crc32": 1}))
    with pytest.raises(ChecksumError, match="expected checksum 1 ") as caught:
        client.get_item(**KEY)
    assert isinstance(caught.value, FAILED_CALLS)


ERRORS = {
    "500": failure("InternalServerError", "500 Internal Server Error"),
    "500 without a body": response(b"", "500 Internal Server Error"),
    "503 in HTML": response(b"<html>Service Unavailable</html>", "503 Service Unavailable"),
    "400 in HTML": response(b"<h1>No</h1>", "400 Bad Request"),
    "413 half a JSON": response(b'{"__type": "Reque', "413 Too Large"),
    "unknown": failure("SomethingNewException"),
    "throttled": response(
        {
            "__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException",
            "message": "Throughput exceeds",
            "throttlingReasons": [
                {
                    "reason": "TableReadKeyRangeThroughputExceeded",
                    "resource": "arn:aws:dynamodb:us-east-1:123456789012:table/things",
                }
            ],
        },
        "400 Bad Request",
    ),
    "cancelled": response(
        {
            "__type": "x#TransactionCanceledException",
            "Message": "Transaction cancelled",
            "CancellationReasons": [
                {"Code": "ConditionalCheckFailed", "Item": {"b": {"B": "AAE="}}},
                {"Code": "None"},
            ],
        },
        "400 Bad Request",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_the_exception_that_boto3_raises(server, client, name):
    boto3_client = boto3.client(
        "dynamodb",
        endpoint_url=server.url,
        region_name="us-east-1",
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        **CREDENTIALS,
    )
    server.will(ERRORS[name])
    told = []
    for one in (client, boto3_client):
        with pytest.raises(ClientError) as caught:
            one.get_item(**KEY)
        told.append(caught.value)
    boto3_client.close()
    ours, theirs = told
    assert ours.response == theirs.response
    assert str(ours) == str(theirs)
    assert type(ours).__name__ == type(theirs).__name__


@pytest.mark.parametrize(("skew", "where"), [(1_000, "behind"), (-1_000, "ahead of")])
def test_the_clock_of_the_service_is_gone_by_once_it_has_refused_ours(
    server, client, caplog, skew, where
):
    theirs = time.time() + skew
    server.will(
        failure("InvalidSignatureException", Date=dated(theirs), message="Signature expired"), FULL
    )
    with pytest.raises(ClientError, match="Signature expired"):
        client.get_item(**KEY)

    assert client.get_item(**KEY)["Item"] == ITEM["Item"]
    first, second = (stamp(request) for request in server.requests)
    assert skew - 10 <= second - first <= skew + 10
    assert re.search(rf"the clock of this machine is \d+ s {where} that of http", caplog.text)


@pytest.mark.parametrize("date", [None, "yesterday", "now"])
def test_a_wrong_secret_is_no_reason_to_doubt_the_clock(server, client, caplog, date):
    headers = {"Date": dated(time.time()) if date == "now" else date} if date else {}
    server.will(failure("InvalidSignatureException", **headers))
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        client.get_item(**KEY)
    assert client._caller._signer.ahead_seconds == 0
    assert not caplog.text


def stamp(request):
    text = request.partition(b"X-Amz-Date: ")[2][:16].decode()
    return time.mktime(time.strptime(text, "%Y%m%dT%H%M%SZ"))


def test_there_are_no_more_connections_than_asked_for_and_none_is_thrown_away(server, make_client):
    client = make_client(most=3)
    calls = [gevent.spawn(client.get_item, **KEY) for _ in range(12)]
    gevent.joinall(calls, raise_error=True)

    connections = client.connections
    assert (server.dialled, connections.opened, connections.discarded) == (3, 3, 0)
    assert connections.waited == 9


def test_one_that_the_service_has_closed_meanwhile_is_not_used_again(server, client):
    def once(connection):
        connection.sendall(response({}))

    server.will(once, FULL)
    client.get_item(**KEY)
    until(lambda: server.hung_up)

    assert client.get_item(**KEY)["Item"] == ITEM["Item"]
    assert (client.connections.opened, client.connections.discarded) == (2, 1)


def test_a_service_that_says_it_closes_is_believed(server, client):
    server.will(response({}, Connection="close"), FULL)
    client.get_item(**KEY)
    assert client.get_item(**KEY)["Item"] == ITEM["Item"]
    assert server.dialled == 2


def test_a_call_that_is_killed_leaves_no_connection_behind(server, client):
    server.will(stall, FULL)
    call = gevent.spawn(client.get_item, **KEY)
    until(lambda: server.requests)
    call.kill()

    assert client.get_item(**KEY)["Item"] == ITEM["Item"]
    assert (client.connections.opened, client.connections.discarded) == (2, 1)


def test_a_request_that_does_not_go_out_in_one_piece_arrives_whole(server, client):
    item = {"pk": {"S": "a"}, "long": {"S": "x" * 5_000_000}}
    client.put_item(TableName="things", Item=item)
    (request,) = server.requests
    assert request.endswith(b'x"}}}')
    assert len(request) > 5_000_000


def test_what_no_parameter_can_be_is_refused_as_boto3_refuses_it(client):
    with pytest.raises(ParamValidationError, match="Invalid type for parameter Key.pk.S"):
        client.get_item(TableName="things", Key={"pk": {"S": object()}})


def test_what_only_botocore_can_write_is_written_by_it(server, client):
    client.put_item(TableName="things", Item={"pk": {"S": "\ud800"}})
    (request,) = server.requests
    assert request.endswith(b'{"TableName": "things", "Item": {"pk": {"S": "\\ud800"}}}')


def test_without_credentials_there_is_no_client(new_session):
    with pytest.raises(NoCredentialsError):
        fast_client(endpoint_url="http://127.0.0.1:1", region_name="us-east-1")


def test_a_proxy_is_refused_with_the_ways_out(monkeypatch, make_client):
    monkeypatch.setenv("HTTP_PROXY", "http://user:secret@proxy.example:3128")
    with pytest.raises(DynamoError, match="through the proxy proxy.example") as caught:
        make_client("http://dynamodb.example:8000")
    assert "NO_PROXY=dynamodb.example, or --dynamo-client boto3" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_context_closes_the_connections(server, make_client):
    with make_client() as client:
        client.get_item(**KEY)
    with pytest.raises(RuntimeError, match="closed"):
        client.get_item(**KEY)


def test_nothing_private_of_boto3_shows_through(client):
    assert client.meta.region_name == "us-east-1"
    with pytest.raises(AttributeError, match="'FastClient' object has no attribute '_endpoint'"):
        _ = client._endpoint
