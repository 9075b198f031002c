"""What is written down of a run while it goes on, and made into values at its end."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.throttling.partitioning import Split
from pytest_dynamo.capacity.throttling.reasons import LimitKind
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.fluid.coupling import Limiter
from pytest_dynamo.forecast.fluid.flows import FlowState
from pytest_dynamo.forecast.fluid.partitions import MINUTE_SECONDS, PartitionState
from pytest_dynamo.forecast.fluid.refusals import first_refusal
from pytest_dynamo.forecast.fluid.values import HEAT_COLUMNS, FirstRefusal, Flow, Placed


class FlowRecord:
    """What one flow refuses, second by second, its limit, and its first refusal."""

    def __init__(self, flow: FlowState, seconds: int) -> None:
        self.flow = flow
        self.limit = np.full(seconds, flow.units_per_second)
        self.first_refusal: FirstRefusal | None = None
        self._by_whole = np.zeros(seconds)
        self._by_partitions = np.zeros(seconds)

    def note_limit(self, second: int) -> None:
        """Note the limit that holds from a second on."""
        self.limit[second:] = self.flow.units_per_second

    def note_refusals(
        self, limiter: Limiter, second: int, multiple: float, accepted: NDArray[np.float64]
    ) -> None:
        """Note what is refused in a second, before the buckets are charged."""
        flow = self.flow
        self._by_whole[second] = flow.offered * multiple * (1 - limiter.whole)
        refused = flow.units * (1 - limiter.of_arms)
        self._by_partitions[second] = max(0.0, float(refused.sum())) * multiple
        if self.first_refusal is None:
            self.first_refusal = first_refusal(limiter, second, multiple, accepted)

    def value(self, multiples: NDArray[np.float64], accepted: NDArray[np.float64]) -> Flow:
        """The flow over the whole run, given the share of each stream that was served."""
        flow = self.flow
        consumed = np.zeros(len(multiples))
        for stream, units in zip(flow.streams.tolist(), flow.units.tolist(), strict=True):
            consumed += units * accepted[stream]
        refused: dict[LimitKind, NDArray[np.float64]] = {
            flow.limit.kind: self._by_whole,
            "KeyRangeThroughputExceeded": self._by_partitions,
        }
        return Flow(
            resource=flow.resource,
            direction=flow.direction,
            offered=flow.offered * multiples,
            consumed=consumed * multiples,
            refused=refused,
            limit=self.limit,
            limit_kind=flow.limit.kind,
            first_refusal=self.first_refusal,
        )


class PlacedRecord:
    """The partitions of one table or index, minute by minute."""

    def __init__(self, state: PartitionState, seconds: int) -> None:
        minutes = -(-seconds // MINUTE_SECONDS)
        self.state = state
        self._partitions = np.zeros(minutes, dtype=np.int64)
        self._hottest = np.zeros(minutes)
        self._heat = np.zeros((minutes, HEAT_COLUMNS), dtype=np.float32)
        self._last = np.zeros(0)
        self._bounds = state.bounds.positions

    def note_minute(self, minute: int, seconds: int) -> None:
        """Note the utilisation in a minute of which so many seconds belong to the run."""
        self._last = self.state.utilisation(seconds)
        self._bounds = self.state.bounds.positions
        self._partitions[minute] = len(self.state)
        self._hottest[minute] = self._last.max()
        # A column has the partition that its left edge lies in, and all that begin within it.
        edges = np.arange(HEAT_COLUMNS) / HEAT_COLUMNS
        row = self._last[np.searchsorted(self._bounds, edges, side="right") - 1]
        np.maximum.at(row, (self._bounds * HEAT_COLUMNS).astype(np.int64), self._last)
        self._heat[minute] = row

    def value(self) -> Placed:
        """The partitions over the whole run."""
        return Placed(
            resource=self.state.resource,
            partitions=self._partitions,
            hottest=self._hottest,
            heat=self._heat,
            bounds=self._bounds,
            utilisation=self._last,
        )


def all_splits(states: Iterable[PartitionState]) -> tuple[Split, ...]:
    """The splits of all tables and indexes in the order of time."""
    splits = (split for state in states for split in state.splits)
    return tuple(sorted(splits, key=lambda split: split.at_seconds))


def stream_rates(demand: Demand) -> NDArray[np.float64]:
    """The declared rate of each stream."""
    return np.array([stream.requests_per_second for stream in demand.streams], dtype=np.float64)
