"""How a SELECT reads: everything, or ranges of keys one after the other, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from pytest_dynamo.capacity.consumed import Consumed
from pytest_dynamo.capacity.pages import PAGE_BYTES
from pytest_dynamo.capacity.units import Consistency
from pytest_dynamo.embedded.database import DataTable
from pytest_dynamo.embedded.operations.admission import (
    Start,
    admit_item_read,
    admit_page,
    admit_pages,
)
from pytest_dynamo.embedded.operations.key_range import KeyRange
from pytest_dynamo.embedded.operations.metering import item_read_consumed
from pytest_dynamo.embedded.operations.pages import Page, Shape, page_consumed, read_page, shaped
from pytest_dynamo.embedded.operations.source import Source
from pytest_dynamo.embedded.operations.walks import walk_range, walk_segment
from pytest_dynamo.embedded.partiql.keys import KeyTerms
from pytest_dynamo.embedded.partiql.next_token import Position
from pytest_dynamo.embedded.partiql.translation.statement import Select, Values
from pytest_dynamo.embedded.store.key_values import key_value
from pytest_dynamo.embedded.store.stored_item import StoredItem
from pytest_dynamo.embedded.wire_types import WireItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """The items a page of a SELECT gives, what it consumed, and where the next one begins."""

    items: list[WireItem]
    consumed: Callable[[], Consumed]
    next: Position | None
    last_key: WireItem | None


def read_one(
    statement: Select, values: Values, terms: KeyTerms, table: DataTable, *, strong: bool
) -> Selected:
    """Read the item of a key, as GetItem does."""
    parts = [key_value(values[placeholder]) for _, (placeholder,) in terms.choices]
    key = parts[0], parts[1] if len(parts) > 1 else None
    stored = table.store.seen(key, strong=strong)
    admit_item_read(table, key, stored, strong=strong)
    items: list[WireItem] = []
    if stored is not None:
        item = stored.item()
        if terms.rest is None or terms.rest(item, values):
            items.append(statement.project(item) if statement.project else item)
    consumed = partial(item_read_consumed, statement.table, stored, strong=strong)
    return Selected(items=items, consumed=consumed, next=None, last_key=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a SELECT reads: what, which part of it, how consistently, and how much at most."""

    statement: Select
    source: Source
    shape: Shape
    strong: bool
    limit: int | None

    def everything(self, start_key: WireItem | None) -> Selected:
        """Read as a Scan does; ORDER BY then sorts the items of the page."""
        store = self.source.read(strong=self.strong)
        walk = walk_segment(self.source, store, 0, 1, start_key)
        page = read_page(self.source, walk, self.limit, fetches=self.shape.fetches)
        admit_page(page, 0.0, self.shape, strong=self.strong)
        last_key = page.last_key()
        items, _ = shaped(
            Page(page.source, self._sorted(page.examined), is_cut=page.is_cut), self.shape
        )
        return Selected(
            items=items,
            consumed=partial(self._consumed, [page]),
            next=Position(key=last_key) if last_key else None,
            last_key=last_key,
        )

    def _sorted(self, examined: list[StoredItem]) -> list[StoredItem]:
        for name, descending in reversed(self.statement.orderings):
            keys = [
                (key_value(stored.item()[name]), place) for place, stored in enumerate(examined)
            ]
            if descending:
                keys = [(value, -place) for value, place in keys]
            keys.sort(reverse=descending)
            examined = [examined[abs(place)] for _, place in keys]
        return examined

    def ranges(
        self, ranges: Sequence[KeyRange], start: Position, *, backward: bool, of_one: bool
    ) -> Selected:
        """Read as Queries do, one after the other, as much as goes on one page.

        `of_one` says that each range has one item at most, so that there is never more of it.
        """
        store = self.source.read(strong=self.strong)
        pages: list[Page] = []
        starts: list[Start] = []
        room, size_bytes = self.limit, 0
        position = start if ranges else None
        while position is not None and room != 0 and size_bytes < PAGE_BYTES:
            wanted = ranges[position.range]
            walk = walk_range(self.source, store, wanted, position.key, backward=backward)
            page = read_page(self.source, walk, room, fetches=self.shape.fetches)
            pages.append(page)
            starts.append(wanted)
            if page.is_cut and not of_one:
                position = Position(range=position.range, key=page.last_key())
                break
            if room is not None:
                room -= len(page.examined)
            size_bytes += sum(stored.size_bytes for stored in page.examined)
            following = position.range + 1
            position = Position(range=following) if following < len(ranges) else None
        if not pages:  # no value is that of an item
            pages.append(Page(source=self.source, examined=[], is_cut=False))
            starts.append(0.0)
        admit_pages(list(zip(pages, starts, strict=True)), self.shape, strong=self.strong)
        return Selected(
            items=[item for page in pages for item in shaped(page, self.shape)[0]],
            consumed=partial(self._consumed, pages),
            next=position,
            last_key=None if position is None else self._last_key(pages),
        )

    def _last_key(self, pages: Sequence[Page]) -> WireItem | None:
        last = next((page.examined[-1] for page in reversed(pages) if page.examined), None)
        return None if last is None else self.source.start_key(last.item())

    def _consumed(self, pages: Sequence[Page]) -> Consumed:
        consistency: Consistency = "strong" if self.strong else "eventual"
        first, *others = (
            page_consumed(page, self.statement.table, consistency, self.shape) for page in pages
        )
        return sum(others, start=first)
