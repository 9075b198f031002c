"""The server: connections that stay, hang, go away, and a stop that loses nothing."""

import asyncio
import http.client
import socket
import struct

import pytest

from pytest_dynamo.embedded.fronts.http_server import HttpServer

HEADERS = {
    "X-Amz-Target": "DynamoDB_20120810.ListTables",
    "Content-Type": "application/x-amz-json-1.0",
}
REQUEST = (
    b"POST / HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\n"
    b"Content-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}"
)


LISTING = {"TableNames": ["things"]}
LISTED = (200, b'{"TableNames":["things"]}')


@pytest.fixture(autouse=True)
def listing(engine):
    engine.will(LISTING)


def dial(server):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def answer(connection):
    """The status and the body of the next answer."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, response.read()


def rest(connection):
    """All that comes until the other side closes."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def test_a_connection_serves_many_requests(serve):
    with serve() as server, dial(server) as connection:
        for _ in range(3):
            connection.sendall(REQUEST)
            assert answer(connection) == LISTED
    assert server.server.served == 3


def test_requests_may_be_sent_before_the_answers_come(serve):
    with serve() as server, dial(server) as connection:
        connection.sendall(REQUEST + REQUEST + b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        received = rest(connection)
    assert received.count(b'{"TableNames":["things"]}') == 2
    assert received.endswith(b"Connection: close\r\n\r\nhealthy: dynamodb.us-east-1.amazonaws.com ")


def test_a_client_that_asks_for_it_is_told_to_go_on(serve):
    head, body = REQUEST.split(b"{}")[0], b"{}"
    head = head.replace(b"POST / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\nExpect: 100-continue\r\n")
    with serve() as server, dial(server) as connection:
        connection.sendall(head)
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert answer(connection) == LISTED


def test_chunks_are_a_body_as_well(serve):
    with serve() as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("POST", "/", iter([b"{", b"}"]), HEADERS, encode_chunked=True)
        response = connection.getresponse()
        assert (response.status, response.read()) == LISTED
        connection.close()


def test_what_is_no_request_is_refused_and_the_connection_closed(serve):
    with serve() as server, dial(server) as connection:
        connection.sendall(b"hello\r\n\r\n" + REQUEST)
        received = rest(connection)
    assert received.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert received.endswith(b"\r\n\r\nthis is no HTTP request\n")
    assert server.server.served == 0


def test_a_request_that_is_too_large_is_refused_while_it_is_being_sent(serve):
    size = 17 * 1024 * 1024
    with serve() as server, dial(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size)
        connection.sendall(b"x" * size)
        assert answer(connection) == (413, b"a request may have 16,777,216 bytes at most\n")


def test_a_client_that_dawdles_over_a_request_is_cut_off(serve):
    with serve(slow_seconds=0.1) as server, dial(server) as connection:
        connection.sendall(REQUEST[:-3])
        with dial(server) as other:  # answered after that was read
            other.sendall(REQUEST)
            answer(other)
        connection.sendall(REQUEST[-3:-1])
        received = rest(connection)
    assert received.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert received.endswith(b"the request was not complete after 0.1 s\n")


def test_a_client_that_asks_nothing_is_not_cut_off(serve):
    with serve(slow_seconds=0.05) as server, dial(server) as connection:
        connection.sendall(REQUEST)
        assert answer(connection) == LISTED
        with dial(server) as other:  # outlasts the time that a request may take
            other.sendall(REQUEST[:-1])
            rest(other)
        connection.sendall(REQUEST)
        assert answer(connection) == LISTED


def small_window(server):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", server.port))
    return connection


LARGE = {"TableNames": ["x" * 1_000_000]}


def test_a_client_that_does_not_fetch_its_answers_is_cut_off(engine, serve):
    engine.will(LARGE)
    with serve(slow_seconds=0.1) as server, small_window(server) as connection:
        connection.sendall(REQUEST * 100)
        with dial(server) as other:  # outlasts the time that fetching may take
            other.sendall(REQUEST[:-1])
            rest(other)
        assert len(rest(connection)) < 100_000_000
    assert server.server.served < 100


def test_a_client_that_fetches_its_answers_late_gets_all(engine, serve):
    engine.will(LARGE)
    with serve() as server, small_window(server) as connection:
        connection.sendall(REQUEST * 20)
        with dial(server) as other:  # answered after the first ones of those twenty
            other.sendall(REQUEST)
            answer(other)
        file = connection.makefile("rb")
        for _ in range(20):
            length = 0
            while (line := file.readline()) != b"\r\n":
                if line.startswith(b"Content-Length: "):
                    length = int(line.partition(b" ")[2])
            assert len(file.read(length)) == length > 1_000_000
        file.close()


# More than the system takes in before the client fetches any of it.
HUGE = {"TableNames": ["x" * 10_000_000]}


def test_a_client_that_wants_no_more_gets_the_whole_of_its_answer(engine, serve):
    engine.will(HUGE)
    asked = REQUEST.replace(b"Content-Length", b"Connection: close\r\nContent-Length")
    with serve() as server, small_window(server) as connection:
        connection.sendall(asked)
        with dial(server) as other:  # answered after that answer has begun
            other.sendall(b"GET / HTTP/1.1\r\n\r\n")
            answer(other)
        status, body = answer(connection)
    assert (status, len(body)) == (200, 10_000_000 + 19)


def test_a_client_that_goes_away_is_no_bother(serve):
    with serve() as server:
        for data in (b"", REQUEST[:-1], REQUEST):
            gone = dial(server)
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.sendall(data)
            gone.close()  # resets the connection
        with dial(server) as connection:
            connection.sendall(REQUEST)
            assert answer(connection) == LISTED


def test_a_stop_closes_idle_connections_and_finishes_requests(serve):
    with serve() as server, dial(server) as idle, dial(server) as busy:
        for connection in (idle, busy):
            connection.sendall(REQUEST)
            assert answer(connection) == LISTED
        busy.sendall(REQUEST[:-1])
        server.ask_to_stop()
        assert rest(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            dial(server)
        busy.sendall(REQUEST[-1:])
        assert b"Connection: close\r\n\r\n" in rest(busy)
    assert server.server.served == 3


def test_a_stop_waits_for_nobody_longer_than_it_was_told(serve):
    with serve(grace_seconds=0.1) as server, dial(server) as stuck:
        stuck.sendall(REQUEST[:-1])
        with dial(server) as other:  # makes sure that the half request has arrived
            other.sendall(REQUEST)
            answer(other)
        server.ask_to_stop()
        assert rest(stuck) == b""


def test_a_stop_sends_the_whole_of_an_answer(engine, serve):
    engine.will(HUGE)
    with serve() as server, small_window(server) as connection:
        connection.sendall(REQUEST)
        with dial(server) as other:
            other.sendall(b"GET / HTTP/1.1\r\n\r\n")
            answer(other)
        server.ask_to_stop()
        status, body = answer(connection)
        assert (status, len(body)) == (200, 10_000_000 + 19)


def test_a_server_that_never_started_stops():
    asyncio.run(HttpServer(None).stop())


def test_an_address_that_is_taken_is_an_error(serve):
    with serve() as server, pytest.raises(OSError, match="address already in use"):
        asyncio.run(HttpServer(None).start("127.0.0.1", server.port))
