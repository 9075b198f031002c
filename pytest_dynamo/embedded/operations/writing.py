"""Writes of single items: planned, then applied.

Everything that can fail fails while a write is planned, so that nothing is ever half done and a
transaction is many plans and then many applications.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import TypeAlias

from pytest_dynamo.capacity.item_limits import PUT_TOO_LARGE, fits
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.same_value import changed_attributes
from pytest_dynamo.capacity.units import size_write_units
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.service_error import ServiceError, invalid, invalid_parameter
from pytest_dynamo.embedded.store.change import Change
from pytest_dynamo.embedded.store.key_values import PrimaryKey, primary_key
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import Request, WireItem

Condition: TypeAlias = Callable[[WireItem], bool]
"""Whether a condition holds for an item; one that is not there is empty."""


EntryWrite: TypeAlias = tuple[str, bool, float | None, float | None]
"""What a write takes on an index: its name, whether it is global, units for the entry that goes, and
for the one that comes or changes. A plain tuple, because some are made for every write."""


class Write(Change):
    """A planned write of one item of a table. A condition check has the item twice."""

    __slots__ = ("_entries", "_table_units", "table")

    def __init__(self, table: DataTable, key: PrimaryKey) -> None:
        stored = table.store.get(key)
        super().__init__(key, stored, stored)
        self.table = table
        self._entries: Sequence[EntryWrite] | None = None
        self._table_units: float | None = None

    @property
    def table_units(self) -> float:
        """What it takes on the table itself."""
        if self._table_units is None:
            self._table_units = size_write_units(max(self.sizes))
        return self._table_units

    @property
    def entries(self) -> Sequence[EntryWrite]:
        """What it takes on each index that it touches."""
        if self._entries is None:
            self._entries = () if self.old is self.new else self._entry_writes()
        return self._entries

    def _entry_writes(self) -> Sequence[EntryWrite]:
        old, new, changed = self.old_item, self.new_item, self.changed
        old_bytes, new_bytes = self.sizes
        entries = []
        for name, arm in self.table.index_arms.items():
            removed, added = arm.entry_units(
                old, new, old_bytes=old_bytes, new_bytes=new_bytes, changed=changed
            )
            if removed is not None or added is not None:
                entries.append((name, arm.is_global, removed, added))
        return entries

    @property
    def sizes(self) -> tuple[int, int]:
        """The sizes of the item before and after, in bytes; 0 where it is not there."""
        return self.old.size_bytes if self.old else 0, self.new.size_bytes if self.new else 0

    def becomes(
        self, item: WireItem, too_large: str, *, written: frozenset[str] | None = None
    ) -> None:
        """Plan the item after; where an update made it, `written` are the attributes it wrote.

        Raises:
            ServiceError: The item does not fit the table's keys or is too large.
        """
        self.table.key_rules.check_index_keys(item, updated=written is not None)
        if written is None or self.old is None or self.old_item is None:
            size_bytes = item_size_bytes(item)
        else:  # the rest is as it was
            before, after = _part(self.old_item, written), _part(item, written)
            size_bytes = self.old.size_bytes - item_size_bytes(before) + item_size_bytes(after)
            self._changed = changed_attributes(before, after)
        if not fits(size_bytes, self.table.local_entries.size_bytes(item, size_bytes)):
            raise invalid(too_large)
        self.new = StoredItem.of(item, size_bytes)
        self._new_item = item

    def vanishes(self) -> None:
        """Plan that there is no item after."""
        self.new = self._new_item = None

    def commit(self) -> None:
        """Do it."""
        if self.old is self.new:
            return
        self.table.store.commit(self)
        if self.table.expiry is not None:
            self.table.expiry.note(self.key, self.new_item)
        if self.table.stream is not None:
            self.table.stream.add(self.old, self.new)


def _part(item: WireItem, names: frozenset[str]) -> WireItem:
    return {name: item[name] for name in names if name in item}


def checked_item_key(table: DataTable, item: WireItem) -> PrimaryKey:
    """The primary key of a whole item.

    Raises:
        ServiceError: A key attribute is missing, or is none that the table takes.
    """
    table.key_rules.check_item(item)
    return primary_key(item, table.definition.key)


def checked_key(table: DataTable, key: WireItem) -> PrimaryKey:
    """The primary key that the Key of a request says.

    Raises:
        ServiceError: It is no key of the table.
    """
    table.key_rules.check_key(key)
    return primary_key(key, table.definition.key)


def planned_put(
    table: DataTable, key: PrimaryKey, item: WireItem, condition: Condition | None
) -> Write:
    """Plan to put an item, whose values are in normal form."""
    write = Write(table, key)
    write.becomes(item, PUT_TOO_LARGE)
    require(condition, write)
    return write


def planned_delete(table: DataTable, key: PrimaryKey, condition: Condition | None) -> Write:
    """Plan to delete an item; it need not be there."""
    write = planned_check(table, key, condition)
    write.vanishes()
    return write


def planned_check(table: DataTable, key: PrimaryKey, condition: Condition | None) -> Write:
    """Plan to leave an item as it is, if a condition holds."""
    write = Write(table, key)
    require(condition, write)
    return write


def refuse_key_changes(table: DataTable, attributes: Collection[str]) -> None:
    """Refuse an update of these attributes if one is of the table's key.

    Raises:
        ServiceError: ValidationException.
    """
    for name in table.definition.key.attributes:
        if name in attributes:
            message = f"Cannot update attribute {name}. This attribute is part of the key"
            raise invalid_parameter(message)


def require(condition: Condition | None, write: Write) -> None:
    """Check a condition on the item before.

    Raises:
        ConditionFailedError: It does not hold.
    """
    if condition is not None and not condition(write.old_item or {}):
        raise ConditionFailedError(write)


class NotWrittenError(ServiceError):
    """A write that was not done because of the item that is there; it is charged all the same.

    `attempt` makes the item that would have been, where the write has not got it.
    """

    def __init__(self, code: str, message: str, write: Write) -> None:
        super().__init__(code, message)
        self.write = write
        self.attempt: Callable[[], WireItem] | None = None

    @property
    def size_bytes(self) -> int:
        """The size of the item that is there, or of that attempted, whichever is larger."""
        attempted = 0
        if self.attempt is not None:
            with suppress(ServiceError):  # what does not fit the item that is there
                attempted = item_size_bytes(self.attempt())
        return max(attempted, *self.write.sizes)

    def showing(self, _request: Request) -> ServiceError:
        """The error with the item, if the request asked for it and this error shows one."""
        return self


class ConditionFailedError(NotWrittenError):
    """A ConditionalCheckFailedException; `item` is what the condition was checked on."""

    def __init__(self, write: Write) -> None:
        message = "The conditional request failed"
        super().__init__("ConditionalCheckFailedException", message, write)
        self.item = write.old

    def showing(self, request: Request) -> ServiceError:
        """The error with the item, if the request asked for it."""
        if request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and self.item:
            self.members["Item"] = self.item.item()
        return self


def commit_all(writes: Iterable[Write]) -> None:
    """Do all of these."""
    for write in writes:
        write.commit()
