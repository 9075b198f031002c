"""Tables as they are at one moment, to be had again after tests have written to them."""

from collections.abc import Iterable, Mapping

from pytest_dynamo.embedded.database import Database, DataTable
from pytest_dynamo.embedded.store.change import Change
from pytest_dynamo.embedded.store.key_values import PrimaryKey
from pytest_dynamo.embedded.store.stored_item import StoredItem


class _Journal:
    """What the items written since then were like before; nothing is copied beforehand."""

    def __init__(self, table: DataTable) -> None:
        self._table = table
        self._definition = table.definition
        self._ttl_attribute = table.ttl_attribute
        self._before: dict[PrimaryKey, StoredItem | None] = {}
        table.store.noted_by(self)

    def follow(self, change: Change) -> None:
        """Note an item before its first write."""
        self._before.setdefault(change.key, change.old)

    def is_same_table(self, table: DataTable | None) -> bool:
        """Whether the table is still there, with the keys, indexes and time to live it had."""
        return (
            table is self._table
            and table.definition is self._definition
            and table.ttl_attribute == self._ttl_attribute
        )

    def changed(self) -> int:
        """How many items are not as they were."""
        store = self._table.store
        return sum(_image(store.get(key)) != _image(before) for key, before in self._before.items())

    def restore(self) -> None:
        """Make the items what they were; that takes as long as writing those that were written."""
        store, expiry = self._table.store, self._table.expiry
        for key, before in list(self._before.items()):
            change = Change(key, store.get(key), before)
            if change.old is not before:
                store.commit(change)
                if expiry is not None:
                    expiry.note(key, change.new_item)
        self._before.clear()


class Checkpoint:
    """Some tables of a database as they were when this was made.

    Streams keep their records. Not safe for threads: the engine holds a lock.
    """

    def __init__(self, database: Database, names: Iterable[str]) -> None:
        self._database = database
        self._journals = {name: _Journal(database.tables[name]) for name in names}

    def changed(self) -> Mapping[str, int | None]:
        """The tables that are not as they were, each with how many items are not.

        None stands for a table that is gone, was made anew, or has other indexes or another time to
        live; such a one is not restored.
        """
        found: dict[str, int | None] = {}
        for name, journal in self._journals.items():
            if not journal.is_same_table(self._database.tables.get(name)):
                found[name] = None
            elif count := journal.changed():
                found[name] = count
        return found

    def restore(self) -> None:
        """Give the tables the items they had."""
        for name, journal in self._journals.items():
            if journal.is_same_table(self._database.tables.get(name)):
                journal.restore()


def _image(stored: StoredItem | None) -> bytes | None:
    return stored.image if stored else None
