"""A table of moto that looks up the items a query can match, instead of walking all it has.

moto sees only those: its own conditions, sort order and paging still decide what is answered.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytest_dynamo.embedded.lookup import IndexLookup, partition_key
from pytest_dynamo.embedded.moto_names import DynamoType, Item, Table


class NarrowingTable(Table):
    """A table that can be narrowed to some of its items while it is read."""

    # Partition-key value → sort-key value → item; without a sort key the item stands there itself.
    items: defaultdict[DynamoType, Any]
    lookup: IndexLookup
    narrowed_to: list[Item] | None

    def find(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        """The stored item of a key, or None."""
        found: Any = self.items.get(hash_key)
        item: Item | None = found.get(range_key) if found and self.range_key_attr else found
        return item

    def key_values(self, item: dict[str, Any]) -> tuple[DynamoType, DynamoType | None]:
        """The values of the table's key in an item or key of wire form."""
        range_key = DynamoType(item[self.range_key_attr]) if self.range_key_attr else None
        return DynamoType(item[self.hash_key_attr]), range_key

    def get_item(
        self,
        hash_key: DynamoType,
        range_key: DynamoType | None = None,
        projection_expression: list[list[str]] | None = None,
    ) -> Item | None:
        """Read an item; moto leaves an empty collection where it finds none."""
        item = super().get_item(hash_key, range_key, projection_expression)
        self._drop_empty(hash_key)
        return item

    def delete_item(self, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
        """Delete an item, and its collection if it was the last."""
        item = super().delete_item(hash_key, range_key)
        self._drop_empty(hash_key)
        return item

    def _drop_empty(self, hash_key: DynamoType) -> None:
        if self.range_key_attr and not self.items.get(hash_key, True):
            del self.items[hash_key]

    def all_items(self) -> list[Item]:
        """All items in the order of their keys, or those the table is narrowed to."""
        if self.narrowed_to is not None:
            return self.narrowed_to
        return super().all_items()

    @contextmanager
    def narrowed(self, items: list[Item] | None) -> Iterator[None]:
        """While this is open the table shows its readers only these items; None is all of them."""
        self.narrowed_to = items
        try:
            yield
        finally:
            self.narrowed_to = None

    def candidates(self, index_name: str | None, equal: dict[str, DynamoType]) -> list[Item] | None:
        """A superset of the items that have these values and are in the index, or in the table.

        None where no partition key is given whole, so that all items have to be looked at.
        """
        index = next((each for each in self.global_indexes if each.name == index_name), None)
        if index is None:  # the table itself, or a local index, which has the table's partition key
            hash_key = equal.get(self.hash_key_attr)
            return None if hash_key is None else self._collection(hash_key)
        if any(name not in equal for name in partition_key(index)):
            return None
        return self.lookup.find(index, equal, super().all_items)

    def _collection(self, hash_key: DynamoType) -> list[Item]:
        found = self.items.get(hash_key)
        if not found:
            return []
        return list(found.values()) if self.range_key_attr else [found]
