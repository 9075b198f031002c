"""An HTTP server in front of an engine.

One thread serves all connections: an operation takes microseconds and the engine does one at a time
anyway, so that threads would only wait for each other. In front of an engine that does nothing, with the
same parser of JSON, the standard library's threading server gave half as many answers a second.
"""

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from typing import cast

from pytest_dynamo.embedded.environment import REGION
from pytest_dynamo.embedded.fronts.answers import Performing
from pytest_dynamo.embedded.fronts.http_answers import Response, respond
from pytest_dynamo.embedded.fronts.http_control import Control
from pytest_dynamo.embedded.fronts.http_request import MalformedRequestError, RequestReader

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class HttpServer:
    """Serves an engine at an address, from `start` to `stop`.

    `control` obeys what whoever started the server may tell it. `slow_seconds` is how long a client may take to send a request it has begun, or to fetch an answer;
    `grace_seconds` how long `stop` waits for those who are at it.
    """

    def __init__(
        self,
        engine: Performing,
        *,
        region: str = REGION,
        control: Control | None = None,
        slow_seconds: float = 30.0,
        grace_seconds: float = 5.0,
    ) -> None:
        self.engine = engine
        self.region = region
        self.control = control
        self.slow_seconds = slow_seconds
        self.served = 0
        self.is_stopping = False
        self.connections: set[_Connection] = set()
        self._grace_seconds = grace_seconds
        self._server: asyncio.Server | None = None
        self._all_gone = asyncio.Event()

    async def start(self, host: str, port: int) -> int:
        """Listen; the port, which was chosen if `port` is 0.

        Raises:
            OSError: the address cannot be had.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), host, port, backlog=512)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def stop(self) -> None:
        """Take no more connections, answer what is being asked, and close."""
        self.is_stopping = True
        if self._server is not None:
            self._server.close()
        # What has come meanwhile has been sent before the stop: it is read and answered.
        await asyncio.sleep(0.05)
        for connection in tuple(self.connections):
            connection.close_if_idle()
        if self.connections:
            self._all_gone.clear()
            try:
                await asyncio.wait_for(self._all_gone.wait(), self._grace_seconds)
            except TimeoutError:
                for connection in tuple(self.connections):
                    connection.abort()

    def forget(self, connection: "_Connection") -> None:
        """Note that a connection has ended."""
        self.connections.discard(connection)
        if not self.connections:
            self._all_gone.set()


class _Connection(asyncio.Protocol):
    """One connection: its requests are answered in turn."""

    def __init__(self, server: HttpServer) -> None:
        self._server = server
        self._reader = RequestReader()
        self._loop = asyncio.get_running_loop()
        self._deadline: asyncio.TimerHandle | None = None
        self._is_full = False
        self._is_refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._server.connections.add(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self._set_deadline(None)
        self._server.forget(self)

    def data_received(self, data: bytes) -> None:
        if not self._is_refused:
            self._reader.feed(data)
            self._answer_all()

    def pause_writing(self) -> None:
        """Read no more requests from a client that does not fetch its answers."""
        self._is_full = True
        self._transport.pause_reading()
        self._set_deadline(self.abort)

    def resume_writing(self) -> None:
        """Go on where `pause_writing` left off."""
        self._is_full = False
        self._transport.resume_reading()
        self._answer_all()

    def close_if_idle(self) -> None:
        """Close, unless a request has begun or an answer is being fetched."""
        if self._is_refused or not (self._reader.is_midway or self._is_full):
            self._transport.close()

    def abort(self) -> None:
        """Close without waiting for the client."""
        self._transport.abort()

    def _answer_all(self) -> None:
        """Answer what requests are complete."""
        if self._transport.is_closing():
            return
        try:
            while not self._is_full and (request := self._reader.next_request()) is not None:
                server = self._server
                response = respond(server.engine, request, server.region, server.control)
                self._server.served += 1
                closes = self._server.is_stopping or not request.keeps_alive
                self._send(response, closes=closes, is_head=request.method == "HEAD")
                if closes:
                    return
        except MalformedRequestError as error:
            self._refuse(error.status, error.why)
            return
        if self._is_full:
            return
        if self._reader.wants_continue():
            self._transport.write(_CONTINUE)
        if not self._reader.is_midway:
            self._set_deadline(None)
        elif self._deadline is None:
            self._set_deadline(self._time_out)

    def _send(self, response: Response, *, closes: bool, is_head: bool) -> None:
        date = _http_date(int(time.time()))
        self._transport.write(response.encoded(date=date, closes=closes, is_head=is_head))
        if closes:
            self._transport.close()
            self._set_deadline(self.abort)

    def _refuse(self, status: int, why: str) -> None:
        """Answer what is no request; listen no more, but let the client finish talking.

        A socket closed while there is something to read is reset, and the client, still sending,
        would not get to see the answer.
        """
        self._is_refused = True
        text = Response(status=status, body=f"{why}\n".encode(), content_type="text/plain")
        date = _http_date(int(time.time()))
        self._transport.write(text.encoded(date=date, closes=True))
        self._transport.write_eof()
        self._set_deadline(self.abort)

    def _time_out(self) -> None:
        self._refuse(408, f"the request was not complete after {self._server.slow_seconds:g} s")

    def _set_deadline(self, act: Callable[[], None] | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = act and self._loop.call_later(self._server.slow_seconds, act)


@lru_cache(maxsize=1)
def _http_date(second: int) -> str:
    return formatdate(second, usegmt=True)
