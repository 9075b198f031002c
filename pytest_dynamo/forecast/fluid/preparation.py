"""From a demand to the state that a run begins with; what makes no sense is refused here."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.capacity.resources import Direction, Resource, resource_text, to_resource
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.demand import Arm, Demand, KeyLaw, Stream
from pytest_dynamo.forecast.fluid.axis import Axis
from pytest_dynamo.forecast.fluid.flows import FlowState
from pytest_dynamo.forecast.fluid.partitions import PartitionState

LONGEST_SECONDS = 7 * 86_400
_MOST_UNITS = 1e15
_DIRECTIONS: tuple[Direction, Direction] = ("read", "write")


def partition_states(demand: Demand, parameters: Parameters) -> list[PartitionState]:
    """The partitions and flows of every table and global index, tables before their indexes."""
    axes: dict[int, Axis] = {}
    states = []
    for table, index in _tables_and_indexes(demand):
        resource = to_resource(table, index)
        arms = [
            (number, stream, arm)
            for number, stream in enumerate(demand.streams)
            for arm in stream.arms
            if arm.resource == resource
        ]
        laws = list({id(arm.law): arm.law for _, _, arm in arms}.values())
        flows = [_flow(table, index, each, arms, laws, parameters) for each in _DIRECTIONS]
        of_laws = [_axis(law, axes) for law in laws]
        states.append(PartitionState(resource, table, index, of_laws, flows, parameters))
    return states


def stored(demand: Demand, states: Sequence[PartitionState]) -> dict[Resource, float]:
    """The bytes of each table and index at the start."""
    return {state.resource: demand.item_bytes.get(state.resource, 0.0) for state in states}


def require_sense(demand: Demand, multiples: NDArray[np.float64]) -> None:
    """Refuse a run that would end in nonsense.

    Raises:
        DynamoError: What is wrong, and what to do.
    """
    if multiples.ndim != 1 or not 1 <= len(multiples) <= LONGEST_SECONDS:
        message = (
            f"a run of {multiples.size:,} seconds was asked for.\n"
            f"To fix this: at least one second, and up to {LONGEST_SECONDS:,}, which are 7 days"
        )
        raise DynamoError(message)
    most = float(multiples.max())
    if not (multiples.min() >= 0 and most < np.inf):
        message = (
            "the rates are to be multiplied by something negative or by no finite number.\n"
            "To fix this: multiples of 0 or more"
        )
        raise DynamoError(message)
    for stream in demand.streams:
        _require_stream(stream, most, demand)
    for resource, size in demand.item_bytes.items():
        if not 0 <= size < np.inf:
            message = (
                f"the size of {resource_text(resource)} is {size} bytes.\nTo fix this: 0 or more"
            )
            raise DynamoError(message)
    for resource, growth in demand.growth_bytes_per_second.items():
        if not abs(growth) < np.inf:
            message = (
                f"the growth of {resource_text(resource)} is {growth} bytes.\n"
                "To fix this: a finite number, below 0 where it shrinks"
            )
            raise DynamoError(message)


def _require_stream(stream: Stream, most: float, demand: Demand) -> None:
    rate = stream.requests_per_second
    if not 0 <= rate < np.inf:
        message = (
            f"access pattern '{stream.pattern}' has a rate of {rate} requests a second.\n"
            "To fix this: 0 or more"
        )
        raise DynamoError(message)
    known = {to_resource(table, index) for table, index in _tables_and_indexes(demand)}
    for arm in stream.arms:
        if arm.resource not in known:
            there = ", ".join(
                resource_text(each)
                for each in sorted(known, key=lambda one: (one[0], one[1] or ""))
            )
            message = (
                f"access pattern '{stream.pattern}' touches {resource_text(arm.resource)}, which is not there.\n"
                f"To fix this: one of {there or 'no tables at all'}"
            )
            raise DynamoError(message)
        for units in (arm.units, arm.partition_units):
            if not 0 <= units * rate * most <= _MOST_UNITS or not units >= 0:
                message = (
                    f"access pattern '{stream.pattern}' takes {units} units of {resource_text(arm.resource)} "
                    f"{rate * most:,} times a second.\n"
                    f"To fix this: 0 or more, and up to {_MOST_UNITS:,.0f} units a second"
                )
                raise DynamoError(message)


def _flow(
    table: Table,
    index: Index | None,
    direction: Direction,
    arms: Sequence[tuple[int, Stream, Arm]],
    laws: Sequence[KeyLaw],
    parameters: Parameters,
) -> FlowState:
    flow = FlowState(to_resource(table, index), direction, table, index, parameters)
    numbers = {id(law): number for number, law in enumerate(laws)}
    # Arms of one stream and one law are about the same key, and so about one partition.
    units: dict[tuple[int, int], float] = {}
    partition_units: dict[tuple[int, int], float] = {}
    for number, stream, arm in arms:
        if arm.direction == direction and stream.requests_per_second and arm.units:
            at = number, numbers[id(arm.law)]
            rate = stream.requests_per_second
            units[at] = units.get(at, 0.0) + arm.units * rate
            partition_units[at] = partition_units.get(at, 0.0) + arm.partition_units * rate
    flow.take_arms(
        [stream for stream, _ in units],
        [law for _, law in units],
        list(units.values()),
        list(partition_units.values()),
    )
    return flow


def _axis(law: KeyLaw, axes: dict[int, Axis]) -> Axis:
    """The axis of a law, made once however many arms have it."""
    if id(law) not in axes:
        axes[id(law)] = Axis.of(law)
    return axes[id(law)]


def _tables_and_indexes(demand: Demand) -> Iterator[tuple[Table, Index | None]]:
    for table in demand.tables.values():
        yield table, None
        for index in sorted(table.global_indexes, key=lambda each: each.name):
            yield table, index
