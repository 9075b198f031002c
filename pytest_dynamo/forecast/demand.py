"""What a design's access patterns ask of its tables and indexes, as values to calculate with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.design.values import Table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeyLaw:
    """How requests fall on the partition keys of one table or index.

    `positions` are the places in the hash space, ascending from 0 up to but not including 1, of the
    keys that are known one by one, and `shares` the share of the units of each. `tail_share` is what
    `tail_keys` further keys get, evenly and at unknown places; shares and `tail_share` sum to 1.
    `label` gives the text of the key at a place in `positions`. `is_divisible` says that the item
    collection of one key can be cut: it has sort keys, they do not only ever grow, and the table has
    no local index.
    """

    positions: NDArray[np.float64]
    shares: NDArray[np.float64]
    tail_share: float = 0.0
    tail_keys: int = 0
    is_divisible: bool = False
    label: Callable[[int], str]


def number_at(positions: NDArray[np.float64], position: float) -> int | None:
    """Where among ascending positions one stands; None where it is not among them."""
    found = int(np.searchsorted(positions, position))
    return found if found < len(positions) and positions[found] == position else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arm:
    """What one request takes of one table or global index, on average.

    `units` are capacity units as they are consumed; `partition_units` those that count against the
    limit of the partition, less for eventually consistent reads. Local indexes count as their table.
    """

    resource: Resource
    direction: Direction
    units: float
    partition_units: float
    law: KeyLaw


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """The requests of one access pattern, at its declared rate."""

    pattern: str
    requests_per_second: float
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Everything that is asked of the tables of a design at its declared rates.

    `item_bytes` is the size of all items of a table, or of all entries of an index, at the start, and
    `growth_bytes_per_second` what its writes add to it at the declared rates, below 0 where they
    take more away.
    """

    tables: Mapping[str, Table]
    streams: tuple[Stream, ...]
    item_bytes: Mapping[Resource, float]
    growth_bytes_per_second: Mapping[Resource, float]
