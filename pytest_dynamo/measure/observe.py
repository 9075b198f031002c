"""Watches the DynamoDB calls of boto3, and answers them in place of the network.

This is the one place that patches botocore: at class level, because a client made before has its
own copy of all event handlers. Both methods are replaced together when the first `observing` or
`transport` is entered, and put back when the last is left. Neither boto3 nor botocore is imported
before that.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial, wraps
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.flight import Flight, failure
from pytest_dynamo.measure.location import caller
from pytest_dynamo.measure.reading import DATA_PLANE, Exchange, read_call
from pytest_dynamo.measure.touched_keys import Schemas

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.endpoint import Endpoint
    from botocore.model import OperationModel

Before: TypeAlias = Callable[[str, dict[str, Any], str | None], None]
"""Called with the operation, the arguments as the caller gave them, and the caller's line."""

OnCutOff: TypeAlias = Callable[[str, float], None]
"""Called with the access pattern, or without one the operation, and when the call started."""

Send: TypeAlias = Callable[[Any, dict[str, Any], Any], tuple[Any, dict[str, Any]]]
"""Takes the endpoint, the request as botocore prepared it (its body is JSON) and the operation
model; gives an object with `status_code` and `headers`, and the parsed answer."""

_SERVICES = frozenset({"dynamodb", "dynamodbstreams"})

_pattern: ContextVar[str | None] = ContextVar("pytest_dynamo_pattern", default=None)


@contextmanager
def observing(
    on_call: Callable[[Call], None],
    *,
    before: Before | None = None,
    on_cut_off: OnCutOff | None = None,
    locate: bool = False,
    schemas: Schemas | None = None,
) -> Iterator[None]:
    """Report every call to DynamoDB's data plane, whatever client, session or thread makes it.

    `on_call` gets each call when it has ended, well or not. `before` is called ahead of it and may
    raise, which reaches the caller in place of an answer and leaves no call. `on_cut_off` is told of a
    call that never ended, as whoever made it was ended himself. `locate` finds the caller's line.
    `schemas` names the table of the design behind a table name: with it the
    partition keys are known where a request alone does not tell them, and calls carry the design's
    name of the table.

    Requests ask for consumed capacity by index; the caller sees what he asked for himself.
    """
    observer = _Observer(
        on_call=on_call, before=before, on_cut_off=on_cut_off, locate=locate, schemas=schemas
    )
    with _hooks.holding(observer):
        yield


@contextmanager
def transport(send: Send | None) -> Iterator[None]:
    """Answer every request to DynamoDB and its streams by `send` instead of the network.

    The innermost transport counts; None stands for the network again.
    """
    with _hooks.holding(_Transport(send=send)):
        yield


def is_observed() -> bool:
    """Whether anybody is watching."""
    return bool(_hooks.observers)


