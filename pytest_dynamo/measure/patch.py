"""Our versions of the methods by which clients send: of botocore, and of aiobotocore where it is used.

This is the one place that patches them: at class level, because a client made before has its own copy
of all event handlers. aiobotocore, which has such methods of its own, is never imported here. It is
there when the first method is replaced, or else when somebody makes a session of it, for its sessions
are botocore's as well.
"""

import sys
import time
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from pytest_dynamo.measure.asynchronous import sent_async
from pytest_dynamo.measure.flight import Flight
from pytest_dynamo.measure.reading import DATA_PLANE
from pytest_dynamo.measure.transport import Transport
from pytest_dynamo.measure.watching import Observer, Watched

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.endpoint import Endpoint
    from botocore.model import OperationModel

_SERVICES = frozenset({"dynamodb", "dynamodbstreams"})
_ASYNCHRONOUS = ("aiobotocore.client", "aiobotocore.endpoint")


class Hooks(Protocol):
    """Who watches, and what answers, at this moment."""

    @property
    def observers(self) -> tuple[Observer, ...]:
        """All observers."""
        ...

    @property
    def transport(self) -> Transport:
        """What answers requests."""
        ...


class Patch:
    """Our versions of the methods, in the classes until `undo`."""

    def __init__(self, hooks: Hooks) -> None:
        from botocore.client import BaseClient
        from botocore.endpoint import Endpoint
        from botocore.session import Session

        # Whoever wraps ours and outlives us keeps it in the chain: it must then do nothing.
        self._is_live = True
        self._hooks = hooks
        self._is_extended = False
        self._lock = Lock()
        self._replaced = [
            _replace(BaseClient, "_make_api_call", self._make_api_call),
            _replace(Endpoint, "_send_request", self._send_request),
            _replace(Endpoint, "_needs_retry", self._needs_retry),
            _replace(Session, "__init__", self._init_session),
        ]
        self.extend()

    def extend(self) -> None:
        """Replace the methods of aiobotocore as well, if somebody has imported it."""
        if not all(name in sys.modules for name in _ASYNCHRONOUS):
            return
        with self._lock:  # sessions are made in any thread
            if self._is_extended:
                return
            self._is_extended = True
        client, endpoint = (sys.modules[name] for name in _ASYNCHRONOUS)
        self._replaced += [
            _replace(client.AioBaseClient, "_make_api_call", self._make_api_call_async),
            _replace(endpoint.AioEndpoint, "_send_request", self._send_request_async),
            _replace(endpoint.AioEndpoint, "_needs_retry", self._needs_retry_async),
        ]

    def undo(self) -> None:
        """Put the original methods back."""
        self._is_live = False
        for owner, name, original, ours in self._replaced:
            # Someone else's patch on top of ours is not ours to remove.
            if vars(owner)[name] is ours:
                setattr(owner, name, original)

    def _init_session(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def init_session(session: object, *args: object, **options: object) -> None:
            if self._is_live:
                self.extend()
            original(session, *args, **options)

        return init_session

    def _is_watched(self, client: "BaseClient", operation: str) -> bool:
        return (
            self._is_live
            and operation in DATA_PLANE
            and client.meta.service_model.service_name == "dynamodb"
        )

    def _make_api_call(self, original: Callable[..., Any]) -> Callable[..., Any]:
        hooks = self._hooks

        def make_api_call(
            client: "BaseClient", operation_name: str, api_params: dict[str, Any]
        ) -> object:
            __tracebackhide__ = True
            observers = hooks.observers
            if not observers or not self._is_watched(client, operation_name):
                return original(client, operation_name, api_params)
            with Watched(operation_name, api_params, observers) as call:
                answer = original(client, operation_name, api_params)
            return call.answered(answer)

        return make_api_call

    def _make_api_call_async(self, original: Callable[..., Any]) -> Callable[..., Any]:
        hooks = self._hooks

        async def make_api_call(
            client: "BaseClient", operation_name: str, api_params: dict[str, Any]
        ) -> object:
            __tracebackhide__ = True
            observers = hooks.observers
            if not observers or not self._is_watched(client, operation_name):
                return await original(client, operation_name, api_params)
            with Watched(operation_name, api_params, observers) as call:
                answer = await original(client, operation_name, api_params)
            return call.answered(answer)

        return make_api_call

    def _send_request(self, original: Callable[..., Any]) -> Callable[..., Any]:
        hooks = self._hooks

        def send_request(
            endpoint: "Endpoint", request: dict[str, Any], operation: "OperationModel"
        ) -> object:
            __tracebackhide__ = True
            if not self._is_live or operation.service_model.service_name not in _SERVICES:
                return original(endpoint, request, operation)
            transport = hooks.transport
            send = transport.send or original
            flight = None if transport.is_in_process else Flight.current(operation.name)
            if flight is None:
                return send(endpoint, request, operation)
            flight.is_modelled = send is not original
            flight.depart(request)
            try:
                http, answer = send(endpoint, request, operation)
            finally:
                flight.attempts = request["context"].get("retries", {}).get("attempt", 1)
            flight.arrive(answer)
            return http, answer

        return send_request

    def _send_request_async(self, original: Callable[..., Any]) -> Callable[..., Any]:
        async def send_request(
            endpoint: Any,  # noqa: ANN401 - an AioEndpoint, which may not be installed
            request: dict[str, Any],
            operation: "OperationModel",
        ) -> object:
            __tracebackhide__ = True
            if not self._is_live or operation.service_model.service_name not in _SERVICES:
                return await original(endpoint, request, operation)
            transport = self._hooks.transport
            send = transport.send
            flight = Flight.current(operation.name)
            if flight is not None:
                flight.is_modelled = send is not None
                if not transport.is_in_process:
                    flight.depart(request)
            try:
                if send is None:
                    http, answer = await original(endpoint, request, operation)
                else:
                    http, answer = await sent_async(send, endpoint, request, operation)
            finally:
                if flight is not None:
                    flight.attempts = request["context"].get("retries", {}).get("attempt", 1)
            if flight is not None:
                flight.arrive(answer)
            return http, answer

        return send_request

    def _needs_retry(self, original: Callable[..., bool]) -> Callable[..., bool]:
        """Whoever makes attempts asks this after each, and it waits before it says yes."""

        def needs_retry(
            endpoint: "Endpoint",
            attempts: int,
            operation: "OperationModel",
            request: dict[str, Any],
            response: tuple[Any, dict[str, Any]] | None = None,
            caught_exception: BaseException | None = None,
        ) -> bool:
            ended = time.perf_counter()
            if not original(endpoint, attempts, operation, request, response, caught_exception):
                return False
            if self._is_live and (flight := Flight.current(operation.name)) is not None:
                flight.try_again(response, caught_exception, ended)
            return True

        return needs_retry

    def _needs_retry_async(self, original: Callable[..., Any]) -> Callable[..., Any]:
        async def needs_retry(
            endpoint: Any,  # noqa: ANN401 - an AioEndpoint, which may not be installed
            attempts: int,
            operation: "OperationModel",
            request: dict[str, Any],
            response: tuple[Any, dict[str, Any]] | None = None,
            caught_exception: BaseException | None = None,
        ) -> bool:
            ended = time.perf_counter()
            if not await original(
                endpoint, attempts, operation, request, response, caught_exception
            ):
                return False
            if self._is_live and (flight := Flight.current(operation.name)) is not None:
                flight.try_again(response, caught_exception, ended)
            return True

        return needs_retry


def watched(
    make: Callable[[Flight], dict[str, Any]],
    operation: str,
    params: dict[str, Any],
    observers: tuple[Observer, ...],
) -> dict[str, Any]:
    """Make a call and report it to the observers."""
    with Watched(operation, params, observers) as call:
        answer = make(call)
    return call.answered(answer)


def _replace(
    owner: type, name: str, wrap: Callable[[Any], Callable[..., Any]]
) -> tuple[type, str, Any, Any]:
    original = vars(owner)[name]
    ours = wraps(original)(wrap(original))
    setattr(owner, name, ours)
    return owner, name, original, ours
