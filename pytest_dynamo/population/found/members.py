"""Members that were found: they have what their item has, and nothing is made up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pytest_dynamo.design.attribute_value import WireItem, item_to_wire
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Entity
from pytest_dynamo.population.made import Made
from pytest_dynamo.population.member import Kin, Member
from pytest_dynamo.population.recipes import Recipe


class FoundMember(Member):
    """A member whose item was read from a table, or of which at least some attributes are known.

    `own` are its attributes, `above` those of its ancestors that its keys tell. What is in neither
    it does without; only what a template makes of the rest is still made, where there is no item.
    """

    __slots__ = ("_item", "_own")

    def __init__(
        self,
        kin: Kin,
        recipe: Recipe,
        index: int,
        *,
        clock: datetime,
        entity: Entity,
        own: Mapping[str, Made],
        above: Mapping[str, Made],
        item: WireItem | None = None,
    ) -> None:
        super().__init__(kin, recipe, index, clock=clock)
        self._item = item
        self._own = own
        derived = {
            name
            for name, attribute in entity.attributes.items()
            if item is None and isinstance(attribute.value, Template | Constant)
        }
        unknown = dict.fromkeys(name for name in entity.attributes if name not in derived)
        self._made = {**above, **unknown, **own}

    @property
    def item(self) -> WireItem:
        """The item as it was read."""
        return self._item if self._item is not None else item_to_wire(self.stored)

    @property
    def stored(self) -> dict[str, Any]:
        """The attributes of the item as they are stored, also those that the design has not."""
        others = {name: made[1] for name, made in self._own.items()}
        return super().stored | others

    def made_anyway(self, name: str) -> Made | None:
        """An own attribute; None where the member does without."""
        known = self._made.get(name)
        return known if self._item is not None or name in self._made else super().made_anyway(name)
