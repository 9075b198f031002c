"""A server that answers GetItem and Query from memory: in its own process, on another core than its client.

It reads no request further than to see which operation it is, so that it is never what a client waits for.
"""

import json
import select
import socket
import sys
import zlib
from typing import Any

from benchmarks.data import TABLE, item

QUERIED = 100
"""Items in the answer to a Query."""

_BLOCK_BYTES = 64 * 1024


def answers() -> dict[bytes, bytes]:
    """The whole response to each operation, by its name: one item of 300 bytes, or 100 items in 50 kB."""
    items = [_padded(item(number)) for number in range(QUERIED)]
    return {
        b".GetItem": _response({"Item": items[0], "ConsumedCapacity": _consumed(0.5)}),
        b".Query": _response(
            {
                "Items": items,
                "Count": QUERIED,
                "ScannedCount": QUERIED,
                "ConsumedCapacity": _consumed(6.5),
            }
        ),
    }


def serve() -> None:
    """Say on which port of loopback, and answer until standard input ends, as it does with its parent."""
    known = answers()
    with socket.create_server(("127.0.0.1", 0)) as listening, select.epoll() as polling:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        polling.register(listening, select.EPOLLIN)
        polling.register(sys.stdin, select.EPOLLIN)
        connections: dict[int, socket.socket] = {}
        while True:
            for number, _ in polling.poll():
                if number == sys.stdin.fileno():
                    return
                if number == listening.fileno():
                    connection, _address = listening.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    connections[connection.fileno()] = connection
                    polling.register(connection, select.EPOLLIN)
                elif not _answered(connections[number], known):
                    polling.unregister(number)
                    connections.pop(number).close()


def _answered(connection: socket.socket, known: dict[bytes, bytes]) -> bool:
    """Answer what has come; whether there was anything."""
    request = connection.recv(_BLOCK_BYTES)
    while request and not request.endswith(b"}"):  # boto3 sends the body after the headers
        request += connection.recv(_BLOCK_BYTES)
    for operation, response in known.items():
        if operation in request:
            connection.sendall(response)
    return bool(request)


def _padded(one: dict[str, Any]) -> dict[str, Any]:
    """An item of which a hundred are 50 kB of JSON."""
    return one | {"address": {"S": "Number 12, Long Street, 1234 Town " + "." * 36}}


def _consumed(units: float) -> dict[str, Any]:
    return {"TableName": TABLE, "CapacityUnits": units, "Table": {"CapacityUnits": units}}


def _response(answer: dict[str, Any]) -> bytes:
    body = json.dumps(answer, separators=(",", ":")).encode()
    head = (
        "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT\r\n"
        "Content-Type: application/x-amz-json-1.0\r\nConnection: keep-alive\r\n"
        f"Content-Length: {len(body)}\r\nx-amzn-RequestId: {'A' * 52}\r\n"
        f"x-amz-crc32: {zlib.crc32(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    serve()
