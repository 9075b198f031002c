"""Who takes part in the performances of an access pattern, and how each of them is chosen.

It follows `population.casting` step by step, with chances in the place of draws.
"""

from dataclasses import dataclass, field

import numpy as np

from pytest_dynamo.design.values import AccessPattern, Distribution
from pytest_dynamo.forecast.population_demand.chances import (
    Chances,
    TooInvolvedError,
    above,
    below,
    chosen,
    family_shares,
    suiting,
)
from pytest_dynamo.population.column_makers import Slot
from pytest_dynamo.population.columns import column
from pytest_dynamo.population.script import Script
from pytest_dynamo.population.survey import Survey


@dataclass(slots=True, kw_only=True, eq=False)
class Draw:
    """One choice of a performance: a member of `entity`, and with it those above and below it.

    `chances` are those of its members, or None where all are as likely. `lowest` is the entity to which
    it goes on, evenly among the children of each.
    """

    entity: str
    chances: Chances | None
    lowest: str
    found: dict[str, Chances] = field(default_factory=dict)


class Choices:
    """The chances under each distribution that is declared somewhere, worked out once."""

    def __init__(self, survey: Survey, largest: int) -> None:
        self.survey = survey
        self.largest = largest
        self._known: dict[tuple[str, Distribution], Chances] = {}

    def of(self, entity: str, distribution: Distribution | None = None) -> Chances:
        """The chances of the members of an entity; all are as likely without a distribution."""
        asked = (entity, distribution or Distribution())
        if asked not in self._known:
            self._known[asked] = chosen(self.survey, entity, asked[1], self.largest)
        return self._known[asked]


class Roles:
    """The draws of one access pattern."""

    def __init__(self, choices: Choices, script: Script) -> None:
        survey, largest = choices.survey, choices.largest
        self._choices = choices
        self._survey = survey
        self._script = script
        self._largest = largest
        self._draws: dict[str, Draw] = {}
        self.newborn: set[str] = set()
        for entity in script.lead:
            self.draw_of(entity)
        for _, action in script.puts:
            if action.entity:
                self._put(action.entity)

    @property
    def pattern(self) -> AccessPattern:
        """The access pattern."""
        return self._script.pattern

    def draw_of(self, entity: str) -> Draw:
        """The draw that decides which member of an entity takes part."""
        if entity not in self._draws:
            self._draws[entity] = self._related(entity) or self.new_draw(entity)
        return self._draws[entity]

    def new_draw(self, entity: str) -> Draw:
        """A draw of a member, among those that belong to the members there are."""
        draw = self._drawn(entity)
        if not self._script.needs.get(entity):
            return draw
        chances = self.chances(draw, entity)
        suits = np.ones(len(chances.numbers), np.bool_)
        for name in self._script.needs[entity]:
            slot = Slot(entity=entity, attribute=name)
            is_there = column(self._survey, slot, chances.numbers).is_there
            suits &= True if is_there is None else is_there
        return Draw(entity=entity, chances=suiting(chances, suits), lowest=entity)

    def other_parent(self, entity: str, parent: str) -> Draw:
        """The draw of a parent other than the first of a member that is new."""
        if parent in self._draws:
            return self._draws[parent]
        if parent in self.pattern.keys and self._survey.count(parent):
            return self._chosen(parent, self.pattern.keys[parent])
        declared = self._survey.design.entities[entity].parents
        distribution = next(each.distribution for each in declared if each.entity == parent)
        return self._chosen(parent, distribution)

    def chances(self, draw: Draw, entity: str) -> Chances:
        """The chances of the members of an entity that a draw decides about."""
        if entity not in draw.found:
            draw.found[entity] = self._worked_out(draw, entity)
        return draw.found[entity]

    def _worked_out(self, draw: Draw, entity: str) -> Chances:
        survey, largest = self._survey, self._largest
        if draw.lowest != draw.entity and draw.chances is not None:
            # Those without a descendant are drawn anew, so that all depends on the lowest.
            down = tuple(reversed(survey.recipe(draw.lowest).routes_to[draw.entity][:-1]))
            lowest = below(survey, draw.chances, (*down, draw.lowest), largest)
            if entity == draw.lowest:
                return lowest
            return above(survey, lowest, survey.recipe(draw.lowest).routes_to[entity], largest)
        if entity == draw.entity:
            return draw.chances or self._choices.of(entity)
        route = survey.recipe(draw.entity).routes_to[entity]
        if draw.chances is None and route[0] == survey.first_parent(draw.entity):
            families = family_shares(survey, draw.entity, largest)
            return above(survey, families, route[1:], largest)
        all_of_them = draw.chances or self._choices.of(draw.entity)
        return above(survey, all_of_them, route, largest)

    def _put(self, entity: str) -> None:
        if entity in self.pattern.keys and self._survey.count(entity):
            self._draws.setdefault(entity, self._chosen(entity, self.pattern.keys[entity]))
            return
        parents = self._survey.design.entities[entity].parents
        if parents and parents[0].entity not in self.newborn:
            self.draw_of(parents[0].entity)
        self.newborn.add(entity)

    def _related(self, entity: str) -> Draw | None:
        """The draw of a member that belongs to one of this entity."""
        for other, draw in self._draws.items():
            if entity in self._survey.recipe(other).routes_to:
                return draw
        for other in self.newborn:
            parents = [each.entity for each in self._survey.design.entities[other].parents]
            if entity in parents[1:]:
                return self.other_parent(other, entity)
        return None

    def _drawn(self, entity: str) -> Draw:
        keys, survey = self.pattern.keys, self._survey
        if entity in keys and survey.count(entity):
            return self._chosen(entity, keys[entity])
        for ancestor in survey.recipe(entity).routes_to:
            if ancestor in self._draws:
                return self._lower(self._draws[ancestor], entity)
            if ancestor in self.newborn:
                raise TooInvolvedError
            if ancestor in keys and survey.count(ancestor):
                return self._lower(self._chosen(ancestor, keys[ancestor]), entity)
        if not survey.count(entity):
            raise TooInvolvedError
        return Draw(entity=entity, chances=None, lowest=entity)

    def _lower(self, draw: Draw, entity: str) -> Draw:
        """A draw that goes on to a descendant."""
        chances = draw.chances or self._choices.of(draw.entity)
        return Draw(entity=draw.entity, chances=chances, lowest=entity)

    def _chosen(self, entity: str, distribution: Distribution) -> Draw:
        chances = self._choices.of(entity, distribution)
        return Draw(entity=entity, chances=chances, lowest=entity)
