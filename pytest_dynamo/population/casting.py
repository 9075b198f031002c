"""Choosing the members of one performance, so that they belong together."""

from collections.abc import Mapping
from datetime import datetime
from random import Random

from pytest_dynamo.population.choice import Chooser
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.newcomers import Newcomers
from pytest_dynamo.population.people import Population

TRIES = 20
"""How often another member is drawn, where one lacks what the pattern asks for."""


class Cast:
    """The members of one performance, one an entity, chosen as they are asked for.

    An order's user is the user of the performance and the other way round. `choosers` choose the
    members of some entities; all others are drawn evenly, from the children of the members there are.
    """

    def __init__(
        self,
        population: Population,
        newcomers: Newcomers,
        *,
        choosers: Mapping[str, Chooser],
        needs: Mapping[str, tuple[str, ...]],
        bound: Mapping[str, Member],
        rng: Random,
        now: datetime,
    ) -> None:
        self._population = population
        self._newcomers = newcomers
        self._choosers = choosers
        self._needs = needs
        self._rng = rng
        self._now = now
        self._members = dict(bound)
        self._others: dict[int, Cast] = {}

    def member(self, entity: str) -> Member:
        """The member of an entity."""
        if entity not in self._members:
            self._members[entity] = self._ancestor(entity) or self.draw(entity)
        return self._members[entity]

    def beside(self, turn: int, item: str, shared: tuple[str, ...]) -> "Cast":
        """The cast of another item of the performance, which has the members of `shared` in common."""
        if turn not in self._others:
            self._others[turn] = self._another(item, shared)
        return self._others[turn]

    def _another(self, item: str, shared: tuple[str, ...]) -> "Cast":
        taken = {cast.member(item).index for cast in (self, *self._others.values())}
        for _ in range(TRIES):
            cast = Cast(
                self._population,
                self._newcomers,
                choosers=self._choosers,
                needs=self._needs,
                bound={entity: self.member(entity) for entity in shared},
                rng=self._rng,
                now=self._now,
            )
            if cast.member(item).index not in taken:
                break
        return cast

    def draw(self, entity: str) -> Member:
        """A member that goes with those there are, and has what the pattern asks for if any has."""
        member = self._drawn(entity)
        for _ in range(TRIES):
            if self._suits(member):
                break
            member = self._drawn(entity)
        return member

    def newborn(self, entity: str) -> Member:
        """A new member, or one made over where the pattern chooses among those there are.

        Its first parent is that of the performance; its other parents are chosen for it alone.
        """
        if entity in self._choosers:
            member = self._drawn(entity).made_over(self._rng.getrandbits(64), self._now)
        else:
            member = self._newcomers.member(entity, now=self._now, parents=self._parents(entity))
        self._members.setdefault(entity, member)
        return member

    def _parents(self, entity: str) -> dict[str, Member]:
        declared = [p.entity for p in self._population.design.entities[entity].parents]
        parents = {first: self.member(first) for first in declared[:1]}
        for other in declared[1:]:
            if other in self._members:
                parents[other] = self._members[other]
            elif other in self._choosers:
                parents[other] = self._drawn(other)
        return parents

    def _suits(self, member: Member) -> bool:
        for name in self._needs.get(member.entity, ()):  # noqa: SIM110 - all() takes twice as long
            if not member.made(name):
                return False
        return True

    def _ancestor(self, entity: str) -> Member | None:
        """The member of an entity that one of the performance's members belongs to."""
        for member in self._members.values():
            if found := member.ancestor(entity):
                return found
        return None

    def _drawn(self, entity: str) -> Member:
        if entity in self._choosers:
            return self._population.familiar(entity, self._choosers[entity].pick(self._rng))
        for ancestor in self._population.recipe(entity).routes_to:
            if ancestor in self._members:
                return self._below(self._members[ancestor], entity) or self._unheard_of(entity)
            if ancestor in self._choosers:
                for _ in range(TRIES):
                    if found := self._below(self._drawn(ancestor), entity):
                        return found
        if count := self._population.count(entity):
            return self._population.familiar(entity, int(self._rng.random() * count))
        return self._unheard_of(entity)

    def _below(self, ancestor: Member, entity: str) -> Member | None:
        """A descendant, drawn step by step; None where a step has no child."""
        route = self._population.recipe(entity).routes_to[ancestor.entity]
        found: Member | None = ancestor
        for step in (*reversed(route[:-1]), entity):
            found = self._population.child(found, step, self._rng.random()) if found else None
        return found

    def _unheard_of(self, entity: str) -> Member:
        """A member that is in no table, for want of one that is."""
        return self._newcomers.member(entity, now=self._now, parents=self._parents(entity))
