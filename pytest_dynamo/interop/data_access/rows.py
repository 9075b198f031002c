"""The types of what access patterns return: whole items, or the part of them that is read."""

from dataclasses import dataclass, field

from pytest_dynamo.design.binding import entities_of
from pytest_dynamo.design.positions import matched, written_out
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Design, Generated
from pytest_dynamo.interop.data_access.entities import item_fields
from pytest_dynamo.interop.data_access.kinds import Kinds
from pytest_dynamo.interop.data_access.names import Names, type_name
from pytest_dynamo.interop.data_access.typed_dicts import typed_dict
from pytest_dynamo.planner.plan import Plan

_DISTINCT = frozenset({"uuid4", "ulid", "ksuid", "sequence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a pattern returns: its type, and what makes a row of an item's attributes.

    The rows of several entities are a union, which no function makes; `maker` then is `Item`.
    """

    annotation: str
    maker: str

    @property
    def is_union(self) -> bool:
        """Whether a row may be of several types."""
        return self.maker != self.annotation


@dataclass(slots=True)
class Rows:
    """The types of rows; `lines` are those that had to be made."""

    design: Design
    kinds: Kinds
    names: Names
    types: dict[str, str]
    lines: list[str] = field(default_factory=list)
    uses_item: bool = False

    def of(self, plan: Plan, *, entities: tuple[str, ...] = ()) -> Row:
        """The row type of a pattern, or of some of the entities that it is about."""
        chosen = entities or entities_of(self.design, plan.pattern)
        found = list(dict.fromkeys(self._row(plan, entity, chosen) for entity in chosen))
        if len(found) == 1:
            return Row(annotation=found[0], maker=found[0])
        self.uses_item = True
        return Row(annotation=" | ".join(found) or "Item", maker="Item")

    def _row(self, plan: Plan, entity: str, among: tuple[str, ...]) -> str:
        fields = item_fields(self.design, self.kinds, entity)
        kept = [one for one in fields if is_read(plan, one[0])]
        if kept == fields:
            return self.types[entity]
        other = f" {entity}" if len(among) > 1 else ""
        key = f"{plan.pattern.name}{other}"
        if key not in self.types:
            self.types[key] = self.names.take(type_name(f"{plan.pattern.name}{other} Row"))
            told = f"What `{plan.pattern.name}` reads of one {entity}."
            taken = self.types.values()
            self.lines += ["", "", *typed_dict(self.types[key], told, kept, taken=taken)]
        return self.types[key]


def is_read(plan: Plan, name: str) -> bool:
    """Whether an attribute is among what a plan returns."""
    index, wanted = plan.index, plan.pattern.attributes
    if wanted and plan.operation not in ("UpdateItem", "DeleteItem"):
        return name in wanted
    if index is None or index.projection.kind == "ALL":
        return True
    kept = {*index.key.attributes, *plan.table.key.attributes, *index.projection.attributes}
    return name in kept


def is_single(design: Design, plan: Plan) -> bool:
    """Whether a Query finds at most one item.

    That is so of a whole key of the table, and where an equality names a value of which each of the
    returned entity's items has its own, and no other entity's items are found with it.
    """
    pattern = plan.pattern
    if pattern.fan_out or any(c.operator != "=" for c in (*plan.partition, *plan.sort)):
        return False
    if plan.index is None and len(plan.partition + plan.sort) == len(plan.table.key.attributes):
        return True
    if len(pattern.returns) != 1 or pattern.limit not in (None, 1):
        return False
    (entity,) = pattern.returns
    return _names_one(design, plan, entity) and not any(
        _may_be_found(design, plan, other.name)
        for other in design.entities.values()
        if other.table == plan.table.name and other.name != entity
    )


def _names_one(design: Design, plan: Plan, entity: str) -> bool:
    for condition in (*plan.partition, *plan.sort):
        if condition.attribute not in design.entities[entity].attributes:
            continue
        for part in written_out(design, entity, condition.attribute):
            if isinstance(part, str) or part.entity != entity:
                continue
            if part.placeholder and (part.placeholder.format_spec or part.placeholder.conversion):
                continue
            value = design.entities[entity].attributes[part.attribute].value
            if isinstance(value, Generated) and _is_distinct(value):
                return True
    return False


def _is_distinct(value: Generated) -> bool:
    if value.maker == "faker":
        return bool(value.options.get("unique")) or value.options["provider"] == "uuid4"
    return value.maker in _DISTINCT


def _may_be_found(design: Design, plan: Plan, entity: str) -> bool:
    attributes = design.entities[entity].attributes
    key = plan.index.key if plan.index else plan.table.key
    if any(name not in attributes for name in key.attributes):
        return False
    for condition in (*plan.partition, *plan.sort):
        operand = condition.operands[0]
        if isinstance(operand, Template):
            stored = written_out(design, entity, condition.attribute)
            if matched(operand.parts, stored, partial=False) is None:
                return False
    return True
