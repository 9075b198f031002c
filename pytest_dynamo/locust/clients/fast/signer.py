"""The head of each request: signed with credentials as fresh as botocore keeps them."""

import time
from collections.abc import Callable
from typing import Any

from pytest_dynamo.locust.clients.fast.service import Service
from pytest_dynamo.locust.clients.fast.signing import TIMESTAMP, Keys, signed_headers

_OF_CONNECTION = (
    "User-Agent: pytest-dynamo\r\nAccept-Encoding: identity\r\nConnection: keep-alive\r\n"
)


class Signer:
    """Signs requests to a service with the credentials of boto3's chain.

    The credentials are asked for anew in each second, which the time of a signature changes with: one
    call in a second waits, if they are to be refreshed, and the others only where those they have are about
    to expire. `ahead_seconds` is what a service's clock is ahead of this machine's.
    """

    def __init__(
        self,
        service: Service,
        credentials: Any,  # noqa: ANN401 - of one of botocore's classes
        now: Callable[[], float] = time.time,
    ) -> None:
        self._service = service
        self._credentials = credentials
        self._now = now
        self._begin = f"POST {service.path} HTTP/1.1\r\n"
        self._second = -1
        self._timestamp = ""
        self._keys = Keys(access_key="", secret_key="")
        self.ahead_seconds = 0.0

    def head(self, target: str, body: bytes) -> bytes:
        """The request line and headers of a request with this X-Amz-Target.

        Raises:
            BotoCoreError: The credentials have expired, and there are no others.
        """
        if int(self._now() + self.ahead_seconds) != self._second:
            self._renew()
        service = self._service
        headers = signed_headers(
            target,
            body,
            host=service.host,
            path=service.path,
            region=service.region,
            keys=self._keys,
            timestamp=self._timestamp,
        )
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        head = f"{self._begin}{lines}Content-Length: {len(body)}\r\n{_OF_CONNECTION}\r\n"
        return head.encode("latin-1")

    def correct(self, date_seconds: float) -> None:
        """Sign from now on with the time of the service, in seconds since the epoch."""
        self.ahead_seconds = date_seconds - self._now()
        self._second = -1

    def _renew(self) -> None:
        """Take the credentials, and only then the time: others may have been waited for."""
        frozen = self._credentials.get_frozen_credentials()
        second = int(self._now() + self.ahead_seconds)
        self._keys = Keys(
            access_key=frozen.access_key, secret_key=frozen.secret_key, token=frozen.token
        )
        self._timestamp = time.strftime(TIMESTAMP, time.gmtime(second))
        self._second = second
