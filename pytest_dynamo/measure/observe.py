"""Watches the DynamoDB calls of boto3, and answers them in place of the network.

The methods of botocore that `patch` has are replaced together when the first `observing` or
`transport` is entered, and put back when the last is left. Neither boto3 nor botocore is imported
before that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.flight import PATTERN, Flight
from pytest_dynamo.measure.patch import Patch, watched
from pytest_dynamo.measure.touched_keys import Schemas
from pytest_dynamo.measure.transport import NETWORK, Send, Transport
from pytest_dynamo.measure.watching import After, Before, Observer, OnCutOff


@contextmanager
def observing(
    on_call: Callable[[Call], None] | None = None,
    *,
    before: Before | None = None,
    after: After | None = None,
    on_cut_off: OnCutOff | None = None,
    locate: bool = False,
    schemas: Schemas | None = None,
) -> Iterator[None]:
    """Report every call to DynamoDB's data plane, whatever client, session or thread makes it.

    `on_call` gets each call when it has ended, well or not. `before` is called ahead of it and may
    raise, which reaches the caller in place of an answer and leaves no call; the note it gives stands in
    the call. `after` is called last, with call, note and answer, and may raise in place of the answer.
    `on_cut_off` is told of a call that never ended, as whoever made it was ended himself. `locate`
    finds the caller's line.
    `schemas` names the table of the design behind a table name: with it the
    partition keys are known where a request alone does not tell them, and calls carry the design's
    name of the table.

    Requests ask for consumed capacity by index; the caller sees what he asked for himself.
    """
    observer = Observer(
        on_call=on_call,
        before=before,
        after=after,
        on_cut_off=on_cut_off,
        locate=locate,
        schemas=schemas,
    )
    with _hooks.holding(observer):
        yield


@contextmanager
def transport(send: Send | None, *, is_in_process: bool = False) -> Iterator[None]:
    """Answer every request to DynamoDB and its streams by `send` instead of the network.

    The innermost transport counts; None stands for the network again. One that `is_in_process` tells
    the flight of a watched call of its request and answer itself, by `depart_in_process` and
    `arrive_in_process`; of others the requests are changed, so that they ask for consumed capacity.
    """
    with _hooks.holding(Transport(send=send, is_in_process=is_in_process)):
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
        asking = dict(parameters)
        flight.depart_in_process(asking)
        answer = perform(asking)
        flight.arrive(answer)
        return answer

    return watched(make, operation, parameters, _hooks.observers)


@contextmanager
def pattern_name(name: str | None) -> Iterator[None]:
    """Name the access pattern of the calls made inside, by this thread or task."""
    token = PATTERN.set(name)
    try:
        yield
    finally:
        PATTERN.reset(token)


class _Hooks:
    """The observers and transports in force, and the patch that is there as long as any is.

    Tuples are replaced and never changed, so that calls in other threads read them without a lock.
    """

    def __init__(self) -> None:
        self.observers: tuple[Observer, ...] = ()
        self.transports: tuple[Transport, ...] = ()
        self.transport = NETWORK
        self._patch: Patch | None = None
        self._lock = RLock()

    @contextmanager
    def holding(self, entry: Observer | Transport) -> Iterator[None]:
        with self._lock:
            if isinstance(entry, Observer):
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
        self.transport = self.transports[-1] if self.transports else NETWORK
        is_wanted = bool(self.observers or self.transports)
        if is_wanted and self._patch is None:
            self._patch = Patch(self)
        elif is_wanted and self._patch is not None:
            self._patch.extend()
        elif self._patch is not None:
            self._patch.undo()
            self._patch = None


_hooks = _Hooks()
