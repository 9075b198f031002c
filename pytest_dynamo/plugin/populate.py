"""`dynamo_populate("User", orders=30)`: members of entities, made and stored for one test."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pytest_dynamo.design.attribute_value import to_wire
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.arguments import as_stored
from pytest_dynamo.plugin.markers import nearest
from pytest_dynamo.population.people import Member, Population

# Only new members are made; a population has one of each at least, and this one has no more.
_SMALLEST = 1e-9


class Populate:
    """Makes members of a design's entities, and stores their items.

    Called with the name of an entity, it makes one member and the ancestors it needs. Keywords are:
    how many children it has, by their name in Python (`orders=30`; `order_items=2` gives each of these
    orders two items); a parent made before (`user=user`); or a value for an attribute of its own
    (`status="shipped"`).
    """

    def __init__(
        self,
        design: Design,
        *,
        seed: int,
        store: Callable[[list[tuple[str, Any]]], None],
    ) -> None:
        self._design = design
        self._store = store
        self._now = datetime.now(UTC)
        self._population = Population(design, seed=seed, now=self._now, scale=_SMALLEST)
        self._made: Counter[str] = Counter()

    def __call__(self, entity: str, **wishes: object) -> Member:
        """Make and store one member, with its ancestors and the children asked for.

        Raises:
            DynamoError: There is no such entity, child, parent or attribute; the message has the
                nearest names.
        """
        __tracebackhide__ = True
        if entity not in self._design.entities:
            msg = f"no entity is called '{entity}'{nearest(entity, self._design.entities)}"
            raise DynamoError(msg)
        making = _Making(self, self._population, entity, wishes)
        member = making.member()
        self._store(making.items())
        return member

    def __repr__(self) -> str:
        return f"<dynamo_populate of {self._design.name}>"

    def next_index(self, entity: str) -> int:
        """An index that no other member of the entity has."""
        self._made[entity] += 1
        return self._population.first_new(entity) + self._made[entity] - 1

    @property
    def now(self) -> datetime:
        """The moment from which timestamps reach back."""
        return self._now


class _Making:
    """One call of `dynamo_populate`: the wishes sorted by kind, and the members made so far."""

    def __init__(
        self,
        populate: Populate,
        population: Population,
        entity: str,
        wishes: Mapping[str, object],
    ) -> None:
        self._populate = populate
        self._population = population
        self._design = population.design
        self._entity = entity
        self._members: list[Member] = []
        self._parents: dict[str, Member] = {}
        self._children: dict[str, int] = {}
        self._values: dict[str, object] = {}
        descendants = dict(self._descendants(entity))
        relatives = population.relatives(entity)
        for name, wish in wishes.items():
            if name in descendants:
                self._children[descendants[name]] = _number(name, wish)
            elif isinstance(wish, Member) and relatives.get(name, ("",))[0] == wish.entity:
                self._parents[relatives[name][0]] = wish
            elif name in self._design.entities[entity].attributes:
                self._values[name] = self._value(name, wish)
            elif name in relatives:
                parent = relatives[name][0]
                msg = (
                    f"{name}={wish!r}: wanted a member of {parent}, such as "
                    f'dynamo_populate("{parent}") gives'
                )
                raise DynamoError(msg)
            else:
                known = [*descendants, *relatives, *self._design.entities[entity].attributes]
                msg = (
                    f"{entity} has no children, parent or attribute '{name}'{nearest(name, known)}"
                )
                raise DynamoError(msg)

    def _value(self, name: str, wish: object) -> object:
        """A value for an attribute, if DynamoDB can store it there."""
        try:
            (found,) = to_wire(as_stored(wish))
        except (TypeError, ValueError) as error:
            msg = f"{name}={wish!r}: {error}"
            raise DynamoError(msg) from None
        table = self._design.tables[self._design.entities[self._entity].table]
        wanted = table.attribute_types.get(name, found)
        if found != wanted:
            msg = (
                f"{name}={wish!r}: wanted a value of type {wanted}, found {found}; {name} is a key "
                f"attribute of type {wanted} in table {table.name}"
            )
            raise DynamoError(msg)
        return wish

    def member(self) -> Member:
        """Make the member that was asked for, and all that goes with it."""
        member = self._make(self._entity, given=self._values)
        self._give_children(member)
        return member

    def items(self) -> list[tuple[str, Any]]:
        """The items made, with their tables."""
        return [
            (self._design.entities[member.entity].table, member.item) for member in self._members
        ]

    def _make(
        self,
        entity: str,
        *,
        given: Mapping[str, object] | None = None,
        place: tuple[int, int] | None = None,
    ) -> Member:
        """Make one member, and the parents it needs as far as they are not there yet."""
        parents = [parent.entity for parent in self._design.entities[entity].parents]
        for parent in parents:
            if parent not in self._parents:
                self._parents[parent] = self._make(parent)
        member = self._population.new(
            entity,
            self._populate.next_index(entity),
            now=self._populate.now,
            parents={parent: self._parents[parent] for parent in parents},
            given=given,
            place=place,
        )
        self._members.append(member)
        return member

    def _give_children(self, member: Member) -> None:
        """Make the children asked for, and theirs."""
        for child in self._design.children(member.entity):
            count = self._children.get(child, 0)
            self._parents[member.entity] = member
            made = tuple(self._make(child, place=(number, count)) for number in range(count))
            self._population.adopt(member, made)
            for one in made:
                self._give_children(one)

    def _descendants(self, entity: str) -> Iterator[tuple[str, str]]:
        """The names in Python of children, their children and so on."""
        for name, (relative, is_child) in self._population.relatives(entity).items():
            if is_child:
                yield name, relative
                yield from self._descendants(relative)


def _number(name: str, wish: object) -> int:
    if isinstance(wish, int) and not isinstance(wish, bool) and wish >= 0:
        return wish
    msg = f"{name}={wish!r}: how many {name} there are to be is a whole number, 0 or more"
    raise DynamoError(msg)
