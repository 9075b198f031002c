"""How many members each entity has, and who belongs to whom, by number.

Everything follows from the design, the seed and the sizes. What takes long to work out (the counts of
a skewed relation) is worked out once, when first asked for.
"""

import math
from collections.abc import Mapping, Sequence

from pytest_dynamo.design.values import Design, Distribution, Entity
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population.choice import Chooser, chooser
from pytest_dynamo.population.draws import Dice, bits, salt_of
from pytest_dynamo.population.families import Families, families

REMEMBERED_FAMILIES = 4096
TRIES_FOR_ANOTHER = 20


class Kinship:
    """The numbers of a population."""

    def __init__(
        self, design: Design, *, seed: int, scale: float, sizes: Mapping[str, int]
    ) -> None:
        self._design = design
        self._seed = seed
        self._scale = scale
        self._sizes = sizes
        self._counts: dict[str, int] = {}
        self._families: dict[str, Families] = {}
        self._choosers: dict[tuple[str, str], Chooser] = {}
        self._chosen: dict[tuple[str, int], list[Mapping[str, int]]] = {}
        self._by_other_parent: dict[tuple[str, str], Mapping[int, list[int]]] = {}

    def count(self, entity: str) -> int:
        """How many members an entity has."""
        if entity not in self._counts:
            self._counts[entity] = self._counted(self._design.entities[entity])
        return self._counts[entity]

    def place(self, entity: str, index: int) -> tuple[int, int]:
        """The member's number among those of its parent (among all, without one), and how many."""
        if not self._design.entities[entity].parents:
            return index, self.count(entity)
        families = self._families_of(entity)
        siblings = families.children(families.parent(index))
        return index - siblings.start, len(siblings)

    def parent(self, entity: str, index: int, parent: str) -> int:
        """The number of a member's parent of the given entity."""
        families = self._families_of(entity)
        first = families.parent(index)
        if parent == self._design.entities[entity].parents[0].entity:
            return first
        return self._others(entity, first)[index - families.children(first).start][parent]

    def children(self, entity: str, parent: str, index: int) -> Sequence[int]:
        """The numbers of the members of `entity` that belong to one parent, the oldest first."""
        if parent == self._design.entities[entity].parents[0].entity:
            return self._families_of(entity).children(index)
        if (entity, parent) not in self._by_other_parent:
            belonging: dict[int, list[int]] = {}
            for child in range(self.count(entity)):
                belonging.setdefault(self.parent(entity, child, parent), []).append(child)
            self._by_other_parent[entity, parent] = belonging
        return self._by_other_parent[entity, parent].get(index, [])

    def chosen_parent(self, entity: str, parent: str, draw: int) -> int:
        """A parent other than the first for a member that is no part of the population."""
        return self._chooser(entity, parent).pick(Dice(draw))

    def _counted(self, entity: Entity) -> int:
        size = self._sizes.get(entity.name)
        if size is not None:
            return size
        if not entity.parents:
            return max(1, round((entity.population or 1) * self._scale))
        first = entity.parents[0]
        parents = self.count(first.entity)
        most = math.inf if first.maximum is None else first.maximum * parents
        return int(min(most, max(1, round(first.mean * parents)))) if first.mean > 0 else 0

    def _families_of(self, entity: str) -> Families:
        if entity not in self._families:
            first = self._design.entities[entity].parents[0]
            parents, children = self.count(first.entity), self.count(entity)
            maximum = first.maximum
            if maximum is not None and parents:
                # A size that was asked for goes before the maximum of the design.
                maximum = max(maximum, math.ceil(children / parents))
            self._families[entity] = families(
                parents=parents,
                children=children,
                maximum=maximum,
                distribution=first.distribution,
                seed=salt_of(self._seed, first.entity, "rank"),
            )
        return self._families[entity]

    def _others(self, entity: str, first: int) -> list[Mapping[str, int]]:
        """The other parents of all children of one first parent.

        Siblings get different ones as long as there are enough, so that a key made of both parents is
        a key: a student enrols once in a course.
        """
        key = (entity, first)
        if key not in self._chosen:
            if len(self._chosen) >= REMEMBERED_FAMILIES:
                self._chosen.clear()
            dice = Dice(bits(salt_of(self._seed, entity, "parents"), first))
            siblings = len(self._families_of(entity).children(first))
            columns = {
                parent.entity: self._different(entity, parent.entity, siblings, dice)
                for parent in self._design.entities[entity].parents[1:]
            }
            self._chosen[key] = [
                {parent: numbers[sibling] for parent, numbers in columns.items()}
                for sibling in range(siblings)
            ]
        return self._chosen[key]

    def _different(self, entity: str, parent: str, wanted: int, dice: Dice) -> list[int]:
        """So many picks by the relation's distribution, no two alike as long as there are others."""
        choose, parents = self._chooser(entity, parent), self.count(parent)
        taken: dict[int, None] = {}
        while len(taken) < min(wanted, parents):
            pick = choose.pick(dice)
            for _ in range(TRIES_FOR_ANOTHER):
                if pick not in taken:
                    break
                pick = choose.pick(dice)
            while pick in taken:
                pick = (pick + 1) % parents
            taken[pick] = None
        return [*taken, *(choose.pick(dice) for _ in range(wanted - len(taken)))]

    def _chooser(self, entity: str, parent: str) -> Chooser:
        if (entity, parent) not in self._choosers:
            declared = self._design.entities[entity].parents
            distribution = next(p.distribution for p in declared if p.entity == parent)
            if distribution.kind == "sequential":
                distribution = Distribution()  # going on from the last pick would need a memory
            if not self.count(parent):
                msg = f"'{entity}' belongs to '{parent}', and there is none: give it a population"
                raise DynamoError(msg)
            seed = salt_of(self._seed, parent, "rank")
            self._choosers[entity, parent] = chooser(distribution, self.count(parent), seed)
        return self._choosers[entity, parent]
