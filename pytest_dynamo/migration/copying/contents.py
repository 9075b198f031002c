"""What a design's population puts into a table or an index: how many entries, what each takes to write."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import fmean

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_size import Item, item_size_bytes
from pytest_dynamo.capacity.units import size_write_units
from pytest_dynamo.checks.counts import Counts
from pytest_dynamo.checks.samples import SAMPLED, Samples
from pytest_dynamo.design.values import Design, Index, KeySchema, Table
from pytest_dynamo.migration.copying.key_forms import key_form
from pytest_dynamo.population.people import Population

_SEARCHED = 2_000
"""So many items of an entity are looked through for those that are in an index of few."""
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one entity has in a table or an index: entries, and the mean of what each is and takes.

    `write_units` are those of writing one entry, each rounded up to 1 KB by itself. `hottest_entries` is how many share
    the commonest value of the partition key, about, and `partition_key` what these values are like: entities in
    which it is the same share values with each other.
    """

    entity: str
    entries: float
    entry_bytes: float
    write_units: float
    hottest_entries: float
    partition_key: str = ""


class Contents:
    """What a design declares of its items, and a sample of them.

    `there` tells of how many items each entity has, where that is not what the design says: a new design tells how
    items are to be, and an old one how many there are.
    """

    def __init__(self, design: Design, *, there: Mapping[str, float] | None = None) -> None:
        self.design = design
        self._counts = Counts(design=design)
        self._samples = Samples(design=design)
        self._there = there

    def items(self, table: Table) -> float:
        """How many items are in a table."""
        return sum(self.items_of(entity) for entity in self._entities(table))

    def items_of(self, entity: str) -> float:
        """How many items an entity has."""
        return self._counts.items(entity) if self._there is None else self._there.get(entity, 0)

    def share_with_any(self, entity: str, names: Iterable[str]) -> float:
        """The share of an entity's items that have one of these attributes, at least that of the commonest."""
        return max((self._counts.share(entity, (name,)) for name in names), default=0.0)

    def in_table(self, table: Table, entities: Collection[str] | None = None) -> tuple[Held, ...]:
        """The items of a table, by entity; `entities` are those that are asked for."""
        return tuple(self.of_entity(one, table) for one in self._entities(table, entities))

    def of_entity(self, entity: str, table: Table, having: Collection[str] = ()) -> Held:
        """The items of one entity, of the size that those have with one of the attributes `having`, if any has."""
        items = self._samples.items(entity)
        wanted = [item for item in items if not item.keys().isdisjoint(having)] or items
        sizes = [item_size_bytes(item) for item in wanted]
        return self._held(entity, sizes, self.items_of(entity), table.key)

    def in_index(
        self, table: Table, index: Index, entities: Collection[str] | None = None
    ) -> tuple[Held, ...]:
        """The entries of an index, by entity; one whose items are not in it is left out."""
        found = self._entities(table, entities)
        held = (self.of_entity_in_index(one, table, index) for one in found)
        return tuple(one for one in held if one.entries)

    def of_entity_in_index(self, entity: str, table: Table, index: Index) -> Held:
        """The entries that one entity has in an index."""
        entries = self.items_of(entity) * self._counts.share(entity, index.key.attributes)
        sizes = self._entry_sizes(entity, IndexArm(table, index)) if entries else []
        return self._held(entity, sizes, entries, index.key)

    def _held(self, entity: str, sizes: list[int], entries: float, key: KeySchema) -> Held:
        names, declared = key.partition_key, self._counts.items(entity)
        most = self._counts.most_sharing(entity, names, key.attributes) if entries else 0.0
        return Held(
            entity=entity,
            entries=entries,
            entry_bytes=fmean(sizes) if sizes else 0.0,
            write_units=fmean(map(size_write_units, sizes)) if sizes else 0.0,
            # As many items as there are spread as those that are declared.
            hottest_entries=min(entries, most * self.items_of(entity) / max(1, declared)),
            partition_key="|".join(
                key_form(self.design, entity, name, has_owners=True) for name in names
            ),
        )

    def _entry_sizes(self, entity: str, arm: IndexArm) -> list[int]:
        """Sizes of entries; where few items are in the index, more of them are looked through.

        Where none is found all the same, entries are taken to be as large as items, which is the most they can be.
        """
        sampled = self._samples.items(entity)
        for items in (sampled, self._many(entity)):
            if sizes := [arm.entry_bytes(item) for item in items if arm.holds(item)][:SAMPLED]:
                return sizes
        return [item_size_bytes(item) for item in sampled]

    def _many(self, entity: str) -> Iterator[Item]:
        largest = max((one.population or 0 for one in self.design.entities.values()), default=0)
        population = Population(self.design, now=_NOW, scale=min(1.0, _SEARCHED / max(1, largest)))
        count = population.count(entity)
        for at in range(0, count, max(1, count // _SEARCHED)):
            yield population.member(entity, at).item

    def _entities(self, table: Table, wanted: Collection[str] | None = None) -> Iterator[str]:
        for entity in self.design.entities.values():
            if entity.table == table.name and (wanted is None or entity.name in wanted):
                yield entity.name
