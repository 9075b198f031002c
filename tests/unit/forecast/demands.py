"""Demands made by hand: a law of keys, an arm, a stream."""

import numpy as np

from pytest_dynamo.capacity.partitions import hash_position
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Index, KeySchema, Table, Workload
from pytest_dynamo.forecast.assembling import forecast_of
from pytest_dynamo.forecast.demand import Arm, Demand, KeyLaw, Stream
from pytest_dynamo.forecast.fluid.simulation import simulate
from pytest_dynamo.forecast.fluid.weights import zipf
from pytest_dynamo.forecast.prices import Prices
from pytest_dynamo.forecast.shapes import multiples_of
from pytest_dynamo.forecast.values import Forecast


def law_of(shares, positions=None, **settings) -> KeyLaw:
    """A law over keys called k0, k1, …, evenly placed unless positions are given."""
    shares = np.array(shares, dtype=float)
    if positions is None:
        positions = np.arange(len(shares)) / max(1, len(shares))
    order = np.argsort(positions)
    return KeyLaw(
        positions=np.array(positions, dtype=float)[order],
        shares=shares[order],
        label=lambda place: f"k{order[place]}",
        **settings,
    )


def zipf_law(keys: int, exponent: float, **settings) -> KeyLaw:
    """A law over keys by rank, evenly placed."""
    weights = zipf(keys, exponent)
    return law_of(
        weights.head, tail_share=weights.tail_share, tail_keys=weights.tail_keys, **settings
    )


def table_of(name: str = "t", **settings) -> Table:
    """A table, on demand unless told otherwise, with a key and a sort key."""
    return Table(
        name=name,
        key=KeySchema(partition_key=("PK",), sort_key=("SK",)),
        attribute_types={"PK": "S", "SK": "S"},
        **settings,
    )


def index_of(name: str = "GSI1", **settings) -> Index:
    """A global index."""
    return Index(name=name, kind="global", key=KeySchema(partition_key=("SK",)), **settings)


def arm_of(law: KeyLaw, direction="write", *, units=1.0, weight=1.0, index=None, table="t") -> Arm:
    """What a request takes; `weight` is what a unit counts for at a partition."""
    return Arm(
        resource=(table, index),
        direction=direction,
        units=units,
        partition_units=units * weight,
        law=law,
    )


def stream_of(*arms: Arm, rate: float = 1.0, pattern: str = "asked") -> Stream:
    """The requests of one pattern."""
    return Stream(pattern=pattern, requests_per_second=rate, arms=arms)


def demand_of_streams(*streams: Stream, tables=None, **settings) -> Demand:
    """A demand on one on-demand table, unless there are others."""
    tables = tables or [table_of(indexes={"GSI1": index_of()})]
    return Demand(
        tables={table.name: table for table in tables},
        streams=streams,
        item_bytes=settings.get("item_bytes", {}),
        growth_bytes_per_second=settings.get("growth", {}),
    )


def user_positions(count: int) -> list[float]:
    """Where the keys user#0, user#1, … are hashed to."""
    return [hash_position(f"user#{number}") for number in range(count)]


def forecasted(
    demand: Demand, *, parameters: Parameters | None = None, queries=None, about=None, **workload
) -> Forecast:
    """The forecast of a demand under a load, of 10 minutes unless told otherwise."""
    load = Workload(**{"duration_seconds": 600, **workload})
    multiples = multiples_of(load.shape, peak=load.peak, duration_seconds=load.duration_seconds)
    parameters = parameters or Parameters()
    run = simulate(demand, multiples, parameters)
    return forecast_of(
        demand, run, load, parameters=parameters, prices=Prices(), queries=queries, **(about or {})
    )
