"""One call under way, seen at two heights: where the caller makes it, and on the wire."""

import json
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Optional

import orjson

from pytest_dynamo.measure.reading import OF_ONE_TABLE, Refusal
from pytest_dynamo.measure.touched_keys import Sighting, sightings

CURRENT: ContextVar[Optional["Flight"]] = ContextVar("pytest_dynamo_flight", default=None)
"""The flight of this thread or task."""

PATTERN: ContextVar[str | None] = ContextVar("pytest_dynamo_pattern", default=None)
"""The access pattern that whoever makes a call says it performs."""

_ASKING = b'{"ReturnConsumedCapacity": "INDEXES", '
NOT_BY_INDEX = frozenset({"NONE", "TOTAL"})
"""What is asked for of consumed capacity, where it is not that of each index."""


class Flight:
    """What is learnt about one call on the wire.

    One is made for every call: no dataclass, and what is as it mostly is stays in the class.

    Only there are request and answer in wire form: a boto3 resource takes and gives Python values.
    A call that some other hook answers, as a Stubber does, never gets there: then `body` and
    `request` stay None. `asked` is the ReturnConsumedCapacity of the caller. `consumed` is the
    ConsumedCapacity of an answer that has none for the caller to see. `seen` is what request and
    answer tell of the items touched, where that has to be read at once. `pattern` is the access pattern
    that whoever makes the call says it performs, `refusals` are the attempts that were tried again, `started` in seconds since the epoch, and `clock` the
    same by the clock that durations are measured with.
    """

    body: bytes | None = None
    asked = "INDEXES"
    consumed: Any = None
    seen: list[Sighting] | None = None
    attempts = 1
    refusals: Sequence[Refusal] = ()
    is_modelled = False
    duration_seconds = 0.0
    _request: Mapping[str, Any] | None = None

    def __init__(self, operation: str) -> None:
        self.operation = operation
        self.pattern = PATTERN.get()
        self.started = time.time()
        self.clock = time.perf_counter()

    @classmethod
    def current(cls, operation: str) -> Optional["Flight"]:
        """The call of this operation that is under way here, if it is watched."""
        flight = CURRENT.get()
        return flight if flight and flight.operation == operation else None

    @property
    def request(self) -> Mapping[str, Any] | None:
        """The request in wire form, as far as it came there."""
        if self._request is None and self.body is not None:
            self._request = read_body(self.body)
        return self._request

    def depart(self, request_dict: dict[str, Any]) -> None:
        """Note the request, and have it ask for consumed capacity by index.

        It is changed here and not among the arguments, so that nothing of the caller's notices.
        """
        body = request_dict["body"]
        try:
            request = read_body(body)
        except ValueError:  # some hook of the caller's has compressed or encrypted it
            return
        self.body = body
        self.asked = request.get("ReturnConsumedCapacity", "NONE")
        if self.asked in NOT_BY_INDEX:
            if request and "ReturnConsumedCapacity" not in request and body[:1] == b"{":
                request_dict["body"] = _ASKING + body[1:]  # JSON as it was, with one member more
            else:
                asking = {**request, "ReturnConsumedCapacity": "INDEXES"}
                request_dict["body"] = json.dumps(asking).encode()

    def depart_in_process(self, parameters: dict[str, Any], body: bytes | None = None) -> None:
        """Note a request that stays in this process, and have its parameters ask for capacity by index.

        `body` is what they were read from; without it they are in wire form themselves.
        """
        self.is_modelled = True
        self.body = body
        if body is None:
            self._request = parameters
        self.asked = asked = parameters.get("ReturnConsumedCapacity", "NONE")
        if asked in NOT_BY_INDEX:
            parameters["ReturnConsumedCapacity"] = "INDEXES"

    def arrive(self, answer: dict[str, Any]) -> None:
        """Note the keys, unless the body tells them at any time.

        On its way to the caller a boto3 resource changes the answer in place.
        """
        if self.operation in OF_ONE_TABLE and "Attributes" not in answer and self.body is not None:
            return
        if self.request is not None:
            self.seen = sightings(self.operation, self.request, answer)

    def arrive_in_process(self, answer: dict[str, Any]) -> None:
        """Note the keys, and take the consumed capacity off an answer for which it was not asked."""
        if self.asked == "NONE":
            self.consumed = answer.pop("ConsumedCapacity", None)
        if self.operation not in OF_ONE_TABLE or "Attributes" in answer or self.body is None:
            self.arrive(answer)

    def try_again(
        self,
        answered: tuple[Any, Mapping[str, Any]] | None,
        error: BaseException | None,
        ended: float,
    ) -> None:
        """Note an attempt that ended at a time by `clock`, whose client has waited since to try again."""
        now = time.perf_counter()
        before = sum([one.duration_seconds + one.waited_seconds for one in self.refusals])
        answer: Mapping[str, Any] = answered[1] if answered else {}
        refusal = Refusal(
            error=_refused_for(answer, error),
            answer=answer,
            duration_seconds=ended - self.clock - before,
            waited_seconds=now - ended,
        )
        self.refusals = (*self.refusals, refusal)

    def shape(self, answer: dict[str, Any]) -> None:
        """Leave of the consumed capacity what the caller asked for."""
        show_as_asked(answer, self.asked)


def _refused_for(answer: Mapping[str, Any], error: BaseException | None) -> str:
    """Why an attempt was tried again. A good answer only is where its checksum is wrong."""
    if error is not None:
        return type(error).__name__
    code: str = answer.get("Error", {}).get("Code", "ChecksumError")
    return code


def show_as_asked(answer: dict[str, Any], asked: str) -> None:
    """Leave of the consumed capacity by index what a ReturnConsumedCapacity asked for."""
    if asked == "NONE":
        answer.pop("ConsumedCapacity", None)
    elif asked == "TOTAL" and (consumed := answer.get("ConsumedCapacity")):
        answer["ConsumedCapacity"] = (
            _total(consumed) if isinstance(consumed, Mapping) else [_total(one) for one in consumed]
        )


def read_body(body: bytes) -> dict[str, Any]:
    """A body of JSON; one with a lone surrogate is read by the slower of the two."""
    try:
        request: dict[str, Any] = orjson.loads(body)
    except orjson.JSONDecodeError:
        request = json.loads(body)
    return request


def failure(exception: Exception) -> tuple[Mapping[str, Any], str]:
    """The answer an exception carries, empty if none, and the error code or the exception's class."""
    answer = getattr(exception, "response", None)
    if isinstance(answer, Mapping) and "Error" in answer:
        return answer, answer["Error"].get("Code", type(exception).__name__)
    return {}, type(exception).__name__


def _total(consumed: Mapping[str, Any]) -> dict[str, Any]:
    return {member: value for member, value in consumed.items() if not isinstance(value, Mapping)}