def observed_in_process(
    operation: str,
    parameters: dict[str, Any],
    perform: Callable[[dict[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    """Perform an operation of the data plane without boto3, and report it as a call of boto3's.

    `perform` takes parameters and gives the answer; its capacity is modelled.
    """

    def make(flight: Flight) -> dict[str, Any]:
        flight.is_modelled = True
        flight.request = parameters
        flight.asked = parameters.get("ReturnConsumedCapacity", "NONE")
        asking = {"ReturnConsumedCapacity": "INDEXES"} if flight.asked in ("NONE", "TOTAL") else {}
        answer = perform({**parameters, **asking})
        flight.arrive(answer)
        return answer

    return _observed(make, operation, parameters, _hooks.observers)


@contextmanager
def pattern_name(name: str | None) -> Iterator[None]:
    """Name the access pattern of the calls made inside, by this thread or task."""
    token = _pattern.set(name)
    try:
        yield
    finally:
        _pattern.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Observer:
    on_call: Callable[[Call], None]
    before: Before | None
    on_cut_off: OnCutOff | None
    locate: bool
    schemas: Schemas | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Transport:
    send: Send | None


class _Hooks:
    """The observers and transports in force, and the patch that is there as long as any is.

    Tuples are replaced and never changed, so that calls in other threads read them without a lock.
    """

    def __init__(self) -> None:
        self.observers: tuple[_Observer, ...] = ()
        self.transports: tuple[_Transport, ...] = ()
        self._patch: _Patch | None = None
        self._lock = RLock()

    @property
    def send(self) -> Send | None:
        transports = self.transports
        return transports[-1].send if transports else None

    @contextmanager
    def holding(self, entry: _Observer | _Transport) -> Iterator[None]:
        with self._lock:
            if isinstance(entry, _Observer):
                self.observers = (*self.observers, entry)
            else:
                self.transports = (*self.transports, entry)
            self._settle()
        try:
            yield
        finally:
            with self._lock:
                self.observers = tuple(one for one in self.observers if one is not entry)
                self.transports = tuple(one for one in self.transports if one is not entry)
                self._settle()

    def _settle(self) -> None:
        is_wanted = bool(self.observers or self.transports)
        if is_wanted and self._patch is None:
            self._patch = _Patch()
        elif not is_wanted and self._patch is not None:
            self._patch.undo()
            self._patch = None


class _Patch:
    """Our versions of botocore's two methods, in its classes until `undo`."""

    def __init__(self) -> None:
        from botocore.client import BaseClient
        from botocore.endpoint import Endpoint

        # Whoever wraps ours and outlives us keeps it in the chain: it must then do nothing.
        self.is_live = True
        self._replaced = [
            _replace(BaseClient, "_make_api_call", self._make_api_call),
            _replace(Endpoint, "_send_request", self._send_request),
        ]

    def undo(self) -> None:
        self.is_live = False
        for owner, name, original, ours in self._replaced:
            # Someone else's patch on top of ours is not ours to remove.
            if vars(owner)[name] is ours:
                setattr(owner, name, original)

    def _make_api_call(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def make_api_call(
            client: "BaseClient", operation_name: str, api_params: dict[str, Any]
        ) -> object:
            observers = _hooks.observers
            is_watched = (
                self.is_live
                and observers
                and operation_name in DATA_PLANE
                and client.meta.service_model.service_name == "dynamodb"
            )
            make = partial(original, client, operation_name, api_params)
            if not is_watched:
                return make()
            return _observed(lambda _: make(), operation_name, api_params, observers)

        return make_api_call

    def _send_request(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def send_request(
            endpoint: "Endpoint", request_dict: dict[str, Any], operation_model: "OperationModel"
        ) -> object:
            if not self.is_live or operation_model.service_model.service_name not in _SERVICES:
                return original(endpoint, request_dict, operation_model)
            send = _hooks.send
            make = partial(send or original, endpoint, request_dict, operation_model)
            flight = Flight.current(operation_model.name)
            if flight is None:
                return make()
            flight.is_modelled = send is not None
            flight.depart(request_dict)
            try:
                http, answer = make()
            finally:
                flight.attempts = request_dict["context"].get("retries", {}).get("attempt", 1)
            flight.arrive(answer)
            return http, answer

        return send_request


def _replace(
    owner: type, name: str, wrap: Callable[[Any], Callable[..., Any]]
) -> tuple[type, str, Any, Any]:
    original = vars(owner)[name]
    ours = wraps(original)(wrap(original))
    setattr(owner, name, ours)
    return owner, name, original, ours


def _observed(
    make: Callable[[Flight], dict[str, Any]],
    operation: str,
    params: dict[str, Any],
    observers: tuple[_Observer, ...],
) -> dict[str, Any]:
    """Make a call and report it to the observers."""
    location = caller() if any(observer.locate for observer in observers) else None
    for observer in observers:
        if observer.before:
            observer.before(operation, params, location if observer.locate else None)
    flight = Flight(operation=operation)
    started, clock = time.time(), time.perf_counter()

    def report(answer: Mapping[str, Any], error: str | None) -> None:
        exchange = Exchange(
            operation=operation,
            request=flight.request or params,
            started=started,
            duration_seconds=time.perf_counter() - clock,
            answer=answer,
            seen=flight.seen,
            error=error,
            attempts=flight.attempts,
            source="modelled" if flight.is_modelled else "observed",
            pattern=_pattern.get(),
            location=location,
        )
        for observer in observers:
            observer.on_call(read_call(exchange, observer.schemas))

    try:
        with flight.under_way():
            answer = make(flight)
    except Exception as exception:
        report(*failure(exception))
        raise
    except BaseException:
        for observer in observers:
            if observer.on_cut_off:
                observer.on_cut_off(_pattern.get() or operation, started)
        raise
    report(answer, None)
    flight.shape(answer)
    return answer


_hooks = _Hooks()
