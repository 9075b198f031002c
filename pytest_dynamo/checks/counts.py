"""How many: items of entities, distinct values of attributes and keys, and items that share a key.

All of it is arithmetic over what a design says; no population is made. Only how many values a Faker
provider can make is told from a sample of them, as nobody declares that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log, prod

from pytest_dynamo.checks.domains import domain_of
from pytest_dynamo.design.positions import Binding, declaring_entity, written_out
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Design, Entity, Generated, Parent, Scalar

_SUMMED = 1_000
"""So many terms of a harmonic sum are added one by one; an integral has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The numbers of a design's population.

    `names` always are attributes that the entity itself has. A share is one of 1.
    """

    design: Design
    _items: dict[str, int] = field(default_factory=dict)

    def items(self, entity: str) -> int:
        """How many items an entity has, those under `seeds` included."""
        if entity not in self._items:
            declared = self.design.entities[entity]
            if declared.parents:
                first = declared.parents[0]
                count = max(1, round(self.items(first.entity) * first.mean))
            else:
                count = declared.population or 0
            self._items[entity] = count + len(self.design.seeds.get(entity, ()))
        return self._items[entity]

    def share(self, entity: str, names: Iterable[str]) -> float:
        """The share of an entity's items that have all of these attributes."""
        return prod(self._conditions(entity, names).values())

    def slots(self, entity: str, names: Iterable[str]) -> tuple[Binding, ...]:
        """What varies in these attributes, each once."""
        found: dict[tuple[str, str, str], Binding] = {}
        for name in names:
            for part in written_out(self.design, entity, name):
                if isinstance(part, Binding) and not self._is_constant(part):
                    spec = str(part.placeholder or "")
                    found.setdefault((part.entity, part.attribute, spec), part)
        return tuple(found.values())

    def domain(self, slot: Binding) -> float:
        """How many values a slot can have, however many items there are; infinite if it has no limit."""
        attribute = self.design.entities[slot.entity].attributes[slot.attribute]
        if attribute.cardinality is not None:
            return attribute.cardinality
        value = attribute.value
        if isinstance(value, Template):
            return prod(self.domain(each) for each in self.slots(slot.entity, (slot.attribute,)))
        return domain_of(value, slot.placeholder)

    def distinct(self, entity: str, names: Iterable[str]) -> float:
        """How many combinations of these attributes the entity's items have, at most."""
        by_owner: dict[str, float] = {}
        for slot in self.slots(entity, names):
            by_owner[slot.entity] = by_owner.get(slot.entity, 1.0) * self.domain(slot)
        each = (min(count, self.items(owner)) for owner, count in by_owner.items())
        return max(1.0, min(self.items(entity), prod(each)))

    def sharing(
        self, entity: str, names: Iterable[str], having: Iterable[str] | None = None
    ) -> float:
        """How many of an entity's items have the same values in these attributes, in the mean.

        Only items count that have those attributes, or all in `having`, such as the key of an index.
        """
        kept = tuple(names)
        share = self.share(entity, kept if having is None else having)
        return self.items(entity) * share / self.distinct(entity, kept)

    def most_sharing(
        self, entity: str, names: Iterable[str], having: Iterable[str] | None = None
    ) -> float:
        """How many of an entity's items have the commonest values in these attributes, about.

        What `belongs_to` says of the most children, and of how they are spread, is followed up to
        the entities that decide about these attributes.
        """
        kept = tuple(names)
        slots = self.slots(entity, kept)
        owners = {slot.entity for slot in slots}
        skew = self._skew(entity, owners) if owners else 1.0
        for slot in slots:
            skew *= self._heaviest(slot)
        return min(float(self.items(entity)), self.sharing(entity, kept, having) * skew)

    def is_unbounded(self, entity: str, names: Iterable[str]) -> bool:
        """Whether no `max` of a parent limits how many of the entity's items share these attributes."""
        owners = {slot.entity for slot in self.slots(entity, names)}
        here: Entity | None = self.design.entities[entity]
        while here and here.name not in owners:
            parent = self._parent_towards(here, owners)
            if parent is None or parent.maximum is None:
                return True
            here = self.design.entities[parent.entity]
        return False

    # ------------------------------------------------------------------------- conditions

    def _conditions(self, entity: str, names: Iterable[str]) -> dict[object, float]:
        """What has to hold for an item to have these attributes, each once, with its share."""
        found: dict[object, float] = {}
        for name in names:
            attribute = self.design.entities[entity].attributes.get(name)
            if attribute is None:
                found[entity, name] = 0.0
                continue
            if attribute.present < 1:
                found[entity, name] = attribute.present
            for other, value in attribute.when.items():
                found[entity, other, value] = self._share_of(entity, other, value)
            if isinstance(attribute.value, Template):
                for other in attribute.value.names:
                    owner = declaring_entity(self.design, entity, other, above=other == name)
                    if owner:
                        found |= self._conditions(owner, (other,))
        return found

    def _share_of(self, entity: str, name: str, wanted: Scalar) -> float:
        """The share of items in which an attribute has a value."""
        owner = declaring_entity(self.design, entity, name)
        value = self.design.entities[owner].attributes[name].value if owner else None
        if isinstance(value, Generated) and value.maker == "choice":
            weights = value.options["weights"]
            total = sum(weights.values()) if isinstance(weights, dict) else 0
            return weights.get(wanted, 0) / total if isinstance(weights, dict) and total else 0.0
        if isinstance(value, Constant):
            return float(value.value == wanted)
        if isinstance(value, Template) and value.is_constant:
            return float(str(value.render({})) == wanted)
        if isinstance(value, Generated):
            return 1 / max(1.0, min(domain_of(value), self.items(owner or entity)))
        return 1.0

    def _is_constant(self, slot: Binding) -> bool:
        return isinstance(
            self.design.entities[slot.entity].attributes[slot.attribute].value, Constant
        )

    # ------------------------------------------------------------------------------ skew

    def _heaviest(self, slot: Binding) -> float:
        """How many times as often as in the mean the commonest value of a choice is chosen."""
        value = self.design.entities[slot.entity].attributes[slot.attribute].value
        weights = value.options.get("weights") if isinstance(value, Generated) else None
        if not isinstance(weights, dict) or not sum(weights.values()):
            return 1.0
        return float(max(weights.values()) / sum(weights.values()) * len(weights))

    def _skew(self, entity: str, owners: set[str]) -> float:
        """How many times the mean the largest family has, from an entity up to one of the owners."""
        skew, here = 1.0, self.design.entities[entity]
        while here.name not in owners and (parent := self._parent_towards(here, owners)):
            skew *= self._largest_family(here, parent)
            here = self.design.entities[parent.entity]
        return skew

    def _parent_towards(self, entity: Entity, owners: set[str]) -> Parent | None:
        """The parent by which an entity descends from one of the owners."""
        for parent in entity.parents:
            if owners & {parent.entity, *self.design.ancestors(parent.entity)}:
                return parent
        return None

    def _largest_family(self, entity: Entity, parent: Parent) -> float:
        """The children of the parent that has most of them, as a multiple of the mean."""
        parents = max(1, self.items(parent.entity))
        mean = max(self.items(entity.name) / parents, 1e-9)
        distribution = parent.distribution
        largest = 1.0
        if distribution.kind in ("zipf", "latest"):
            exponent = distribution.exponent if distribution.exponent is not None else 1.0
            largest = parents / _harmonic(parents, exponent)
        elif distribution.kind == "hotset":
            hot = max(1.0, (distribution.hot_keys or 1.0) * parents)
            largest = (distribution.hot_requests or 0.0) * parents / hot
        elif distribution.kind == "weighted":
            largest = max(distribution.parts) * len(distribution.parts) / sum(distribution.parts)
        largest = max(1.0, largest)
        return min(largest, max(1.0, parent.maximum / mean)) if parent.maximum else largest


def _harmonic(count: int, exponent: float) -> float:
    """The sum of 1 / rank ** exponent over so many ranks."""
    head = float(sum(rank**-exponent for rank in range(1, min(count, _SUMMED) + 1)))
    if count <= _SUMMED:
        return head
    if exponent == 1:
        return head + log(count / _SUMMED)
    rest: float = (count ** (1 - exponent) - _SUMMED ** (1 - exponent)) / (1 - exponent)
    return head + rest
