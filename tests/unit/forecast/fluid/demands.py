"""Small demands, built by hand: one table `t`, at most one index `g`, and laws of few keys."""

import numpy as np

from pytest_dynamo.design.values import Index, KeySchema, Provisioned, Table
from pytest_dynamo.forecast.demand import Arm, Demand, KeyLaw, Stream

TABLE = ("t", None)
INDEX = ("t", "g")

KEY = KeySchema(partition_key=("pk",), sort_key=("sk",))
INDEX_KEY = KeySchema(partition_key=("gk",))


def table(**properties):
    return Table(name="t", key=KEY, attribute_types={"pk": "S", "sk": "S"}, **properties)


def indexed(**properties):
    index = Index(name="g", kind="global", key=INDEX_KEY, **properties)
    return table(indexes={"g": index})


def provisioned_table(writes, reads=1, *, write_scaling=None, **properties):
    provisioned = Provisioned(
        read_capacity_units=reads, write_capacity_units=writes, write_autoscaling=write_scaling
    )
    return table(billing_mode="PROVISIONED", provisioned=provisioned, **properties)


def law(positions, shares, *, is_divisible=False, tail_share=0.0, tail_keys=0):
    order = np.argsort(np.asarray(positions, dtype=float), kind="stable")
    return KeyLaw(
        positions=np.asarray(positions, dtype=float)[order],
        shares=np.asarray(shares, dtype=float)[order],
        tail_share=tail_share,
        tail_keys=tail_keys,
        is_divisible=is_divisible,
        label=lambda number: f"key {order[number]}",
    )


def scattered(weights, seed=1, **properties):
    """A law of weights by rank, whose keys lie anywhere."""
    positions = np.random.default_rng(seed).random(len(weights.head))
    return law(
        positions,
        weights.head,
        tail_share=weights.tail_share,
        tail_keys=weights.tail_keys,
        **properties,
    )


def one_key(*, is_divisible=False):
    return law([0.3], [1.0], is_divisible=is_divisible)


def even(keys=4, **properties):
    """Keys in the middle of as many equal parts of the hash space, all alike."""
    return law((np.arange(keys) + 0.5) / keys, np.full(keys, 1 / keys), **properties)


def writes(units, of_keys, resource=TABLE):
    return Arm(
        resource=resource, direction="write", units=units, partition_units=units, law=of_keys
    )


def reads(units, of_keys, resource=TABLE, *, eventual=False):
    return Arm(
        resource=resource,
        direction="read",
        units=units,
        partition_units=units * (2 / 3 if eventual else 1),
        law=of_keys,
    )


def stream(rate, *arms, pattern="pattern"):
    return Stream(pattern=pattern, requests_per_second=rate, arms=arms)


def demand(of_table, *streams, item_bytes=None, growth=None):
    return Demand(
        tables={of_table.name: of_table},
        streams=streams,
        item_bytes=item_bytes or {},
        growth_bytes_per_second=growth or {},
    )


def steadily(seconds):
    return np.ones(seconds)


def ramp(seconds, first=0.0, last=1.0):
    """From one multiple to another; each second has that of its middle."""
    return first + (last - first) * (np.arange(seconds) + 0.5) / seconds


def served(run, number=0):
    """The requests of one stream that were served, by second."""
    return run.offered_requests[number] * run.accepted[number]
