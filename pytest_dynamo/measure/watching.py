"""One watched call: what its observers are told before it is sent, and when it has ended."""

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeAlias

from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.flight import Flight, failure
from pytest_dynamo.measure.location import caller
from pytest_dynamo.measure.reading import Exchange, read_call
from pytest_dynamo.measure.touched_keys import Schemas

PATTERN: ContextVar[str | None] = ContextVar("pytest_dynamo_pattern", default=None)
"""The access pattern that whoever makes a call says it performs."""


@dataclass(slots=True, kw_only=True)
class Note:
    """What an observer knows of a call before it is sent; it stands in the call.

    `pattern` is the access pattern that the request performs, unless whoever makes the call names one.
    """

    pattern: str | None = None
    location: str | None = None
    continues: bool = False


Before: TypeAlias = Callable[[str, dict[str, Any], str | None], Note | None]
"""Called with the operation, the arguments as the caller gave them, and the caller's line."""

After: TypeAlias = Callable[[Call, Note, Mapping[str, Any]], None]
"""Called with the call, the note that was made before it, and the answer as the caller gets it."""

OnCall: TypeAlias = Callable[[Call], None]

OnCutOff: TypeAlias = Callable[[str, float], None]
"""Called with the access pattern, or without one the operation, and when the call started."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observer:
    """Who watches, and what he wants to know; see `observing`."""

    on_call: OnCall | None
    before: Before | None
    after: After | None
    on_cut_off: OnCutOff | None
    locate: bool
    schemas: Schemas | None


class Watched:
    """A call under way. Making one tells the observers that it is about to be sent.

    `flight` is what is learnt of it on the wire. One of `answered`, `failed` and `cut_off` has to
    follow, when it has ended.
    """

    __slots__ = ("_clock", "_location", "_notes", "_operation", "_params", "_started", "flight")

    def __init__(
        self, operation: str, params: dict[str, Any], observers: tuple[Observer, ...]
    ) -> None:
        location = None
        for observer in observers:
            if observer.locate:
                location = caller()
                break
        self._notes: list[tuple[Observer, Note]] = []
        for observer in observers:
            seen = location if observer.locate else None
            note = observer.before(operation, params, seen) if observer.before else None
            self._notes.append((observer, note or Note(location=location)))
        self.flight = Flight(operation=operation)
        self._operation = operation
        self._params = params
        self._started = time.time()
        self._clock = time.perf_counter()

    def answered(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Report the call; its answer as the caller is to see it."""
        try:
            self._report(answer, None)
        finally:
            self.flight.shape(answer)
        return answer

    def failed(self, error: Exception) -> None:
        """Report the call, which ended with an error."""
        self._report(*failure(error))

    def cut_off(self) -> None:
        """Tell that the call never ended."""
        name = PATTERN.get() or self._operation
        for observer, _ in self._notes:
            if observer.on_cut_off:
                observer.on_cut_off(name, self._started)

    def _report(self, answer: Mapping[str, Any], error: str | None) -> None:
        flight = self.flight
        exchange = Exchange(
            operation=self._operation,
            request=flight.request or self._params,
            started=self._started,
            duration_seconds=time.perf_counter() - self._clock,
            answer=answer,
            seen=flight.seen,
            error=error,
            attempts=flight.attempts,
            source="modelled" if flight.is_modelled else "observed",
            pattern=PATTERN.get(),
        )
        calls = []
        for observer, note in self._notes:
            exchange.location = note.location
            exchange.continues = note.continues
            call = read_call(exchange, observer.schemas, pattern=note.pattern)
            if observer.on_call:
                observer.on_call(call)
            calls.append(call)
        for (observer, note), call in zip(self._notes, calls, strict=True):
            if observer.after:
                observer.after(call, note, answer)
