"""What is tried again, and when: botocore decides, by its own rules and its own quota."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.hooks import first_non_none_response

from pytest_dynamo.locust.clients.fast.operations import Operation
from pytest_dynamo.locust.clients.fast.responses import Response

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ONE_ATTEMPT: Mapping[str, Any] = {"mode": "standard", "total_max_attempts": 1}


def retry_config(text: str) -> dict[str, Any]:
    """What botocore's `Config` calls `retries`, of a mode and perhaps the number of attempts in all.

    >>> retry_config("none"), retry_config("standard:5"), retry_config("legacy")
    ({'mode': 'standard', 'total_max_attempts': 1}, {'mode': 'standard', 'total_max_attempts': 5}, {'mode': 'legacy'})
    """
    mode, _, attempts = text.partition(":")
    if mode == "none":
        return dict(ONE_ATTEMPT)
    return {"mode": mode, "total_max_attempts": int(attempts)} if attempts else {"mode": mode}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Received:
    """A response as botocore's retries look at it."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes


class Retries:
    """Asks the retries of a boto3 client, as botocore's endpoint does; the client is in standard mode."""

    def __init__(self, client: "DynamoDBClient") -> None:
        config: Any = client.meta.config
        self._events = client.meta.events
        self._is_once = config.retries.get("total_max_attempts") == 1

    def delay(
        self,
        operation: Operation,
        context: dict[str, Any],
        attempts: int,
        response: Response | None,
        answer: dict[str, Any] | None,
        error: Exception | None,
    ) -> float | None:
        """How many seconds to wait until the next attempt, None if there is to be none.

        `context` is that of the call, an empty one at first. `answer` is what the response tells, and
        `error` what that is or what came instead of it.
        """
        received = None
        if response is not None:
            received = (_received(response), {} if answer is None else answer)
        responses = self._events.emit(
            f"needs-retry.dynamodb.{operation.name}",
            response=received,
            endpoint=None,
            operation=operation.model,
            attempts=attempts,
            caught_exception=error,
            request_dict={"context": context},
        )
        delay = first_non_none_response(responses)
        return None if delay is None or delay is False else float(delay)

    def end(self, operation: Operation, context: dict[str, Any], response: Response) -> None:
        """Give back to the quota what the call has taken of it, as it has come to a good end."""
        if self._is_once:
            return
        self._events.emit(
            f"after-call.dynamodb.{operation.name}",
            http_response=_received(response),
            parsed={},
            model=operation.model,
            context=context,
        )


def _received(response: Response) -> _Received:
    return _Received(status_code=response.status, headers=response.headers, content=response.body)
