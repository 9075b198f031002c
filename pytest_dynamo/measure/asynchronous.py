"""Requests of aiobotocore, answered by what answers those of botocore: at once and without await."""

from typing import TYPE_CHECKING, Any

from pytest_dynamo.measure.transport import Answer, Send

if TYPE_CHECKING:
    from botocore.model import OperationModel


async def sent_async(
    send: Send,
    endpoint: Any,  # noqa: ANN401 - an AioEndpoint
    request: dict[str, Any],
    operation: "OperationModel",
) -> Answer:
    """Have a request of aiobotocore answered; retries, for which it awaits, are made here."""
    attempts = 1
    endpoint._update_retries_context(request["context"], attempts)  # noqa: SLF001
    single = _SingleAttempt(endpoint)
    answered = send(single, request, operation)
    while await endpoint._needs_retry(attempts, operation, request, answered, None):  # noqa: SLF001
        attempts += 1
        endpoint._update_retries_context(request["context"], attempts, answered)  # noqa: SLF001
        answered = send(single, request, operation)
    answered[1].setdefault("ResponseMetadata", {})["RetryAttempts"] = attempts - 1
    return answered


class _SingleAttempt:
    """An endpoint of aiobotocore as botocore's own, for whoever answers a request once and without await."""

    def __init__(self, endpoint: Any) -> None:  # noqa: ANN401 - an AioEndpoint
        from botocore.parsers import ResponseParserFactory

        factory = ResponseParserFactory()
        defaults = endpoint._response_parser_factory._defaults  # noqa: SLF001
        factory.set_parser_defaults(**defaults)
        self._response_parser_factory = factory

    def _update_retries_context(self, *_: object) -> None:
        """Leave the count to whoever makes the attempts."""

    def _needs_retry(self, *_: object) -> bool:
        return False
