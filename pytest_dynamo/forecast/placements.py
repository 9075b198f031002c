"""How much of what a design holds depends on where its keys happen to lie.

DynamoDB does not publish its hash, nor where its partitions begin. The same keys under another hash
come to lie in other partitions together, and the hottest of these is hotter or cooler.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.throttling.limits import partition_units
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.limits import Today
from pytest_dynamo.forecast.values import Bound

PLACEMENTS = 9
"""Of so many, the one that is forecast and others, the lowest and the highest are told."""

_STEPS = 1 << 53
_GOLDEN = 0x9E37_79B9_7F4A_7C15
_MIXERS = ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The lowest and the highest of several figures."""

    lowest: float
    highest: float


def holds_until_span(
    todays: Sequence[Today], bound: Bound, total: float, parameters: Parameters
) -> Span:
    """What today's partitions hold if the keys of those that are full first lay elsewhere.

    Nothing else is looked at: not the limits of whole tables, and not other tables and indexes. Where
    `bound` is no partition's there is nothing to place.
    """
    held = bound.requests_per_second
    if bound.scope != "partition":
        return Span(lowest=held, highest=held)
    today = next(
        each
        for each in todays
        if (*each.load.resource, each.load.direction) == (bound.table, bound.index, bound.direction)
    )
    limit = partition_units(bound.direction, parameters)
    found = [held]
    for salt in range(1, PLACEMENTS):
        hottest = float(_placed(today, salt).max())
        found.append(total * limit / hottest)
    return Span(lowest=min(found), highest=max(found))


def _placed(today: Today, salt: int) -> NDArray[np.float64]:
    """The units a second of each partition under another hash."""
    partitions = today.partitions
    units = np.zeros(partitions)
    for part in today.load.parts:
        law = part.law
        slots = (mixed(law.positions, salt) * partitions).astype(np.intp)
        shares = np.bincount(slots, weights=law.shares, minlength=partitions)
        units += part.units_per_second * (shares + law.tail_share / partitions)
    return units


def mixed(positions: NDArray[np.float64], salt: int) -> NDArray[np.float64]:
    """Other positions for keys, each following from its own and a salt (splitmix64)."""
    bits = (positions * _STEPS).astype(np.uint64)
    bits += np.uint64(salt * _GOLDEN % (1 << 64))
    for shift, factor in _MIXERS:
        bits ^= bits >> np.uint64(shift)
        bits *= np.uint64(factor)
    bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)) / _STEPS
