"""The items that a request of a performance can touch, found without a store of them all.

What is near is known: the members that the performance drew, and those that share an item collection
with one of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from random import Random

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_size import Item, item_size_bytes
from pytest_dynamo.capacity.partitions import key_text
from pytest_dynamo.capacity.resources import to_resource
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.population_demand.arrivals import Arrivals
from pytest_dynamo.forecast.population_demand.collections import Collection
from pytest_dynamo.forecast.population_demand.gathering import Gathering
from pytest_dynamo.forecast.population_demand.literals import literal_item, sortable
from pytest_dynamo.forecast.population_demand.parts import is_unique, stored_parts
from pytest_dynamo.forecast.population_demand.places import Places
from pytest_dynamo.forecast.population_demand.storage import sampled_items
from pytest_dynamo.population.column_makers import Slot, text_of
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.survey import Survey

_FEW = 64
_REMEMBERED = 20_000
_MOST_REMEMBERED = 100_000
_MOST_SIZES = 200_000
_DRAWN_SIZES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An item that is there, and the entity it is of."""

    entity: str
    item: Item
    size_bytes: int


class Shelf:
    """Finds items of the population, and those that a pattern's own writes have left behind."""

    def __init__(self, survey: Survey, places: Places, arrivals: Arrivals, largest: int) -> None:
        self._survey = survey
        self._gathering = Gathering(survey, places, arrivals, largest)
        self._items: dict[tuple[str, int], Found] = {}
        self._entry_bytes: dict[tuple[str, int, int | None], int] = {}
        self._written: dict[tuple[str, ...], tuple[int, Found | None]] = {}
        self._kept = 1
        self._performance = 0
        self._drawn: dict[tuple[str, ...], Member] = {}
        self._looked_at = 0
        self._few: dict[str, dict[tuple[str, ...], Found]] = {}
        self._collections: dict[tuple[str, str | None, str], Collection] = {}
        self._remembered = 0
        self._is_new: dict[str, bool] = {}
        self._sizes: dict[tuple[str, int | None], list[int]] = {}
        self._rng = Random(survey.seed)

    def begin(self, kept: int) -> None:
        """Begin again with the population as it is; what so many performances write is kept in mind."""
        self._written.clear()
        self._kept = max(1, kept)
        self._performance = 0

    def next(self) -> None:
        """Another performance begins; what one wrote that is too long ago is as it was before."""
        self._drawn.clear()
        self._looked_at = 0
        self._performance += 1
        while self._written:
            first = next(iter(self._written))
            if self._written[first][0] >= self._performance - self._kept:
                break
            del self._written[first]

    def write(self, table: Table, key: Item, found: Found | None) -> None:
        """Note an item that was written, or is no longer there."""
        texts = _key(table, key)
        self._written.pop(texts, None)  # what was written last comes last
        self._written[texts] = (self._performance, found)

    def found(self, entity: str, number: int) -> Found:
        """The item of a member."""
        key = (entity, number)
        if key not in self._items:
            if len(self._items) >= _REMEMBERED:
                self._items.clear()
            item = (
                self._survey.member(entity, number).item
                if self._is_member(entity, number)
                else literal_item(self._survey, entity, number)
            )
            self._items[key] = Found(entity=entity, item=item, size_bytes=item_size_bytes(item))
        return self._items[key]

    def entry_bytes(self, entity: str, number: int, arm: IndexArm | None) -> int:
        """What a member's item takes where it is read: the whole of it, or its entry in an index."""
        key = (entity, number, id(arm) if arm else None)
        if key not in self._entry_bytes:
            if len(self._entry_bytes) >= _MOST_SIZES:
                self._entry_bytes.clear()
            found = self.found(entity, number)
            size_bytes = arm.entry_bytes(found.item, found.size_bytes) if arm else found.size_bytes
            self._entry_bytes[key] = size_bytes
        return self._entry_bytes[key]

    def find(self, table: Table, key: Item) -> Found | None:
        """The item with a key, or None where there is none."""
        texts = _key(table, key)
        if texts in self._written:
            return self._written[texts][1]
        if texts in self._few_of(table):
            return self._few_of(table)[texts]
        if member := self._drawn_by_key().get(texts):
            return self.found(member.entity, member.index)
        return self._in_collection(table, key)

    def is_new(self, entity: str) -> bool:
        """Whether a new member of an entity is sure to have a key that no item has."""
        if entity not in self._is_new:
            design = self._survey.design
            names = design.tables[design.entities[entity].table].key.attributes
            parts = stored_parts(design, entity, names)
            self._is_new[entity] = any(
                isinstance(part, Slot) and part.entity == entity and is_unique(design, part)
                for part in parts
            )
        return self._is_new[entity]

    def collection(self, table: Table, index: Index | None, key: str) -> Collection:
        """The items with a partition key."""
        asked = (*to_resource(table, index), key)
        collection = self._collections.get(asked)
        if collection is None:
            collection = self._gathering.collection(table, index, key)
            if self._remembered > _MOST_REMEMBERED:
                self._collections.clear()
                self._remembered = 0
            # Who else is in one without members may not have been drawn yet.
            if any(self._is_member(each.entity, each.number) for each in collection.entries):
                self._collections[asked] = collection
                self._remembered += len(collection.entries)
        return collection

    def typical_bytes(self, entity: str, arm: IndexArm | None, count: float) -> float:
        """What so many items of an entity take together, in a table or index, if they are as others.

        Sizes are drawn, so that the sum varies as such a sum does.
        """
        known = (entity, id(arm) if arm else None)
        if known not in self._sizes:
            items = [item for _, item in sampled_items(self._survey, entity)]
            self._sizes[known] = [
                arm.entry_bytes(item) if arm else item_size_bytes(item)
                for item in items
                if arm is None or arm.holds(item)
            ] or [0]
        sizes = self._sizes[known]
        drawn = self._rng.choices(sizes, k=min(_DRAWN_SIZES, max(1, round(count))))
        mean, wanted = sum(sizes) / len(sizes), len(drawn)
        # Of very many only some are drawn, and their sum varies less than the factor says.
        return count * mean + (sum(drawn) - wanted * mean) * sqrt(count / wanted)

    def whole(self, count: float) -> int:
        """A number of items that is `count` on average."""
        return int(count + self._rng.random())

    def _in_collection(self, table: Table, key: Item) -> Found | None:
        """An item that shares a collection with a member that was drawn."""
        partition = key_text([key[name] for name in table.key.partition_key])
        place = tuple(sortable(key[name]) for name in table.key.attributes)
        for entry in self.collection(table, None, partition).entries:
            if entry.place == place and self._is_member(entry.entity, entry.number):
                return self.found(entry.entity, entry.number)
        return None

    def _drawn_by_key(self) -> dict[tuple[str, ...], Member]:
        """The members drawn in this performance, each under its key; a batch asks for a hundred."""
        design, seen = self._survey.design, self._survey.seen
        for member in seen[self._looked_at :]:
            if self._is_member(member.entity, member.index):
                table = design.tables[design.entities[member.entity].table]
                self._drawn.setdefault(self._key_of(table, member), member)
        self._looked_at = len(seen)
        return self._drawn

    def _is_member(self, entity: str, number: int) -> bool:
        return number < self._survey.count(entity)

    def _key_of(self, table: Table, member: Member) -> tuple[str, ...]:
        values = [member.made(name) for name in table.key.attributes]
        return (table.name, *(text_of(made, None) for made in values if made))

    def _few_of(self, table: Table) -> dict[tuple[str, ...], Found]:
        """The items of entities with a few members only, and the literal ones."""
        if table.name not in self._few:
            self._few[table.name] = {
                _key(table, found.item): found
                for entity in self._survey.design.entities.values()
                if entity.table == table.name
                for found in self._all_of(entity.name)
            }
        return self._few[table.name]

    def _all_of(self, entity: str) -> Iterator[Found]:
        survey, count = self._survey, self._survey.count(entity)
        for number in range(count if count <= _FEW else 0):
            yield self.found(entity, number)
        for position in range(len(survey.design.seeds.get(entity, ()))):
            yield self.found(entity, count + position)


def _key(table: Table, item: Item) -> tuple[str, ...]:
    return (table.name, *(key_text([item[name]]) for name in table.key.attributes))
