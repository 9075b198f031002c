"""The demand of a design added up: what each table and index is asked for by all patterns together."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.demand import Arm, Demand, KeyLaw, Stream
from pytest_dynamo.forecast.fluid.axis import partition_shares


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """The units a second that fall on partitions by one law.

    `shards` is over how many partition keys the requests for each key of the law are spread.
    """

    law: KeyLaw
    units_per_second: float
    shards: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Load:
    """What one table or global index is asked for in one direction, at the declared rates.

    `units_per_second` are units as they are consumed, and count against limits of the whole table or
    index; those of the parts count against the limit of a partition, and so do `request_units`, what
    a request takes on average over the units: one of 10 units counts ten times as much as one of 1.
    """

    resource: Resource
    direction: Direction
    units_per_second: float
    parts: tuple[Part, ...]
    request_units: float = 1.0

    @property
    def partition_units_per_second(self) -> float:
        """The units a second that all partitions together are to bear."""
        return sum(part.units_per_second for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotKey:
    """The key that is asked most of all; the label is empty where only its share is known."""

    position: float
    label: str
    units_per_second: float


Taking: TypeAlias = Callable[[Stream, Arm], Part]
"""What an arm of a stream asks partitions for; its `law` may be another than the arm's."""


def as_declared(stream: Stream, arm: Arm) -> Part:
    """What an arm asks partitions for, as the design is."""
    return Part(law=arm.law, units_per_second=stream.requests_per_second * arm.partition_units)


def loads_of(demand: Demand, taking: Taking = as_declared) -> tuple[Load, ...]:
    """The loads of all tables and indexes that are asked for anything.

    With another `taking`, consumed units change in the same proportion as those of partitions.

    Raises:
        DynamoError: A rate, or what a request takes, is negative or no finite number.
    """
    units: dict[tuple[Resource, Direction], float] = {}
    parts: dict[tuple[Resource, Direction], dict[tuple[int, float], Part]] = {}
    squares: dict[tuple[Resource, Direction], float] = {}
    for stream in demand.streams:
        _require_amount(stream.requests_per_second, f"rate of {stream.pattern}", "requests")
        for arm in stream.arms:
            _require_amount(arm.units, f"request of {stream.pattern}", "capacity units")
            _require_amount(arm.partition_units, f"request of {stream.pattern}", "capacity units")
            part, key = taking(stream, arm), (arm.resource, arm.direction)
            declared = stream.requests_per_second * arm.partition_units
            factor = part.units_per_second / declared if declared else 1.0
            consumed = stream.requests_per_second * arm.units * factor
            units[key] = units.get(key, 0.0) + consumed
            squares[key] = squares.get(key, 0.0) + part.units_per_second * arm.partition_units
            _add(parts.setdefault(key, {}), part)
    return tuple(
        Load(
            resource=key[0],
            direction=key[1],
            units_per_second=total,
            parts=tuple(parts[key].values()),
            request_units=_request_units(parts[key].values(), squares[key]),
        )
        for key, total in units.items()
        if total > 0
    )


def _request_units(parts: Iterable[Part], squares: float) -> float:
    """What a request takes on average over the units; those that take nothing do not matter."""
    units = sum(part.units_per_second for part in parts)
    return squares / units if units else 1.0


def requests_per_second(demand: Demand) -> float:
    """The requests a second of all patterns, at their declared rates."""
    return sum(stream.requests_per_second for stream in demand.streams)


def partition_loads(load: Load, partitions: int) -> NDArray[np.float64]:
    """The units a second of each of some equal partitions."""
    total = np.zeros(partitions)
    for part in load.parts:
        total += part.units_per_second * partition_shares(part.law, partitions)
    return total


