"""A population of which some entities were found in tables that were there before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from pytest_dynamo.design.values import Entity
from pytest_dynamo.population.draws import bits, salt_of
from pytest_dynamo.population.found.members import FoundMember
from pytest_dynamo.population.found.recognising import Sighting
from pytest_dynamo.population.found.texts import of_text
from pytest_dynamo.population.made import Made
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.written import attribute_texts


class FoundPopulation(Population):
    """A population whose entities in the tables `found` have the members that were seen there.

    They rank by their first timestamp, else by their key. Parents and children are those that agree
    in what the keys of a child tell of its parent. A parent that was not seen has what its children
    tell of it; new members are made as in any population.
    """

    def __init__(
        self, population: Population, found: Collection[str], sightings: Iterable[Sighting]
    ) -> None:
        self.__dict__.update(vars(population))
        self._generated = population
        self._familiar = {}
        self._found: dict[str, list[FoundMember]] = {
            name: [] for name, entity in self.design.entities.items() if entity.table in found
        }
        self._above: dict[str, list[Mapping[str, Made]]] = {name: [] for name in self._found}
        self._absent: dict[tuple[str, tuple[object, ...]], FoundMember] = {}
        for sighting in sorted(sightings, key=self._rank):
            self._add(sighting.entity, sighting)
        self._links = {
            (name, parent.entity): self._link(entity, parent.entity)
            for name, entity in self.design.entities.items()
            for parent in entity.parents
            if name in self._found
        }
        self._by_link: dict[tuple[str, str], Mapping[tuple[object, ...], list[int]]] = {}
        self._numbers: dict[tuple[str, tuple[str, ...]], Mapping[tuple[object, ...], int]] = {}

    def is_found(self, entity: str) -> bool:
        """Whether the members of an entity are those of a table that was there before."""
        return entity in self._found

    def count(self, entity: str) -> int:
        """How many members an entity has; of one that was found, how many were seen."""
        return len(self._found[entity]) if entity in self._found else super().count(entity)

    def first_new(self, entity: str) -> int:
        """The first index that no member has, and none that the design would have made."""
        return max(self._generated.first_new(entity), self.count(entity))

    def member(self, entity: str, index: int) -> Member:
        """One member.

        Raises:
            IndexError: There are not so many.
        """
        if entity not in self._found or not 0 <= index < self.count(entity):
            return super().member(entity, index)
        return self._found[entity][index]

    def familiar(self, entity: str, index: int) -> Member:
        """One member, for those who only look at it."""
        if entity in self._found:
            return self.member(entity, index)
        return super().familiar(entity, index)

    def parent(self, member: Member, entity: str) -> Member:
        """A member's parent of an entity; chosen, for a new member."""
        if member.entity in self._found and not self._is_new(member):
            return self._found_parent(member, entity)
        if entity not in self._found:
            return super().parent(member, entity)
        if not self._found[entity]:
            return self._unseen(entity, {})
        draw = bits(salt_of(self.seed, member.entity, entity, "found"), member.index)
        return self._found[entity][draw % len(self._found[entity])]

    def children(self, member: Member, entity: str) -> tuple[Member, ...]:
        """A member's children of an entity, newest first."""
        if entity in self._found and not self._is_new(member):
            numbers = self._numbers_below(member, entity)
            return tuple(self._found[entity][number] for number in reversed(numbers))
        return super().children(member, entity)

    def child(self, member: Member, entity: str, share: float) -> Member | None:
        """One of a member's children, `share` (0 to 1) of the way from the oldest; None without any."""
        if entity in self._found and not self._is_new(member):
            numbers = self._numbers_below(member, entity)
            return self._found[entity][numbers[int(share * len(numbers))]] if numbers else None
        return super().child(member, entity, share)

    def numbers_of(
        self, entity: str, names: Sequence[str], wanted: Collection[tuple[str, ...]]
    ) -> dict[tuple[str, ...], int]:
        """The numbers of the members whose attributes read like one of `wanted`, by what they read.

        A table may have more than was seen of it: for each that was not, there is a new member of the
        population, with these attributes alone.
        """
        if entity not in self._found:
            return super().numbers_of(entity, names, wanted)
        seen = {attribute_texts(member, names): member.index for member in self._found[entity]}
        numbers = {texts: seen[texts] for texts in wanted if texts in seen}
        routes = self.recipe(entity).routes
        for texts in wanted:
            if texts in seen:
                continue
            own, above = dict[str, Made](), dict[str, Made]()
            for name, text in zip(names, texts, strict=True):
                owner = routes[name][-1] if routes[name] else entity
                made = of_text(text, self.design.entities[owner].attributes.get(name))
                (above if routes[name] else own)[name] = made
            numbers[texts] = self.count(entity)
            self._add(entity, Sighting(entity=entity, item={}, own=own, above=above))
        self._by_link.clear()
        return numbers

    def _add(self, entity: str, sighting: Sighting) -> None:
        members = self._found[entity]
        members.append(
            FoundMember(
                self,
                self.recipe(entity),
                len(members),
                clock=self.now,
                entity=self.design.entities[entity],
                own=sighting.own,
                above=sighting.above,
                item=sighting.item or None,
            )
        )
        self._above[entity].append(sighting.above)

    def _rank(self, sighting: Sighting) -> tuple[str, str]:
        entity = self.design.entities[sighting.entity]
        timestamp = self.recipe(sighting.entity).timestamp
        created = str(sighting.own[timestamp][1]) if timestamp and timestamp in sighting.own else ""
        key = self.design.tables[entity.table].key.attributes
        return created, str([sighting.item[name] for name in key])

    def _link(self, entity: Entity, parent: str) -> tuple[str, ...]:
        """What the keys of an entity's items tell of their parents: attributes that find the parent."""
        above = self.recipe(entity.name).routes_above
        told = [set(known) for known in self._above[entity.name]]
        names = [
            name
            for name, route in above.items()
            if route == (parent,) and told and all(name in known for known in told)
        ]
        identity = self.recipe(parent).identity
        return tuple(name for name in names if name in identity) or tuple(names)

    def _found_parent(self, member: Member, entity: str) -> Member:
        link = self._links.get((member.entity, entity), ())
        known = self._above[member.entity][member.index] if member.index >= 0 else {}
        told = {name: known[name] for name in link if name in known}
        if entity not in self._found or not told:
            return self._unseen(entity, told)
        values = tuple(made[1] for made in told.values())
        number = self._numbers_by(entity, tuple(told)).get(values)
        return self._unseen(entity, told) if number is None else self._found[entity][number]

    def _unseen(self, entity: str, told: Mapping[str, Made]) -> FoundMember:
        """A member that was not seen, as far as its children tell of it."""
        key = (entity, tuple((name, str(made[1])) for name, made in told.items()))
        if key not in self._absent:
            self._absent[key] = FoundMember(
                self,
                self.recipe(entity),
                -1 - len(self._absent),
                clock=self.now,
                entity=self.design.entities[entity],
                own=told,
                above={},
            )
        return self._absent[key]

    def _numbers_by(self, entity: str, names: tuple[str, ...]) -> Mapping[tuple[object, ...], int]:
        if (entity, names) not in self._numbers:
            numbers: dict[tuple[object, ...], int] = {}
            for member in self._found[entity]:
                numbers.setdefault(_values(member, names), member.index)
            self._numbers[entity, names] = numbers
        return self._numbers[entity, names]

    def _numbers_below(self, member: Member, entity: str) -> Sequence[int]:
        """The numbers of a member's children, the oldest first."""
        link = self._links.get((entity, member.entity), ())
        if not link:
            return ()
        if (entity, member.entity) not in self._by_link:
            belonging: dict[tuple[object, ...], list[int]] = defaultdict(list)
            for number, known in enumerate(self._above[entity]):
                if all(name in known for name in link):
                    belonging[tuple(known[name][1] for name in link)].append(number)
            self._by_link[entity, member.entity] = belonging
        return self._by_link[entity, member.entity].get(_values(member, link), ())

    def _is_new(self, member: Member) -> bool:
        return member.index >= self.first_new(member.entity)


def _values(member: Member, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(made[1] if (made := member.made(name)) else None for name in names)
