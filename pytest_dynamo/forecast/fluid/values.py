"""What a simulated run of a demand gives, second by second and minute by minute."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.partitioning import Split
from pytest_dynamo.capacity.throttling.reasons import LimitKind, throttling_reason

HEAT_COLUMNS = 256
"""How many equal parts of the hash space the columns of `Placed.heat` are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRefusal:
    """The first time that a limit refuses a request.

    `second` counts from the start of the run, with the fraction at which the limit's last saved unit
    is gone. `first` and `last` bound the partition in the hash space; for a limit of the whole table
    or index they are 0 and 1. `hottest_key` is the label of the key that most of the units in that
    partition go to, and `hottest_share` its share of the units that the whole table or index is asked
    for in that direction; the label is empty where no key of it is known.
    """

    second: float
    resource: Resource
    direction: Direction
    kind: LimitKind
    first: float
    last: float
    hottest_key: str
    hottest_share: float

    @property
    def reason(self) -> str:
        """One of DynamoDB's throttling reasons, such as `TableWriteKeyRangeThroughputExceeded`."""
        return throttling_reason(self.resource, self.direction, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """The capacity units of one table or index in one direction; arrays have one entry a second.

    `offered` are the units of all requests sent, `consumed` those of the requests served.
    `refused` has, for each kind of limit of this table or index, the units of the requests that this
    limit refuses; a request that two limits refuse counts for both. `limit` is the limit of the table
    or index as a whole, in units a second: it moves with auto scaling.
    """

    resource: Resource
    direction: Direction
    offered: NDArray[np.float64]
    consumed: NDArray[np.float64]
    refused: Mapping[LimitKind, NDArray[np.float64]]
    limit: NDArray[np.float64]
    limit_kind: LimitKind
    first_refusal: FirstRefusal | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """The partitions of one table or index; arrays have one entry a minute.

    `partitions` counts them at the end of the minute. `hottest` is the highest utilisation of any
    partition: units consumed of its limit, the larger of reads and writes, where 1 is all of it.
    `heat` has a column for each of `HEAT_COLUMNS` equal parts of the hash space: the highest
    utilisation of the partitions that lie there, or reach into it. `bounds` are where the partitions
    begin at the end of the run, and `utilisation` that of each in its last minute.
    """

    resource: Resource
    partitions: NDArray[np.int64]
    hottest: NDArray[np.float64]
    heat: NDArray[np.float32]
    bounds: NDArray[np.float64]
    utilisation: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FluidRun:
    """A whole run.

    `accepted` has, for each stream of the demand in its order, the share of its requests that is
    served in each second; `offered_requests` how many there are.
    """

    multiples: NDArray[np.float64]
    flows: Mapping[tuple[Resource, Direction], Flow]
    placed: Mapping[Resource, Placed]
    splits: tuple[Split, ...]
    patterns: tuple[str, ...]
    offered_requests: tuple[NDArray[np.float64], ...]
    accepted: tuple[NDArray[np.float64], ...]
    first_refusal: FirstRefusal | None

    @property
    def seconds(self) -> int:
        """How long the run is."""
        return len(self.multiples)

    @property
    def refused_share(self) -> float:
        """The share of all requests that is refused."""
        offered = sum(float(each.sum()) for each in self.offered_requests)
        served = sum(
            float(np.dot(each, share))
            for each, share in zip(self.offered_requests, self.accepted, strict=True)
        )
        return 1 - served / offered if offered else 0.0
