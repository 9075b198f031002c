"""How many bytes items take in storage, in their table and in each index."""

from collections.abc import Iterator, Mapping
from math import ceil
from statistics import fmean, pstdev

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_size import Item, item_size_bytes
from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.design.values import Table
from pytest_dynamo.population.survey import Survey

OVERHEAD_BYTES = 100
"""What each item, and each entry of an index, takes in storage beside its own size.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html and
.../GSI.html, "Storage considerations for global secondary indexes".
"""

LEAST_SAMPLED, MOST_SAMPLED = 400, 4_096
"""From so many members of each entity, evenly spread, the sizes of all are taken: as many as their mean needs."""
RELATIVE_ERROR = 0.01
"""The standard error of the mean size of items, as part of it, that is good enough."""

_FIRST_SAMPLED = 200
_GOLDEN = (5**0.5 - 1) / 2


class Arms:
    """The indexes of one table, and what its items take in storage."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.by_name = {name: IndexArm(table, index) for name, index in table.indexes.items()}

    def stored_bytes(
        self, item: Item | None, size_bytes: int | None = None
    ) -> dict[Resource, float]:
        """What an item takes of the table, its entries in local indexes included, and of each global index.

        An item that is not there takes nothing.
        """
        if item is None:
            return {}
        size_bytes = item_size_bytes(item) if size_bytes is None else size_bytes
        own: Resource = (self.table.name, None)
        found: dict[Resource, float] = {own: size_bytes + OVERHEAD_BYTES}
        for name, arm in self.by_name.items():
            if arm.holds(item):
                resource = (self.table.name, name) if arm.is_global else own
                entry = arm.entry_bytes(item, size_bytes) + OVERHEAD_BYTES
                found[resource] = found.get(resource, 0.0) + entry
        return found


def item_bytes(
    survey: Survey, arms: dict[str, Arms], scale: Mapping[str, float]
) -> dict[Resource, float]:
    """What all items of the population take, by table and global index.

    `scale` says by entity how many members there are for each one of the survey.
    """
    total: dict[Resource, float] = {}
    for table in arms.values():
        total[table.table.name, None] = 0.0
        for index in table.table.global_indexes:
            total[table.table.name, index.name] = 0.0
    for entity in survey.design.entities.values():
        for weight, item in sampled_items(survey, entity.name):
            for resource, size in arms[entity.table].stored_bytes(item).items():
                total[resource] += weight * scale[entity.name] * size
    return total


def sampled_items(survey: Survey, entity: str) -> Iterator[tuple[float, Item]]:
    """Items of an entity, and for how many each of them stands."""
    count = survey.count(entity)
    looked_at = _looked_at(survey, entity)
    for position in range(looked_at):
        number = position if looked_at == count else _spread(position, count)
        yield count / looked_at, survey.member(entity, number).item
    for position, values in enumerate(survey.design.seeds.get(entity, ())):
        seed = survey.new(entity, count + position, now=survey.now, given=values)
        yield 1.0, seed.item


def _spread(position: int, count: int) -> int:
    """One of the numbers of members; the golden ratio spreads them evenly, and in step with nothing."""
    return int((position * _GOLDEN + 0.5) % 1 * count)


def _looked_at(survey: Survey, entity: str) -> int:
    """How many members have to be looked at, judging by the sizes of some of them."""
    count = survey.count(entity)
    if count <= LEAST_SAMPLED:
        return count
    some = (_spread(position, count) for position in range(_FIRST_SAMPLED))
    sizes = [item_size_bytes(survey.member(entity, number).item) for number in some]
    needed = ceil((pstdev(sizes) / fmean(sizes) / RELATIVE_ERROR) ** 2)
    if needed <= LEAST_SAMPLED:
        return LEAST_SAMPLED
    return count if count <= 2 * MOST_SAMPLED else min(MOST_SAMPLED, needed)
