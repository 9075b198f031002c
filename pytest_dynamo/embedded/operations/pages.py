"""One page of a Query or Scan: which items are examined, where it ends, what it consumes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.capacity.consumed import Consumed
from pytest_dynamo.capacity.pages import PAGE_BYTES
from pytest_dynamo.capacity.units import Consistency, page_read_units, read_units
from pytest_dynamo.embedded.operations.source import Source
from pytest_dynamo.embedded.store.stored_item import StoredItem, WireItem

# No item takes more of a page than this: names count one byte there, but short values up to three
# more, and a long item repeats its sort key every 3 072 bytes.
_MOST_PAGE_BYTES_A_BYTE = 5
_MOST_PAGE_BYTES_AN_ITEM = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The items a page examined, before any filter, and whether there may be more."""

    source: Source
    examined: list[StoredItem]
    is_cut: bool

    def last_key(self) -> WireItem | None:
        """LastEvaluatedKey; None where the end was reached."""
        if not self.is_cut:
            return None
        return self.source.start_key(self.examined[-1].item())


def read_page(source: Source, walk: Iterator[tuple[Any, StoredItem]], limit: int | None) -> Page:
    """Read a page: up to `limit` items, or until it has 1 MB."""
    examined: list[StoredItem] = []
    loose_bytes = 0
    for _, stored in walk:
        examined.append(stored)
        if limit is not None and len(examined) >= limit:
            return Page(source=source, examined=examined, is_cut=True)
        loose_bytes += _MOST_PAGE_BYTES_A_BYTE * stored.size_bytes + _MOST_PAGE_BYTES_AN_ITEM
        if loose_bytes >= PAGE_BYTES:
            break
    else:
        return Page(source=source, examined=examined, is_cut=False)
    return _read_on(source, walk, limit, examined)


def _read_on(
    source: Source,
    walk: Iterator[tuple[Any, StoredItem]],
    limit: int | None,
    examined: list[StoredItem],
) -> Page:
    """Go on where the page may be near its end, counting exactly."""
    page_bytes = 0
    for position, stored in enumerate(examined):
        page_bytes += source.page_bytes(stored)
        if page_bytes >= PAGE_BYTES:
            return Page(source=source, examined=examined[: position + 1], is_cut=True)
    for _, stored in walk:
        examined.append(stored)
        page_bytes += source.page_bytes(stored)
        if page_bytes >= PAGE_BYTES or len(examined) == limit:
            return Page(source=source, examined=examined, is_cut=True)
    return Page(source=source, examined=examined, is_cut=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is answered of the items examined: which of them, and which part of each.

    `fetches` says that whole items are fetched from the table for the entries of a local index.
    """

    filter: Callable[[WireItem], bool] | None = None
    project: Callable[[WireItem], WireItem] | None = None
    fetches: bool = False
    counts_only: bool = False


def shaped(page: Page, shape: Shape) -> tuple[list[WireItem], int]:
    """The items answered, and how many passed the filter."""
    if shape.counts_only and shape.filter is None:
        return [], len(page.examined)
    entry = StoredItem.item if shape.fetches or page.source.projects_all else page.source.entry
    items = [entry(stored) for stored in page.examined]
    if shape.filter is not None:
        passes = shape.filter
        items = [item for item in items if passes(item)]
    count = len(items)
    if shape.counts_only:
        return [], count
    if shape.project is not None:
        items = [shape.project(item) for item in items]
    return items, count


def page_consumed(page: Page, name: str, consistency: Consistency, shape: Shape) -> Consumed:
    """What reading a page consumed; `name` is how the request names the table."""
    source = page.source
    sizes = (source.entry_bytes(stored) for stored in page.examined)
    units = page_read_units(sizes, consistency)
    if source.index is None:
        return Consumed(table=name, kind="read", table_units=units)
    fetched = 0.0
    if shape.fetches:
        fetched = sum(read_units(stored.size_bytes, consistency) for stored in page.examined)
    arm = {source.index.name: units}
    return Consumed(
        table=name,
        kind="read",
        table_units=fetched,
        global_units=arm if source.is_global else {},
        local_units={} if source.is_global else arm,
    )
