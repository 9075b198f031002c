"""New members: those a run makes beyond the population."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from pytest_dynamo.population.member import Member
from pytest_dynamo.population.people import Population


class Newcomers:
    """Makes new members, each with an index of its own.

    Of several processes each has a `lane` of `lanes`, and no two use the same index.
    """

    def __init__(self, population: Population, *, lane: int = 0, lanes: int = 1) -> None:
        self._population = population
        self._lane = lane
        self._lanes = lanes
        self._counters: dict[str, count[int]] = {}

    def member(
        self,
        entity: str,
        *,
        now: datetime,
        parents: Mapping[str, Member] | None = None,
    ) -> Member:
        """A new member, made `now`; parents that are not given are chosen."""
        return self._population.new(entity, self._next_index(entity), now=now, parents=parents)

    def _next_index(self, entity: str) -> int:
        if entity not in self._counters:
            first = self._population.first_new(entity) + self._lane
            self._counters[entity] = count(first, self._lanes)
        return next(self._counters[entity])
