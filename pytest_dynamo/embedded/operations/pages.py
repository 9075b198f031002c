"""One page of a Query or Scan: which items are examined, where it ends, what it consumes."""

from collections.abc import Callable
from itertools import chain, islice
from typing import NamedTuple

from pytest_dynamo.capacity.consumed import Consumed
from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.pages import PAGE_BYTES, FetchRoom, PageRoom, page_size_at_most
from pytest_dynamo.capacity.units import Consistency, fetch_read_units, page_read_units
from pytest_dynamo.embedded.operations.source import Source
from pytest_dynamo.embedded.operations.walks import Walk
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem

# Read in one go before it is looked whether the page may be near its end.
_AT_ONCE = 256


class Page:
    """The items a page examined, before any filter, and whether there may be more."""

    __slots__ = ("_entries", "_sizes", "_units", "examined", "is_cut", "source")

    def __init__(self, source: Source, examined: list[StoredItem], *, is_cut: bool) -> None:
        self.source = source
        self.examined = examined
        self.is_cut = is_cut
        self._entries: list[WireItem] | None = None
        self._sizes: list[int] | None = None
        self._units: dict[Consistency, float] = {}

    @property
    def entries(self) -> list[WireItem]:
        """What is read of the items examined: all of each, or what the index projects; decoded once."""
        if self._entries is None:
            self._entries = self.source.entries(self.examined)
        return self._entries

    @property
    def sizes(self) -> list[int]:
        """The sizes that are charged for, in bytes; counted once."""
        if self._sizes is None:
            self._sizes = (
                [stored.size_bytes for stored in self.examined]
                if self.source.projects_all
                else list(map(item_size_bytes, self.entries))
            )
        return self._sizes

    def units(self, consistency: Consistency) -> float:
        """The read units of what it is read from; worked out once."""
        units = self._units.get(consistency)
        if units is None:
            units = self._units[consistency] = page_read_units(self.sizes, consistency)
        return units

    def entry_at(self, place: int) -> WireItem:
        """One of the entries, without decoding the others."""
        return self._entries[place] if self._entries else self.examined[place].item()

    def last_key(self) -> WireItem | None:
        """LastEvaluatedKey; None where the end was reached."""
        return self.source.start_key(self.entry_at(-1)) if self.is_cut else None


def read_page(source: Source, walk: Walk, limit: int | None, *, fetches: bool = False) -> Page:
    """Read a page: up to `limit` items, or until it is full.

    `fetches` says that whole items are fetched from the table for the entries of a local index,
    which take room on the page, too.
    """
    examined: list[StoredItem] = []
    while not fetches:
        room = _AT_ONCE if limit is None else min(_AT_ONCE, limit - len(examined))
        more = list(islice(walk, room))
        examined += more
        size_bytes = sum([stored.size_bytes for stored in examined])
        if page_size_at_most(size_bytes, len(examined)) >= PAGE_BYTES:
            break
        if len(examined) == limit:
            return Page(source, examined, is_cut=True)
        if len(more) < room:
            return Page(source, examined, is_cut=False)
    return _read_on(source, chain(examined, walk), limit, fetches=fetches)


def _read_on(source: Source, walk: Walk, limit: int | None, *, fetches: bool) -> Page:
    """Read a page that may be full before the limit is reached, counting exactly."""
    fetched, read = FetchRoom(), PageRoom()
    examined: list[StoredItem] = []
    for stored in walk:
        if fetches:
            fetched.admit(source.entry_bytes(stored), stored.size_bytes)
        else:
            read.admit(source.page_bytes(stored))
        examined.append(stored)
        if read.is_full or fetched.is_full or len(examined) == limit:
            return Page(source, examined, is_cut=True)
    return Page(source, examined, is_cut=False)


class Shape(NamedTuple):
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
    items = StoredItem.items(page.examined) if shape.fetches else page.entries
    if shape.filter is not None:
        passes = shape.filter
        items = [item for item in items if passes(item)]
    count = len(items)
    if shape.counts_only:
        return [], count
    if shape.project is not None:
        items = [shape.project(item) for item in items]
    return items, count


def page_units(page: Page, consistency: Consistency, shape: Shape) -> tuple[float, float]:
    """The read units of a page of what it is read from, and of the whole items fetched for it."""
    fetched = 0.0
    if shape.fetches:
        fetched = fetch_read_units((each.size_bytes for each in page.examined), consistency)
    return page.units(consistency), fetched


def page_consumed(page: Page, name: str, consistency: Consistency, shape: Shape) -> Consumed:
    """What reading a page consumed; `name` is how the request names the table."""
    source = page.source
    units, fetched = page_units(page, consistency, shape)
    if source.index is None:
        return Consumed(table=name, kind="read", table_units=units)
    arm = {source.index.name: units}
    return Consumed(
        table=name,
        kind="read",
        table_units=fetched,
        global_units=arm if source.is_global else {},
        local_units={} if source.is_global else arm,
    )
