"""HTTP/1.1 over connections of gevent's that are kept alive.

geventhttpclient makes the connections and reads the answers. What its client does besides, for any
method and any body, takes as long again as all the rest of a call (docs/decisions/0016).
"""

from http.client import HTTPException
from select import POLLIN
from socket import IPPROTO_TCP, TCP_NODELAY
from ssl import SSLError as FailedHandshake
from typing import TYPE_CHECKING, Any

from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.httpsession import get_cert_path
from gevent.monkey import get_original
from gevent.ssl import CERT_NONE, create_default_context
from geventhttpclient.connectionpool import ConnectionPool, SSLConnectionPool

from pytest_dynamo.locust.clients.fast.responses import Response, ResponseReader
from pytest_dynamo.locust.clients.fast.service import Service

if TYPE_CHECKING:
    from gevent.socket import socket as Socket  # noqa: N812 - it is a class

_BLOCK_BYTES = 64 * 1024

# Locust replaces that of the standard library by one that gives way to other greenlets. select, which
# geventhttpclient asks, knows no file above number 1,023.
_poll = get_original("select", "poll")


class Connections:
    """Connections to a service, no more at a time than `most`; a request waits for one otherwise.

    `opened` and `discarded` count them: an address that is well keeps as many as have been opened.
    `waited` counts requests for which there was none.
    """

    def __init__(self, service: Service, most: int) -> None:
        self._service = service
        self._most = most
        self._busy = 0
        self._pool: _PlainPool | _TlsPool = (_TlsPool if service.is_tls else _PlainPool)(
            **_pool_options(service, most)
        )
        self.waited = 0

    @property
    def opened(self) -> int:
        """How many have been opened."""
        return self._pool.opened

    @property
    def discarded(self) -> int:
        """How many have been given up, as they failed or the service closed them."""
        return self._pool.discarded

    def send(self, request: bytes) -> Response:
        """Send a request once.

        Raises:
            ConnectionError, HTTPClientError: of botocore, as boto3 gives them.
        """
        if self._busy >= self._most:
            self.waited += 1
        self._busy += 1
        try:
            connection, reader = self._connection(), None
            try:
                reader = _exchange(connection, request)
            except TimeoutError as error:
                raise ReadTimeoutError(endpoint_url=self._service.url, error=error) from error
            except (OSError, HTTPException) as error:
                raise ConnectionClosedError(endpoint_url=self._service.url, error=error) from error
            finally:
                if reader is None:  # also where whoever makes the call is ended meanwhile
                    self._pool.give_up(connection)
        finally:
            self._busy -= 1
        if reader.is_last:
            self._pool.give_up(connection)
        else:
            self._pool.return_socket(connection)
        return reader.response()

    def _connection(self) -> "Socket":
        """A connection that is alive."""
        url = self._service.url
        try:
            return self._pool.get_socket()
        except FailedHandshake as error:
            raise SSLError(endpoint_url=url, error=error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(endpoint_url=url, error=error) from error
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=url, error=error) from error

    def close(self) -> None:
        """Close those that are idle, and the others as their requests end."""
        self._pool.close()


class _PlainPool(ConnectionPool):
    """A pool that counts, and looks whether a connection is alive without a limit to their number."""

    opened = 0
    discarded = 0

    def after_connect(self, sock: "Socket") -> None:
        self.opened += 1
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)

    def give_up(self, sock: "Socket") -> None:
        self.discarded += 1
        self.release_socket(sock)

    def _is_socket_alive(self, sock: "Socket | None") -> bool:
        """Whether nothing has come on it while it was idle, which could only be its end."""
        assert sock is not None
        poll = _poll()
        poll.register(sock.fileno(), POLLIN)
        is_alive = not poll.poll(0)
        if not is_alive:
            self.discarded += 1
        return is_alive


class _TlsPool(_PlainPool, SSLConnectionPool):
    """The same with TLS."""


def _pool_options(service: Service, most: int) -> dict[str, Any]:
    options: dict[str, Any] = {
        "connection_host": service.hostname,
        "connection_port": service.port,
        "request_host": service.hostname,
        "request_port": service.port,
        "size": most,
        "connection_timeout": service.connect_seconds,
        "network_timeout": service.read_seconds,
    }
    if service.is_tls:
        options["insecure"] = not service.verify
        options["ssl_options"] = {"ca_certs": _trusted(service.verify)}
        options["ssl_context_factory"] = _verified if service.verify else _unverified
    return options


def _trusted(verify: bool | str) -> str:  # noqa: FBT001 - boto3's word for it
    """The file of the certificates that are trusted: one that was named, or else botocore's own."""
    return verify if isinstance(verify, str) else str(get_cert_path(verify=True))


def _verified(cafile: str) -> Any:  # noqa: ANN401 - an SSLContext of gevent's
    return create_default_context(cafile=cafile)


def _unverified(cafile: str) -> Any:  # noqa: ANN401, ARG001 - an SSLContext of gevent's
    context = create_default_context()
    context.check_hostname = False
    context.verify_mode = CERT_NONE
    return context


def _exchange(connection: "Socket", request: bytes) -> "ResponseReader":
    sent = connection.send(request)  # mostly all of it
    if sent < len(request):
        connection.sendall(request[sent:])
    reader = ResponseReader()
    while not reader.is_complete:
        block = connection.recv(_BLOCK_BYTES)
        reader.feed(block)
        if not block and not reader.is_complete:
            message = "the connection was closed in the middle of a response"
            raise HTTPException(message)
    return reader
