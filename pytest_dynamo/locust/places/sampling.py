"""What is in tables that were there before: a sample of their items, spread over the whole of each."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gevent

from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Design
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.population.found.population import FoundPopulation
from pytest_dynamo.population.found.recognising import Sighting, recognised
from pytest_dynamo.population.people import Population

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SAMPLED_ITEMS = 10_000
"""How many items of a table are read at most, unless more is asked for."""
SEGMENTS = 32
"""Into how many parts a table is divided, so that the sample is of all of it."""
CONNECTIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Items of a table by segment, and the read units that it took to read them."""

    segments: tuple[tuple[WireItem, ...], ...]
    read_units: float

    @property
    def count(self) -> int:
        """How many items there are."""
        return sum(map(len, self.segments))


def sample(client: "DynamoDBClient", table: str, most: int = SAMPLED_ITEMS) -> Sample:
    """Up to `most` items of a table, no more from one of its segments than from any other.

    The same table gives the same sample, as long as nobody writes to it.
    """
    segments: list[list[WireItem]] = [[] for _ in range(SEGMENTS)]
    units: list[float] = []
    waiting = iter(range(SEGMENTS))

    def read() -> None:
        for segment in waiting:
            _read(client, table, segment, max(1, most // SEGMENTS), segments[segment], units)

    readers = [gevent.spawn(read) for _ in range(CONNECTIONS)]
    try:
        gevent.joinall(readers, raise_error=True)
    finally:
        gevent.killall(readers)
    return Sample(segments=tuple(map(tuple, segments)), read_units=sum(units))


def _read(
    client: "DynamoDBClient",
    table: str,
    segment: int,
    most: int,
    items: list[WireItem],
    units: list[float],
) -> None:
    """Read the first items of one segment."""
    further: dict[str, Any] = {}
    while len(items) < most:
        answer: Any = client.scan(
            TableName=table,
            Segment=segment,
            TotalSegments=SEGMENTS,
            Limit=most - len(items),
            ReturnConsumedCapacity="TOTAL",
            **further,
        )
        items.extend(answer["Items"])
        units.append(float(answer.get("ConsumedCapacity", {}).get("CapacityUnits", 0.0)))
        if "LastEvaluatedKey" not in answer:
            return
        further = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def found_population(
    client: "DynamoDBClient",
    population: Population,
    tables: Iterable[str],
    names: Mapping[str, str],
    *,
    most: int = SAMPLED_ITEMS,
    tell_of: Callable[[str], None] = tell,
) -> FoundPopulation:
    """The population with the members that are in some of its tables, as far as these are sampled.

    `tell_of` is told how many of which entity they are, and what reading them consumed.
    """
    tables = tuple(tables)
    sightings: list[Sighting] = []
    for table in tables:
        taken = sample(client, names[table], most)
        ours: list[Sighting] = []
        for items in taken.segments:
            ours += recognised(population.design, table, items)
            gevent.sleep(0)  # or a worker would be taken for lost
        sightings += ours
        tell_of(_summary(population.design, table, names[table], taken, ours))
    return FoundPopulation(population, tables, sightings)


def _summary(design: Design, table: str, name: str, taken: Sample, seen: list[Sighting]) -> str:
    counts = Counter(sighting.entity for sighting in seen)
    entities = [one.name for one in design.entities.values() if one.table == table]
    told = ", ".join(f"{entity} {counts[entity]:,}" for entity in entities)
    line = (
        f"dynamo: table {name} was there before; keys are those of {taken.count:,} items sampled "
        f"from it ({taken.read_units:,.1f} read units): {told}"
    )
    strangers = taken.count - len(seen)
    return f"{line}; {strangers:,} of no entity of {design.name}" if strangers else line
