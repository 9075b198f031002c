"""Where DynamoDB ends a page of a Query or Scan: at 1 MB of what it calls the result set.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html. The
documentation does not say how that megabyte is counted. It is not the size the capacity units are
counted on: in results recorded on DynamoDB an attribute name counts one byte, and values and items
carry overheads of their own. The formula is that of the emulator dynalite (db/index.js), which
reproduces the recorded pages to the byte; the tests hold two of them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pytest_dynamo.capacity.item_size import AttributeValue, Item, value_size_bytes
from pytest_dynamo.capacity.units import READ_BLOCK_BYTES

# A page ends with the item that brings it to this size, which it still includes.
PAGE_BYTES = 1_048_576


class PageRoom:
    """The room on one page, taken item after item.

    >>> room = PageRoom()
    >>> room.admit(700_000), room.admit(700_000), room.admit(1)
    (True, True, False)
    """

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken = 0

    @property
    def is_full(self) -> bool:
        """Whether no further item goes on the page; there may be more to read."""
        return self._taken >= PAGE_BYTES

    def admit(self, page_bytes: int) -> bool:
        """Put an item on the page that takes so much of it; False if the page ended before it."""
        if self.is_full:
            return False
        self._taken += page_bytes
        return True


class FetchRoom:
    """The room on a page of a local index whose items are fetched from the table.

    The page then holds the entries read so far, rounded up to 4 KB together, and the items fetched,
    each rounded up to 4 KB by itself: LSI.html, "Read capacity units", which says that "the maximum
    size of the results returned by a Query operation is still 1 MB".
    """

    __slots__ = ("_entries_bytes", "_room")

    def __init__(self) -> None:
        self._room = PageRoom()
        self._entries_bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether no further item goes on the page; there may be more to read."""
        return self._room.is_full

    def admit(self, entry_bytes: int, item_bytes: int) -> bool:
        """Put an item of this size, and of this entry, on the page; False if the page ended.

        >>> room = FetchRoom()
        >>> sum(room.admit(200, 300) for _ in range(1_000))
        244
        """
        before = _rounded_up(self._entries_bytes)
        self._entries_bytes += entry_bytes
        return self._room.admit(_rounded_up(self._entries_bytes) - before + _rounded_up(item_bytes))


def page_size_bytes(item: Item, sort_key: str | None = None) -> int:
    """How much of a page an item takes; `sort_key` is the table's sort-key attribute, if any."""
    sort_bytes = stored = 0
    for name, value in item.items():
        if name == sort_key:
            sort_bytes = value_size_bytes(value)
        else:
            stored += 1 + _stored_bytes(value)
    return 2 + stored + (1 + (1 + stored) // 3_072) * (18 + sort_bytes)


def page_size_at_most(size_bytes: int, items: int = 1) -> int:
    """What no items of this size together exceed on a page: enough to see that it is far from full."""
    return 5 * size_bytes + 64 * items


def _stored_bytes(value: AttributeValue) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return _string_bytes(content)
    stored = _STORED.get(kind)
    return 1 + value_size_bytes(value) if stored is None else stored(content)


def _string_bytes(content: str) -> int:
    size_bytes = len(content.encode())
    return size_bytes + (1 if size_bytes < 128 else 2 if size_bytes < 16_384 else 3)


def _list_bytes(content: Iterable[AttributeValue]) -> int:
    return 3 + sum(1 + _stored_bytes(inner) for inner in content)


def _set_bytes(kind: str) -> Callable[[list[Any]], int]:
    return lambda content: value_size_bytes({kind: content}) + len(content) + 1


_STORED: Mapping[str, Callable[[Any], int]] = {
    "NULL": lambda _content: 0,
    "BOOL": lambda _content: 1,
    "SS": _set_bytes("SS"),
    "NS": _set_bytes("NS"),
    "BS": _set_bytes("BS"),
    "L": _list_bytes,
    "M": lambda content: len(content) + _list_bytes(content.values()),
}


def _rounded_up(size_bytes: int) -> int:
    return -(-size_bytes // READ_BLOCK_BYTES) * READ_BLOCK_BYTES
