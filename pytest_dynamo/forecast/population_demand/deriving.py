"""The law of the keys of an access pattern, worked out from how its members are chosen."""

from collections.abc import Iterable, Sequence
from math import prod

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.design.values import Action, Design, Table
from pytest_dynamo.forecast.population_demand.chances import Chances, TooInvolvedError, in_batch
from pytest_dynamo.forecast.population_demand.laws import (
    COUNTLESS,
    Shares,
    mixed,
    only,
    only_tail,
)
from pytest_dynamo.forecast.population_demand.origins import Origins
from pytest_dynamo.forecast.population_demand.parts import (
    Fresh,
    Part,
    Parts,
    Varying,
    is_unique,
    stored_parts,
)
from pytest_dynamo.forecast.population_demand.places import Places, variants
from pytest_dynamo.forecast.population_demand.roles import Choices, Draw, Roles
from pytest_dynamo.forecast.population_demand.touches import Origin
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.population.column_makers import Slot
from pytest_dynamo.population.makers import Makers
from pytest_dynamo.population.script import script

_MOST_VARIANTS = 4_096


class Derivation:
    """Works out the laws of one access pattern."""

    def __init__(self, plan: Plan, choices: Choices, places: Places, makers: Makers) -> None:
        survey = choices.survey
        self._plan = plan
        self._survey = survey
        self._places = places
        self._largest = choices.largest
        self._script = script(survey.design, plan.pattern, makers)
        self._roles = Roles(choices, self._script)
        self._origins = Origins(survey, self._script, self._roles, makers, plan.shards)
        self._batch: Draw | None = None

    @property
    def _design(self) -> Design:
        return self._survey.design

    def shares(self, resource: Resource, origin: Origin) -> Shares:
        """The shares of the keys of a table or index, by how they come to be touched.

        Raises:
            TooInvolvedError: They cannot be worked out.
        """
        names = self._table(resource).key_of(resource[1]).partition_key
        parts = self._parts(origin, names)
        if any(isinstance(part, Fresh) for part in parts):
            return only_tail(COUNTLESS)
        if prod(len(part.texts) for part in parts if isinstance(part, Varying)) > _MOST_VARIANTS:
            raise TooInvolvedError
        filled = variants(parts)
        first = self._of(filled[0][0], origin)
        if len(filled) > 1 and len(filled) * len(first.positions) > 2 * self._largest:
            raise TooInvolvedError
        return mixed([(share, self._of(each, origin)) for each, share in filled])

    def is_divisible(self, resource: Resource, origin: Origin) -> bool:
        """Whether the requests for one key fall on items in different places of its collection.

        They do not where the table has a local index, where there is no sort key, where the partition
        key decides on one, where a query always begins at the same place, and where each item that is
        put sorts after those before it.
        """
        table = self._table(resource)
        key = table.key_of(resource[1])
        if not key.sort_key or (resource[1] is None and table.local_indexes):
            return False
        try:
            partition = self._parts(origin, key.partition_key)
            sort = self._sort_parts(origin, key.sort_key)
        except TooInvolvedError:
            return False
        first = self._first_free(partition, sort)
        return first is not None and not _is_rising(first)

    def is_rising(self, resource: Resource, origin: Origin) -> bool:
        """Whether each item that is put sorts after those of its collection that were there before.

        Raises:
            TooInvolvedError: The keys cannot be worked out.
        """
        key = self._table(resource).key_of(resource[1])
        partition = self._parts(origin, key.partition_key)
        first = self._first_free(partition, self._sort_parts(origin, key.sort_key))
        return first is not None and _is_rising(first)

    def puts_one_item(self, table: Table, origin: Origin) -> bool:
        """Whether whatever is put with a partition key takes the place of what was put before."""
        try:
            partition = self._parts(origin, table.key.partition_key)
            sort = self._sort_parts(origin, table.key.sort_key)
        except TooInvolvedError:
            return False
        is_new = any(isinstance(part, Fresh) for part in partition)
        return not is_new and self._first_free(partition, sort) is None

    def _first_free(self, partition: Parts, sort: Parts) -> Part | None:
        """The first part of a sort key on which the partition key does not decide."""
        fixed = self._fixed(partition)
        for part in sort:
            is_fixed = isinstance(part, Slot) and part.entity in fixed
            if not (isinstance(part, str) or part in partition or is_fixed):
                return part
        return None

    # -------------------------------------------------------------------------------- parts

    def _table(self, resource: Resource) -> Table:
        return self._design.tables[resource[0]]

    def _action(self, origin: Origin) -> Action:
        return self._plan.pattern.actions[origin.position]

    def _parts(self, origin: Origin, names: Sequence[str]) -> Parts:
        """The parts of key attributes."""
        match origin.means:
            case "asked":
                return self._asked(origin, names)
            case "stored":
                return stored_parts(self._design, self._entity(origin), names)
            case "born":
                is_kept = origin.entity in self._plan.pattern.keys
                return self._origins.born(self._entity(origin), names, kept=is_kept)
        return self._changed(origin, names)

    def _asked(self, origin: Origin, names: Sequence[str]) -> Parts:
        if self._plan.pattern.actions:
            key = self._action(origin).key
            return self._origins.asked([key[name] for name in names])
        given = {each.attribute: each.operands[0] for each in self._plan.partition}
        return self._origins.asked([given[name] for name in names])

    def _changed(self, origin: Origin, names: Sequence[str]) -> Parts:
        action = self._action(origin)
        parts: list[Part] = []
        for number, name in enumerate(names):
            parts.extend(("|",) if number else ())
            if name in action.assign:
                assigned = self._origins.assigned(origin.position, name, action.assign[name])
                parts.extend(assigned)
            else:
                parts.extend(stored_parts(self._design, self._entity(origin), (name,)))
        return tuple(parts)

    def _sort_parts(self, origin: Origin, names: Sequence[str]) -> Parts:
        """The parts that decide where in a collection a request falls."""
        if origin.means != "asked" or self._plan.pattern.actions:
            return self._parts(origin, names)
        # A page of a Query counts where it begins.
        end = -1 if self._plan.pattern.newest_first else 0
        return self._origins.asked([each.operands[end] for each in self._plan.sort])

    def _fixed(self, partition: Parts) -> set[str]:
        """The entities of which a partition key leaves one member only."""
        fixed: set[str] = set()
        for part in partition:
            if isinstance(part, Slot) and is_unique(self._design, part):
                fixed |= {part.entity, *self._design.ancestors(part.entity)}
        return fixed

    def _entity(self, origin: Origin) -> str:
        if not origin.entity:
            raise TooInvolvedError
        return origin.entity

    # ------------------------------------------------------------------------------- chances

    def _of(self, parts: Parts, origin: Origin) -> Shares:
        """The shares of keys of which no part varies."""
        slots = [part for part in parts if isinstance(part, Slot)]
        if not slots:
            text = "".join(part for part in parts if isinstance(part, str))
            return only(text)
        draws = {id(draw): draw for draw in (self._draw(slot, origin) for slot in slots)}
        if len(draws) > 1:
            raise TooInvolvedError
        (draw,) = draws.values()
        entity = self._joint(draw, dict.fromkeys(slot.entity for slot in slots))
        chances = self._chances(draw, entity, origin)
        if not len(chances.numbers):
            raise TooInvolvedError
        return self._places.shares(parts, chances)

    def _draw(self, slot: Slot, origin: Origin) -> Draw:
        """The draw that decides about a slot."""
        if origin.means == "stored":
            if self._script.batch:
                self._batch = self._batch or self._roles.new_draw(self._script.batch)
                return self._batch
            return self._roles.draw_of(self._entity(origin))
        return self._roles.draw_of(slot.entity)

    def _joint(self, draw: Draw, entities: Iterable[str]) -> str:
        """The entity whose members decide about all of these, its ancestors."""
        wanted = list(entities)
        for entity in (*wanted, draw.lowest):
            routes = self._survey.recipe(entity).routes_to
            if all(other == entity or other in routes for other in wanted):
                return entity
        raise TooInvolvedError

    def _chances(self, draw: Draw, entity: str, origin: Origin) -> Chances:
        if draw is not self._batch or origin.means != "stored":
            return self._roles.chances(draw, entity)
        batch = str(self._script.batch)
        chances = in_batch(self._roles.chances(draw, batch), self._plan.pattern.count)
        joint = Draw(entity=batch, chances=chances, lowest=batch)
        return self._roles.chances(joint, entity)


def _is_rising(part: Part) -> bool:
    return isinstance(part, Fresh) and part.is_rising
