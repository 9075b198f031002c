"""A second copy of a table's items under another key, that follows its writes at once or late."""

from collections import deque
from collections.abc import Callable
from typing import Any, TypeAlias

from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.store.sorted_store import SortedStore
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem

Keys: TypeAlias = Callable[[WireItem, PrimaryKey], tuple[Any, Any] | None]
"""Where an item stands in the copy: partition key and the rest of its key; None if nowhere."""


class Follower(SortedStore):
    """The entries of an index, or a replica of a table. They are whole items.

    With a lag, writes are noted with the time they are due and done when somebody reads.
    """

    def __init__(
        self, keys: Keys, *, lag_seconds: float = 0.0, clock: Callable[[], float] | None = None
    ) -> None:
        super().__init__()
        self._keys = keys
        self._lag_seconds = lag_seconds
        self._clock = clock
        self._late: deque[tuple[float, PrimaryKey, StoredItem | None, StoredItem | None]] = deque()

    def follow(
        self,
        key: PrimaryKey,
        old: StoredItem | None,
        new: StoredItem | None,
        *,
        old_item: WireItem | None,
        new_item: WireItem | None,
    ) -> None:
        """Follow one write of the table, now or later; the items also as wire items."""
        if self._lag_seconds and self._clock:
            self._late.append((self._clock() + self._lag_seconds, key, old, new))
        else:
            self._do(key, new, old_item, new_item)

    def up_to_date(self) -> "Follower":
        """This, after doing what is due by now; writes were noted in the order of their times."""
        if self._late and self._clock:
            now = self._clock()
            while self._late and self._late[0][0] <= now:
                _, key, old, new = self._late.popleft()
                self._do(key, new, old.item() if old else None, new.item() if new else None)
        return self

    def _do(
        self,
        key: PrimaryKey,
        stored: StoredItem | None,
        old_item: WireItem | None,
        new_item: WireItem | None,
    ) -> None:
        before = None if old_item is None else self._keys(old_item, key)
        after = None if new_item is None else self._keys(new_item, key)
        replaces = before is not None and before == after
        if before is not None and not replaces:
            self.remove(*before)
        if after is not None and stored is not None:
            self.put(*after, stored, replaces=replaces)
