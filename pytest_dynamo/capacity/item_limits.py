"""How large items, keys and requests may be, and what DynamoDB says where they are larger.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html and
.../LSI.html (items of tables with local indexes, item collections). A KB is 1 024 bytes. The
messages are those of DynamoDB, wording and missing blanks included.
"""

from pytest_dynamo.capacity.index_writes import IndexArm
from pytest_dynamo.capacity.item_size import MAX_ITEM_BYTES, Item
from pytest_dynamo.design.values import Table

# Constraints.html, "Partition key length" and "Sort key length": at least 1 byte, at most so many.
# The keys of indexes have the same limits.
MAX_PARTITION_KEY_BYTES = 2_048
MAX_SORT_KEY_BYTES = 1_024
# API_TransactWriteItems.html: all items of a transaction together.
MAX_TRANSACTION_BYTES = 4 * 1_024**2
# API_BatchGetItem.html: "A single operation can retrieve up to 16 MB of data"; the rest is in
# UnprocessedKeys.
MAX_BATCH_BYTES = 16 * 1_024**2

PUT_TOO_LARGE = "Item size has exceeded the maximum allowed size"
UPDATE_TOO_LARGE = "Item size to update has exceeded the maximum allowed size"
PARTITION_KEY_TOO_LARGE = "Size of hashkey has exceeded the maximum size limit of2048 bytes"
SORT_KEY_TOO_LARGE = "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"

# Measured on DynamoDB in 2026 (the documentation knows only the 400 KB): UpdateItem also refuses an
# item that would not fit with 3 bytes, and 19 for each SET action, in the place of its key.
_UPDATE_BYTES = 3
_SET_ACTION_BYTES = 19


def fits(item_bytes: int, local_entries_bytes: int = 0) -> bool:
    """Whether an item may be stored, with its entries in all local indexes.

    This is the rule for everything that writes an item, UpdateItem excepted.

    >>> fits(409_600), fits(409_601), fits(204_800, 204_801)
    (True, False, False)
    """
    return item_bytes + local_entries_bytes <= MAX_ITEM_BYTES


def fits_update(
    item_bytes: int, local_entries_bytes: int = 0, *, key_bytes: int, set_actions: int
) -> bool:
    """Whether UpdateItem may store an item; `key_bytes` is the size of its primary key.

    Updates in transactions and in PartiQL go by `fits`; so does one with a primary key of 22 bytes
    and a single SET action.

    >>> fits_update(409_581, key_bytes=3, set_actions=1)
    True
    >>> fits_update(409_582, key_bytes=3, set_actions=1)
    False
    """
    gate_bytes = item_bytes - key_bytes + _UPDATE_BYTES + _SET_ACTION_BYTES * set_actions
    return fits(max(item_bytes, gate_bytes), local_entries_bytes)


class LocalEntries:
    """The entries of a table's items in its local indexes.

    "For each local secondary index on a table, there is a 400 KB limit on the total of" the item and
    its entries in the local indexes (Constraints.html, "Item size for tables with local secondary
    indexes").
    """

    __slots__ = ("_arms",)

    def __init__(self, table: Table) -> None:
        self._arms = tuple(IndexArm(table, index) for index in table.local_indexes)

    def size_bytes(self, item: Item, item_bytes: int | None = None) -> int:
        """What the entries of an item have together; `item_bytes` is the item's own size."""
        if not self._arms:
            return 0
        return sum(arm.entry_bytes(item, item_bytes) for arm in self._arms if arm.holds(item))
