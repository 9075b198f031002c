"""How many capacity units a read or a write of a table consumes.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
and, for transactions, .../developerguide/transaction-apis.html. Request units of on-demand tables
are counted by the same rules.
"""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from pytest_dynamo.capacity.item_size import Item, item_size_bytes

Consistency: TypeAlias = Literal["eventual", "strong", "transactional"]

# "One read request unit represents one strongly consistent read, or two eventually consistent
# reads, for an item up to 4 KB"; "one write request unit represents one write for an item up to
# 1 KB"; a transactional read or write takes two.
READ_BLOCK_BYTES = 4_096
WRITE_BLOCK_BYTES = 1_024
READ_FACTORS: dict[Consistency, float] = {"eventual": 0.5, "strong": 1.0, "transactional": 2.0}
TRANSACTIONAL_WRITE_FACTOR = 2.0


def read_units(size_bytes: int, consistency: Consistency) -> float:
    """Read capacity units for so many bytes read at once; an item that is not there has 0 bytes.

    GetItem, and each item of BatchGetItem and TransactGetItems, is rounded up on its own.

    >>> read_units(4_097, "strong"), read_units(0, "eventual")
    (2.0, 0.5)
    """
    return _blocks(size_bytes, READ_BLOCK_BYTES) * READ_FACTORS[consistency]


def page_read_units(sizes: Iterable[int], consistency: Consistency) -> float:
    """Read capacity units for one page of a Query or Scan: all sizes together, rounded up once.

    `sizes` are those of the items examined, before any filter or projection expression; on an
    index, of its entries. An empty page consumes the least a read can.

    >>> page_read_units([64] * 1_500, "strong")
    24.0
    """
    return read_units(sum(sizes), consistency)


def fetch_read_units(sizes: Iterable[int], consistency: Consistency) -> float:
    """Read capacity units of the table for items fetched by a Query of a local index.

    DynamoDB fetches them where attributes are asked for that the index does not project, and rounds
    each of them up on its own; the entries are charged beside, as a page of the index. Source:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html, "Read capacity units".

    >>> page_read_units([200] * 4, "strong") + fetch_read_units([300] * 4, "strong")
    5.0
    """
    return sum((read_units(size_bytes, consistency) for size_bytes in sizes), 0.0)


def replay_read_units(old_bytes: int, new_bytes: int) -> float:
    """Read capacity units for one action of a transaction that was sent again with its token.

    Nothing is written a second time, so what is charged are reads: "subsequent TransactWriteItems
    calls return the number of read capacity units consumed in reading the item"
    (API_TransactWriteItems.html). Measured on DynamoDB, it is the larger of the item before and
    after; each action is rounded up on its own.

    >>> replay_read_units(0, 9_000), replay_read_units(9_000, 0), replay_read_units(0, 100)
    (6.0, 6.0, 2.0)
    """
    return read_units(max(old_bytes, new_bytes), "transactional")


def size_write_units(size_bytes: int, *, transactional: bool = False) -> float:
    """Write capacity units for so many bytes; an item that is not there has 0 bytes.

    >>> size_write_units(1_025), size_write_units(500, transactional=True)
    (2.0, 2.0)
    """
    factor = TRANSACTIONAL_WRITE_FACTOR if transactional else 1.0
    return _blocks(size_bytes, WRITE_BLOCK_BYTES) * factor


def write_units(old: Item | None, new: Item | None, *, transactional: bool = False) -> float:
    """Write capacity units of the table for turning `old` into `new`; None is an absent item.

    Puts and updates are counted on the larger of the two, deletes on the item deleted, condition
    checks (`old` twice) on the item checked, and a write whose condition failed on the larger of
    the stored item and the attempted one. Index writes come on top: see `index_writes`.
    """
    size_bytes = max(item_size_bytes(item) if item else 0 for item in (old, new))
    return size_write_units(size_bytes, transactional=transactional)


def _blocks(size_bytes: int, block_bytes: int) -> int:
    """How many blocks so many bytes fill; nothing at all takes one, too."""
    return -(-size_bytes // block_bytes) or 1