def hottest_key(parts: Sequence[Part], first: float = 0.0, last: float = 1.0) -> HotKey | None:
    """The key from one place of the hash space up to another that all parts together ask most of.

    None if no part has known keys there.
    """
    pieces = _pieces(parts, first, last)
    if not pieces:
        return None
    # What is hottest of all is, in one piece, at least as hot as an even part of any key there.
    positions, totals = _totals(pieces, max(float(piece.units.max()) for piece in pieces))
    at = int(totals.argmax())
    return _key(pieces, float(positions[at]), float(totals[at]))


def keys_above(
    parts: Sequence[Part], units_per_second: float, *, most: int
) -> tuple[int, tuple[HotKey, ...]]:
    """How many known keys are asked for more than so many units a second, and the hottest of them."""
    pieces = _pieces(parts, 0.0, 1.0)
    if not pieces:
        return 0, ()
    positions, totals = _totals(pieces, units_per_second)
    above = np.flatnonzero(totals > units_per_second)
    hottest = above[np.argsort(-totals[above], kind="stable")][:most]
    keys = (_key(pieces, float(positions[at]), float(totals[at])) for at in hottest)
    return len(above), tuple(keys)


def hottest_unknown(parts: Sequence[Part]) -> float:
    """The units a second of a key that is not known one by one, in the part where that is most."""
    return max(
        (
            part.units_per_second * part.law.tail_share / part.law.tail_keys / part.shards
            for part in parts
            if part.law.tail_keys
        ),
        default=0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    """The known keys of a part within a range, and the units a second of each."""

    law: KeyLaw
    begin: int
    positions: NDArray[np.float64]
    units: NDArray[np.float64]

    @classmethod
    def of(cls, part: Part, first: float, last: float) -> "_Piece":
        law = part.law
        begin, end = (int(at) for at in np.searchsorted(law.positions, [first, last]))
        if not part.units_per_second:
            end = begin
        return cls(
            law=law,
            begin=begin,
            positions=law.positions[begin:end],
            units=law.shares[begin:end] * (part.units_per_second / part.shards),
        )

    def units_at(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """The units a second of the keys at some positions, 0 where there is none."""
        found = np.searchsorted(self.positions, positions)
        found[found == len(self.positions)] = 0
        return np.where(self.positions[found] == positions, self.units[found], 0.0)

    def label(self, position: float) -> str:
        """The text of the key at a position."""
        return self.law.label(self.begin + int(np.searchsorted(self.positions, position)))


def _pieces(parts: Sequence[Part], first: float, last: float) -> list[_Piece]:
    pieces = (_Piece.of(part, first, last) for part in parts)
    return [piece for piece in pieces if len(piece.positions)]


def _totals(
    pieces: Sequence[_Piece], units_per_second: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the keys are that may be asked for so much, and how much they all are asked for.

    A key's total is no more than the number of pieces times the most that one of them asks of it, so
    only few keys have to be looked up in all of them.
    """
    least = units_per_second / len(pieces)
    positions = np.unique(
        np.concatenate([piece.positions[piece.units >= least] for piece in pieces])
    )
    totals = np.zeros(len(positions))
    for piece in pieces:
        totals += piece.units_at(positions)
    return positions, totals


def _key(pieces: Sequence[_Piece], position: float, units_per_second: float) -> HotKey:
    # Named by the piece that asks most of it, which has it in any case.
    at = np.array([position])
    asking = max(pieces, key=lambda piece: float(piece.units_at(at)[0]))
    return HotKey(
        position=position, label=asking.label(position), units_per_second=units_per_second
    )


def _add(parts: dict[tuple[int, float], Part], part: Part) -> None:
    """Patterns that share a law are one part: most choose their keys alike."""
    key = id(part.law), part.shards
    before = parts.get(key)
    if before:
        part = replace(part, units_per_second=before.units_per_second + part.units_per_second)
    parts[key] = part


def _require_amount(value: float, what: str, unit: str) -> None:
    if not (math.isfinite(value) and value >= 0):
        message = (
            f"the {what} is {value} {unit}, which is no amount.\n"
            "To fix this: a finite number of 0 or more"
        )
        raise DynamoError(message)
