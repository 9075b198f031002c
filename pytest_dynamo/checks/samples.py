"""A few items of each entity, for what arithmetic does not tell: how many bytes they have."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import fmean

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_size import Item, item_size_bytes
from pytest_dynamo.capacity.units import size_write_units
from pytest_dynamo.checks.writes import Write
from pytest_dynamo.design.values import Design, Index, Table
from pytest_dynamo.population.people import Population

SAMPLED = 40
"""So many items of an entity, evenly spread, tell its mean size well enough for a finding."""
_LARGEST = 1_000

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Items of a small population of a design. Figures from them are modelled."""

    design: Design
    _items: dict[str, tuple[Item, ...]] = field(default_factory=dict)

    def items(self, entity: str) -> tuple[Item, ...]:
        """Some items of an entity."""
        if entity not in self._items:
            population = self._population()
            count = population.count(entity)
            step = max(1, count // SAMPLED)
            numbers = range(0, count, step)[:SAMPLED]
            self._items[entity] = tuple(population.member(entity, at).item for at in numbers)
        return self._items[entity]

    def item_bytes(self, entity: str) -> float:
        """The mean size of an entity's items."""
        return self._mean(entity, lambda item: float(item_size_bytes(item)))

    def entry_bytes(self, entity: str, table: Table, index: Index) -> float:
        """The mean size of the entries that an entity's items have in an index; 0 if they have none."""
        arm = IndexArm(table, index)
        sizes = [arm.entry_bytes(item) for item in self.items(entity) if arm.holds(item)]
        return fmean(sizes) if sizes else 0.0

    def index_units(self, entity: str, table: Table, index: Index, write: Write) -> float:
        """The write units that a write of one item takes on an index, in the mean."""
        arm = IndexArm(table, index)

        def units(item: Item) -> float:
            if write.action.kind == "update":
                return arm.units(item, item, changed=write.changed) or 0.0
            return arm.units(None, item) or 0.0

        return self._mean(entity, units)

    def table_units(self, entity: str, write: Write) -> float:
        """The write units that a write of one item takes on its table; twice as many in a transaction."""
        times = 2 if write.pattern.kind == "transact_write" else 1
        return times * self._mean(entity, lambda item: size_write_units(item_size_bytes(item)))

    def _mean(self, entity: str, number: Callable[[Item], float]) -> float:
        items = self.items(entity)
        return fmean(number(item) for item in items) if items else 0.0

    def _population(self) -> Population:
        largest = max(
            (entity.population or 0 for entity in self.design.entities.values()), default=0
        )
        return Population(self.design, now=_NOW, scale=min(1.0, _LARGEST / max(1, largest)))
