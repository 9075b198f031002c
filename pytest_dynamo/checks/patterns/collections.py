"""How large the largest item collection of an entity is, in a table or an index."""

from dataclasses import dataclass
from math import ceil

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.design.values import Entity, Index, Table
from pytest_dynamo.population.people import Population

MOST_SIZED = 48
"""So many items, evenly spread, say how large they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Items of an entity, and the bytes that they, or their entries in an index, have together."""

    items: int
    size_bytes: int


def largest_content(
    population: Population, table: Table, index: Index | None, entity: Entity
) -> Content:
    """What of an entity the largest item collection holds, about."""
    counts, key = Counts(design=population.design), (index or table).key
    together = counts.most_sharing(entity.name, key.partition_key)
    held = counts.share(entity.name, key.partition_key)
    if held:
        together *= counts.share(entity.name, key.attributes) / held
    items = ceil(round(together, 6))
    return Content(
        items=items, size_bytes=round(items * _mean_bytes(population, table, index, entity))
    )


def _mean_bytes(population: Population, table: Table, index: Index | None, entity: Entity) -> float:
    """The mean size of an entity's items, or of their entries in an index."""
    arm, count = IndexArm(table, index) if index else None, population.count(entity.name)
    looked_at = min(count, MOST_SIZED)
    numbers = (number * count // looked_at for number in range(looked_at))
    items = (population.member(entity.name, number).item for number in numbers)
    sizes = [
        arm.entry_bytes(item) if arm else item_size_bytes(item)
        for item in items
        if arm is None or arm.holds(item)
    ]
    return sum(sizes) / len(sizes) if sizes else 0.0
