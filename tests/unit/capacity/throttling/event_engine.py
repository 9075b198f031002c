"""The model of throttling driven request by request: streams of requests in, units a second out.

`drive` sends streams at their own times, whether or not requests are refused; `send_in_turn` is a
client that repeats what was refused. A request of u units loads like u requests of one unit, so that an hour of a
busy table takes a second here; the grain shows where a bucket holds only a few such requests.

Runs go untraced, as a coverage tracer makes them five times as long; tests of single requests cover the
same lines.
"""

import heapq
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.capacity.resources import Direction
from pytest_dynamo.capacity.throttling.admission import TableThroughput, Touch, admit
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.reasons import Refusal
from pytest_dynamo.design.values import Index, KeySchema, Table

# Multiples of it modulo 1 fill the interval as evenly as any sequence can.
GOLDEN = 0.6180339887498949

Position = tuple[float, Any]
Choose = Callable[[int], Position]
"""The position of the request with a number: place in the hash space, and sort key."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """Requests of `units` each, of which so many units arrive a second, at positions by arm."""

    units_per_second: float | Callable[[float], float]
    arms: Mapping[str | None, Choose]
    direction: Direction = "write"
    units: float = 1.0
    partition_weight: float = 1.0

    def rate(self, at: float) -> float:
        """Units a second at a time since the stream began."""
        rate = self.units_per_second
        return rate(at) if callable(rate) else rate


@dataclass(kw_only=True)
class Served:
    """What became of the requests: units by second, reasons, and when the first was refused."""

    accepted: list[float]
    refused: list[float]
    reasons: Counter[str] = field(default_factory=Counter)
    first_refusal: float | None = None

    @property
    def refused_share(self) -> float:
        """The share of the units that was refused."""
        return sum(self.refused) / (sum(self.accepted) + sum(self.refused))

    def accepted_per_second(self, first: int = 0, last: int | None = None) -> float:
        """The mean of the units accepted a second, over seconds from `first` up to `last`."""
        seconds = self.accepted[first:last]
        return sum(seconds) / len(seconds)

    def minutes(self) -> list[float]:
        """The units accepted a second, by minute."""
        return [
            self.accepted_per_second(at, at + 60) for at in range(0, len(self.accepted) - 59, 60)
        ]


def table(*, indexes: Iterable[str] = (), local: bool = False, **settings: Any) -> Table:
    """A table with global indexes of these names, and with a local one if it is asked for."""
    key = KeySchema(partition_key=("pk",), sort_key=("sk",))
    found = {
        name: Index(
            name=name, kind="global", key=KeySchema(partition_key=("gk",), sort_key=("sk",))
        )
        for name in indexes
    }
    if local:
        found["local"] = Index(
            name="local", kind="local", key=KeySchema(partition_key=("pk",), sort_key=("gk",))
        )
    return Table(
        name="orders",
        key=key,
        attribute_types={"pk": "S", "sk": "S", "gk": "S"},
        indexes=found,
        **settings,
    )


def throughput(of: Table | None = None, *, full: bool = True, **parameters: Any) -> TableThroughput:
    """A table that was idle for long, unless it is not to be `full`."""
    return TableThroughput(of or table(), Parameters(**parameters), now=0.0, full=full)


def evenly(number: int) -> Position:
    """Items all over the hash space, as evenly as can be."""
    return number * GOLDEN % 1.0, None


def one_item(_: int) -> Position:
    """One item, again and again."""
    return 0.3, "a"


def one_collection(number: int) -> Position:
    """Items of one collection, as evenly over its sort keys as can be."""
    return 0.3, number * GOLDEN % 1.0


def one_log(number: int) -> Position:
    """Items of one collection whose sort key only grows."""
    return 0.3, number


def place_of(key: str) -> float:
    """The place of a partition key."""
    return hash_position(key)


def drive(
    on: TableThroughput,
    *streams: Stream,
    seconds: float,
    start: float = 0.0,
    generator: Random | None = None,
) -> Served:
    """Send streams for so many seconds: evenly spaced, or at random times if there is a generator."""
    served = Served(accepted=[0.0] * int(seconds), refused=[0.0] * int(seconds))
    events = heapq.merge(
        *(
            _requests(on, ordinal, stream, seconds, generator)
            for ordinal, stream in enumerate(streams)
        )
    )
    with _untraced():
        for at, ordinal, _, touches in events:
            stream = streams[ordinal]
            _note(served, stream.units, admit(touches, stream.direction, start + at), at)
    return served


def send_in_turn(
    on: TableThroughput,
    positions: Iterable[Position],
    *,
    units: float,
    units_per_second: float,
    retry_seconds: float = 0.005,
) -> float:
    """Write items one after the other, each until it is accepted; how many seconds that took."""
    at = 0.0
    with _untraced():
        for place, sort_key in positions:
            touches = (Touch(on.of[None], place, sort_key, units, units),)
            while admit(touches, "write", at):
                at += retry_seconds
            at += units / units_per_second
    return at


@contextmanager
def _untraced() -> Iterator[None]:
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def _requests(
    on: TableThroughput, ordinal: int, stream: Stream, seconds: float, generator: Random | None
) -> Iterator[tuple[float, int, int, tuple[Touch, ...]]]:
    for number, at in enumerate(_times(stream, seconds, generator)):
        touches = tuple(
            Touch(
                on.of[name], *choose(number), stream.units, stream.units * stream.partition_weight
            )
            for name, choose in stream.arms.items()
        )
        yield at, ordinal, number, touches


def _times(stream: Stream, seconds: float, generator: Random | None) -> Iterator[float]:
    at = 0.0
    while at < seconds:
        if stream.rate(at) > 0:
            yield at
        wanted = stream.units * (generator.expovariate(1.0) if generator else 1.0)
        # A second at a time, or a slow beginning would hide that the rate grows.
        while (rate := stream.rate(at)) < wanted and at < seconds:
            wanted -= rate
            at += 1.0
        at += wanted / rate if rate else 0.0


def _note(served: Served, units: float, refusals: tuple[Refusal, ...], at: float) -> None:
    if not refusals:
        served.accepted[int(at)] += units
        return
    served.refused[int(at)] += units
    served.reasons.update(refusal.reason for refusal in refusals)
    if served.first_refusal is None:
        served.first_refusal = at
