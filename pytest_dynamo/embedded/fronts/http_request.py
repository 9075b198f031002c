"""HTTP/1.1 requests out of the bytes of a connection; what is read and from where is not its concern.

https://www.rfc-editor.org/rfc/rfc9112
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

MAX_BODY_BYTES = 16 * 1024 * 1024
"""The largest request DynamoDB takes.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
"""

_MAX_HEAD_BYTES = 64 * 1024
_MAX_LINE_BYTES = 4 * 1024
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTHS = frozenset({"content-length", "transfer-encoding"})
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One whole request. The names of `headers` are in lower case; `path` is without a query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    keeps_alive: bool


class MalformedRequestError(Exception):
    """What cannot be read as a request; no other can follow it on that connection."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class _Head(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    keeps_alive: bool
    length: int
    is_chunked: bool


class RequestReader:
    """Takes bytes as they come and gives requests as they are complete."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: _Head | None = None
        self._chunks = bytearray()
        self._wants_trailer = False
        self._is_continued = False

    @property
    def is_midway(self) -> bool:
        """Whether a request has begun and is not complete."""
        return self._head is not None or bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        self._buffer += data

    def next_request(self) -> Request | None:
        """The next request, or None until more bytes come.

        Raises:
            MalformedRequestError: with the status to answer.
        """
        if self._head is None:
            self._head = self._read_head()
        head = self._head
        if head is None:
            return None
        body = self._read_chunks() if head.is_chunked else self._read_body(head.length)
        if body is None:
            return None
        self._head, self._is_continued = None, False
        return Request(
            method=head.method,
            path=head.path,
            headers=head.headers,
            body=body,
            keeps_alive=head.keeps_alive,
        )

    def wants_continue(self) -> bool:
        """Whether the client waits for a word before it sends the body; said once a request."""
        head = self._head
        if head is None or self._is_continued:
            return False
        self._is_continued = True
        return head.headers.get("expect", "").lower() == "100-continue"

    def _read_head(self) -> _Head | None:
        while self._buffer.startswith(b"\r\n"):  # some clients end a body with one too many
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n", 0, _MAX_HEAD_BYTES)
        if end < 0:
            if len(self._buffer) >= _MAX_HEAD_BYTES:
                raise MalformedRequestError(431, "the headers are too long")
            return None
        lines = self._buffer[:end].decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        return _head(lines)

    def _read_body(self, length: int) -> bytes | None:
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        return body

    def _read_chunks(self) -> bytes | None:
        while not self._wants_trailer:
            end = self._line_end()
            if end is None:
                return None
            size = _chunk_size(bytes(self._buffer[:end]))
            if len(self._chunks) + size > MAX_BODY_BYTES:
                raise _too_large()
            if not size:
                del self._buffer[: end + 2]
                self._wants_trailer = True
                break
            whole = end + 2 + size + 2
            if len(self._buffer) < whole:
                return None
            if self._buffer[whole - 2 : whole] != b"\r\n":
                raise MalformedRequestError(400, "a chunk is not as long as it says")
            self._chunks += self._buffer[end + 2 : whole - 2]
            del self._buffer[:whole]
        return self._read_trailer()

    def _read_trailer(self) -> bytes | None:
        """Pass over what may follow the last chunk, up to the empty line."""
        while (end := self._line_end()) is not None:
            del self._buffer[: end + 2]
            if not end:
                body = bytes(self._chunks)
                self._chunks, self._wants_trailer = bytearray(), False
                return body
        return None

    def _line_end(self) -> int | None:
        end = self._buffer.find(b"\r\n", 0, _MAX_LINE_BYTES)
        if end >= 0:
            return end
        if len(self._buffer) >= _MAX_LINE_BYTES:
            raise MalformedRequestError(400, "a line between chunks is too long")
        return None


def _head(lines: list[str]) -> _Head:
    match lines[0].split(" "):
        case [method, target, "HTTP/1.1" | "HTTP/1.0" as version] if _TOKEN.fullmatch(method):
            pass
        case [_, _, version] if version[:5] == "HTTP/" and version[:7] != "HTTP/1.":
            raise MalformedRequestError(505, "only HTTP/1.1 is spoken here")
        case _:
            raise MalformedRequestError(400, "this is no HTTP request")
    headers = _headers(lines[1:])
    connection = headers.get("connection", "").lower()
    return _Head(
        method=method,
        path=target.partition("?")[0],
        headers=headers,
        keeps_alive="keep-alive" in connection
        or (version == "HTTP/1.1" and "close" not in connection),
        is_chunked=_is_chunked(headers),
        length=_length(headers),
    )


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, text = line.partition(":")
        key = _key(name)
        if not colon or key is None:
            raise MalformedRequestError(400, "a header is not of the form `name: value`")
        text = text.strip(" \t")
        if key in _LENGTHS and headers.get(key, text) != text:
            raise MalformedRequestError(400, f"{key} is there twice and not the same")
        headers[key] = text
    return headers


@lru_cache(maxsize=512)  # the same few names come with each request
def _key(name: str) -> str | None:
    """The name of a header in lower case, None if it is none."""
    return name.lower() if _TOKEN.fullmatch(name) else None


def _is_chunked(headers: Mapping[str, str]) -> bool:
    coding = headers.get("transfer-encoding")
    if coding is None:
        return False
    if "content-length" in headers:  # two lengths: which one a proxy before us took is not known
        raise MalformedRequestError(400, "both transfer-encoding and content-length are there")
    if coding.lower() != "chunked":
        raise MalformedRequestError(501, "the only transfer-encoding understood is chunked")
    return True


def _length(headers: Mapping[str, str]) -> int:
    text = headers.get("content-length", "0")
    if not (text.isascii() and text.isdigit()):
        raise MalformedRequestError(400, "content-length is no number")
    if len(text) > 20 or int(text) > MAX_BODY_BYTES:
        raise _too_large()
    return int(text)


def _chunk_size(line: bytes) -> int:
    size = line.partition(b";")[0].strip(b" \t")
    if not _HEXADECIMAL.fullmatch(size):
        raise MalformedRequestError(400, "a chunk does not begin with its size")
    return int(size, 16)


def _too_large() -> MalformedRequestError:
    return MalformedRequestError(413, f"a request may have {MAX_BODY_BYTES:,} bytes at most")
