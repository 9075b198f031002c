"""One call: its attempts, each signed, sent and read."""

import logging
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

from gevent import sleep

from pytest_dynamo.locust.clients.fast.connections import Connections
from pytest_dynamo.locust.clients.fast.operations import Operation, answer_of
from pytest_dynamo.locust.clients.fast.responses import Response
from pytest_dynamo.locust.clients.fast.retrying import Retries
from pytest_dynamo.locust.clients.fast.signer import Signer
from pytest_dynamo.measure.flight import failure
from pytest_dynamo.measure.reading import Refusal

_LOGGER = logging.getLogger(__name__)

# What a service answers to a signature whose time is too far from its own:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html, and the SDKs' rule that
# clocks agree within four minutes: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
_SKEW_CODES = frozenset(
    {
        "InvalidSignatureException",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    }
)
_SKEW_SECONDS = 240.0


class Caller:
    """Makes calls at a service, each as often as `retries` say.

    `exceptions` are those of a boto3 client, of which `from_code` gives the class of an error code.
    """

    def __init__(
        self,
        *,
        url: str,
        signer: Signer,
        connections: Connections,
        exceptions: Any,  # noqa: ANN401 - of a class that botocore makes up
        retries: Retries,
        wait: Callable[[float], object] = sleep,
    ) -> None:
        self._url = url
        self._signer = signer
        self._connections = connections
        self._exceptions = exceptions
        self._retries = retries
        self._wait = wait

    def call(self, operation: Operation, body: bytes, refusals: list[Refusal]) -> dict[str, Any]:
        """Perform an operation; attempts after which another is made are added to `refusals`.

        Raises:
            ClientError: the modelled exception of the error that the service has answered with.
            BotoCoreError: none has come, or one that cannot be read, or there are no credentials.
        """
        context: dict[str, Any] = {}
        while True:
            clock = time.perf_counter()
            response, answer, error = self._attempt(operation, body)
            seconds = time.perf_counter() - clock
            if answer is not None and response is not None:
                answer["ResponseMetadata"]["RetryAttempts"] = len(refusals)
                if response.status < 300:
                    self._retries.end(operation, context, response)
                    return answer
                self._look_at_the_clock(answer)
            delay = self._retries.delay(
                operation, context, len(refusals) + 1, response, answer, error
            )
            if answer is not None:
                error = self._exceptions.from_code(answer["Error"]["Code"])(answer, operation.name)
            assert error is not None  # an answer has not come, or tells of one
            if delay is None:
                try:
                    raise error
                finally:
                    del error  # its traceback has this frame, which would have it
            refusals.append(self._await_the_next(error, seconds, delay))

    def _attempt(
        self, operation: Operation, body: bytes
    ) -> tuple[Response | None, dict[str, Any] | None, Exception | None]:
        """What has come: a response and what it tells, or what has come in between."""
        response = None
        try:
            request = self._signer.head(operation.target, body) + body
            response = self._connections.send(request)
            return response, answer_of(operation, response, self._url), None
        except Exception as error:  # noqa: BLE001 - what is tried again is botocore's to say
            return response, None, error

    def _await_the_next(self, error: Exception, seconds: float, delay: float) -> Refusal:
        """Wait after an attempt that failed; what became of that."""
        clock = time.perf_counter()
        self._wait(delay)
        answer, code = failure(error)
        return Refusal(
            error=code,
            answer=answer,
            duration_seconds=seconds,
            waited_seconds=time.perf_counter() - clock,
        )

    def _look_at_the_clock(self, answer: dict[str, Any]) -> None:
        """Go by the clock of the service from now on, if it has refused a signature for that of this machine."""
        if answer["Error"]["Code"] not in _SKEW_CODES:
            return
        try:
            date = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        except (KeyError, ValueError):
            return
        theirs, ours = date.timestamp(), time.time() + self._signer.ahead_seconds
        if abs(theirs - ours) > _SKEW_SECONDS:
            behind = theirs - time.time()
            self._signer.correct(theirs)
            _LOGGER.warning(
                "the clock of this machine is %.0f s %s that of %s, which refuses requests for it; "
                "they are signed with its time from now on",
                abs(behind),
                "behind" if behind > 0 else "ahead of",
                self._url,
            )
