"""A load test in virtual time: the requests of a design at its rates, on the embedded DynamoDB."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heapreplace
from random import Random
from unittest.mock import patch

from botocore.exceptions import ClientError

from pytest_dynamo.capacity.resources import Direction, Resource
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.deploy import sending
from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.seed import seed as seed_items
from pytest_dynamo.design.values import Design
from pytest_dynamo.embedded import Throttling, ThrottlingHistory, dynamodb
from pytest_dynamo.embedded.throttling.admission import Admission
from pytest_dynamo.embedded.throttling.history import ThrottledLimit
from pytest_dynamo.forecast import forecasting
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.planner.planning import plan_all
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler
from tests.untraced import untraced

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

BOUNDLESS = Parameters(
    partition_read_units=1e9,
    partition_write_units=1e9,
    table_read_quota=1e12,
    table_write_quota=1e12,
)
"""A model in which no partition and no quota refuses anything."""

Units = dict[tuple[Resource, Direction], float]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load test came to.

    `charged` are the capacity units taken from buckets, by table or index and direction, and `answered`
    those that answers told of: none for a request that failed. `errors` are counted by pattern and code.
    """

    charged: Units
    answered: Units
    requests: int
    errors: Counter[tuple[str, str]]
    history: ThrottlingHistory


@untraced()
def loaded(
    design: Design,
    *,
    seconds: float,
    peak: float = 1.0,
    parameters: Parameters = BOUNDLESS,
    scale: float = 1.0,
    sizes: Mapping[str, int] | None = None,
) -> Loaded:
    """Perform a design's access patterns for so long, each evenly at its rate times `peak`."""
    population = Population(design, now=NOW, scale=scale, sizes=sizes or {})
    plans = plan_all(design)
    sampler = Sampler(design, population, plans)
    draws = {name: EvenRandom(number) for number, name in enumerate(plans)}
    time, rng, requests = [0.0], Random(0), 0
    errors: Counter[tuple[str, str]] = Counter()
    answered: Units = defaultdict(float)
    with dynamodb(clock=lambda: NOW.timestamp() + time[0]) as embedded, _one_try():
        setup = embedded.unthrottled_client()
        for table in design.tables.values():
            create_table(setup, table)
        seed_items(setup, population.items())
        embedded.throttle(Throttling(parameters=parameters, policies=design.tables))
        client = embedded.direct_client()
        gaps = {each.name: 1 / (each.rate * peak) for each in design.access_patterns.values()}
        due = [(rng.random() * gap, pattern) for pattern, gap in gaps.items()]
        heapify(due)
        with charges() as charged:
            while due[0][0] < seconds:
                time[0], pattern = due[0]
                heapreplace(due, (time[0] + gaps[pattern], pattern))
                plan, requests = plans[pattern], requests + 1
                is_read = plan.operation in READS
                draws[pattern].begin(is_even=is_read)
                at = NOW + timedelta(seconds=time[0])
                arguments = sampler.arguments(plan, rng=draws[pattern], now=at)
                try:
                    for answer in sending.answers(
                        plan, arguments, client, ReturnConsumedCapacity="INDEXES"
                    ):
                        _count(answered, answer, "read" if is_read else "write")
                except ClientError as error:
                    errors[pattern, error.response["Error"]["Code"]] += 1
        history = embedded.throttling_history()
    return Loaded(
        charged=charged,
        answered=dict(answered),
        requests=requests,
        errors=errors,
        history=history,
    )


READS = {"GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"}


class EvenRandom(Random):
    """A generator whose first draws, which choose members, are evenly spread over all performances.

    So that the mean over some thousand performances is closer to what it is over all there could be.
    """

    _steps = (2**0.5, 3**0.5, 5**0.5)

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._places = [super(EvenRandom, self).random() for _ in self._steps]
        self._left: list[float] = []

    def begin(self, *, is_even: bool) -> None:
        """Begin another performance; what is written is to be met again as often as by chance."""
        self._places = [
            (place + step) % 1 for place, step in zip(self._places, self._steps, strict=True)
        ]
        self._left = self._places[::-1] if is_even else []

    def random(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return self._left.pop() if self._left else super().random()


@contextmanager
def _one_try() -> Iterator[None]:
    """What a batch leaves unprocessed is not sent again: that would wait, and not in virtual time."""
    with patch.object(sending, "MOST_TRIES", 1):
        yield


@contextmanager
def charges() -> Iterator[Units]:
    """The units that are taken from buckets meanwhile, those of failed conditions among them."""
    units: Units = defaultdict(float)

    def counted(method: Callable[..., None]) -> Callable[..., None]:
        def counting(self: Admission, asks: list) -> None:
            method(self, asks)
            for arm, _, _, taken, _ in asks:
                units[arm.throughput.resource, arm.direction] += taken

        return counting

    with (
        patch.object(Admission, "require", counted(Admission.require)),
        patch.object(Admission, "charge", counted(Admission.charge)),
    ):
        yield units


def _count(units: Units, answer: Mapping, direction: Direction) -> None:
    consumed = answer["ConsumedCapacity"]
    for each in [consumed] if isinstance(consumed, dict) else consumed:
        table, own = each["TableName"], each["CapacityUnits"]
        for index, arm in each.get("GlobalSecondaryIndexes", {}).items():
            units[(table, index), direction] += arm["CapacityUnits"]
            own -= arm["CapacityUnits"]
        if own:
            units[(table, None), direction] += own


@untraced()
def forecast(design: Design, **load: object) -> Forecast:
    """The forecast of a design under a load."""
    return forecasting.forecast(design, now=NOW, **load)


def consumed(forecast: Forecast) -> Units:
    """What a forecast says is consumed, by table or index and direction."""
    units = {
        ((each.table, each.index), direction): getattr(each, direction).consumed_units
        for each in forecast.resources
        for direction in ("read", "write")
    }
    return {key: taken for key, taken in units.items() if taken}


def differences(forecast: Forecast, load: Loaded) -> dict[str, float]:
    """How much more the forecast says is consumed than was, in percent."""
    expected = consumed(forecast)
    return {
        f"{'/'.join(filter(None, resource))} {direction}": round(
            100 * (expected.get((resource, direction), 0.0) / units - 1), 2
        )
        for (resource, direction), units in sorted(load.charged.items(), key=str)
    }


def far_apart(found: Mapping[str, float], percent: float = 2.0) -> dict[str, float]:
    """The differences that are too large."""
    return {name: by for name, by in found.items() if abs(by) > percent}


Limit = tuple[Resource, Direction, tuple[float, float] | None]
"""A table or index, a direction, and a partition; None where a limit of the whole was met."""


def first_throttled(load: Loaded) -> Limit:
    """What was the first to refuse a request of a load test."""
    first = _met_first(load).first
    is_partition = first.kind == "KeyRangeThroughputExceeded"
    return first.resource, first.direction, (first.first, first.last) if is_partition else None


def first_throttled_of_forecast(forecast: Forecast) -> Limit:
    """What a forecast says is the first to."""
    first = forecast.first_throttle
    partition = (first.partition.first, first.partition.last) if first.partition else None
    return (first.table, first.index), first.direction, partition


def at_seconds(load: Loaded) -> float:
    """When a load test was throttled first."""
    return _met_first(load).first_at_seconds


def refused_share(load: Loaded) -> float:
    """The share of the requests that failed."""
    return sum(load.errors.values()) / load.requests


def _met_first(load: Loaded) -> ThrottledLimit:
    return min(load.history.throttled.values(), key=lambda each: each.first_at_seconds)
