"""What the writes of access patterns take, and of which keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_dynamo.capacity.item_size import Item, item_size_bytes
from pytest_dynamo.capacity.partitions import key_text
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.capacity.units import TRANSACTIONAL_WRITE_FACTOR, size_write_units
from pytest_dynamo.design.attribute_value import WireItem
from pytest_dynamo.design.values import Action, Index, Table
from pytest_dynamo.forecast.population_demand.changes import updated
from pytest_dynamo.forecast.population_demand.conditions import holds
from pytest_dynamo.forecast.population_demand.reading import partition_text
from pytest_dynamo.forecast.population_demand.shelf import Found, Shelf
from pytest_dynamo.forecast.population_demand.storage import Arms
from pytest_dynamo.forecast.population_demand.touches import Charges, Means, Origin
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.expressions import key_of
from pytest_dynamo.planner.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write of one item, which turns `old` into `new`; `key` has at least the table's key.

    `origin` is that of the table's key, `entity` what the item after is of.
    """

    action: Action
    table: Table
    key: Item
    old: Found | None
    new: Item | None
    new_bytes: int
    entity: str
    origin: Origin

    @property
    def old_item(self) -> Item | None:
        """The item before."""
        return self.old.item if self.old else None


class Writes:
    """Charges what is written, and notes it, so that the next performance finds it."""

    def __init__(self, shelf: Shelf, arms: dict[str, Arms], parameters: Parameters) -> None:
        self._shelf = shelf
        self._arms = arms
        self._cancelled_share = parameters.cancelled_transaction_share

    def write(self, plan: Plan, arguments: Arguments, charges: Charges) -> None:
        """A write of one item, of a batch or of a transaction.

        One whose condition fails takes what the table has to look at, and nothing of an index.
        """
        writes = list(self._planned(plan, arguments))
        fails = any(_fails(write, arguments) for write in writes)
        factor = 1.0
        if plan.operation == "TransactWriteItems":
            factor = self._cancelled_share if fails else TRANSACTIONAL_WRITE_FACTOR
        for write in writes:
            size_bytes = max(write.old.size_bytes if write.old else 0, write.new_bytes)
            units = size_write_units(size_bytes) * factor
            resource = (write.table.name, None)
            charges.write(resource, partition_text(write.table, write.key), units, write.origin)
            if not fails and write.action.kind != "check":
                self._done(write, charges)

    def _planned(self, plan: Plan, arguments: Arguments) -> Iterator[Write]:
        pattern, items = plan.pattern, iter(arguments.items)
        is_batch = pattern.kind == "batch_write"
        steps = [*enumerate(pattern.actions)]
        for position, action in steps * len(arguments.items) if is_batch else steps:
            table = self._arms[action.table].table
            if action.kind == "put":
                is_chosen = action.entity in pattern.keys
                yield self._put(position, action, table, next(items)[1], is_chosen=is_chosen)
            elif is_batch:
                yield self._changed(position, action, table, next(items)[1], arguments, "stored")
            else:
                key = key_of(action.key, arguments.value_of)
                yield self._changed(position, action, table, key, arguments, "asked")

    def _put(
        self, position: int, action: Action, table: Table, item: WireItem, *, is_chosen: bool
    ) -> Write:
        entity = action.entity or ""
        may_be_there = is_chosen or not self._shelf.is_new(entity)
        means: Means = "stored" if is_chosen else "born"
        return Write(
            action=action,
            table=table,
            key=item,
            old=self._shelf.find(table, item) if may_be_there else None,
            new=item,
            new_bytes=item_size_bytes(item),
            entity=entity,
            origin=Origin(position=position, means=means, entity=entity),
        )

    def _changed(
        self,
        position: int,
        action: Action,
        table: Table,
        key: WireItem,
        arguments: Arguments,
        means: Means,
    ) -> Write:
        """An update, a delete or a check of what a key names."""
        old = self._shelf.find(table, key)
        new: Item | None = old.item if old else None
        if action.kind == "update":
            new = updated(old.item if old else key, position, action, arguments)
        elif action.kind == "delete":
            new = None
        entity = old.entity if old else ""
        return Write(
            action=action,
            table=table,
            key=key,
            old=old,
            new=new,
            new_bytes=item_size_bytes(new) if new else 0,
            entity=entity,
            origin=Origin(position=position, means=means, entity=entity),
        )

    def _done(self, write: Write, charges: Charges) -> None:
        """What a write takes of the indexes, and what it leaves behind."""
        arms = self._arms[write.table.name]
        for index in write.table.indexes.values():
            self._charge_index(write, index, charges)
        for resource, size in arms.stored_bytes(write.new).items():
            charges.grow(resource, size)
        for resource, size in arms.stored_bytes(write.old_item).items():
            charges.grow(resource, -size)
        found = None
        if write.new is not None:
            found = Found(entity=write.entity, item=write.new, size_bytes=write.new_bytes)
        self._shelf.write(write.table, write.key, found)

    def _charge_index(self, write: Write, index: Index, charges: Charges) -> None:
        """What a write takes of an index: of the entry before, of the entry after, or of both."""
        arm = self._arms[write.table.name].by_name[index.name]
        old, new = write.old_item, write.new
        removed, added = arm.entry_units(old, new)
        if removed is None and added is None:
            return
        units = (removed or 0.0) + (added or 0.0)
        if not arm.is_global:
            own = partition_text(write.table, write.key)
            charges.write((write.table.name, None), own, units, write.origin)
            return
        resource, names = (write.table.name, index.name), index.key.partition_key
        before = key_text([old[name] for name in names]) if old and arm.holds(old) else None
        after = key_text([new[name] for name in names]) if new and arm.holds(new) else None
        position = write.origin.position
        if before is not None:
            entity = write.old.entity if write.old else ""
            stored = Origin(position=position, means="stored", entity=entity)
            taken = units if before == after else removed or 0.0
            charges.write(resource, before, taken, stored)
        if after not in (None, before):
            means: Means = "born" if write.action.kind == "put" else "changed"
            made = Origin(position=position, means=means, entity=write.entity)
            charges.write(resource, str(after), added or 0.0, made)


def _fails(write: Write, arguments: Arguments) -> bool:
    """Whether the condition of a write fails."""
    condition = write.action.condition
    if not condition:
        return False
    return not holds(condition, write.old_item or {}, arguments.value_of)
