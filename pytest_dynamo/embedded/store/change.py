"""One write of one item, as the store and whatever follows it need to know it."""

from pytest_dynamo.capacity.same_value import changed_attributes
from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem


class Change:
    """An item before and after; None is an absent one.

    Images are decoded, and compared, once for all who ask.
    """

    __slots__ = ("_changed", "_new_item", "_old_item", "key", "new", "old")

    def __init__(self, key: PrimaryKey, old: StoredItem | None, new: StoredItem | None) -> None:
        self.key = key
        self.old = old
        self.new = new
        self._old_item: WireItem | None = None
        self._new_item: WireItem | None = None
        self._changed: frozenset[str] | None = None

    @property
    def old_item(self) -> WireItem | None:
        """The item before, to be read only."""
        if self._old_item is None and self.old is not None:
            self._old_item = self.old.item()
        return self._old_item

    @property
    def new_item(self) -> WireItem | None:
        """The item after, to be read only."""
        if self._new_item is None and self.new is not None:
            self._new_item = self.new.item()
        return self._new_item

    @property
    def changed(self) -> frozenset[str] | None:
        """The names of the attributes that differ; None where the item appears or vanishes."""
        if self._changed is None and self.old is not None and self.new is not None:
            self._changed = changed_attributes(self.old_item or {}, self.new_item or {})
        return self._changed
