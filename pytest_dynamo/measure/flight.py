"""One call under way, seen at two heights: where the caller makes it, and on the wire."""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Optional

import orjson

from pytest_dynamo.measure.touched_keys import Sighting, sightings

CURRENT: ContextVar[Optional["Flight"]] = ContextVar("pytest_dynamo_flight", default=None)
"""The flight of this thread or task."""

_ASKING = b'{"ReturnConsumedCapacity": "INDEXES", '


@dataclass(slots=True, kw_only=True)
class Flight:
    """What is learnt about one call on the wire.

    Only there are request and answer in wire form: a boto3 resource takes and gives Python values.
    A call that some other hook answers, as a Stubber does, never gets there: then `request` and
    `seen` stay None. `asked` is the ReturnConsumedCapacity of the caller.
    """

    operation: str
    request: dict[str, Any] | None = None
    seen: list[Sighting] | None = None
    asked: str = "INDEXES"
    attempts: int = 1
    is_modelled: bool = False

    @classmethod
    def current(cls, operation: str) -> Optional["Flight"]:
        """The call of this operation that is under way here, if it is watched."""
        flight = CURRENT.get()
        return flight if flight and flight.operation == operation else None

    def depart(self, request_dict: dict[str, Any]) -> None:
        """Note the request, and have it ask for consumed capacity by index.

        It is changed here and not among the arguments, so that nothing of the caller's notices.
        """
        body = request_dict["body"]
        try:
            request = _read(body)
        except ValueError:  # some hook of the caller's has compressed or encrypted it
            return
        self.request = request
        self.asked = request.get("ReturnConsumedCapacity", "NONE")
        if self.asked in ("NONE", "TOTAL"):
            if request and "ReturnConsumedCapacity" not in request and body[:1] == b"{":
                request_dict["body"] = _ASKING + body[1:]  # JSON as it was, with one member more
            else:
                asking = {**request, "ReturnConsumedCapacity": "INDEXES"}
                request_dict["body"] = json.dumps(asking).encode()

    def arrive(self, answer: dict[str, Any]) -> None:
        """Note the keys now: on its way to the caller a boto3 resource changes the answer in place."""
        if self.request is not None:
            self.seen = sightings(self.operation, self.request, answer)

    def shape(self, answer: dict[str, Any]) -> None:
        """Leave of the consumed capacity what the caller asked for."""
        if self.asked == "NONE":
            answer.pop("ConsumedCapacity", None)
        elif self.asked == "TOTAL" and (consumed := answer.get("ConsumedCapacity")):
            answer["ConsumedCapacity"] = (
                _total(consumed)
                if isinstance(consumed, Mapping)
                else [_total(one) for one in consumed]
            )


def _read(body: bytes) -> dict[str, Any]:
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
