"""The forecast: one hour of a million requests a second on a table with two global indexes.

`python -m benchmarks.forecast KEYS` makes one in the process it starts in, which is why it is run in one
of its own, and prints as JSON what that took.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from benchmarks.cases import Case, Figure, shortest
from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Index, KeySchema, Table, UnitsPerSecond
from pytest_dynamo.forecast.demand import Arm, Demand, KeyLaw, Stream
from pytest_dynamo.forecast.fluid.simulation import simulate
from pytest_dynamo.forecast.fluid.weights import zipf

SECONDS = 3_600
_EXPONENT = 0.99
_TABLE: Resource = ("orders", None)
_INDEXES: tuple[Resource, Resource] = (("orders", "GSI1"), ("orders", "GSI2"))

# Above anything that is asked for, so that the partitions decide.
_UNLIMITED = UnitsPerSecond(read_units_per_second=10**7, write_units_per_second=10**7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What each of some forecasts took: seconds of processor time, and the most memory it had resident."""

    seconds: tuple[float, ...]
    peak_bytes: tuple[float, ...]

    def __add__(self, other: Self) -> "Spent":
        return Spent(
            seconds=self.seconds + other.seconds, peak_bytes=self.peak_bytes + other.peak_bytes
        )

    def to_json(self) -> dict[str, Any]:
        """The form in which it goes from one process to another."""
        return {"seconds": list(self.seconds), "peak_bytes": list(self.peak_bytes)}

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> Self:
        """Read what `to_json` gave."""
        return cls(seconds=tuple(found["seconds"]), peak_bytes=tuple(found["peak_bytes"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A forecast for so many keys may take no more than so many seconds, or bytes of memory."""

    name: str
    work: str
    bound: float
    keys: int
    is_memory: bool = False
    cases: tuple[Case, ...] = ()

    def measured(self, forecasts: Mapping[int, Spent]) -> Figure:
        """The seconds of the shortest round, or the bytes of the largest."""
        spent = forecasts[self.keys]
        if not self.is_memory:
            return shortest(spent.seconds)
        most = max(spent.peak_bytes)
        return Figure(value=most, low=min(spent.peak_bytes), high=most)


def simulations() -> tuple[Simulation, ...]:
    """The bars of the forecast."""
    hour = "forecast of an hour at 1,000,000 requests/s"
    return (
        Simulation(name="forecast", work=f"{hour}, 1,000,000 keys", bound=5, keys=10**6),
        Simulation(
            name="forecast-memory",
            work="memory of that forecast, at its most",
            bound=300e6,
            keys=10**6,
            is_memory=True,
        ),
        Simulation(name="forecast-keys", work=f"{hour}, 100,000,000 keys", bound=10, keys=10**8),
    )


def measured_apart(keys: int, rounds: int) -> Spent:
    """Make so many forecasts, each in a new process."""
    command = [sys.executable, "-m", "benchmarks.forecast", str(keys)]
    spent = Spent(seconds=(), peak_bytes=())
    for _ in range(rounds):
        finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        spent += Spent.from_json(json.loads(finished.stdout))
    return spent


def measured(keys: int, seconds: int = SECONDS) -> Spent:
    """Make one forecast here, from the popularity of ranks on.

    The keys lie anywhere; hashing those of a real population is not part of it. The table is new, so
    that it is throttled and splits all the time, which takes longest.
    """
    begun = time.process_time()
    run = simulate(demand(keys), np.ones(seconds), Parameters())
    taken = time.process_time() - begun
    if not 0 < run.refused_share < 1:
        message = f"a new table refuses a part of such a load, and not {run.refused_share:%}"
        raise AssertionError(message)
    return Spent(seconds=(taken,), peak_bytes=(_peak_bytes(),))


def demand(keys: int) -> Demand:
    """A table with two indexes whose keys are as popular as zipf's, and five access patterns."""
    of_table, of_first, of_second = (_law(keys, seed) for seed in range(3))
    first, second = _INDEXES
    put = _write(_TABLE, of_table), _write(first, of_first)
    return Demand(
        tables={"orders": _table()},
        streams=(
            _stream("put", 300_000, *put, _write(second, of_second)),
            _stream("update", 100_000, *put),
            _stream("get", 300_000, _read(_TABLE, of_table)),
            _stream("list by first", 150_000, _read(first, of_first)),
            _stream("list by second", 150_000, _read(second, of_second)),
        ),
        item_bytes={},
        growth_bytes_per_second={},
    )


def _law(keys: int, seed: int) -> KeyLaw:
    weights = zipf(keys, _EXPONENT)
    positions = np.random.default_rng(seed).random(len(weights.head))
    order = np.argsort(positions)
    return KeyLaw(
        positions=positions[order],
        shares=weights.head[order],
        tail_share=weights.tail_share,
        tail_keys=weights.tail_keys,
        label=lambda number: f"KEY#{order[number]}",
    )


def _table() -> Table:
    indexes = {
        name: Index(
            name=name,
            kind="global",
            key=KeySchema(partition_key=(f"{name}PK",)),
            max_throughput=_UNLIMITED,
        )
        for name in ("GSI1", "GSI2")
    }
    return Table(
        name="orders",
        key=KeySchema(partition_key=("PK",)),
        attribute_types={"PK": "S"},
        indexes=indexes,
        max_throughput=_UNLIMITED,
    )


def _stream(pattern: str, rate: float, *arms: Arm) -> Stream:
    return Stream(pattern=pattern, requests_per_second=rate, arms=arms)


def _write(of: Resource, law: KeyLaw) -> Arm:
    return _arm(of, "write", 1.0, 1.0, law)


def _read(of: Resource, law: KeyLaw) -> Arm:
    return _arm(of, "read", 0.5, 1 / 3, law)


def _arm(
    of: Resource, direction: Direction, units: float, partition_units: float, law: KeyLaw
) -> Arm:
    return Arm(
        resource=of, direction=direction, units=units, partition_units=partition_units, law=law
    )


def _peak_bytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * 1024)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(int(sys.argv[1])).to_json()))
