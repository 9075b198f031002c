"""Requests out of bytes, however these are cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_dynamo.embedded.fronts.http_request import (
    MAX_BODY_BYTES,
    MalformedRequestError,
    Request,
    RequestReader,
)

PLAIN = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3;why=not\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n"
)
BARE = b"GET /shell?a=b HTTP/1.1\r\nConnection: close\r\n\r\n"


def read(*pieces):
    """The method, path and body of each request in the bytes, and the reader."""
    reader, requests = RequestReader(), []
    for piece in pieces:
        reader.feed(piece)
        while (request := reader.next_request()) is not None:
            requests.append((request.method, request.path, request.body))
    return requests, reader


HELLO = ("POST", "/", b"hello")


@given(st.sets(st.integers(1, len(PLAIN + CHUNKED + BARE) - 1)))
def test_requests_are_the_same_wherever_the_bytes_are_cut(cuts):
    data = PLAIN + CHUNKED + BARE
    edges = [0, *sorted(cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    requests, reader = read(*pieces)
    assert requests == [HELLO, HELLO, ("GET", "/shell", b"")]
    assert not reader.is_midway


def test_a_request_has_its_headers_in_lower_case():
    reader = RequestReader()
    reader.feed(PLAIN)
    assert reader.next_request() == Request(
        method="POST",
        path="/",
        headers={"host": "here", "content-length": "5"},
        body=b"hello",
        keeps_alive=True,
    )


@pytest.mark.parametrize(
    ("version", "connection", "keeps_alive"),
    [
        ("1.1", "", True),
        ("1.1", "Connection: Close\r\n", False),
        ("1.1", "Connection: keep-alive\r\n", True),
        ("1.0", "", False),
        ("1.0", "Connection: Keep-Alive\r\n", True),
    ],
)
def test_a_connection_is_kept_as_version_and_header_say(version, connection, keeps_alive):
    reader = RequestReader()
    reader.feed(f"GET / HTTP/{version}\r\n{connection}\r\n".encode())
    request = reader.next_request()
    assert request is not None
    assert request.keeps_alive == keeps_alive


def test_empty_lines_before_a_request_are_passed_over():
    assert read(b"\r\n\r\n" + PLAIN)[0] == [HELLO]


@pytest.mark.parametrize("data", [b"P", PLAIN[:-1], CHUNKED[:-2], CHUNKED[:60]])
def test_half_a_request_is_midway(data):
    requests, reader = read(data)
    assert (requests, reader.is_midway) == ([], True)


def test_a_client_that_waits_for_a_word_is_given_it_once():
    reader = RequestReader()
    assert not reader.wants_continue()
    reader.feed(b"POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n")
    assert reader.next_request() is None
    assert (reader.wants_continue(), reader.wants_continue()) == (True, False)
    reader.feed(b"hello" + b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n")
    assert reader.next_request() is not None
    assert reader.next_request() is None
    assert not reader.wants_continue()


def head(*lines):
    return b"\r\n".join([b"POST / HTTP/1.1", *lines, b"", b""])


def chunks(data):
    return head(b"Transfer-Encoding: chunked") + data


MALFORMED = {
    "no HTTP": (400, b"\x16\x03\x01 hello\r\n\r\n"),
    "a method that is none": (400, b"PO(ST / HTTP/1.1\r\n\r\n"),
    "another version": (505, b"GET / HTTP/2.0\r\n\r\n"),
    "another protocol": (400, b"GET / SPDY/1\r\n\r\n"),
    "no colon": (400, head(b"Host here")),
    "a folded header": (400, head(b"Host: here", b" or there: x")),
    "a space before the colon": (400, head(b"Host : here")),
    "two lengths": (400, head(b"Content-Length: 1", b"Content-Length: 2")),
    "length and chunks": (400, head(b"Content-Length: 1", b"Transfer-Encoding: chunked")),
    "another coding": (501, head(b"Transfer-Encoding: gzip, chunked")),
    "a length that is no number": (400, head(b"Content-Length: five")),
    "a negative length": (400, head(b"Content-Length: -5")),
    "a length in other digits": (400, head("Content-Length: ٣".encode())),
    "too long a body": (413, head(b"Content-Length: %d" % (MAX_BODY_BYTES + 1))),
    "far too long a body": (413, head(b"Content-Length: " + b"9" * 5_000)),
    "too long chunks": (413, chunks(b"1000001\r\n")),
    "a chunk without size": (400, chunks(b"\r\n")),
    "a chunk of another size": (400, chunks(b"2\r\nhello\r\n")),
    "an endless chunk line": (400, chunks(b"2;" + b"x" * 5_000)),
    "an endless head": (431, head(b"X: " + b"x" * 70_000)),
}


@pytest.mark.parametrize(("status", "data"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_request_has_a_status(status, data):
    with pytest.raises(MalformedRequestError) as caught:
        read(data)
    assert caught.value.status == status


def test_chunks_may_add_up_to_the_limit_and_not_beyond():
    half = b"%x\r\n%s\r\n" % (MAX_BODY_BYTES // 2, b"x" * (MAX_BODY_BYTES // 2))
    requests, _ = read(chunks(half + half + b"0\r\n\r\n"))
    assert len(requests[0][2]) == MAX_BODY_BYTES
    with pytest.raises(MalformedRequestError):
        read(chunks(half + half + b"1\r\nx\r\n0\r\n\r\n"))
