"""One second in which limits are met: what share of its requests each stream gets served.

A request is served if each table, index and partition that it touches has room for it; a refused one
takes nothing anywhere. So what one limit is asked for is what the others let pass. The shares are found
by going over the limits again and again until nothing changes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.forecast.fluid.flows import ROUNDING, FlowState
from pytest_dynamo.forecast.fluid.partitions import PartitionState

MOST_PASSES = 12
CLOSE_ENOUGH = 1e-5


class Limiter:
    """What one flow lets pass in a second.

    `whole` is the share that the limit of the whole table or index lets pass, and `of_arms` the share
    of each arm that the partitions do, seen each by itself.
    """

    def __init__(self, flow: FlowState, state: PartitionState) -> None:
        self.flow = flow
        self.state = state
        self.whole = 1.0
        self.of_arms = np.ones(len(flow.streams))
        self.of_partitions: NDArray[np.float64] | None = None
        self.is_whole_short = False
        self.is_any_partition_short = False
        # Arms of one stream here depend on each other like those of different flows.
        self.is_simple = len(set(flow.streams.tolist())) == len(flow.streams)

    @property
    def is_short(self) -> bool:
        """Whether anything may be refused here."""
        return self.is_whole_short or self.is_any_partition_short

    def look(self, multiple: float) -> None:
        """See whether there is room for everything that is asked for."""
        flow = self.flow
        available = flow.level + flow.units_per_second
        self.is_whole_short = flow.offered * multiple > available * ROUNDING
        self.is_any_partition_short = False
        if flow.peak_load * multiple > flow.partition_limit * ROUNDING:
            asked = flow.loads * multiple
            room = flow.levels + flow.partition_limit
            self.is_any_partition_short = bool((asked > room * ROUNDING).any())
        if not self.is_whole_short:
            self.whole = 1.0
        if not self.is_any_partition_short:
            self.of_arms = np.ones(len(flow.streams))
            self.of_partitions = None

    def limit(self, multiple: float, accepted: NDArray[np.float64]) -> float:
        """Work out the shares anew, given those of the streams; how much they have changed."""
        change = 0.0
        flow = self.flow
        arriving = accepted[flow.streams] * multiple
        if self.is_whole_short:
            asked = float(arriving @ flow.units) / self.whole
            whole = min(1.0, (flow.level + flow.units_per_second) / asked) if asked else 1.0
            change = abs(whole - self.whole)
            accepted_change = whole / self.whole
            accepted[np.unique(flow.streams)] *= accepted_change
            arriving = accepted[flow.streams] * multiple
            self.whole = whole
        if self.is_any_partition_short:
            of_arms = self._limit_partitions(arriving)
            if not self.is_simple:
                # Both keys of one request would give way, then both recover, and so on for ever.
                of_arms = np.sqrt(of_arms * self.of_arms)
            change = max(change, float(np.abs(of_arms - self.of_arms).max()))
            np.multiply.at(accepted, flow.streams, of_arms / self.of_arms)
            self.of_arms = of_arms
        return change

    def _limit_partitions(self, arriving: NDArray[np.float64]) -> NDArray[np.float64]:
        flow = self.flow
        shares = self.state.shares
        asked = self.wanted(arriving) @ shares
        room = flow.levels + flow.partition_limit
        # Nothing is asked of a partition that lies in a part where no key is.
        passed = room / np.maximum(asked, 1e-300)
        np.minimum(passed, 1.0, out=passed)
        self.of_partitions = passed
        totals = np.array([axis.total for axis in self.state.axes])
        of_laws = shares @ passed / totals
        result: NDArray[np.float64] = of_laws[flow.laws]
        return result

    def wanted(self, arriving: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each law asks of the partitions, of what everything else lets pass."""
        flow = self.flow
        return flow.by_law(arriving / self.of_arms * flow.partition_units, len(self.state.shares))

    def serve(self, multiple: float, accepted: NDArray[np.float64]) -> None:
        """Take what is served from all buckets."""
        flow = self.flow
        arriving = accepted[flow.streams] * multiple
        wanted = self.wanted(arriving)
        flow.serve_whole(float(arriving @ flow.units))
        if self.of_partitions is not None:
            flow.serve_at_limit(self.of_partitions * (wanted @ self.state.shares))
        elif flow.peak_load * multiple > flow.partition_limit:
            flow.serve_at_limit(wanted @ self.state.shares)
        else:
            flow.serve_by_law(wanted, self.state.shares)


def accepted_shares(
    limiters: Sequence[Limiter], streams: int, multiple: float
) -> NDArray[np.float64]:
    """The share of each stream that is served in a second, found in a few passes over the limits."""
    short = [limiter for limiter in limiters if limiter.is_short]
    accepted = np.ones(streams)
    for limiter in short:
        np.multiply.at(accepted, limiter.flow.streams, limiter.of_arms)
        if limiter.whole < 1:
            accepted[np.unique(limiter.flow.streams)] *= limiter.whole
    is_settled_at_once = (
        len(short) == 1
        and short[0].is_simple
        and not (short[0].is_whole_short and short[0].is_any_partition_short)
    )
    for _ in range(MOST_PASSES):
        change = max((limiter.limit(multiple, accepted) for limiter in short), default=0.0)
        if is_settled_at_once or change < CLOSE_ENOUGH:
            break
    return accepted
