"""A second copy of a table's items under another key, that follows its writes at once or late."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from pytest_dynamo.embedded.store.change import Change
from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.store.sorted_store import SortedStore
from pytest_dynamo.embedded.wire_types import WireItem

Keys: TypeAlias = Callable[[WireItem, PrimaryKey], tuple[Any, Any] | None]
"""Where an item stands in the copy: partition key and the rest of its key; None if nowhere."""

Moves: TypeAlias = tuple[tuple[Any, Any] | None, tuple[Any, Any] | None]
"""Where an item stood in the copy before a write, and where it stands after it; None if nowhere."""


class Follower(SortedStore):
    """The entries of an index, or a replica of a table. They are whole items.

    With a lag, writes are noted with the time they are due, and done with the first write or read
    from then on.
    """

    def __init__(
        self,
        keys: Keys,
        key_names: Iterable[str],
        *,
        lag_seconds: float = 0.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        super().__init__()
        self._keys = keys
        self._key_names = frozenset(key_names)
        self._lag_seconds = lag_seconds
        self._clock = clock
        self._late: deque[tuple[float, Change]] = deque()
        self._asked: tuple[Change, Moves] | None = None

    def follow(self, change: Change) -> None:
        """Follow one write of the table, now or later."""
        if self._lag_seconds and self._clock:
            # Images only: the items of the write at hand may be parts of the request.
            late = Change(change.key, change.old, change.new)
            self._late.append((self._clock() + self._lag_seconds, late))
            self.up_to_date()  # or what nobody reads would grow with every write
        else:
            self._do(change)

    def up_to_date(self) -> "Follower":
        """This, after doing what is due by now; writes were noted in the order of their times."""
        if self._late and self._clock:
            now = self._clock()
            while self._late and self._late[0][0] <= now:
                self._do(self._late.popleft()[1])
        return self

    def moves(self, change: Change) -> Moves:
        """Where an item was and where it is going to be; to be asked before it is written."""
        new_item, changed = change.new_item, change.changed
        after = None if new_item is None else self._keys(new_item, change.key)
        if changed is not None and self._key_names.isdisjoint(changed):
            moves: Moves = after, after
        else:
            old_item = change.old_item
            moves = None if old_item is None else self._keys(old_item, change.key), after
        self._asked = change, moves  # so that `follow` need not work it out again
        return moves

    def _do(self, change: Change) -> None:
        asked = self._asked
        if asked is None or asked[0] is not change:
            asked = change, self.moves(change)
        before, after = asked[1]
        self._asked = None
        if before is not None and before != after:
            self.remove(*before)
        if after is not None and change.new is not None:
            partition, rest = after
            self.put(partition, rest, change.new, replaces=before == after)
