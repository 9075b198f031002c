"""How many write capacity units a write of an item takes on a secondary index.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html and .../LSI.html,
under "Provisioned throughput considerations". A transaction does not double these units: its factor
of two applies to the table alone (measured on DynamoDB; the documentation is silent).
"""

from pytest_dynamo.capacity.item_size import Item, item_size_bytes
from pytest_dynamo.capacity.same_value import changed_attributes
from pytest_dynamo.capacity.units import size_write_units
from pytest_dynamo.design.values import Index, Table


class IndexArm:
    """One index of one table, and what writes of the table's items take on it.

    An arm is made once and asked for every write, so everything the schema says is worked out in
    advance, and the entries of an index that projects everything are the items themselves.
    """

    __slots__ = ("_key_names", "_keys", "_stored", "is_global")

    def __init__(self, table: Table, index: Index) -> None:
        self._keys = tuple((name, table.attribute_types[name]) for name in index.key.attributes)
        self.is_global = index.kind == "global"
        self._key_names = frozenset(index.key.attributes)
        self._stored = (
            None
            if index.projection.kind == "ALL"
            else frozenset(
                (*table.key.attributes, *index.key.attributes, *index.projection.attributes)
            )
        )

    def holds(self, item: Item) -> bool:
        """Whether the item is in the index: it has all key attributes, with the declared types."""
        for name, kind in self._keys:
            value = item.get(name)
            if value is None or kind not in value:
                return False
        return True

    def entry(self, item: Item | None) -> Item | None:
        """What the index stores of an item, or None where the item is not in the index.

        It is the keys of the table, those of the index, and what the index projects: where that is
        everything, the very item.
        """
        if item is None or not self.holds(item):
            return None
        return item if self._stored is None else self._projected(item)

    def entry_bytes(self, item: Item, item_bytes: int | None = None) -> int:
        """The size of the entry of an item that is in the index; `item_bytes` is the item's own."""
        if self._stored is not None:
            return item_size_bytes(self._projected(item))
        return item_size_bytes(item) if item_bytes is None else item_bytes

    def units(
        self,
        old: Item | None,
        new: Item | None,
        *,
        old_bytes: int | None = None,
        new_bytes: int | None = None,
        changed: frozenset[str] | None = None,
    ) -> float | None:
        """Write capacity units for turning `old` into `new`; None is an absent item.

        The answer is None if the index is not touched, which leaves its arm out of the consumed
        capacity. The rest is as `entry_units` has it.
        """
        removed, added = self.entry_units(
            old, new, old_bytes=old_bytes, new_bytes=new_bytes, changed=changed
        )
        return removed if added is None else added + (removed or 0.0)

    def entry_units(
        self,
        old: Item | None,
        new: Item | None,
        *,
        old_bytes: int | None = None,
        new_bytes: int | None = None,
        changed: frozenset[str] | None = None,
    ) -> tuple[float | None, float | None]:
        """Write capacity units for the entry that goes, and for the one that comes or changes.

        Either is None where there is no such entry. A changed index key takes a delete and a put, at two
        places of the index, each rounded up on its own; any other change takes the larger of the two
        entries. `old_bytes` and `new_bytes` are the sizes of the whole items, and `changed` the
        attributes in which they differ, where these are known.
        """
        if old is not None and new is not None:
            if changed is None:
                changed = changed_attributes(old, new)
            if self._key_names.isdisjoint(changed):
                return None, self._units_in_place(old, new, old_bytes, new_bytes, changed)
        removed = None if old is None else self._units_of(old, old_bytes)
        return removed, None if new is None else self._units_of(new, new_bytes)

    def _units_of(self, item: Item, item_bytes: int | None) -> float | None:
        """Units for an entry that comes or goes, None where the item has none."""
        return size_write_units(self._size(item, item_bytes)) if self.holds(item) else None

    def _units_in_place(
        self,
        old: Item,
        new: Item,
        old_bytes: int | None,
        new_bytes: int | None,
        changed: frozenset[str],
    ) -> float | None:
        """Units for an item that has the same index key before and after, or none."""
        is_touched = changed if self._stored is None else not self._stored.isdisjoint(changed)
        if not is_touched or not self.holds(new):
            return None
        return size_write_units(max(self._size(old, old_bytes), self._size(new, new_bytes)))

    def _projected(self, item: Item) -> Item:
        stored = self._stored or ()
        return {name: value for name, value in item.items() if name in stored}

    def _size(self, item: Item, item_bytes: int | None) -> int:
        if self._stored is not None:
            item, item_bytes = self._projected(item), None
        return item_size_bytes(item) if item_bytes is None else item_bytes
