"""One watched call: what its observers are told before it is sent, and when it has ended."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

from pytest_dynamo.measure.call import Call
from pytest_dynamo.measure.ended import Ended, read_at_once
from pytest_dynamo.measure.flight import CURRENT, Flight, failure
from pytest_dynamo.measure.location import caller
from pytest_dynamo.measure.touched_keys import Schemas


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

After: TypeAlias = Callable[[Ended, Note, Mapping[str, Any]], None]
"""Called with the call that has ended, the note that was made before it, and the answer as the caller gets it."""

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


class Watched(Flight):
    """A call under way. Making one tells the observers that it is about to be sent.

    It is the current flight of its thread or task inside `with`, whose exceptions it reports; what comes
    back well is to be `answered` afterwards.
    """

    def __init__(
        self, operation: str, params: dict[str, Any], observers: tuple[Observer, ...]
    ) -> None:
        location = None
        for observer in observers:
            if observer.locate:
                location = caller(skip=3)  # past whoever makes a `Watched`, who is one of us
                break
        notes = []
        for observer in observers:
            note = None
            if observer.before is not None:
                note = observer.before(operation, params, location if observer.locate else None)
            notes.append((observer, note or Note(location=location)))
        self._notes = notes
        self._params = params
        super().__init__(operation)

    def __enter__(self) -> Self:
        self._token = CURRENT.set(self)
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        try:
            if isinstance(error, Exception):
                self._report(*failure(error))
            elif error is not None:
                self._cut_off()
        finally:
            CURRENT.reset(self._token)

    def answered(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Report the call; its answer as the caller is to see it."""
        try:
            self._report(answer, None)
        finally:
            if self.consumed is None and self.asked != "INDEXES":
                self.shape(answer)
        return answer

    def _cut_off(self) -> None:
        """Tell that the call never ended."""
        name = self.pattern or self.operation
        for observer, _ in self._notes:
            if observer.on_cut_off:
                observer.on_cut_off(name, self.started)

    def _report(self, answer: Mapping[str, Any], error: str | None) -> None:
        self.duration_seconds = time.perf_counter() - self.clock
        told = []
        for observer, note in self._notes:
            if observer.on_call is not None:
                schemas = observer.schemas
                observer.on_call(read_at_once(self, self._params, answer, error, note, schemas))
            if observer.after is not None:
                ended = Ended(self, self._params, answer, error, note, observer.schemas)
                told.append((observer.after, ended, note))
        for after, ended, note in told:
            after(ended, note, answer)
