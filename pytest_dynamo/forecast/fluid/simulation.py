"""The model over a demand: second by second where limits are met, minute by minute where they are not."""

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.forecast.demand import Demand
from pytest_dynamo.forecast.fluid.coupling import Limiter, accepted_shares
from pytest_dynamo.forecast.fluid.partitions import MINUTE_SECONDS
from pytest_dynamo.forecast.fluid.preparation import partition_states, require_sense, stored
from pytest_dynamo.forecast.fluid.recording import (
    FlowRecord,
    PlacedRecord,
    all_splits,
    stream_rates,
)
from pytest_dynamo.forecast.fluid.values import FluidRun


def simulate(
    demand: Demand,
    multiples: NDArray[np.float64],
    parameters: Parameters,
    *,
    full: bool = False,
) -> FluidRun:
    """Run a demand whose rates are multiplied by `multiples`, one for each second.

    The tables and indexes are new, with the partitions that their settings and `demand.item_bytes`
    give them. With `full` their buckets begin full, as after a long time without requests. Requests
    that are refused are not sent again.

    Raises:
        DynamoError: A rate, its units or a multiple is negative or no finite number, the run is empty
            or too long, a key law makes no distribution, or an arm is of a table or index that the
            demand does not have.
    """
    multiples = np.asarray(multiples, dtype=np.float64)
    require_sense(demand, multiples)
    run = _Run(demand, multiples, parameters)
    if full:
        run.fill()
    run.go()
    return run.value()


class _Run:
    """The state of a run and what is written down of it."""

    def __init__(
        self, demand: Demand, multiples: NDArray[np.float64], parameters: Parameters
    ) -> None:
        seconds = len(multiples)
        self._demand = demand
        self._multiples = multiples
        self._parameters = parameters
        self._states = partition_states(demand, parameters)
        self._accepted = np.ones((len(demand.streams), seconds))
        self._flows = {
            flow: FlowRecord(flow, seconds) for state in self._states for flow in state.flows
        }
        self._limiters = [
            Limiter(flow, state)
            for state in self._states
            for flow in state.flows
            if len(flow.streams)
        ]
        self._placed = [PlacedRecord(state, seconds) for state in self._states]
        self._bytes = stored(demand, self._states)

    def fill(self) -> None:
        """Begin with as much saved as there is room for."""
        for flow in self._flows:
            flow.level = flow.depth

    def go(self) -> None:
        """Go through all seconds."""
        self._grow_by_size(0)
        second, seconds = 0, len(self._multiples)
        while second < seconds:
            until = int(min(seconds, self._minute_end(second), self._next_event()))
            self._serve(second, until)
            second = until
            is_minute_end = second % MINUTE_SECONDS == 0
            if is_minute_end or second == seconds:
                minute, passed = divmod(second - 1, MINUTE_SECONDS)
                for placed in self._placed:
                    placed.note_minute(minute, passed + 1)
            # In the order of the model of single requests: a split that is due comes before the
            # look at the minute.
            self._end_what_is_due(second)
            if is_minute_end:
                self._end_minute(second)

    def value(self) -> FluidRun:
        """The run as a value."""
        rates = stream_rates(self._demand)
        flows = {
            (flow.resource, flow.direction): record.value(self._multiples, self._accepted)
            for flow, record in self._flows.items()
        }
        refusals = [flow.first_refusal for flow in flows.values() if flow.first_refusal]
        return FluidRun(
            multiples=self._multiples,
            flows=flows,
            placed={placed.state.resource: placed.value() for placed in self._placed},
            splits=all_splits(self._states),
            patterns=tuple(stream.pattern for stream in self._demand.streams),
            offered_requests=tuple(rate * self._multiples for rate in rates.tolist()),
            accepted=tuple(self._accepted),
            first_refusal=min(refusals, key=lambda each: each.second, default=None),
        )

    @staticmethod
    def _minute_end(second: int) -> int:
        return (second // MINUTE_SECONDS + 1) * MINUTE_SECONDS

    def _next_event(self) -> float:
        times = (min(state.next_split, state.next_change) for state in self._states)
        return min(times, default=np.inf)

    def _serve(self, first: int, until: int) -> None:
        multiples = self._multiples[first:until]
        if all(limiter.flow.has_room(multiples) for limiter in self._limiters):
            for limiter in self._limiters:
                limiter.flow.serve_all(multiples)
            return
        for second, multiple in enumerate(multiples.tolist(), start=first):
            self._serve_second(second, multiple)

    def _serve_second(self, second: int, multiple: float) -> None:
        for limiter in self._limiters:
            limiter.look(multiple)
        accepted = accepted_shares(self._limiters, len(self._demand.streams), multiple)
        self._accepted[:, second] = accepted
        for limiter in self._limiters:
            if limiter.is_short:
                self._flows[limiter.flow].note_refusals(limiter, second, multiple, accepted)
        for limiter in self._limiters:
            limiter.serve(multiple, accepted)

    def _end_what_is_due(self, second: int) -> None:
        for state in self._states:
            if state.next_change <= second:
                state.change_limits(second)
                for flow in state.flows:
                    self._flows[flow].note_limit(second)
            if state.next_split <= second:
                state.end_splits(second)

    def _end_minute(self, second: int) -> None:
        self._store_minute(second)
        for state in self._states:
            state.end_minute(second, state.utilisation(MINUTE_SECONDS))
        self._grow_by_size(second)

    def _store_minute(self, second: int) -> None:
        """Add what the writes of the minute leave behind, as far as they were served."""
        asked = float(self._multiples[second - MINUTE_SECONDS : second].sum())
        for state in self._states:
            growth = self._demand.growth_bytes_per_second.get(state.resource, 0.0)
            writes = next(flow for flow in state.flows if flow.direction == "write")
            offered = writes.offered * asked
            served = writes.minute_units / offered if offered else 1.0
            held = self._bytes[state.resource] + growth * asked * served
            self._bytes[state.resource] = max(0.0, held)

    def _grow_by_size(self, second: int) -> None:
        for state in self._states:
            state.grow(
                self._bytes[state.resource] / self._parameters.partition_bytes, second, "size"
            )
