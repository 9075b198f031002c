"""The arguments of access patterns, drawn from a population: whose keys are asked for, what is put."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from pytest_dynamo.design.attribute_value import WireItem, to_wire
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Condition, Design, Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.expected import expected_rows
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.population.casting import Cast
from pytest_dynamo.population.choice import Chooser, chooser
from pytest_dynamo.population.draws import salt_of
from pytest_dynamo.population.made import AbsentError, Made
from pytest_dynamo.population.makers import Makers
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.newcomers import Newcomers
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.recipes import Recipe
from pytest_dynamo.population.script import Parameter, Script, script

TRIES = 100
"""How many members are tried until there are rows to return."""
FAMILY = 50
"""Among how many siblings of a member rows are looked for."""


class Sampler:
    """Draws the arguments of one performance after the other.

    Of several processes that load the same tables, each has a `lane` of `lanes`, so that no two put
    the same new member. `seed` is that of the declared parameters' values; what is chosen follows
    from the generator given to `arguments`.
    """

    def __init__(
        self,
        design: Design,
        population: Population,
        plans: Mapping[str, Plan | NotServed],
        seed: int = 0,
        *,
        lane: int = 0,
        lanes: int = 1,
    ) -> None:
        self._population = population
        self._newcomers = Newcomers(population, lane=lane, lanes=lanes)
        makers = Makers(seed)
        served = {name: plan for name, plan in plans.items() if isinstance(plan, Plan)}
        self._scripts = {name: script(design, p.pattern, makers) for name, p in served.items()}
        self._plans = served
        self.take_lane(0, 1)

    def take_lane(self, lane: int, lanes: int) -> None:
        """Begin to choose from the start, as process `lane` of `lanes` that choose together.

        What goes in order is dealt out to them. A replay is one list for all patterns.
        """
        self._dealt = (lane, lanes)
        self._replays: dict[tuple[str, str], Chooser] = {}
        self._choosers = {name: self._choosers_of(plan) for name, plan in self._plans.items()}

    def chooser_of(self, entity: str, distribution: Distribution | None) -> Chooser:
        """How one of an entity's members is chosen, in this process's lane.

        Raises:
            DynamoError: There is no member to choose.
        """
        lane, lanes = self._dealt
        count = self._population.count(entity)
        seed = salt_of(self._population.seed, entity, "rank")
        if distribution is None or distribution.kind != "replay":
            return chooser(distribution, count, seed, lane=lane, lanes=lanes)
        key = (entity, distribution.source)
        if key not in self._replays:
            self._replays[key] = chooser(distribution, count, seed, lane=lane, lanes=lanes)
        return self._replays[key]

    def arguments(
        self,
        plan: Plan,
        *,
        rng: Random,
        now: datetime,
        bound: Mapping[str, Member] | None = None,
        existing: bool = False,
    ) -> Arguments:
        """The arguments of one performance.

        `bound` are members, by entity, that the performance is to be about. With `existing` the
        members are drawn evenly, and so that a query has rows to return, if any member gives it some.

        Raises:
            DynamoError: A parameter's value cannot be made.
        """
        script, choosers = self._scripts[plan.pattern.name], self._choosers[plan.pattern.name]
        lead, tries = script.lead, 1
        if existing:
            put = {action.entity for _, action in script.puts}
            choosers = {entity: choose for entity, choose in choosers.items() if entity in put}
            lead, tries = tuple(parameter.item for parameter in script.parameters), TRIES
        for _ in range(tries):
            cast = Cast(
                self._population,
                self._newcomers,
                choosers=choosers,
                needs=script.needs,
                bound=bound or {},
                rng=rng,
                now=now,
            )
            for entity in lead:
                cast.member(entity)
            arguments = self._drawn(script, cast, rng, now)
            if tries == 1 or self._has_rows(plan, script, cast, arguments):
                break
        return arguments

    def _choosers_of(self, plan: Plan) -> dict[str, Chooser]:
        """The choosers of a pattern; a shuffled one ranks as the population does."""
        return {
            entity: self.chooser_of(entity, distribution)
            for entity, distribution in plan.pattern.keys.items()
            if self._population.count(entity)
        }

    def _drawn(self, script: Script, cast: Cast, rng: Random, now: datetime) -> Arguments:
        items = self._items(script, cast) if script.batch or script.puts else ()
        values: dict[str, Made] = {}
        for parameter in script.parameters:
            values[parameter.name] = _value(script, parameter, cast, rng, now)
        if script.declared:
            values |= self._made(script.declared, values, rng, now, place=(0, 1))
        if script.made:
            values |= self._made(script.made, values, rng, now, place=None)
        for condition in script.ranges:
            _put_in_order(condition, values)
        return Arguments(
            parameters={name: made[1] for name, made in values.items()},
            items=items,
            raw={name: made[0] for name, made in values.items()} if script.formats else {},
        )

    def _items(self, script: Script, cast: Cast) -> tuple[tuple[str, WireItem], ...]:
        """The items of puts in the order of the actions, or the keys a batch names."""
        if script.batch:
            return self._keys(script.batch, script.pattern.count, cast)
        found = [
            (position, (action.table, member.item))
            for position, action in script.puts
            if action.entity
            for member in self._put(script, action.entity, cast)
        ]
        found.sort(key=lambda item: item[0])
        return tuple(item for _, item in found)

    def _put(self, script: Script, entity: str, cast: Cast) -> list[Member]:
        """The members of which one action puts items, all different."""
        wanted = script.pattern.count if script.pattern.kind == "batch_write" else 1
        if entity in script.pattern.keys:  # made over, and no more than there are
            wanted = min(wanted, max(1, self._population.count(entity)))
        members: dict[int, Member] = {}
        for _ in range(TRIES * wanted):
            member = cast.newborn(entity)
            members.setdefault(member.index, member)
            if len(members) == wanted:
                break
        return list(members.values())

    def _keys(self, entity: str, count: int, cast: Cast) -> tuple[tuple[str, WireItem], ...]:
        """The keys of different members: a batch may not name one item twice."""
        wanted = min(count, self._population.count(entity))
        members: dict[int, Member] = {}
        for _ in range(TRIES * wanted):
            member = cast.draw(entity)
            members.setdefault(member.index, member)
            if len(members) == wanted:
                break
        declared = self._population.design.entities[entity]
        names = self._population.design.tables[declared.table].key.attributes
        return tuple(
            (declared.table, {name: to_wire(member.reach(name)[1]) for name in names})
            for member in members.values()
        )

    def _made(
        self,
        recipe: Recipe,
        values: Mapping[str, Made],
        rng: Random,
        now: datetime,
        place: tuple[int, int] | None,
    ) -> dict[str, Made]:
        """Values that belong to no member: declared parameters, and what an update makes."""
        nobody = Member(
            self._population, recipe, rng.getrandbits(48), clock=now, place=place, given=values
        )
        try:
            return {name: nobody.reach(name) for name in recipe.attributes}
        except AbsentError as absent:
            msg = (
                f"{recipe.entity}: '{absent}' cannot be made: something it is made of is not there"
            )
            raise DynamoError(msg) from None

    def _has_rows(self, plan: Plan, script: Script, cast: Cast, arguments: Arguments) -> bool:
        """Whether a query has rows to return, as far as one family can tell."""
        if plan.operation != "Query" or not script.parameters:
            return True
        member = cast.member(script.parameters[0].item)
        return bool(expected_rows(plan, arguments, [m.item for m in self._family(member)]))

    def _family(self, member: Member) -> list[Member]:
        """The member and some of its siblings."""
        parents = self._population.design.entities[member.entity].parents
        if parents:
            siblings = member.parent(parents[0].entity).children(member.entity)
            return [member, *siblings[:FAMILY]]
        count = min(self._population.count(member.entity), FAMILY)
        return [member, *(self._population.member(member.entity, i) for i in range(count))]


def _value(script: Script, parameter: Parameter, cast: Cast, rng: Random, now: datetime) -> Made:
    if parameter.turn:
        cast = cast.beside(parameter.turn, parameter.item, parameter.shared)
    member = cast.member(parameter.entity)
    if parameter.is_new:
        member = member.made_over(rng.getrandbits(64), now)
    made = member.made(parameter.attribute) or member.made_anyway(parameter.attribute)
    if made is None:
        msg = f"no {parameter.entity} was found that has '{parameter.attribute}', which {script.pattern.name} needs"
        raise DynamoError(msg)
    if parameter.template:
        name = parameter.template.names[0]
        text = parameter.template.render({name: made[1]}, {name: made[0]})
        return made[0], text
    return made


def _put_in_order(condition: Condition, values: dict[str, Made]) -> None:
    """Exchange the values of the two ends of a `between` where they are the wrong way round."""
    ends = [operand for operand in condition.operands if isinstance(operand, Template)]
    if len(ends) < 2:
        return
    arguments = Arguments(
        parameters={name: made[1] for name, made in values.items()},
        raw={name: made[0] for name, made in values.items()},
    )
    low, high = (_sortable(arguments.value_of(end)) for end in ends)
    if low <= high:
        return
    low_names, high_names = ([name for name in end.names if name in values] for end in ends)
    for one, other in zip(low_names, high_names, strict=False):
        values[one], values[other] = values[other], values[one]


def _sortable(value: object) -> Any:  # noqa: ANN401 - numbers, or bytes
    """Text as the bytes DynamoDB sorts it by; numbers as they are."""
    return value.encode() if isinstance(value, str) else value
