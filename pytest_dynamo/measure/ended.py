"""A call that has ended: what it took at once, and all the rest as a `Call` for whoever asks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_dynamo.measure.call import Call, CapacitySource, Throttle
from pytest_dynamo.measure.flight import Flight, read_body
from pytest_dynamo.measure.reading import OF_ONE_TABLE, Exchange, read_call, read_taken
from pytest_dynamo.measure.touched_keys import Schemas

if TYPE_CHECKING:
    from pytest_dynamo.measure.watching import Note


class Ended:
    """A call as one observer sees it; its members are those of `Call`, of which it is the quick part.

    It keeps nothing that the caller may change later: of the request its bytes, of the answer the
    figures. Where these do not tell everything the call is read at once.
    """

    __slots__ = (
        "_attempts",
        "_body",
        "_call",
        "_schemas",
        "continues",
        "duration_seconds",
        "error",
        "items_examined",
        "items_returned",
        "location",
        "operation",
        "pattern",
        "source",
        "started",
        "units",
    )

    def __init__(
        self,
        flight: Flight,
        params: Mapping[str, Any],
        answer: Mapping[str, Any],
        error: str | None,
        note: "Note",
        schemas: Schemas | None,
    ) -> None:
        self.operation = operation = flight.operation
        self.started = flight.started
        self.duration_seconds = flight.duration_seconds
        self.units, self.items_examined, self.items_returned = read_taken(
            operation, params, answer, flight.consumed
        )
        self.error = error
        self.pattern = flight.pattern or note.pattern
        self.location = note.location
        self.continues = note.continues
        self.source: CapacitySource = "modelled" if flight.is_modelled else "observed"
        self._attempts = flight.attempts
        self._schemas = schemas
        self._body = body = flight.body
        self._call: Call | None = None
        is_told = operation in OF_ONE_TABLE and "Attributes" not in answer and error is None
        if body is None or not is_told or flight.refusals:
            self._call = read_at_once(flight, params, answer, error, note, schemas)

    @property
    def call(self) -> Call:
        """The whole of it."""
        if self._call is None:
            assert self._body is not None  # where there is none the call is read at once
            exchange = Exchange(
                operation=self.operation,
                request=read_body(self._body),
                started=self.started,
                duration_seconds=self.duration_seconds,
                taken=(self.units, self.items_examined, self.items_returned),
                attempts=self._attempts,
                source=self.source,
                pattern=self.pattern,
                location=self.location,
                continues=self.continues,
            )
            self._call = read_call(exchange, self._schemas)
        return self._call

    @property
    def table(self) -> str | None:
        """The name of the table in the design, as far as it is known."""
        return self.call.table

    @property
    def index(self) -> str | None:
        """The index that a Query or Scan named."""
        return self.call.index

    @property
    def throttles(self) -> tuple[Throttle, ...]:
        """Why it was throttled, if it was."""
        return self.call.throttles if self.error else ()

    @property
    def read_units(self) -> float:
        """Read capacity units over the table and its indexes."""
        return sum([units[2] for units in self.units])

    @property
    def write_units(self) -> float:
        """Write capacity units over the table and its indexes."""
        return sum([units[3] for units in self.units])


def read_at_once(
    flight: Flight,
    params: Mapping[str, Any],
    answer: Mapping[str, Any],
    error: str | None,
    note: "Note",
    schemas: Schemas | None,
) -> Call:
    """The whole of a call that has just ended."""
    if flight.consumed is not None:
        answer = {**answer, "ConsumedCapacity": flight.consumed}
    exchange = Exchange(
        operation=flight.operation,
        request=flight.request or params,
        started=flight.started,
        duration_seconds=flight.duration_seconds,
        answer=answer,
        seen=flight.seen,
        error=error,
        attempts=flight.attempts,
        refusals=flight.refusals,
        source="modelled" if flight.is_modelled else "observed",
        pattern=flight.pattern,
        location=note.location,
        continues=note.continues,
    )
    return read_call(exchange, schemas, pattern=note.pattern)
