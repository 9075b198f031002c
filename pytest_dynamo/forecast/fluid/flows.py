"""The capacity of one table or index in one direction while a run goes on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.auto_scaling import Scaling
from pytest_dynamo.capacity.throttling.limits import Limit, auto_scaling_of, limit_of
from pytest_dynamo.capacity.throttling.limits import partition_units as units_of_partition
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Index, Table

# So much more than there is may be asked for before anything is refused: what rounding adds up to.
ROUNDING = 1 + 1e-9


class FlowState:
    """What is asked of one table or index in one direction, and what is left in its buckets.

    It has one entry for each arm in `streams` (the number of its stream), `laws` (that of its law in
    the resource), `units` and `partition_units`, both a second at the declared rates. `loads` are the
    partition units that each partition is asked for at the declared rates, `levels` what is left in
    the bucket of each, `used` what it has served in this minute. `level` is what is left in the bucket
    of the whole, `minute_units` what that has served in this minute.
    """

    def __init__(
        self,
        resource: Resource,
        direction: Direction,
        table: Table,
        index: Index | None,
        parameters: Parameters,
    ) -> None:
        self.resource = resource
        self.direction = direction
        self.limit: Limit = limit_of(table, index, direction, parameters)
        is_followed = index is not None and direction == "write"
        queue_seconds = parameters.index_queue_seconds if is_followed else 0.0
        self.depth_seconds = self.limit.burst_seconds + queue_seconds
        self.units_per_second = self.limit.units_per_second
        self.level = (self.limit.initial_seconds + queue_seconds) * self.units_per_second
        self.minute_units = 0.0
        self.partition_limit = units_of_partition(direction, parameters)
        self.partition_depth = (
            parameters.partition_burst_seconds + queue_seconds
        ) * self.partition_limit
        policy = auto_scaling_of(table, index, direction)
        self.scaling = Scaling(policy, parameters) if policy else None
        self.streams = np.zeros(0, dtype=np.int64)
        self.laws = np.zeros(0, dtype=np.int64)
        self.units = np.zeros(0)
        self.partition_units = np.zeros(0)
        self.offered = 0.0
        self.loads = np.zeros(0)
        self.peak_load = 0.0
        self.levels = np.zeros(0)
        self.used = np.zeros(0)
        self._pending: NDArray[np.float64] = np.zeros(0)
        self._pending_multiple = 0.0
        self.is_full = True

    def take_arms(
        self,
        streams: Sequence[int],
        laws: Sequence[int],
        units: Sequence[float],
        partition_units: Sequence[float],
    ) -> None:
        """Take what is asked of it; one entry for each arm."""
        self.streams = np.array(streams, dtype=np.int64)
        self.laws = np.array(laws, dtype=np.int64)
        self.units = np.array(units)
        self.partition_units = np.array(partition_units)
        self.offered = float(self.units.sum())

    @property
    def depth(self) -> float:
        """The units that the bucket of the whole has room for."""
        return self.depth_seconds * self.units_per_second

    def begin(self, shares: NDArray[np.float64]) -> None:
        """Begin with full buckets of the partitions."""
        partitions = shares.shape[1]
        self.levels = np.full(partitions, self.partition_depth)
        self.used = np.zeros(partitions)
        self._pending = np.zeros(len(shares))
        self.place(shares)

    def place(self, shares: NDArray[np.float64]) -> None:
        """Work out the loads of partitions that have these shares of each law."""
        self.loads = self.by_law(self.partition_units, len(shares)) @ shares
        self.peak_load = float(self.loads.max())

    def by_law(self, of_arms: NDArray[np.float64], laws: int) -> NDArray[np.float64]:
        """Sums over the arms of each law."""
        return np.bincount(self.laws, weights=of_arms, minlength=laws).astype(
            np.float64, copy=False
        )

    def divide(self, parents: NDArray[np.int64]) -> None:
        """Follow a change of the partitions, of whom each is a part; parts share what has been used."""
        self.levels = self.levels[parents]
        self.used = self.used[parents] / np.bincount(parents)[parents]

    def serve_evenly(self, multiple: float, seconds: int) -> None:
        """Serve all that is asked for in some seconds of which none asks for more than the limits."""
        self._pending_multiple += multiple
        if not self.is_full:
            earned = seconds * self.partition_limit - multiple * self.loads
            self._raise_levels(earned)

    def serve_by_law(self, wanted: NDArray[np.float64], shares: NDArray[np.float64]) -> None:
        """Serve in one second what each law asks for, which no partition refuses."""
        self._pending += wanted
        if not self.is_full:
            self._raise_levels(self.partition_limit - wanted @ shares)

    def serve_at_limit(self, served: NDArray[np.float64]) -> None:
        """Serve in one second what may be more than the limit of a partition, but not than it has left."""
        self.used += served
        self._raise_levels(self.partition_limit - served)

    def settle(self, shares: NDArray[np.float64]) -> None:
        """Add to `used` what has been put down only as sums."""
        if self._pending_multiple:
            self.used += self._pending_multiple * self.loads
            self._pending_multiple = 0.0
        if self._pending.any():
            self.used += self._pending @ shares
            self._pending[:] = 0.0

    def serve_whole(self, units: float) -> None:
        """Take from the bucket of the whole what is served in one second."""
        self.minute_units += units
        self.level = min(self.depth, max(0.0, self.level + self.units_per_second - units))

    def has_room(self, multiples: NDArray[np.float64]) -> bool:
        """Whether nothing can be refused in some seconds, whatever happens elsewhere."""
        most = float(multiples.max())
        if most * self.peak_load > self.partition_limit * ROUNDING:
            return False
        if most * self.offered <= self.units_per_second * ROUNDING:
            return True
        level = self.level
        for multiple in multiples.tolist():
            level += self.units_per_second - multiple * self.offered
            if level < 0:
                return False
            level = min(level, self.depth)
        return True

    def serve_all(self, multiples: NDArray[np.float64]) -> None:
        """Serve all that is asked for in some seconds for which it has room."""
        self.serve_evenly(float(multiples.sum()), len(multiples))
        for multiple in multiples.tolist():
            self.serve_whole(multiple * self.offered)

    def change_limit(self, units_per_second: float) -> None:
        """Take another limit of the whole; what was saved is kept, as far as there is room for it."""
        self.units_per_second = units_per_second
        self.level = min(self.level, self.depth)

    def _raise_levels(self, by: NDArray[np.float64]) -> None:
        self.levels += by
        np.clip(self.levels, 0.0, self.partition_depth, out=self.levels)
        self.is_full = bool(self.levels.min() >= self.partition_depth)
