"""The partitions of one table or index while a run goes on: what is hot, what splits, what grows.

The rules are those of `capacity.throttling.throughput`, for the shares of keys instead of requests.
"""

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource, resource_text
from pytest_dynamo.capacity.throttling.growth import first_partitions, halvings, peak_need
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.throttling.partitioning import Split, SplitCause, split_seconds
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.fluid.axis import Axis, Places
from pytest_dynamo.forecast.fluid.cuts import halving_cuts
from pytest_dynamo.forecast.fluid.flows import FlowState

MINUTE_SECONDS = 60
MOST_PARTITIONS = 1_000_000
_NEVER = np.inf


class PartitionState:
    """The partitions of one table or index.

    `bounds` are where they begin, and `shares` what part of each key law falls in each: a row a law.
    `next_split` is the second in which the next split that was begun is done.
    """

    def __init__(
        self,
        resource: Resource,
        table: Table,
        index: Index | None,
        axes: Sequence[Axis],
        flows: Sequence[FlowState],
        parameters: Parameters,
    ) -> None:
        self.resource = resource
        self.axes = tuple(axes)
        self.flows = tuple(flows)
        self.splits: list[Split] = []
        self.next_split = _NEVER
        self._is_on_demand = table.billing_mode == "PAY_PER_REQUEST"
        self._parameters = parameters
        self._heat = self._heat_of_laws()
        self._previous_peak = {
            "read": parameters.first_peak_read_units,
            "write": parameters.first_peak_write_units,
        }
        self._peaks: deque[tuple[int, dict[Direction, float]]] = deque()
        self._splits_begun = 0
        count = first_partitions(table, index, parameters)
        self._require_count(count)
        self.bounds = Places.even(count)
        self._below = self._shares_below(self.bounds)
        self.shares = self._differences()
        self._hot_minutes = np.zeros(count, dtype=np.int64)
        self._split_at = np.full(count, _NEVER)
        self._looked_at_again = np.full(count, -_NEVER)
        for flow in self.flows:
            flow.begin(self.shares)

    def __len__(self) -> int:
        return len(self.bounds)

    @property
    def ends(self) -> Places:
        """Where the partitions end, each where the next one begins."""
        return Places(
            positions=np.append(self.bounds.positions[1:], 1.0),
            of_key=np.append(self.bounds.of_key[1:], 0.0),
        )

    def utilisation(self, seconds: int) -> NDArray[np.float64]:
        """The part of its limit that each partition has served in so many seconds of this minute."""
        highest = np.zeros(len(self))
        for flow in self.flows:
            flow.settle(self.shares)
            np.maximum(highest, flow.used / (seconds * flow.partition_limit), out=highest)
        return highest

    def end_minute(self, at: int, utilisation: NDArray[np.float64]) -> None:
        """Look at the minute that ended: begin splits of hot partitions, and grow by an older peak."""
        parameters = self._parameters
        is_hot = utilisation >= parameters.heat_threshold
        self._hot_minutes = np.where(is_hot, self._hot_minutes + 1, 0)
        begins = (
            (self._hot_minutes >= parameters.heat_minutes)
            & np.isinf(self._split_at)
            & (self._looked_at_again <= at)
        )
        for number in np.flatnonzero(begins):
            taken = split_seconds(self.resource, self._splits_begun, parameters)
            self._split_at[number] = round(at + taken)
            self._splits_begun += 1
        self.next_split = float(self._split_at.min())
        averages: dict[Direction, float] = {}
        for flow in self.flows:
            average = flow.minute_units / MINUTE_SECONDS
            averages[flow.direction] = min(average, flow.units_per_second)
            if flow.scaling:
                flow.scaling.minute(at, average, flow.units_per_second)
            flow.minute_units = 0.0
            flow.used[:] = 0.0
        if self._is_on_demand:
            self._note_peak(at, averages)

    def end_splits(self, at: int) -> None:
        """End the splits that are due: cut where that helps, and leave the others for later."""
        due = np.flatnonzero(self._split_at <= at)
        self._split_at[due] = _NEVER
        self._hot_minutes[due] = 0
        cuts, relief = halving_cuts(self.axes, self._heat, self.bounds, due)
        helps = relief >= max(self._parameters.least_relief, 1e-12)
        self._looked_at_again[due[~helps]] = at + self._parameters.refused_split_seconds
        if helps.any():
            self._cut(
                Places(positions=cuts.positions[helps], of_key=cuts.of_key[helps]),
                due[helps],
                at,
                "heat",
            )
        self.next_split = float(self._split_at.min())

    def grow(self, need: float, at: int, cause: SplitCause) -> None:
        """Halve partitions until none has more than one partition's even share of `need`."""
        firsts, lasts = self.bounds.positions, self.ends.positions
        widths = lasts - firsts
        if float(widths.max()) * need <= 1:
            return
        times = np.array(halvings(widths.tolist(), need), dtype=np.int64)
        grown = np.flatnonzero(times)
        self._require_count(len(self) + int((2 ** times[grown] - 1).sum()))
        positions = [
            float(firsts[n]) + float(widths[n]) * part / 2 ** int(times[n])
            for n in grown
            for part in range(1, 2 ** int(times[n]))
        ]
        parents = np.repeat(grown, 2 ** times[grown] - 1)
        if positions:
            cuts = Places(positions=np.array(positions), of_key=np.zeros(len(positions)))
            self._cut(cuts, parents, at, cause)

    def change_limits(self, at: int) -> None:
        """Take provisioned capacity that auto scaling has changed, and the partitions that it needs."""
        for flow in self.flows:
            units_per_second = flow.scaling.arrived(at) if flow.scaling else None
            if units_per_second is not None:
                flow.change_limit(units_per_second)
                self.grow(
                    sum(each.units_per_second / each.partition_limit for each in self.flows),
                    at,
                    "growth",
                )

    @property
    def next_change(self) -> float:
        """The second in which capacity that is on its way is there."""
        dues = (flow.scaling.due for flow in self.flows if flow.scaling)
        return min((float(np.ceil(due[0])) for due in dues if due), default=_NEVER)

    def _cut(self, cuts: Places, parents: NDArray[np.int64], at: int, cause: SplitCause) -> None:
        for flow in self.flows:
            flow.settle(self.shares)
        self._note_splits(cuts, at, cause)
        positions = np.append(self.bounds.positions, cuts.positions)
        of_key = np.append(self.bounds.of_key, cuts.of_key)
        order = np.lexsort((of_key, positions))
        is_new = (order >= len(self)).astype(np.bool_)
        parent_of = np.append(np.arange(len(self)), parents)[order]
        self._below = np.hstack((self._below, self._shares_below(cuts)))[:, order]
        self.bounds = Places(positions=positions[order], of_key=of_key[order])
        self.shares = self._differences()
        self._hot_minutes = np.where(is_new, 0, self._hot_minutes[parent_of])
        self._split_at = np.where(is_new, _NEVER, self._split_at[parent_of])
        self._looked_at_again = self._looked_at_again[parent_of]
        for flow in self.flows:
            flow.divide(parent_of)
            flow.place(self.shares)

    def _note_splits(self, cuts: Places, at: int, cause: SplitCause) -> None:
        for position, of_key in zip(cuts.positions.tolist(), cuts.of_key.tolist(), strict=True):
            self.splits.append(
                Split(
                    at_seconds=float(at),
                    resource=self.resource,
                    cause=cause,
                    place=position,
                    inside_collection=of_key > 0,
                )
            )

    def _note_peak(self, at: int, averages: dict[Direction, float]) -> None:
        """Remember a minute above the previous peak; once it is old enough it is the previous peak."""
        peak = self._previous_peak
        if any(average > peak[direction] for direction, average in averages.items()):
            self._peaks.append((at, averages))
        before = dict(peak)
        while self._peaks and self._peaks[0][0] <= at - self._parameters.peak_age_seconds:
            for direction, average in self._peaks.popleft()[1].items():
                peak[direction] = max(peak[direction], average)
        if peak != before:
            self.grow(peak_need(peak["read"], peak["write"], self._parameters), at, "growth")

    def _heat_of_laws(self) -> NDArray[np.float64]:
        """What each law adds to the heat: shares of a partition's limit a second."""
        heat = np.zeros(len(self.axes))
        for flow in self.flows:
            heat += flow.by_law(flow.partition_units, len(heat)) / flow.partition_limit
        return heat

    def _shares_below(self, places: Places) -> NDArray[np.float64]:
        below = [axis.below(places) for axis in self.axes]
        return np.array(below).reshape(len(self.axes), len(places))

    def _differences(self) -> NDArray[np.float64]:
        totals = np.array([[axis.total] for axis in self.axes]).reshape(len(self.axes), 1)
        return np.diff(self._below, axis=1, append=totals)

    def _require_count(self, count: int) -> None:
        if count > MOST_PARTITIONS:
            message = (
                f"{resource_text(self.resource)} would have {count:,} partitions; the forecast follows up to "
                f"{MOST_PARTITIONS:,}.\nTo fix this: lower the warm or provisioned throughput"
            )
            raise DynamoError(message)
