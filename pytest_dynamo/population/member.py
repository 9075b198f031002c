"""A member of a population: one item, made attribute by attribute as it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any, Protocol

from pytest_dynamo.design.attribute_value import WireItem, item_to_wire
from pytest_dynamo.population.draws import share
from pytest_dynamo.population.made import AbsentError, Made
from pytest_dynamo.population.recipes import AttributeRecipe, Recipe


class Kin(Protocol):
    """What a member asks its population for."""

    def parent(self, member: "Member", entity: str) -> "Member":
        """The member's parent of an entity."""
        ...

    def children(self, member: "Member", entity: str) -> tuple["Member", ...]:
        """The member's children of an entity, newest first."""
        ...

    def relatives(self, entity: str) -> Mapping[str, tuple[str, bool]]:
        """The parents and children of an entity by their names in Python: entity, and if a child."""
        ...


class Member:
    """One member of an entity.

    Its attributes and those of its ancestors can be read as `member.user_id`, its parents as
    `order.user` and its children, newest first, as `user.orders`.

    `number` is what its values are drawn from: `index`, but for a member that is made over. `place`
    is its number among how many siblings, for a member whose timestamps lie in the past; one without
    a place is made at `clock`. `parents` and `given` are what is decided beforehand.
    """

    __slots__ = (
        "_given",
        "_kin",
        "_made",
        "_parents",
        "_recipe",
        "clock",
        "index",
        "number",
        "place",
    )

    def __init__(
        self,
        kin: Kin,
        recipe: Recipe,
        index: int,
        *,
        clock: datetime,
        place: tuple[int, int] | None = None,
        number: int | None = None,
        parents: Mapping[str, "Member"] | None = None,
        given: Mapping[str, Made] | None = None,
    ) -> None:
        self._kin = kin
        self._recipe = recipe
        self.index = index
        self.number = index if number is None else number
        self.clock = clock
        self.place = place
        self._parents: dict[str, Member] = dict(parents) if parents else {}
        self._given = given
        self._made: dict[str, Made | None] = dict(given) if given else {}

    @property
    def entity(self) -> str:
        """The name of the entity."""
        return self._recipe.entity

    @property
    def stored(self) -> dict[str, Any]:
        """The attributes of the item as they are stored."""
        return {name: made[1] for name, made in self._present()}

    @property
    def raw(self) -> dict[str, Any]:
        """The attributes of the item as they were made: what format specs apply to."""
        return {name: made[0] for name, made in self._present()}

    @property
    def item(self) -> WireItem:
        """The item as a low-level client takes it."""
        return item_to_wire(self.stored)

    @property
    def created(self) -> datetime:
        """The member's first timestamp, or the moment it is made if it has none."""
        made = self.made(self._recipe.timestamp) if self._recipe.timestamp else None
        return made[0] if made and isinstance(made[0], datetime) else self.clock

    def moment(self, since_seconds: float, share: float) -> datetime:
        """The member's place in a span before `clock`, the first of its siblings the oldest."""
        if self.place is None:
            return self.clock
        number, siblings = self.place
        return self.clock - timedelta(seconds=since_seconds * (1 - (number + share) / siblings))

    def made(self, name: str) -> Made | None:
        """One of the member's own attributes, or None if it does without."""
        known = self._made
        if name in known:
            return known[name]
        recipe = self._recipe.attributes[name]
        made = known[name] = (
            self.made_anyway(name) if recipe.is_sure or self._does_with(name, recipe) else None
        )
        return made

    def made_anyway(self, name: str) -> Made | None:
        """An own attribute as it is where it is present; None where it needs one that is absent."""
        try:
            return self._recipe.attributes[name].maker(self, self.number)
        except AbsentError:
            return None

    def reach(self, name: str, *, above: bool = False) -> Made:
        """An attribute of the member or of its nearest ancestor that has it, only these if `above`.

        Raises:
            AbsentError: The member or ancestor does without the attribute.
        """
        if not above and name in self._made:
            found = self._made[name]
        else:
            route = (self._recipe.routes_above if above else self._recipe.routes).get(name)
            if route is None:
                raise AbsentError(name)
            found = self._along(route).made(name)
        if found is None:
            raise AbsentError(name)
        return found

    def parent(self, entity: str) -> "Member":
        """The parent of an entity."""
        if entity not in self._parents:
            self._parents[entity] = self._kin.parent(self, entity)
        return self._parents[entity]

    def children(self, entity: str) -> "tuple[Member, ...]":
        """The children of an entity, newest first."""
        return self._kin.children(self, entity)

    def ancestor(self, entity: str) -> "Member | None":
        """The ancestor of an entity, or None if it is no ancestor."""
        route = self._recipe.routes_to.get(entity)
        return self._along(route) if route else None

    def made_over(self, number: int, clock: datetime) -> "Member":
        """The same member with new values, made at `clock`; what its key depends on stays."""
        kept = {name: made for name in self._recipe.identity if (made := self.made(name))}
        return Member(
            self._kin,
            self._recipe,
            self.index,
            clock=clock,
            number=number,
            parents=self._parents,
            given=kept,
        )

    def _along(self, route: tuple[str, ...]) -> "Member":
        found = self
        for entity in route:
            found = found.parent(entity)
        return found

    def _does_with(self, name: str, recipe: AttributeRecipe) -> bool:
        there = recipe.present >= 1 or share(recipe.present_salt, self.number) < recipe.present
        return there and all(
            self._has(other, value, above=other == name) for other, value in recipe.when.items()
        )

    def _has(self, name: str, value: object, *, above: bool) -> bool:
        try:
            return self.reach(name, above=above)[1] == value
        except AbsentError:
            return False

    def _present(self) -> Sequence[tuple[str, Made]]:
        names: Iterable[str] = self._recipe.attributes
        if self._given:
            # Values given for attributes of ancestors are for templates; other names are the item's own.
            own = [name for name in self._given if name not in self._recipe.routes_above]
            names = dict.fromkeys([*names, *own])
        return [(name, made) for name in names if (made := self.made(name)) is not None]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - an attribute of any type, a member or members
        if name.startswith("_"):  # copying and pickling ask for these before __init__ has run
            raise AttributeError(name)
        if name in self._made or name in self._recipe.routes:
            try:
                return self.reach(name)[1]
            except AbsentError:
                msg = f"this {self.entity} does without the attribute '{name}'"
                raise AttributeError(msg) from None
        relatives = self._kin.relatives(self.entity)
        if name not in relatives:
            near = get_close_matches(name, [*self._recipe.routes, *relatives], n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            msg = f"{self.entity} has no attribute '{name}'{hint}"
            raise AttributeError(msg)
        relative, is_child = relatives[name]
        return self.children(relative) if is_child else self.parent(relative)

    def __repr__(self) -> str:
        return f"<{self.entity} {self.index}>"
