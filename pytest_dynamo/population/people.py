"""A population: every item of a design, made from its seed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Design, Entity, Generated, snake_case
from pytest_dynamo.planner.arguments import as_stored
from pytest_dynamo.population.faker_values import CLOCK_READERS
from pytest_dynamo.population.kinship import Kinship
from pytest_dynamo.population.made import Made
from pytest_dynamo.population.makers import Makers
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.recipes import Recipe, recipe
from pytest_dynamo.population.written import attribute_texts

__all__ = ["Member", "Population"]

MOST_FAMILIAR = 8_192
"""How many members are remembered: some ten megabytes."""


class Population:
    """The members of all entities of a design.

    Member i of an entity follows from (design, seed, i) and `now`, the moment at which the population
    is made and from which its timestamps reach back; no member needs another but its ancestors.
    `scale` applies to the entities without parents, of which there is at least one each; `sizes` says
    by entity how many members there are to be, whatever the design says.
    """

    def __init__(
        self,
        design: Design,
        *,
        seed: int = 0,
        now: datetime,
        scale: float = 1.0,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self.design = design
        self.seed = seed
        self.now = now
        self._kinship = Kinship(design, seed=seed, scale=scale, sizes=sizes or {})
        self._makers = Makers(seed)
        self._recipes: dict[str, Recipe] = {}
        self._relatives: dict[str, Mapping[str, tuple[str, bool]]] = {}
        self._familiar: dict[tuple[str, int], Member] = {}
        self._born: dict[tuple[str, int, str], tuple[Member, ...]] = {}

    def count(self, entity: str) -> int:
        """How many members an entity has, without literal seeds."""
        return self._kinship.count(entity)

    def counts(self) -> dict[str, int]:
        """How many members each entity has, without literal seeds."""
        return {entity: self.count(entity) for entity in self.design.entities}

    def total_items(self, tables: Collection[str] | None = None) -> int:
        """How many items there are, literal seeds included; of some tables or of all."""
        return sum(
            self.count(entity.name) + len(self.design.seeds.get(entity.name, ()))
            for entity in self.design.entities.values()
            if tables is None or entity.table in tables
        )

    def items(
        self, tables: Collection[str] | None = None, start: int = 0
    ) -> Iterator[tuple[str, WireItem]]:
        """Every item of some tables or of all, with its table: entity by entity, then the literal seeds.

        The first `start` of them are left out, and are not made.
        """
        entities = [
            entity
            for entity in self.design.entities.values()
            if tables is None or entity.table in tables
        ]
        for entity in entities:
            for member in self._members(entity, start):
                yield entity.table, member.item
            start = max(0, start - self.count(entity.name))
        for entity in entities:
            seeds = self.design.seeds.get(entity.name, ())
            for position, values in enumerate(seeds[start:], start):
                index = self.count(entity.name) + position
                seed = self.new(entity.name, index, now=self.now, given=values)
                yield entity.table, seed.item
            start = max(0, start - len(seeds))

    def member(self, entity: str, index: int) -> Member:
        """One member.

        Raises:
            IndexError: There are not so many.
        """
        if not 0 <= index < self.count(entity):
            msg = f"there are {self.count(entity)} of {entity}, and no number {index}"
            raise IndexError(msg)
        return self._seeded(entity, index)

    def familiar(self, entity: str, index: int) -> Member:
        """One member, for those who only look at it: who is asked for often is made once."""
        return self._remembered(entity, index)

    def numbers_of(
        self, entity: str, names: Sequence[str], wanted: Collection[tuple[str, ...]]
    ) -> dict[tuple[str, ...], int]:
        """The numbers of the members whose attributes read like one of `wanted`, by what they read.

        It looks at one member after the other, until all are found.
        """
        found: dict[tuple[str, ...], int] = {}
        for index in range(self.count(entity)):
            if len(found) == len(wanted):
                break
            texts = attribute_texts(self._seeded(entity, index), names)
            if texts in wanted:
                found.setdefault(texts, index)
        return found

    def new(
        self,
        entity: str,
        index: int,
        *,
        now: datetime,
        parents: Mapping[str, Member] | None = None,
        given: Mapping[str, object] | None = None,
        place: tuple[int, int] | None = None,
    ) -> Member:
        """A member that is made in a run; `index` is to be one that no other has.

        Parents that are not given are chosen. `given` are values instead of those the design makes.
        With a `place` its timestamps lie in the past, without one they are `now`.
        """
        values: dict[str, Made] = {
            name: (value, as_stored(value)) for name, value in (given or {}).items()
        }
        return Member(
            self,
            self.recipe(entity),
            index,
            clock=now,
            place=place,
            parents=parents,
            given=values,
        )

    def first_new(self, entity: str) -> int:
        """The first index that no member and no literal seed has."""
        return self.count(entity) + len(self.design.seeds.get(entity, ()))

    def adopt(self, parent: Member, children: tuple[Member, ...]) -> None:
        """Make new members of one entity, oldest first, the children of a new member."""
        if children:
            key = (parent.entity, parent.index, children[0].entity)
            self._born[key] = tuple(reversed(children))

    def parent(self, member: Member, entity: str) -> Member:
        """A member's parent of an entity; chosen, for a member that is no part of the population."""
        if member.index < self.count(member.entity):
            index = self._kinship.parent(member.entity, member.index, entity)
        else:
            draw = self._makers.salt(member.entity, entity, "chosen", str(member.index))
            index = self._kinship.chosen_parent(member.entity, entity, draw)
        return self.member(entity, index)

    def children(self, member: Member, entity: str) -> tuple[Member, ...]:
        """A member's children of an entity, newest first."""
        if member.index >= self.count(member.entity):
            return self._born.get((member.entity, member.index, entity), ())
        indexes = self._kinship.children(entity, member.entity, member.index)
        return tuple(
            self._seeded(entity, index, {member.entity: member}) for index in reversed(indexes)
        )

    def child(self, member: Member, entity: str, share: float) -> Member | None:
        """One of a member's children, `share` (0 to 1) of the way from the oldest; None without any."""
        if member.index >= self.count(member.entity):
            born = self.children(member, entity)
            return born[-1 - int(share * len(born))] if born else None
        indexes = self._kinship.children(entity, member.entity, member.index)
        if not indexes:
            return None
        chosen = indexes[int(share * len(indexes))]
        return self._remembered(entity, chosen, {member.entity: member})

    def recipe(self, entity: str) -> Recipe:
        """How members of an entity are made."""
        known = self._recipes.get(entity)
        if known is None:
            declared = self.design.entities[entity]
            known = self._recipes[entity] = recipe(self.design, declared, self._makers)
        return known

    def relatives(self, entity: str) -> Mapping[str, tuple[str, bool]]:
        """The parents and children of an entity by their names in Python: entity, and if a child."""
        if entity not in self._relatives:
            parents = self.design.entities[entity].parents
            self._relatives[entity] = {
                **{snake_case(parent.entity): (parent.entity, False) for parent in parents},
                **{self._plural(child): (child, True) for child in self.design.children(entity)},
            }
        return self._relatives[entity]

    def clock_readers(self) -> tuple[str, ...]:
        """The attributes whose Faker provider looks at the machine's clock, as `Entity.attribute`.

        Their values change from one day to the next, which is worth a warning.
        """
        return tuple(
            f"{entity.name}.{name}"
            for entity in self.design.entities.values()
            for name, attribute in entity.attributes.items()
            if isinstance(attribute.value, Generated)
            and attribute.value.options.get("provider") in CLOCK_READERS
        )

    def _remembered(
        self, entity: str, index: int, parents: Mapping[str, Member] | None = None
    ) -> Member:
        found = self._familiar.get((entity, index))
        if found is None:
            if len(self._familiar) >= MOST_FAMILIAR:
                self._familiar.clear()
            found = self._familiar[entity, index] = self._seeded(entity, index, parents)
        return found

    def _seeded(
        self, entity: str, index: int, parents: Mapping[str, Member] | None = None
    ) -> Member:
        place = self._kinship.place(entity, index)
        return Member(
            self, self.recipe(entity), index, clock=self.now, place=place, parents=parents
        )

    def _members(self, entity: Entity, start: int) -> Iterator[Member]:
        """The members of an entity from one on; siblings share one parent, whose values are made once."""
        count = self.count(entity.name)
        if not entity.parents:
            for index in range(start, count):
                yield self._seeded(entity.name, index)
            return
        recipe, first = self.recipe(entity.name), entity.parents[0].entity
        while start < count:
            number = self._kinship.parent(entity.name, start, first)
            siblings = self._kinship.children(entity.name, first, number)
            parents, eldest = {first: self.member(first, number)}, siblings[0]
            for index in range(start, eldest + len(siblings)):
                place = (index - eldest, len(siblings))
                yield Member(self, recipe, index, clock=self.now, place=place, parents=parents)
            start = eldest + len(siblings)

    def _plural(self, entity: str) -> str:
        return self.design.entities[entity].plural or f"{snake_case(entity)}s"
