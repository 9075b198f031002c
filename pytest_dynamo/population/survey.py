"""A population as it is looked over: who was drawn, and how families lie, all at once."""

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.population.member import Member
from pytest_dynamo.population.people import Population


class Survey(Population):
    """The same population, which can note in `seen` the members it hands out one by one.

    It shares with the population whatever that has worked out. Members are noted while `is_watching`.
    """

    def __init__(self, population: Population) -> None:
        self.__dict__.update(vars(population))
        self.seen: list[Member] = []
        self.is_watching = False
        self._ends: dict[str, NDArray[np.int64]] = {}
        self._parents: dict[tuple[str, str], NDArray[np.int64]] = {}

    def member(self, entity: str, index: int) -> Member:
        """One member.

        Raises:
            IndexError: There are not so many.
        """
        found = super().member(entity, index)
        if self.is_watching:
            self.seen.append(found)
        return found

    def familiar(self, entity: str, index: int) -> Member:
        """One member, for those who only look at it."""
        return self.member(entity, index)

    def child(self, member: Member, entity: str, share: float) -> Member | None:
        """One of a member's children, `share` (0 to 1) of the way from the oldest; None without any."""
        found = super().child(member, entity, share)
        if self.is_watching and found is not None and found.index < self.count(entity):
            self.seen.append(found)
        return found

    def child_numbers(self, entity: str, parent: str, index: int) -> range | list[int]:
        """The numbers of the members of an entity that belong to one parent, the oldest first."""
        found = self._kinship.children(entity, parent, index)
        return found if isinstance(found, range) else list(found)

    def first_parent(self, entity: str) -> str:
        """The entity of the first parent, whose children are numbered one after the other."""
        return self.design.entities[entity].parents[0].entity

    def is_even(self, entity: str) -> bool:
        """Whether all first parents have as many children, or one more."""
        distribution = self.design.entities[entity].parents[0].distribution
        return distribution.kind in ("uniform", "sequential")

    def ends(self, entity: str) -> NDArray[np.int64]:
        """Where the children of each first parent end: those of parent i are ends[i] … ends[i + 1] - 1."""
        if entity not in self._ends:
            parent = self.first_parent(entity)
            count = self.count(parent)
            if self.is_even(entity):
                each, larger = divmod(self.count(entity), count)
                numbers = np.arange(count + 1)
                ends = numbers * each + np.minimum(numbers, larger)
            else:
                children = self._kinship.children
                ends = np.zeros(count + 1, np.int64)
                lasts = (children(entity, parent, index)[-1:] for index in range(count))
                last = np.fromiter((one[0] + 1 if one else 0 for one in lasts), np.int64, count)
                np.maximum.accumulate(last, out=ends[1:])
            self._ends[entity] = ends
        return self._ends[entity]

    def families(
        self, entity: str, numbers: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Of some members the first parents, their places among its children, and how many these are."""
        if not self.is_even(entity):
            ends = self.ends(entity)
            parents = np.searchsorted(ends, numbers, side="right") - 1
            return parents, numbers - ends[parents], ends[parents + 1] - ends[parents]
        each, larger = divmod(self.count(entity), self.count(self.first_parent(entity)))
        of_larger = larger * (each + 1)
        parents = np.where(
            numbers < of_larger,
            numbers // (each + 1),
            larger + (numbers - of_larger) // max(each, 1),
        )
        starts = parents * each + np.minimum(parents, larger)
        return parents, numbers - starts, each + (parents < larger)

    def parents_of(self, entity: str, parent: str, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the parents of some members."""
        if parent == self.first_parent(entity):
            return self.families(entity, numbers)[0]
        if (entity, parent) not in self._parents:
            of = self._kinship.parent
            count = self.count(entity)
            found = (of(entity, index, parent) for index in range(count))
            self._parents[entity, parent] = np.fromiter(found, np.int64, count)
        return self._parents[entity, parent][numbers]
